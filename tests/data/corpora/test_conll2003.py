from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

BORDER = "0\t-DOCSTART-\tO\n\n"
GAME = "0\tHOCKEY\tO\n1\t-\tO\n2\tOSLO\tB-ORG\n3\tWINS\tO\n4\t.\tO\n\n"
PLACE = "0\tOSLO\tB-LOC\n1\t2001-02-03\tO\n\n"
BODY = "0\tAri\tB-PER\n1\tNess\tI-PER\n2\tof\tO\n3\tNorway\tB-LOC\n4\t's\tO\n5\tteam\tO\n6\tscored\tO\n7\t.\tO\n"
FILES = {
    "train.conllu": BORDER + GAME + PLACE + BODY + "\n" + BORDER + GAME,
    "val.conllu": BORDER + BODY,
    "test.conllu": BORDER + PLACE,
}


def test_an_article_is_a_document(place: Callable[..., Path]) -> None:
    articles = list(read_corpus("conll2003", place(FILES)))
    assert [article.id for article in articles] == [
        "conll2003-train-0001",
        "conll2003-train-0002",
        "conll2003-dev-0001",
        "conll2003-test-0001",
    ]
    assert [article.meta["split"] for article in articles] == ["train", "train", "dev", "test"]
    first = articles[0]
    assert first.text == "HOCKEY - OSLO WINS. OSLO 2001-02-03\n\nAri Ness of Norway's team scored."
    assert [(mention.type, mention.text, mention.start) for mention in first.mentions] == [
        ("ORG", "OSLO", 9),
        ("LOC", "OSLO", 20),
        ("PER", "Ari Ness", 37),
        ("LOC", "Norway", 49),
    ]


def test_other_columns_are_refused(place: Callable[..., Path]) -> None:
    folder = place(FILES | {"val.conllu": BORDER + "EU NNP B-NP B-ORG\n"})
    with pytest.raises(DataError, match=r"val\.conllu:3: expected 3 columns \(number, token, tag\), found 4"):
        list(read_corpus("conll2003", folder))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("conll2003"))
    assert counts["splits"] == {"train": 946, "dev": 216, "test": 231}  # the documents of Tjong Kim Sang 2003
    assert counts["mentions"] == {"LOC": 10645, "PER": 10059, "ORG": 9323, "MISC": 5062}
