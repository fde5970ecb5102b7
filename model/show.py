"""The facts of an article as tables for a terminal."""

from __future__ import annotations

import re

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from newsfacts.data.article import Article, Mention
from newsfacts.data.facts import facts
from newsfacts.data.schema import Schema
from newsfacts.exports.labels import value_text

__all__ = ["plain", "tables"]


def tables(article: Article, schema: Schema) -> Group:
    """What the article states, in plain English, and who and what is named."""
    head = Text(plain(article.title or article.id), style="bold")
    if article.date:
        head.append(f"  {article.date}", style="dim")
    parts: list[RenderableType] = [head]
    told = facts(article, schema)
    if told:
        table = _table("fact", "kind", "happened", "score")
        for fact in told:
            happened = fact.factuality if fact.kind == "event" else ""
            _add(table, fact.line, fact.predicate, happened, _percent(fact.score))
        parts.append(table)
    if article.entities:
        table = _table("name", "type", "value", "mentions")
        groups: dict[str, list[Mention]] = {}
        for mention in article.mentions:
            groups.setdefault(mention.entity, []).append(mention)
        for entity in article.entities:
            mentions = groups[entity.id]
            others = dict.fromkeys(plain(m.text) for m in mentions if m.text != entity.name)
            called = f" ({', '.join(others)})" if others else ""
            _add(table, entity.name, entity.type, value_text(entity.value), f"{len(mentions)}{called}")
        parts.append(table)
    if len(parts) == 1:
        parts.append(Text("no facts found", style="dim"))
    return Group(*parts, "")


def _add(table: Table, *cells: str) -> None:
    """A row; rich would take "[b]" and ":cat:" in a plain string for markup, and labels may hold anything."""
    table.add_row(*(Text(plain(cell)) for cell in cells))


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column == "score" else "left")
    return table


def plain(text: str) -> str:
    """On one line, white space as single spaces, with what would steer a terminal taken out."""
    return "".join(sign if sign.isprintable() else " " for sign in re.sub(r"\s+", " ", text))


def _percent(score: float | None) -> str:
    return "" if score is None else f"{100 * score:.0f} %"
