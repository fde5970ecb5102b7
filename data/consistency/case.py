"""A place where annotation is as expected or not, and how sure an exception is to be an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from newsfacts.data.article import Article

__all__ = ["Case", "Finding", "ranked"]

PRIOR = 3  # how many cases the share among less like ones counts as
WINDOW = 70  # characters shown on each side


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where annotation is likely wrong.

    ``start`` and ``end`` are half-open character offsets into the article's text, ``before`` and ``after`` what
    stands around them. ``score`` is the share of like places that are annotated otherwise, between 0 and 1.
    ``place`` is ``FILE:LINE`` where the article comes from a ``.fact`` file.
    """

    kind: str
    article: str
    start: int
    end: int
    text: str
    suspected: str
    why: str
    score: float
    before: str = ""
    after: str = ""
    place: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Case:
    """One place of a kind. ``like`` says which others it is like, each item more narrowly than the one before.

    ``suspected`` is empty where the place is as expected; ``why`` may hold ``{share}``: how many of its like are.
    """

    kind: str
    like: tuple[Hashable, ...]
    article: Article
    start: int
    end: int
    suspected: str = ""
    why: str = "{share} like places are otherwise"


def ranked(cases: Iterable[Case], least: Mapping[str, float], default: float) -> list[Finding]:
    """The cases that are not as expected, the surest first; those less sure than ``least`` asks of their kind are out.

    How sure is the share of like cases that are as expected, the case itself left out. Where few are alike, the
    share among less like ones stands in, and one half where there are none: it counts as :data:`PRIOR` cases more.
    """
    fulfilled: Counter[Hashable] = Counter()
    seen: Counter[Hashable] = Counter()
    suspects: list[Case] = []
    for case in cases:
        for level in _levels(case):
            seen[level] += 1
            fulfilled[level] += not case.suspected
        if case.suspected:
            suspects.append(case)
    found = []
    for case in suspects:
        share, nearest = 0.5, (0, 0)
        for level in _levels(case):
            good, others = fulfilled[level], seen[level] - 1
            share = (good + PRIOR * share) / (others + PRIOR)
            nearest = (good, others) if others else nearest
        if share >= least.get(case.kind, default):
            found.append(_finding(case, share, nearest))
    return sorted(found, key=lambda finding: (-finding.score, finding.article, finding.start))


def _levels(case: Case) -> Iterable[Hashable]:
    return ((case.kind, case.like[:i]) for i in range(1, len(case.like) + 1))


def _finding(case: Case, share: float, nearest: tuple[int, int]) -> Finding:
    text, start, end = case.article.text, case.start, case.end
    return Finding(
        case.kind,
        case.article.id,
        start,
        end,
        text[start:end],
        case.suspected,
        case.why.format(share=f"{nearest[0]:,} of {nearest[1]:,}"),
        round(share, 4),
        text[max(0, start - WINDOW) : start],
        text[end : end + WINDOW],
    )
