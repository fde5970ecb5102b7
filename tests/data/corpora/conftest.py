"""What the tests of the readers share: made-up samples, and the corpora where they are at hand."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from newsfacts.data import Article
from newsfacts.data.corpora import read_corpus

SHARED = Path(__file__).parents[4] / "shared" / "corpora"
ARCHIVES = {
    "gmb": "gmb_ner",
    "plover": "plover_plv",
    "rams": "rams_wikievents",
    "wikievents": "rams_wikievents",
}


@pytest.fixture
def place(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files, given as path and content, into a folder of their own and returns it."""

    def write(files: Mapping[str, str]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")
        return tmp_path

    return write


@pytest.fixture(scope="session")
def shared() -> Callable[[str], list[Article]]:
    """Reads a whole corpus of ``../shared``, once; where that is not, the test is skipped."""

    @cache
    def read(name: str) -> list[Article]:
        if not SHARED.is_dir():
            pytest.skip("needs ../shared/corpora, which only the project's own workplace has")
        return list(read_corpus(name, SHARED / f"{ARCHIVES.get(name, name)}.tar.xz"))

    return read


@pytest.fixture(scope="session")
def count() -> Callable[[list[Article]], dict[str, Counter[str]]]:
    """Counts the articles of each split, and the marks of each type in all of them."""

    def counts(articles: list[Article]) -> dict[str, Counter[str]]:
        assert len({article.id for article in articles}) == len(articles)
        return {
            "splits": Counter(article.meta["split"] for article in articles),
            "mentions": Counter(mention.type for article in articles for mention in article.mentions),
            "events": Counter(event.type for article in articles for event in article.events),
            "arguments": Counter(a.role for article in articles for event in article.events for a in event.arguments),
            "relations": Counter(relation.type for article in articles for relation in article.relations),
        }

    return counts
