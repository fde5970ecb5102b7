"""All checks of consistency over some articles."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from newsfacts.data import fact
from newsfacts.data.article import Article
from newsfacts.data.consistency.case import Finding, ranked
from newsfacts.data.consistency.entities import entity_cases
from newsfacts.data.consistency.habits import habit_cases
from newsfacts.data.consistency.logic import logic_cases
from newsfacts.data.consistency.marks import mark_cases
from newsfacts.data.files import CORPUS, Paths, expand, read_articles
from newsfacts.data.schema import Schema
from newsfacts.data.telling.phrases import Phrases
from newsfacts.data.words import split_at

__all__ = ["check_consistency", "findings", "placed"]

LEAST = 0.85  # share of like places that must be otherwise
# Where words have several senses, more of them: half of the findings at least should be errors.
SURER = {"unmarked trigger": 0.98, "missing source": 0.9, "edge": 0.9}


def check_consistency(paths: Paths, schema: Schema) -> list[Finding]:
    """The :func:`findings` in the articles of these paths (see :func:`newsfacts.data.files.read_articles`).

    Raises:
        DataError: files that cannot be read, or with faults.
    """
    return placed(findings(read_articles(paths, schema), schema), paths)


def placed(found: Iterable[Finding], paths: Paths) -> list[Finding]:
    """Findings with the file and line of those in ``.fact`` files."""
    every = [paths] if isinstance(paths, str | Path) else paths
    named = [name for name in every if not CORPUS.fullmatch(str(name)) or Path(name).exists()]
    sources = {}
    for path in expand(named) if named else ():
        if path.suffix == fact.ENDING:
            source = path.read_text(encoding="utf-8-sig")
            if match := re.search(r"^id:\s*(.*\S)", source, re.MULTILINE):
                sources[match[1]] = (path, source)
    return [
        replace(one, place=f"{sources[one.article][0]}:{fact.line_of(sources[one.article][1], one.start)}")
        if one.article in sources
        else one
        for one in found
    ]


def findings(articles: Sequence[Article], schema: Schema) -> list[Finding]:
    """Places where these articles are likely annotated wrongly, the surest first.

    They are compared with each other and with the scheme's own rules (``expects``), so many articles tell more
    than one. Nothing is found that all of them do alike.
    """
    readings = [_reading(article, schema) for article in articles]
    cases = itertools.chain(
        (case for reading in readings for case in logic_cases(reading, schema)),
        (case for reading in readings for case in entity_cases(reading, schema)),
        mark_cases(readings, schema),
        habit_cases(readings),
    )
    return _once(ranked(cases, SURER, LEAST))


def _reading(article: Article, schema: Schema) -> Phrases:
    borders = [offset for mark in article.marks for offset in (mark.start, mark.end)]
    return Phrases(article, split_at(article.text, borders), schema.told)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Without those that say again of one place what a surer one says."""
    seen: set[tuple[str, str, int, int]] = set()
    kept = []
    for finding in found:
        place = (finding.kind, finding.article, finding.start, finding.end)
        if place not in seen:
            seen.add(place)
            kept.append(finding)
    return kept
