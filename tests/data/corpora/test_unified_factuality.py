from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

TRAIN = "data/unified/uw/train.conll"
SENTENCES = """\
0\tShe\t_\tPRP\t1\tnsubj\tshe
1\tdid\t_\tVBD\t3\taux\tdo
2\tn't\t_\tRB\t3\tneg\tnot
3\tsay\t-2.4\tVB\t3\tROOT\tsay
4\t-LRB-\t_\t-LRB-\t5\tpunct\t(
5\train\t-0.2\tNN\t3\tdobj\train
6\t-RRB-\t_\t-RRB-\t5\tpunct\t)

0\tIt\t_\tPRP\t1\tnsubj\tit
1\trained\t3.0\tVBD\t1\tROOT\train
"""
FILES = {f"data/unified/{part}/{split}.conll": "" for part in ("uw", "meantime") for split in ("train", "dev", "test")}


def test_reads_scores(place: Callable[..., Path]) -> None:
    first, second, third = read_corpus(
        "unified_factuality", place(FILES | {TRAIN: SENTENCES, "data/unified/meantime/dev.conll": "0\tUp\t_\n\n"})
    )
    assert first.id == "unified_factuality-uw-train-0001"
    assert first.text == "She didn't say (rain)"
    assert [(x.type, x.text, x.factuality, first.meta["factuality"][x.id]) for x in first.events] == [
        ("predicate", "say", "-2.5", -2.4),
        ("predicate", "rain", "0", -0.2),
    ]
    assert [(x.text, x.factuality, second.meta["factuality"][x.id]) for x in second.events] == [("rained", "3", 3)]
    assert [(a.meta["split"], a.meta["source"]) for a in (first, third)] == [("train", "uw"), ("dev", "meantime")]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("-2.4", "high", r"train\.conll:4: expected number, word and score or _, found '3\\tsay\\thigh"),
        ("\t-2.4", "", r"train\.conll:4: expected number, word and score"),
        ("-2.4", "-4", r"train\.conll:4: a score is from -3 to 3, found -4"),
    ],
)
def test_faults_name_the_line(place: Callable[..., Path], old: str, new: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        list(read_corpus("unified_factuality", place(FILES | {TRAIN: SENTENCES.replace(old, new)})))


def test_a_wrong_folder_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"'unified_factuality', which holds .*not found: data/unified/uw/dev\.conll"):
        list(read_corpus("unified_factuality", place({TRAIN: SENTENCES})))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("unified_factuality")
    for part, sentences, predicates in (("uw", (2963, 1074, 274), 13644), ("meantime", (347, 87, 77), 1395)):
        counts = count([article for article in articles if article.meta["source"] == part])
        assert counts["splits"] == dict(zip(("train", "dev", "test"), sentences, strict=True))
        assert counts["events"] == {"predicate": predicates}
