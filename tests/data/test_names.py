import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.names import (
    acronym,
    acronyms,
    gender,
    honorific,
    is_name,
    is_pronoun,
    looks_plural,
    name_words,
    short_forms,
    two_persons,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.", "US"),
        ("the European Union", "European Union"),
        ("SYRIA", "Syria"),
        ("Erdoğan", "Erdogan"),
        ("Sana’a", "Sana'a"),
        ("Lloyd’s", "Lloyd"),
        ("al-Assad", "Assad"),
        ("Bashar  al-Assad", "Bashar Assad"),
    ],
)
def test_two_ways_to_write_a_name_have_the_same_words(one: str, other: str) -> None:
    assert name_words(one) == name_words(other) != ()


@pytest.mark.parametrize(
    ("one", "other"), [("Niger", "Nigeria"), ("The", "Them"), ("Al-A", "A"), ("Jean-Claude", "Claude"), ("Asad", "Sad")]
)
def test_other_names_have_other_words(one: str, other: str) -> None:
    assert name_words(one) != name_words(other)


@given(st.text())
def test_any_text_has_words_and_marks(text: str) -> None:
    words = name_words(text)
    assert all(words)
    assert is_pronoun(text) + is_name(text) < 2
    acronym(text), acronyms(text), honorific(text)


@pytest.mark.parametrize("text", ["he", "Its", "I", "them"])
def test_pronouns(text: str) -> None:
    assert is_pronoun(text)
    assert not is_name(text)


@pytest.mark.parametrize("text", ["US", "IT", "Boko Haram", "9/11", "al-Shabab"])
def test_names(text: str) -> None:
    assert is_name(text)
    assert not is_pronoun(text)


@pytest.mark.parametrize("text", ["the group", "rebels", "minister"])
def test_descriptions_are_neither(text: str) -> None:
    assert not is_name(text)
    assert not is_pronoun(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She", "f"),
        ("his", "m"),
        ("it", "n"),
        ("34-year-old woman", "f"),
        ("gunman", "m"),
        ("they", None),
        ("I", None),
        ("minister", None),
        ("manager", None),
        ("human", None),
    ],
)
def test_gender_is_what_the_word_says(text: str, expected: str | None) -> None:
    assert gender(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("troops", True),
        ("Police", True),
        ("young men", True),
        ("ministers", True),
        ("allies", True),
        ("press", False),
        ("boss", False),
        ("crisis", False),
        ("campus", False),
        ("series", False),
        ("its", False),
        ("group", False),
        ("woman", False),
    ],
)
def test_plurals(text: str, expected: bool) -> None:
    assert looks_plural(text) is expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("met Mr ", "m"),
        ("Mrs. ", "f"),
        ("of Queen ", "f"),
        ("Dr ", None),
        ("the king ", None),
        ("Mr, ", None),
        ("", None),
        ("Mrs", None),
    ],
)
def test_honorifics_tell_the_gender(before: str, expected: str | None) -> None:
    assert honorific(before) == expected


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Front for the Defence of Azawagh", "FDA"),
        ("United Nations", "U.N."),
        ("Syrian Observatory for Human Rights", "SOHR"),
        ("Ministry of Defence", "MoD"),
        ("Anglo-Irish Bank", "AIB"),
        ("Border Guard Bangladesh", "BGB"),
        ("Vectra Bio Systems Inc", "VBS"),
        ("Department of Justice", "DOJ"),
    ],
)
def test_a_name_has_its_acronym(name: str, short: str) -> None:
    assert acronym(short) in acronyms(name)


@pytest.mark.parametrize(
    ("name", "short"),
    [("Kurdistan Workers' Party", "PKK"), ("United Nations", "UNHCR"), ("Hamas", "H"), ("Umm Sidra", "USA")],
)
def test_a_name_has_no_other_acronym(name: str, short: str) -> None:
    assert acronym(short) not in acronyms(name)


@pytest.mark.parametrize("text", ["Un", "Hamas", "A", "KUMBAKONAMS", "F-16", "of"])
def test_what_is_no_acronym(text: str) -> None:
    assert acronym(text) is None


def test_short_forms_are_the_beginnings_and_ends() -> None:
    assert set(short_forms(("ana", "de", "souza"), True)) == {("ana",), ("ana", "de"), ("souza",), ("de", "souza")}
    assert set(short_forms(("ana", "de", "souza"), False)) == {("ana", "de"), ("souza",), ("de", "souza")}
    assert list(short_forms(("ana",), True)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Joe Biden", "Hunter Biden"), ("Mustafa Mousa Rizeigat", "Adam Mousa Rizeigat"), ("J. Biden", "Hunter Biden")],
)
def test_two_given_names_are_two_persons(one: str, other: str) -> None:
    assert two_persons(name_words(one), name_words(other))
    assert two_persons(name_words(other), name_words(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Joe Biden", "Biden"),
        ("Joe Biden", "J. Biden"),
        ("Joe Biden", "Joseph Robinette Biden"),
        ("José Manuel Barroso", "Manuel Barroso"),
        ("Mohammed Deif", "Muhammad Deif"),
        ("Bill Clinton", "William Clinton"),
        ("Ahmed al-Sharaa", "Abu Mohammed al-Golani"),  # an alias
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
    ],
)
def test_one_person_has_several_names(one: str, other: str) -> None:
    assert not two_persons(name_words(one), name_words(other))
