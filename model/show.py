"""The facts of an article as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from newsfacts.data.article import Article, Event, Mention

__all__ = ["plain", "tables"]


def tables(article: Article) -> Group:
    """What happened, what holds between whom, and who and what is named."""
    head = Text(plain(article.title or article.id), style="bold")
    if article.date:
        head.append(f"  {article.date}", style="dim")
    parts: list[RenderableType] = [head]
    names = {entity.id: plain(entity.name) for entity in article.entities}
    if article.events:
        parts.append(_events(article, names))
    if article.relations:
        table = _table("relations", "head", "relation", "tail", "score")
        for r in article.relations:
            _add(table, names[r.head], r.type, names[r.tail], _percent(r.score))
        parts.append(table)
    if article.entities:
        table = _table("entities", "name", "type", "mentions")
        groups: dict[str, list[Mention]] = {}
        for mention in article.mentions:
            groups.setdefault(mention.entity, []).append(mention)
        for entity in article.entities:
            mentions = groups[entity.id]
            others = dict.fromkeys(plain(m.text) for m in mentions if m.text != entity.name)
            called = f" ({', '.join(others)})" if others else ""
            _add(table, names[entity.id], entity.type, f"{len(mentions)}{called}")
        parts.append(table)
    if len(parts) == 1:
        parts.append(Text("no facts found", style="dim"))
    return Group(*parts, "")


def _events(article: Article, names: dict[str, str]) -> Table:
    table = _table("events", "event", "trigger", "who, what, when", "according to", "happened", "score")
    for event in article.events:
        _add(
            table,
            event.type,
            plain(event.text),
            Text("\n").join(_arguments(event, names)),
            names[event.source] if event.source is not None else "",
            event.factuality,
            _percent(event.score),
        )
    return table


def _arguments(event: Event, names: dict[str, str]) -> Iterator[Text]:
    roles: dict[str, list[str]] = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, []).append(names[argument.entity])
    for role, fillers in roles.items():
        yield Text.assemble((f"{role} ", "dim"), ", ".join(fillers))


def _add(table: Table, *cells: str | Text) -> None:
    """A row; rich would take "[b]" and ":cat:" in a plain string for markup."""
    table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column == "score" else "left")
    return table


def plain(text: str) -> str:
    """On one line, with what would steer a terminal taken out."""
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))


def _percent(score: float | None) -> str:
    return "" if score is None else f"{100 * score:.0f} %"
