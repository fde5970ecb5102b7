from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsfacts.data.corpora.casing as casing
from newsfacts.data import Article
from newsfacts.data.corpora.casing import learn, recase


@pytest.mark.parametrize(
    "text",
    [
        "The talks in Baghdad failed. He left on Tuesday.",
        "Police said 30 people died.\n\nThree were from Iraq.",
        'The rebels used an M-16 rifle. "We know," he said.',
        "Members of the Movimiento Tupac Obrero (MTO) met, and MTO agreed.",
        "The 4th man told us that the U.S. soldiers had a 22-mm pistol.",
        "They machinegunned the antigovernment protesters.",  # made of known words
    ],
)
def test_words_take_their_usual_form(text: str) -> None:
    assert recase(text.upper()) == text


def test_unknown_words_are_names_or_acronyms() -> None:
    assert recase("HE MET BOZARDO OF THE FPLK") == "He met Bozardo of the FPLK"


@given(st.text())
def test_only_the_case_changes(text: str) -> None:
    recased = recase(text)
    assert len(recased) == len(text)
    assert recased.upper() == text.upper()


def test_the_usual_form_is_that_inside_sentences() -> None:
    # "He" begins sentences only, "sun" does so once; McBain is not what a guess would give; "Oslo" is.
    texts = ["He saw the sun. Sun and sun again, McBain said.", "He and McBain said so to Oslo and Oslo."]
    assert learn(texts) == ["McBain", "and", "said", "sun"]


def test_the_shipped_list_is_what_gmb_teaches(shared: Callable[..., list[Article]]) -> None:
    lines = (Path(casing.__file__).parent / "casing.txt").read_text(encoding="utf-8").splitlines()
    assert lines == learn(article.text for article in shared("gmb"))
