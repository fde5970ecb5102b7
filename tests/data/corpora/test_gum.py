from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

SPLITS = "# Splits\n\n## dev\n\n  * GUM_news_mill\n\n## test\n\n  * GUM_reddit_x\n\n## test2\n\n  * GENTLE_poetry_y\n"
HEADER = """\
# newdoc id = {id}
# global.Entity = GRP-etype-infstat-salience-centering-minspan-link-identity
# meta::dateCreated = {date}
# meta::genre = {genre}
# meta::sourceURL = http://x.test/1
# meta::title = Mill's fire
"""


OPENED = "(2-event-new-sssss-cf2-3-coref(1-object-new-n-cf1-1-sgl"


def word(number: str, form: str, misc: str = "_") -> str:
    return "\t".join([number, form, *["_"] * 7, misc])


NEWS = HEADER.format(id="GUM_news_mill", genre="news", date="2019-03-02") + "\n".join(
    [
        "# newpar",
        "# newpar_block = head (1 s)",
        "# sent_id = GUM_news_mill-1",
        "# text = Mill's fire",
        word("1-2", "Mill's"),
        word("1", "Mill", f"Discourse=organization-heading:1->2:0:_|Entity={OPENED}"),
        word("2", "'s", "Entity=1)"),
        word("3", "fire", "Entity=2)"),
        "",
        "# newpar",
        "# sent_id = GUM_news_mill-2",
        "# speaker = Ida",
        "# text = The fire near Oslo, it died.",
        word("1", "The", "Discourse=attribution-positive:2->3:1:_|Entity=(2-event-giv:act-sssss-cf1-2-ana"),
        word("2", "fire"),
        word("3", "near"),
        word("4", "Oslo", "Entity=(3-place-acc:com-nnnnn-cf3-1-sgl-Oslo)2)|SpaceAfter=No"),
        word("5", ","),
        word("5.1", "that"),
        word("6", "it", "Bridge=1<2,3<2|Discourse=ROOT:3:0|Entity=(2-event-giv:act-sssss-cf1-1-ana)|SplitAnte=1<3"),
        word("7", "died", "SpaceAfter=No"),
        word("8", "."),
        "",
        "# sent_id = GUM_news_mill-3",
        "# text = It rained.",
        word("1", "It"),
        word("2", "rained", "SpaceAfter=No"),
        word("3", "."),
        "",
    ]
)
REDDIT = (
    HEADER.format(id="GUM_reddit_x", genre="reddit", date="2015-01-01")
    + "# newpar\n# sent_id = GUM_reddit_x-1\n# text = ___ __\n"
    + word("1", "___", "Entity=(1-person-new-n-cf1-1-sgl)")
    + "\n"
    + word("2", "__")
    + "\n"
)
POEM = (
    HEADER.format(id="GENTLE_poetry_y", genre="poetry", date="2000-01-01")
    + "# newpar\n# sent_id = GENTLE_poetry_y-1\n# text = Rain\n"
    + word("1", "Rain")
    + "\n"
)
FILES = {
    "splits.md": SPLITS,
    "dep/GUM_news_mill.conllu": NEWS,
    "dep/GUM_reddit_x.conllu": REDDIT,
    "dep/GENTLE_poetry_y.conllu": POEM,
    "dep/GUM_bio_z.conllu": POEM.replace("poetry", "bio"),
}


@pytest.fixture
def article(place: Callable[..., Path]) -> Article:
    (article,) = read_corpus("gum", place(FILES), "dev")
    return article


def test_reads_nested_entities_and_chains(article: Article) -> None:
    assert (article.id, article.title, article.date) == ("GUM_news_mill", "Mill's fire", "2019-03-02")
    assert article.text == "Mill's fire\n\nThe fire near Oslo, it died. It rained."
    assert [(m.type, m.entity, m.text) for m in article.mentions] == [
        ("event", "e2", "Mill's fire"),
        ("object", "e1", "Mill's"),
        ("event", "e2", "The fire near Oslo"),
        ("place", "e3", "Oslo"),
        ("event", "e2", "it"),
    ]


def test_further_layers_are_kept(article: Article) -> None:
    meta = article.meta
    assert (meta["source"], meta["licence"], meta["url"]) == ("news", "CC BY 2.5", "http://x.test/1")
    assert meta["identity"] == {"e3": "Oslo"}
    assert meta["bridging"] == [["e1", "e2"], ["e3", "e2"]]
    assert meta["split_antecedents"] == [["e1", "e3"]]
    heads = [(article.text[m[0] : m[1]], article.text[m[3] : m[4]], *m[5:]) for m in meta["mentions"]]
    assert heads[0] == ("Mill's", "Mill", "new", "n-cf1", "sgl")
    assert heads[1] == ("Mill's fire", "fire", "new", "sssss-cf2", "coref")
    assert heads[2] == ("The fire near Oslo", "fire", "giv:act", "sssss-cf1", "ana")
    assert [(article.text[u[0] : u[1]], *u[2:]) for u in meta["units"]] == [
        ("Mill's fire", 1, "organization-heading", 2),
        ("The fire near Oslo,", 2, "attribution-positive", 3),
        ("it died. It rained.", 3, "ROOT", None),
    ]
    assert [(article.text[a:b], who) for a, b, who in meta["speakers"]] == [("The fire near Oslo, it died.", "Ida")]


def test_splits_and_documents_without_text(place: Callable[..., Path]) -> None:
    articles = {article.id: article for article in read_corpus("gum", place(FILES))}
    assert {id: article.meta["split"] for id, article in articles.items()} == {
        "GENTLE_poetry_y": "test2",
        "GUM_bio_z": "train",
        "GUM_news_mill": "dev",
    }
    assert articles["GENTLE_poetry_y"].date is None
    assert articles["GENTLE_poetry_y"].meta["licence"] == "not stated"
    assert articles["GUM_bio_z"].meta["licence"] == "CC BY-SA 3.0"


def test_an_unknown_split_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"splits\.md: unknown split 'extra'; accepted: train, dev, test, test2"):
        list(read_corpus("gum", place(FILES | {"splits.md": SPLITS.replace("test2", "extra")})))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("gum")
    counts = count(articles)
    # 255 + 26 documents less 18 of reddit, which have no text, and 4 of news, which are left out of the copy
    assert counts["splits"] == {"train": 173, "dev": 30, "test": 30, "test2": 26}
    assert set(counts["mentions"]) == {
        "abstract",
        "animal",
        "event",
        "object",
        "organization",
        "person",
        "place",
        "plant",
        "substance",
        "time",
    }
    assert counts["mentions"].total() == 70650
    news = [article for article in articles if article.meta["source"] == "news"]
    assert len(news) == 20
    attributions = sum(unit[3] == "attribution-positive" for article in news for unit in article.meta["units"])
    assert attributions == 212  # the catalogue counts 246 in all 24 documents
    assert count(news)["mentions"].total() == 4515  # and 5,018
