from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus
from newsfacts.data.corpora.hashed import tenth

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DOCID>a</DOCID>
<DCT><TIMEX3 tid="t0" type="TIME" value="2001-02-03T10:00">2001-02-03 10:00</TIMEX3></DCT>
<TITLE>Dam fails</TITLE>
<EXTRAINFO>By A. Writer, <EVENT eid="e9" class="OCCURRENCE">revised</EVENT></EXTRAINFO>
<TEXT>

The dam at Hill &amp; Dale <EVENT eid="e1" class="OCCURRENCE">broke </EVENT><SIGNAL sid="s1">on</SIGNAL>
<TIMEX3 tid="t1" type="DATE" value="2001-02-02">Friday</TIMEX3>, police
<EVENT eid="e2" class="REPORTING">said</EVENT>.
</TEXT>
<MAKEINSTANCE eventID="e1" eiid="ei1" tense="PAST" aspect="NONE" polarity="POS" pos="VERB" />
<MAKEINSTANCE eventID="e9" eiid="ei9" tense="NONE" aspect="NONE" polarity="POS" pos="VERB" />
<TLINK lid="l1" relType="IS_INCLUDED" eventInstanceID="ei1" relatedToTime="t1" signalID="s1" />
<TLINK lid="l2" relType="BEFORE" timeID="t1" relatedToEventInstance="ei9" />
<SLINK lid="l3" relType="EVIDENTIAL" eventInstanceID="ei9" subordinatedEventInstance="ei1" />
</TimeML>
"""
TRAIN = "Training/TBAQ-cleaned/TimeBank/a.tml"
FILES = {
    TRAIN: TIMEML,
    "Training/TBAQ-cleaned/AQUAINT/b.tml": TIMEML,
    "Evaluation/te3-platinum/c.tml": TIMEML,
}


def test_reads_events_and_times(place: Callable[..., Path]) -> None:
    article, other, platinum = read_corpus("tempeval3", place(FILES))
    assert (article.id, article.title, article.date) == ("tempeval3-a", "Dam fails", "2001-02-03")
    assert article.text == "The dam at Hill & Dale broke on\nFriday, police\nsaid."
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [("DATE", "t1", "Friday")]
    assert [(x.id, x.type, x.text) for x in article.events] == [
        ("e1", "OCCURRENCE", "broke"),
        ("e2", "REPORTING", "said"),
    ]
    assert [a.meta["split"] for a in (article, other, platinum)] == ["train", "train", "test"]
    assert [a.meta["source"] for a in (article, other, platinum)] == ["TimeBank", "AQUAINT", "platinum"]


def test_a_tenth_of_the_training_part_is_dev(place: Callable[..., Path]) -> None:
    names = [f"Training/TBAQ-cleaned/TimeBank/{i}.tml" for i in range(40)]
    articles = list(read_corpus("tempeval3", place(FILES | dict.fromkeys(names, TIMEML)), "dev"))
    assert {article.id for article in articles} == {f"tempeval3-{i}" for i in range(40) if tenth(f"tempeval3-{i}") == 0}
    assert articles


def test_attributes_and_links_stand_in_meta(place: Callable[..., Path]) -> None:
    meta = next(read_corpus("tempeval3", place(FILES))).meta
    assert meta["creation_time"]["value"] == "2001-02-03T10:00"
    assert meta["timex3"] == {"t1": {"tid": "t1", "type": "DATE", "value": "2001-02-02"}}
    assert meta["signals"] == {"s1": [29, 31]}
    assert [instance["tense"] for instance in meta["instances"]["e1"]] == ["PAST"]
    assert meta["instances"]["e2"] == []
    assert meta["left_out"] == {"event outside the text": 1}
    assert meta["links"] == [
        {"link": "TLINK", "lid": "l1", "relType": "IS_INCLUDED", "signalID": "s1", "source": "e1", "target": "t1"},
        {"link": "TLINK", "lid": "l2", "relType": "BEFORE", "source": "t1", "target": "e9"},
        {"link": "SLINK", "lid": "l3", "relType": "EVIDENTIAL", "source": "e9", "target": "e1"},
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</TimeML>", "", r"a\.tml: not XML"),
        ("TEXT>", "BODY>", r"a\.tml: expected TimeML with the elements TEXT and DCT/TIMEX3"),
        (' class="REPORTING"', "", r"a\.tml: an element lacks the attribute 'class'"),
    ],
)
def test_faults_name_the_file(place: Callable[..., Path], old: str, new: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        list(read_corpus("tempeval3", place(FILES | {TRAIN: TIMEML.replace(old, new)})))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'tempeval3', which holds Training/TBAQ-cleaned/TimeBank/\*\.tml"):
        list(read_corpus("tempeval3", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("tempeval3")
    assert count(articles)["splits"] == {"train": 228, "dev": 28, "test": 20}
    gold = [article for article in articles if article.meta["split"] != "test"]
    links = [link["link"] for article in gold for link in article.meta["links"]]
    left_out = sum(article.meta.get("left_out", {}).get("event outside the text", 0) for article in gold)
    assert sum(len(article.events) for article in gold) + left_out == 11145
    assert sum(len(article.mentions) + 1 for article in gold) == 2078  # with each document's own time
    assert (links.count("TLINK"), links.count("SLINK")) == (11096, 3042)
