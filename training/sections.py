"""What a report's page is made of: sections of notes, terms, tables, plots and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from newsfacts.exports.template import macros
from newsfacts.training.examples import Sample
from newsfacts.training.plots import Plot
from newsfacts.training.tables import Table

__all__ = ["Examples", "Folded", "Note", "Page", "Plots", "Section", "Terms", "render"]


@dataclass(frozen=True)
class Note:
    """A remark."""

    kind: ClassVar = "note"
    text: str


@dataclass(frozen=True)
class Terms:
    """Definitions, and what holds for all of them."""

    kind: ClassVar = "terms"
    terms: Sequence[tuple[str, str]]
    conventions: Sequence[str]


@dataclass(frozen=True)
class Folded:
    """Tables that a reader opens."""

    kind: ClassVar = "folded"
    title: str
    about: str
    tables: Sequence[Table]
    open: bool = False


@dataclass(frozen=True)
class Plots:
    """Drawings side by side."""

    kind: ClassVar = "plots"
    plots: Sequence[Plot]


@dataclass(frozen=True)
class Examples:
    """Facts in context, by type; ``prefix`` begins the addresses of its examples within the page."""

    kind: ClassVar = "samples"
    name: str
    prefix: str
    samples: Sequence[Sample]


Block = Note | Terms | Folded | Plots | Examples | Table


@dataclass(frozen=True)
class Section:
    """A part of a page, which a link of the page leads to."""

    id: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A whole report; ``headline`` has names, figures and what is said beside them."""

    title: str
    subject: str
    headline: Sequence[tuple[str, str, str]]
    sections: Sequence[Section] = field(default_factory=tuple)


def render(page: Page) -> str:
    """The page as HTML that needs nothing else: no network, no server."""
    return str(macros("newsfacts.training", "report").render(page))
