"""Going on with a run of ``predict`` that was interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError, NewsfactsError
from newsfacts.data.journal import Journal
from newsfacts.predictor import LOOK_AHEAD

__all__ = ["Resumption"]

Found = Iterator[Article | NewsfactsError]


class Resumption:
    """What of a run's input is done, by the lines of its journal.

    Articles that were read together are read together again, since a score may differ in its last digits with what
    else is in the batch: the run goes on at the beginning of the last :data:`LOOK_AHEAD` articles that have a line.
    Lines that come a second time are compared with those that are there, which shows another checkpoint or option.

    Args:
        source: all articles of the input.
        journal: the lines that are there; of a new file there are none.
        read: gives the facts of articles, or errors in their places.

    Attributes:
        left: the articles to read.
        failed: errors of articles that are not read again.

    Raises:
        DataError: the lines are not what reading these articles gives.
    """

    def __init__(self, source: Iterator[Article], journal: Journal, read: Callable[[Iterable[Article]], Found]) -> None:
        self.path = journal.path
        self.failed: list[NewsfactsError] = []
        self._again: list[dict[str, Any]] = []  # the lines of the articles in group
        group: list[Article] = []
        errors: list[NewsfactsError] = []  # of the articles in group
        for line in journal.lines():
            for article in source:
                if len(group) == LOOK_AHEAD:
                    self.failed += errors
                    group, errors, self._again = [], [], []
                group.append(article)
                if (article.id, article.text) == (line["id"], line["text"]):
                    break
                # It has no line: could it not be read, or is it new?
                (found,) = read([article])
                if isinstance(found, Article):
                    raise self._misfit(f"has {line['id']!r} where the input has {article.id!r}")
                errors.append(found)
            else:
                raise self._misfit(f"has {line['id']!r}, where the input has no more articles")
            self._again.append(line)
        self.left = chain(group, source)

    def new(self, found: Found) -> Found:
        """Of what reading ``left`` gives, what has no line yet.

        Raises:
            DataError: an article that has a line has other facts in it.
        """
        lines = iter(self._again)
        for item in found:
            if isinstance(item, NewsfactsError) or (line := next(lines, None)) is None:
                yield item
            elif _unscored(json.loads(item.to_json())) != _unscored(line):
                raise self._misfit(f"has other facts of {line['id']!r} than are found now")

    def _misfit(self, problem: str) -> DataError:
        return DataError(f"{self.path}: {problem}; accepted: the same input, checkpoint and options, or no such file")


def _unscored(data: Any) -> Any:
    """Plain data without its scores, which another machine may round otherwise."""
    if isinstance(data, dict):
        return {key: _unscored(value) for key, value in data.items() if key not in ("score", "source_score")}
    return [_unscored(item) for item in data] if isinstance(data, list) else data
