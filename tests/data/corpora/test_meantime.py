from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Argument, Article, DataError
from newsfacts.data.corpora import read_corpus

SENTENCES = [
    "Acme buys mill",
    "March 2 , 2019",
    "Acme set the mill up for $ 5 .",
    "It paid .",
    "It rained .",
    "It snowed .",
    "Acme left .",
]


def tokens() -> str:
    found = []
    for number, sentence in enumerate(SENTENCES):
        for word in sentence.split():
            found.append(f'<token number="0" sentence="{number}" t_id="{len(found) + 1}">{word}</token>')
    return "\n".join(found)


def mark(tag: str, id: int, words: list[int], attributes: str = "") -> str:
    anchors = "".join(f'<token_anchor t_id="{word}"/>' for word in words)
    return f'<{tag} m_id="{id}" {attributes}>{anchors}</{tag}>'


def link(tag: str, sources: list[int], target: int, attributes: str = "") -> str:
    ends = "".join(f'<source m_id="{source}"/>' for source in sources)
    return f'<{tag} r_id="0" {attributes}>{ends}<target m_id="{target}"/></{tag}>'


SURE = 'polarity="POS" certainty="CERTAIN" time="NON_FUTURE" special_cases="NONE"'
MARKS = [
    mark("ENTITY_MENTION", 1, [1], 'syntactic_type="NAM"'),
    mark("ENTITY_MENTION", 2, [8], 'syntactic_type="NAM"'),
    mark("ENTITY_MENTION", 3, [10, 11], 'syntactic_type="NOM"'),
    mark("ENTITY_MENTION", 4, []),
    mark("EVENT_MENTION", 5, [9, 12], SURE),
    mark("EVENT_MENTION", 6, [18], SURE.replace("POS", "NEG").replace("NONE", "GEN")),
    mark("EVENT_MENTION", 7, [27]),
    mark("TIMEX3", 8, [4, 5, 6, 7], 'type="DATE" value="2019-03-02" functionInDocument="CREATION_TIME" beginPoint=""'),
    mark("VALUE", 9, [14, 15], 'type="MONEY"'),
    mark("SIGNAL", 10, [13]),
    mark("ENTITY", 11, [], 'ent_type="ORG" instance_id="ORG1" TAG_DESCRIPTOR="Acme"'),
    mark("EVENT", 12, [], 'class="OTHER" TAG_DESCRIPTOR="buy"'),
    mark("EVENT", 13, [], 'class="OTHER" TAG_DESCRIPTOR="pay"'),
]
LINKS = [
    link("REFERS_TO", [1, 2], 11),
    link("REFERS_TO", [5], 12),
    link("REFERS_TO", [5, 6], 13),
    link("HAS_PARTICIPANT", [5], 2, 'sem_role="Arg0"'),
    link("HAS_PARTICIPANT", [5], 3, 'sem_role="Arg1"'),
    link("HAS_PARTICIPANT", [5], 9, 'sem_role="Arg2"'),
    link("HAS_PARTICIPANT", [5], 4, 'sem_role="Arg3"'),
    link("TLINK", [5], 8, 'reltype="IS_INCLUDED"'),
    link("SLINK", [5], 6),
    link("GLINK", [5], 4),
]
NAME = "intra_cross-doc_annotation/corpus_gm/12_Acme.xml"
FILE = (
    f'<?xml version="1.0" ?><Document doc_id="12" doc_name="12_Acme" lang="en" url="http://x.test/12">\n{tokens()}\n'
    f"<Markables>{''.join(MARKS)}</Markables><Relations>{''.join(LINKS)}</Relations></Document>"
)


@pytest.fixture
def article(place: Callable[..., Path]) -> Article:
    (article,) = read_corpus("meantime", place({NAME: FILE}))
    return article


def test_reads_mentions_and_chains(article: Article) -> None:
    assert (article.id, article.title, article.date) == ("meantime-12", "Acme buys mill", "2019-03-02")
    assert article.text == (
        "Acme buys mill\n\nMarch 2, 2019\n\nAcme set the mill up for $5. It paid. It rained. It snowed. Acme left."
    )
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("ORG", "e11", "Acme"),
        ("DATE", "m8", "March 2, 2019"),
        ("ORG", "e11", "Acme"),
        ("ENTITY", "m3", "the mill"),
        ("MONEY", "m9", "$5"),
    ]


def test_reads_events(article: Article) -> None:
    buy, pay, leave = article.events
    assert (buy.id, buy.type, buy.text, buy.factuality) == ("x5", "OTHER", "set", "POS/CERTAIN/NON_FUTURE")
    assert buy.arguments == (Argument("Arg0", "e11"), Argument("Arg1", "m3"), Argument("Arg2", "m9"))
    assert (pay.type, pay.text, pay.factuality) == ("OTHER", "paid", "NEG/CERTAIN/NON_FUTURE/GEN")
    assert (leave.type, leave.text, leave.factuality) == ("EVENT", "left", "unmarked")


def test_only_the_first_six_sentences_are_annotated(article: Article) -> None:
    ((start, end),) = article.meta["annotated"]
    assert article.text[start:end].endswith("It snowed.")
    assert start == 0


def test_what_an_article_cannot_hold_is_kept(article: Article) -> None:
    meta = article.meta
    parts = [(id, [article.text[a:b] for a, b in spans]) for id, spans in meta["discontinuous"]]
    assert parts == [("5", ["set", "up"])]
    assert meta["instances"] == {"e11": "ORG1", "x5": "buy", "x6": "pay"}
    assert meta["links"] == [["TLINK", "x5", "m8", "IS_INCLUDED"], ["SLINK", "x5", "x6", None]]
    assert meta["timex3"] == {"m8": {"value": "2019-03-02", "functionInDocument": "CREATION_TIME"}}
    assert [(article.text[a:b], kind) for a, b, kind in meta["signals"]] == [("for", "SIGNAL")]
    assert [(article.text[a:b], entity, kind) for a, b, entity, kind in meta["syntax"]] == [
        ("Acme", "e11", "NAM"),
        ("Acme", "e11", "NAM"),
        ("the mill", "m3", "NOM"),
    ]
    assert meta["left_out"] == {
        "second instance of a mention": 1,
        "ENTITY_MENTION without words": 1,
        "HAS_PARTICIPANT of what is not there": 1,
        "GLINK of what is not there": 1,
    }


def test_a_broken_file_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"12_Acme\.xml: not XML \("):
        list(read_corpus("meantime", place({NAME: FILE[:-5]})))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("meantime")
    counts = count(articles)
    assert counts["splits"] == {None: 120}
    assert counts["events"].total() == 2699
    times = ("DATE", "TIME", "DURATION", "SET")
    values = ("MONEY", "PERCENT", "QUANTITY")
    assert sum(counts["mentions"][type] for type in times) == 488  # 525, of which 37 have no words
    assert sum(counts["mentions"][type] for type in values) == 418
    # 3,919, of which one has no words
    assert counts["mentions"].total() - 488 - 418 == 3918
    assert counts["arguments"].total() == 1970  # 1,973; a role and entity of an event count once
    links = [link[0] for article in articles for link in article.meta.get("links", ())]
    assert links.count("SLINK") == 238
    assert links.count("GLINK") == 209
