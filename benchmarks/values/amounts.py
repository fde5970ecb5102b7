"""How often the value of an amount is that of annotators, for newsfacts and for the libraries alone.

    python benchmarks/values/amounts.py --corpus /work/corpora/cqe_newsquant

Two tables are printed. **Hard cases**: the expressions of ``tests/data/hard_amounts.tsv``; right is the numbers
(the one or the two ends; ``null`` is right where nothing is to be understood). **NewsQuant** (Almasian et al., EMNLP
2023; 590 sentences of news): it gives the quantities of a sentence without their place, so each reader is run over
the sentence (newsfacts: the longest amount from each word on, left to right) and its numbers are matched with the
gold ones as multisets; a quantity is right with its value, or with value and bound ("=", "~", ">", "<"; the gold's
"up" and "down" are told by verbs outside the amount, and count as "=").
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from quantulum3 import classifier
from quantulum3 import parser as quantulum3
from rich.console import Console
from rich.table import Table
from text_to_num import alpha2digit

from newsfacts.data.amounts import amount_value

HARD = Path(__file__).parents[2] / "tests" / "data" / "hard_amounts.tsv"
LONGEST = 10  # words of an amount in a sentence
classifier.USE_CLF = False  # its pickled model does not load with today's scikit-learn; it chooses units, not values
Quantity = tuple[str, float, float]  # bound, ends
Reader = Callable[[str], list[Quantity]]


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--corpus", type=Path, help="the folder of cqe_newsquant; without it, the hard cases alone")
    corpus = arguments.parse_args().corpus
    console = Console()
    console.print(hard_cases())
    if corpus:
        path = corpus / "data" / "formatted_test_set" / "NewsQuant.json"
        console.print(newsquant(json.loads(path.read_text(encoding="utf-8"))))


def hard_cases() -> Table:
    """How many of the hard cases each reader has the numbers of."""
    table = Table("reader", "number", "money", "percent", "all", title="Hard cases: numbers right")
    with HARD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    readers: dict[str, Callable[[str, str], list[Quantity]]] = {
        "newsfacts": lambda text, kind: quantities(amount_value(text, kind)),
        "quantulum3": lambda text, _: with_quantulum3(text),
        "text2num, then float": lambda text, _: with_text2num(text),
    }
    for name, read in readers.items():
        right, total = Counter[str](), Counter[str]()
        for row in rows:
            gold = [ends for _, *ends in quantities(json.loads(row["expected"]))]
            right[row["kind"]] += [ends for _, *ends in read(row["expression"], row["kind"])] == gold
            total[row["kind"]] += 1
        cells = [f"{right[kind]}/{total[kind]}" for kind in ("number", "money", "percent")]
        table.add_row(name, *cells, f"{right.total()}/{total.total()}")
    return table


def newsquant(sentences: list[dict[str, Any]]) -> Table:
    """Precision, recall and F1 of values, and of values with their bounds, micro over the sentences."""
    table = Table("reader", "P", "R", "F1", "P, bound", "R, bound", "F1, bound", title="NewsQuant")
    golds = [[gold_quantity(quantity) for quantity in sentence["quantities"]] for sentence in sentences]
    readers: dict[str, Reader] = {"newsfacts": scanned, "quantulum3": with_quantulum3}
    for name, read in readers.items():
        found = [read(sentence["text"]) for sentence in sentences]
        cells = []
        for cut in (1, 0):
            pairs = [([q[cut:] for q in f], [q[cut:] for q in g]) for f, g in zip(found, golds, strict=True)]
            cells += scores(pairs)
        table.add_row(name, *cells)
    return table


def scores(pairs: Iterable[tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]]) -> list[str]:
    """Precision, recall and F1 of found against gold multisets."""
    hits = found = gold = 0
    for left, right in pairs:
        hits += (Counter(left) & Counter(right)).total()
        found, gold = found + len(left), gold + len(right)
    return [f"{100 * n:.1f}" for n in (hits / found, hits / gold, 2 * hits / (found + gold))]


def gold_quantity(quantity: dict[str, str]) -> Quantity:
    """NewsQuant's change and value ("1200.0", "5-10") as a quantity."""
    bound = {"up": "=", "down": "="}.get(quantity["change"], quantity["change"])
    value = quantity["value"].replace(" ", "")
    try:
        return bound, rounded(float(value)), rounded(float(value))
    except ValueError:
        low, _, high = value.partition("-")
        return bound, rounded(float(low)), rounded(float(high))


def quantities(value: dict[str, Any] | None) -> list[Quantity]:
    """What newsfacts understood, in NewsQuant's terms; a tally is two numbers."""
    if value is None:
        return []
    low, high = value["min"], value["max"]
    bound = ">" if high is None else "<" if low is None else "~" if value["approximate"] else "="
    low, high = (high if low is None else low), (low if high is None else high)
    found = [(bound, rounded(low), rounded(high))]
    if "against" in value:
        found.append((bound, rounded(value["against"]), rounded(value["against"])))
    return found


def rounded(number: float) -> float:
    """To six significant digits: thirds are written in many ways."""
    return float(f"{number:.6g}")


def scanned(sentence: str) -> list[Quantity]:
    """The longest amount from each word on, left to right."""
    words = sentence.split()
    found: list[Quantity] = []
    at = 0
    while at < len(words):
        for end in range(min(at + LONGEST, len(words)), at, -1):
            text = " ".join(words[at:end])
            value = next((v for kind in ("percent", "money", "number") if (v := explicit(text, kind))), None)
            article = words[at].casefold() in ("a", "an") and value and value["min"] == value["max"] == 1
            if value and not article:  # an article is a one only within an amount that is marked as such
                found += quantities(value)
                at = end - 1
                break
        at += 1
    return found


def explicit(text: str, kind: str) -> dict[str, Any] | None:
    """The value, where the text itself says that it is money or a percentage."""
    value = amount_value(text, kind)
    if value is None or kind == "number":
        return value
    if kind == "percent":
        return value if any(sign in text.casefold() for sign in ("%", "percent", "per cent", "basis point")) else None
    return value if value["currency"] or value["unit"] else None


def with_quantulum3(text: str) -> list[Quantity]:
    """What quantulum3 finds in a text."""
    found = []
    for quantity in quantulum3.parse(text):
        spread = quantity.uncertainty or 0
        found.append(("=", rounded(quantity.value - spread), rounded(quantity.value + spread)))
    return found


def with_text2num(text: str) -> list[Quantity]:
    """The numeral that text2num makes of a text, if it is one."""
    try:
        number = rounded(float(alpha2digit(text, "en").replace(",", "")))
    except ValueError:
        return []
    return [("=", number, number)]


if __name__ == "__main__":
    main()
