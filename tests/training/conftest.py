from collections.abc import Callable

import pytest

from newsfacts.data import Article, Schema, fact

Make = Callable[..., Article]


@pytest.fixture(scope="session")
def make(schema: Schema) -> Make:
    """Makes an article from text with marks and from lines of facts, as a ``.fact`` file has them."""

    def make(text: str, *facts: str, id: str = "a") -> Article:
        header = f"id: {id}\ntitle: t\ndate: 2024-03-08\ntopic: test\norigin: original"
        lines = "\n".join(facts)
        return fact.loads(f"{header}\n---\n{text}\n---\n{lines}\n", schema)

    return make
