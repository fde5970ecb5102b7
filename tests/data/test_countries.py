from importlib.resources import files

import pytest
import regex

from newsfacts.data.countries import country_word
from newsfacts.data.yamlfile import read_yaml

COUNTRIES = read_yaml(str(files("newsfacts.data").joinpath("countries.yaml")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syria", ("SY", "names")),
        ("Syrian", ("SY", "people")),
        ("Syrians", ("SY", "people")),
        ("SYRIA", ("SY", "names")),
        ("Damascus", ("SY", "capital")),
        ("the U.S.", ("US", "names")),
        ("the United States", ("US", "names")),
        ("Sana’a", ("YE", "capital")),
        ("Côte d’Ivoire", ("CI", "names")),
        ("Norway", ("NO", "names")),
        ("Philippines", ("PH", "names")),
        ("Welsh", ("GB-WLS", "people")),
        ("Nigerien", ("NE", "people")),
        ("Nigerian", ("NG", "people")),
    ],
)
def test_words_for_a_country(text: str, expected: tuple[str, str]) -> None:
    assert country_word(text) == expected


@pytest.mark.parametrize(
    "text", ["us", "Congo", "Congolese", "Korean", "Kurdish", "Gotham", "", "s", "the", "car", "Us", "syria"]
)
def test_what_is_no_country_or_might_be_two(text: str) -> None:
    assert country_word(text) is None


def test_every_entry_is_of_the_form() -> None:
    assert len(COUNTRIES) > 200
    for code, entry in COUNTRIES.items():
        assert regex.fullmatch(r"[A-Z]{2}(-[A-Z]{2,3})?", code)
        assert set(entry) <= {"names", "people", "capital"}
        assert entry["names"]
        for words in entry.values():
            assert words
            assert all(isinstance(word, str) and word == word.strip() and word[0].isalpha() for word in words)


def test_every_word_of_the_file_is_found() -> None:
    """A word that stands twice would be found for neither."""
    missed = [
        (code, word)
        for code, entry in COUNTRIES.items()
        for kind, words in entry.items()
        for word in words
        if country_word(word) != (code, kind)
    ]
    assert not missed
