"""How often the value of a date or an amount that the extractor finds in real news is that of an annotator.

    python benchmarks/values/real.py              # ../shared/annotation/real:dev
    python benchmarks/values/real.py --errors     # and lists what is wrong

The gold is ``real-dev.jsonl``, by offset: the articles may not be copied here. A mention counts as found where start,
end and type are those of the gold, and has the value of its entity. A DATE is right if ``start`` and ``end`` are; one
that the gold gives no days ("for two years") is right if it has none. An amount is right if ``min`` and ``max`` are,
and for MONEY ``currency``. "Gold spans" reads the gold mentions, joined to entities as in the gold, with
:func:`newsfacts.data.values.with_values`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from newsfacts.data import Article, read_articles
from newsfacts.data.errors import DataError
from newsfacts.data.values import with_values
from newsfacts.predictor import FactExtractor

GOLD = Path(__file__).with_name("real-dev.jsonl")
REAL = Path(__file__).parents[3] / "shared" / "annotation" / "real"
KEYS = {
    "DATE": ("start", "end"),
    "NUMBER": ("min", "max"),
    "MONEY": ("min", "max", "currency"),
    "PERCENT": ("min", "max"),
}

Value = Mapping[str, Any] | None


class Place(NamedTuple):
    """Where a mention is, and of what type."""

    article: str
    start: int
    end: int
    type: str


def main(errors: Annotated[bool, typer.Option("--errors", help="List the values that differ.")] = False) -> None:
    """Print how many spans are found, and how many of their values are right, by type."""
    if not REAL.exists():
        typer.echo(f"skipped: {REAL} is not there; its articles may not be given away with the code")
        return
    extractor = FactExtractor.from_pretrained()
    articles = read_articles([f"{REAL}:dev"], extractor.schema)
    bare = [replace(article, entities=tuple(replace(e, value=None) for e in article.entities)) for article in articles]
    gold = read_gold(GOLD)
    given = values([with_values(article, extractor.schema) for article in bare])
    if given.keys() != gold.keys():
        raise DataError(f"{GOLD} and {REAL} differ in {len(given.keys() ^ gold.keys())} mentions")
    found = values(extractor.predict(articles))
    console = Console()
    console.print(table(gold, found, given))
    if errors:
        texts = {article.id: article.text for article in articles}
        for title, values_ in (("found", found), ("gold spans", given)):
            for place in sorted(gold.keys() & values_.keys()):
                if not right(place.type, gold[place], values_[place]):
                    text = texts[place.article][place.start : place.end]
                    console.print(f"{title}: {place} {text!r}: {values_[place]}, gold {gold[place]}", markup=False)


def read_gold(path: Path) -> dict[Place, Value]:
    """The value of each mention."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {Place(row["article"], row["start"], row["end"], row["type"]): row["value"] for row in rows}


def values(articles: Sequence[Article]) -> dict[Place, Value]:
    """The value of each date and amount of the articles: that of its entity."""
    return {
        Place(article.id, mention.start, mention.end, mention.type): article.entity(mention.entity).value
        for article in articles
        for mention in article.mentions
        if mention.type in KEYS
    }


def right(type: str, gold: Value, value: Value) -> bool:
    """Whether the days, or the bounds and the currency, are the same; none are the same as none."""
    return all((gold or {}).get(key) == (value or {}).get(key) for key in KEYS[type])


def table(gold: Mapping[Place, Value], found: Mapping[Place, Value], given: Mapping[Place, Value]) -> Table:
    """Counts and shares for each type; dates with days and dates without apart."""
    counts: dict[str, Counter[str]] = {}
    for place, value in gold.items():
        names = [place.type, "all"]
        if place.type == "DATE":
            names.append("DATE, days" if value and ("start" in value) else "DATE, no days")
        for name in names:
            count = counts.setdefault(name, Counter())
            count["gold"] += 1
            count["given"] += right(place.type, value, given[place])
            if place in found:
                count["found"] += 1
                count["right"] += right(place.type, value, found[place])
    result = Table(title=f"{len({place.article for place in gold})} articles", title_justify="left")
    for column in ("", "gold", "found", "right of found", "right, gold spans"):
        result.add_column(column, justify="right" if column else "left")
    for name in ("DATE", "DATE, days", "DATE, no days", "NUMBER", "MONEY", "PERCENT", "all"):
        count = counts.get(name, Counter())
        shares = (_share(count["right"], count["found"]), _share(count["given"], count["gold"]))
        result.add_row(name, str(count["gold"]), _share(count["found"], count["gold"]), *shares)
    return result


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "–"


if __name__ == "__main__":
    typer.run(main)
