from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Argument, Article, DataError
from newsfacts.data.corpora import read_corpus

TEXT = "Mayor vows repairs\n\nThe bridge, she said on Monday, will open. It is feared that costs rise.\n"
MARKS = """\
T1\tSource 32 35\tshe
T2\tCue 36 40\tsaid
T3\tContent 20 30;52 62\tThe bridge will open.
T4\tAttribution 36 40\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
T5\tCue 66 75\tis feared
T6\tContent 76 91\tthat costs rise
T7\tAttribution-no-source 66 75\tis feared
E2\tAttribution-no-source:T7 Cue:T5 Content:T6
T8\tDiscuss 0 10\tMayor vows
#1\tAnnotatorNotes T8\tIs this one?
"""
OTHER = "T1\tCue 36 40\tsaid\nT4\tAttribution 36 40\tsaid\nE1\tAttribution:T4 Cue:T1\n"
META = (
    "compartment\tfilename\tlevel\tannotators\tpublisher\tpublication_date\tauthor\ttitle\n"
    'train\tgazette_a\tLevel-1\t1a2b|3c4d\tgazette\t2016-01-02\tAnn Lee\tMayor "vows" repairs\n'
)
FILES = {
    "data/metadata.tsv": META,
    "data/train/text/gazette_a.txt": TEXT,
    "data/train/attributions/gazette_a_1a2b.ann": MARKS,
    "data/train/attributions/gazette_a_3c4d.ann": OTHER,
}


def test_reads_attributions(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("polnear", place(FILES))
    assert (article.id, article.title, article.date) == ("polnear-gazette_a", 'Mayor "vows" repairs', "2016-01-02")
    assert article.text == TEXT
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("Content", "T3", "The bridge"),
        ("Source", "T1", "she"),
        ("Content", "T3", "will open."),
        ("Content", "T6", "that costs rise"),
    ]
    said, feared = article.events
    assert (said.type, said.text) == ("Attribution", "said")
    assert said.arguments == (Argument("Content", "T3"), Argument("Source", "T1"))
    assert (feared.type, feared.text) == ("Attribution-no-source", "is feared")
    assert feared.arguments == (Argument("Content", "T6"),)


def test_the_role_of_a_mark_is_its_type(place: Callable[..., Path]) -> None:
    name = "data/train/attributions/gazette_a_1a2b.ann"
    swapped = MARKS.replace("Content:T3 Cue:T2 Source:T1", "Source:T3 Cue:T2 Content2:T1")
    (article,) = read_corpus("polnear", place(FILES | {name: swapped}))
    assert article.events[0].arguments == (Argument("Content", "T3"), Argument("Source", "T1"))


def test_what_an_article_cannot_hold_is_told(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("polnear", place(FILES))
    assert article.meta["split"] == "train"
    assert article.meta["annotator"] == "1a2b"
    assert article.meta["left_out"] == {"attribution of another annotator": 1}
    assert article.meta["marks"] == [{"type": "Discuss", "spans": [[0, 10]], "note": "Is this one?"}]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "T1\tSource 32 35\tshe",
            "T1\tSource 32 35\tshe said",
            "T1 quotes 'she said', which does not stand in the text",
        ),
        ("Source:T1", "Source:T9", "an attribution names T9, which marks nothing"),
    ],
)
def test_faults_name_the_file(place: Callable[..., Path], old: str, new: str, fault: str) -> None:
    name = "data/train/attributions/gazette_a_1a2b.ann"
    folder = place(FILES | {name: MARKS.replace(old, new)})
    with pytest.raises(DataError, match=fault) as caught:
        list(read_corpus("polnear", folder))
    assert name in str(caught.value)


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"not the folder of the corpus 'polnear', which holds data/metadata\.tsv"):
        list(read_corpus("polnear", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("polnear"))
    assert counts["splits"] == {"train": 840, "dev": 84, "test": 79}  # five test articles are left out of the copy
    assert counts["events"] == {"Attribution": 22177, "Attribution-no-source": 1783}  # "~24k attributions"
    assert counts["arguments"]["Source"] == 22172
