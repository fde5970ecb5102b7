"""What every worker does: from articles to their facts, or to why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.errors import NewsfactsError
from newsfacts.predictor import LOOK_AHEAD, FactExtractor, MinScore

__all__ = ["Failure", "elsewhere", "read"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that is set aside. ``id`` is ``None`` where it could not be read; ``error`` then names its place."""

    id: str | None
    error: str


def read(
    extractor: FactExtractor, articles: Iterable[Article], *, date: str | None = None, min_score: MinScore = None
) -> Iterator[Article | Failure]:
    """The facts of each article, in their order; what :meth:`FactExtractor.stream` gives for the same articles.

    A fault of the program or of the machine (no memory, say) costs the article that it is met with, and not a run of
    hours: the articles that were read together are then read one by one.

    Raises:
        NewsfactsError: a date or a minimum that is wrong for all.
    """
    waiting = iter(articles)
    while group := list(islice(waiting, LOOK_AHEAD)):
        try:
            found = list(extractor.stream(group, date=date, min_score=min_score, on_error="yield"))
        except NewsfactsError:
            raise
        except Exception:
            found = []
        for number, article in enumerate(group):
            item = found[number] if found else _alone(extractor, article, date, min_score)
            yield Failure(article.id, str(item)) if isinstance(item, NewsfactsError) else item


def _alone(
    extractor: FactExtractor, article: Article, date: str | None, min_score: MinScore
) -> Article | NewsfactsError:
    try:
        (found,) = extractor.stream([article], date=date, min_score=min_score, on_error="yield")
    except Exception as error:
        return NewsfactsError(f"article {article.id!r}: {type(error).__name__}: {error}")
    return found


def elsewhere(checkpoint: str | Path | None) -> str | None:
    """What names a checkpoint in another process, on another machine: a folder by its whole path."""
    if checkpoint is None:
        return None
    return str(Path(checkpoint).absolute() if Path(checkpoint).is_dir() else checkpoint)
