"""Writing articles to an export in a test."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsfacts.data import Article, Schema
from newsfacts.exports.registry import TARGETS


@contextmanager
def exported(name: str, *found: Article) -> Iterator[Path]:
    """A file with these articles, in this format, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with TARGETS[name].open(path, Schema.default()) as write:
            for article in found:
                write(article)
        yield path
