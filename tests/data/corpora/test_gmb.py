from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

HEADER = "Sentence #,Word,POS,Tag\n"
FLOOD = """\
Sentence: 1,Officials,NNS,O
,in,IN,O
,Port,NNP,B-geo
,Vila,NNP,I-geo
,say,VBP,O
,Vanuatu,NNP,B-gpe
,'s,POS,O
,rains,NNS,O
,ended,VBD,O
,Monday,NNP,B-tim
,.,.,O
"""


def sentence(number: int) -> str:
    return f"Sentence: {number},Rain,NN,O\n,fell,VBD,O\n,{number},CD,B-tim\n,.,.,O\n"


def test_reads_names(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("gmb", place({"ner_dataset.csv": HEADER + FLOOD + sentence(2)}))
    assert article.id == "gmb-00001"
    assert article.text == "Officials in Port Vila say Vanuatu's rains ended Monday. Rain fell 2."
    assert [(mention.type, mention.text) for mention in article.mentions] == [
        ("geo", "Port Vila"),
        ("gpe", "Vanuatu"),
        ("tim", "Monday"),
        ("tim", "2"),
    ]
    assert len(article.entities) == 4
    assert article.meta == {"corpus": "gmb", "split": None}


def test_ten_sentences_make_an_article(place: Callable[..., Path]) -> None:
    folder = place({"ner_dataset.csv": HEADER + "".join(map(sentence, range(1, 13)))})
    first, second = read_corpus("gmb", folder)
    assert (first.id, len(first.mentions)) == ("gmb-00001", 10)
    assert (second.id, second.text) == ("gmb-00011", "Rain fell 11. Rain fell 12.")


def test_the_file_is_windows_1252(tmp_path: Path) -> None:
    content = HEADER + "Sentence: 1,Citroën,NNP,B-org\n,…,:,O\n"
    (tmp_path / "ner_dataset.csv").write_bytes(content.encode("cp1252"))
    (article,) = read_corpus("gmb", tmp_path)
    assert article.text == "Citroën…"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("word,tag\n", r"ner_dataset\.csv: expected the columns Sentence #, Word, POS, Tag; found word, tag"),
        (HEADER + "Sentence: 1,Rain,NN\n", r"ner_dataset\.csv:2: expected 4 columns, found 3"),
    ],
)
def test_faults_name_the_line(place: Callable[..., Path], content: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        list(read_corpus("gmb", place({"ner_dataset.csv": content})))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("gmb"))
    assert counts["splits"] == {None: 4796}  # 47,959 sentences, ten an article
    assert counts["mentions"].total() == 111891
    assert counts["mentions"]["geo"] == 37644
    assert set(counts["mentions"]) == {"geo", "org", "per", "gpe", "tim", "art", "eve", "nat"}
