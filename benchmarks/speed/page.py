"""The figures as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from systems import SYSTEMS

__all__ = ["write_page"]

# How often as fast as these we want to be.
BARS = {"gliner": 8.0, "spacy-transformer": 1.0}
INTRODUCTION = """# Speed

`make bench` measures this again and writes this page (about ten minutes on two idle cores; the first time it also
installs the others into `.venv-peers`). What is measured, and how: `speed.py`; how each system is set up: `peers.py`.

Words are parted by white space. A core-second is a second of processor time, all threads together. Figures are
medians with the least and the greatest of the rounds in brackets; systems take turns on the same texts with the same
number of threads, each in its own process. "Times" is how often as fast newsfacts is, round by round.

The others have random weights, with which they find next to nothing, so that the decoding of what they would find
costs them no time; newsfacts runs the shipped checkpoint and finds what it finds. Their encoders have the size and
the tokenizer of ours (6 layers, width 384, 22 million parameters). They mark mentions alone. GLiNER and GLiNER2 read
texts in pieces of 250 words, without overlap, in batches of 8 (their default): whole, GLiNER would cut off what is
beyond 384 words.
"""


def write_page(folder: Path) -> None:
    """README.md in ``folder``, out of the figures in its five JSON files."""
    articles, batches, lengths, stages, extremes = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("articles", "batches", "lengths", "stages", "extremes")
    )
    parts = [
        INTRODUCTION,
        _machine(articles),
        _systems(articles),
        f"## Articles of ordinary length\n\n{_articles(articles)}",
        f"## Ever more articles at once\n\n{_growth(batches)}",
        f"## One text, ever longer\n\n{_growth(lengths)}",
        f"## The longest and the shortest\n\n{_extremes(extremes)}",
        f"## Where our time goes\n\n{_stages(stages)}",
    ]
    (folder / "README.md").write_text("\n".join(parts), encoding="utf-8")


def _machine(found: dict[str, Any]) -> str:
    machine = found["machine"]
    return (
        f"Measured on {machine['date']}: {machine['processor']} ({', '.join(machine['flags'])}), "
        f"{machine['cores']} cores, {machine['threads']} threads, load of other work at the start {machine['load']}.\n"
    )


def _systems(found: dict[str, Any]) -> str:
    rows = [
        (name, SYSTEMS[name].what, ", ".join(f"{package} {number}" for package, number in versions.items()))
        for name, versions in found["versions"].items()
    ]
    return _table(("system", "extracts", "versions"), rows)


def _articles(found: dict[str, Any]) -> str:
    rows = []
    for figure in found["figures"]:
        times = figure.get("times")
        rows.append(
            (
                figure["system"],
                _rate(figure["wall"]),
                _rate(figure["core"]),
                _rate(times["wall"]) if times else "",
                _rate(times["core"]) if times else "",
                f"{figure['peak_mib']:,}",
            )
        )
    figure = found["figures"][0]
    text = f"{figure['texts']}, {figure['words']:,} words, {found['rounds']} rounds.\n\n"
    head = ("system", "words/s", "words/core-s", "times, by second", "times, by core-second", "peak MiB")
    return text + _table(head, rows) + "\n" + _bars(found["figures"])


def _bars(figures: list[dict[str, Any]]) -> str:
    lines = []
    for figure in figures:
        if (bar := BARS.get(figure["system"])) and (times := figure.get("times")):
            lines += [
                f"- {figure['system']}: wanted {bar:g} times, "
                + ", ".join(
                    f"{times[key]['median']:.1f} by {unit} ({'reached' if times[key]['median'] >= bar else 'missed'})"
                    for key, unit in (("wall", "second"), ("core", "core-second"))
                )
            ]
    return "\n".join(lines) + "\n" if lines else ""


def _growth(found: dict[str, Any]) -> str:
    """Words a core-second, a row for each system and a column for each set of texts."""
    columns = list(dict.fromkeys(figure["texts"] for figure in found["figures"]))
    cells = {(figure["system"], figure["texts"]): figure for figure in found["figures"]}
    text = f"Words a core-second, and peak MiB; {found['rounds']} rounds; –: not measured, it takes too long.\n\n"
    rows = []
    for name in found["versions"]:
        figures = [cells.get((name, column)) for column in columns]
        rows.append((name, *(f"{_rate(f['core'])}; {f['peak_mib']:,}" if f else "–" for f in figures)))
    return text + _table(("system", *columns), rows)


def _extremes(found: dict[str, Any]) -> str:
    long, cold = found["long"], found["cold"]
    return (
        f"One text of {long['characters']:,} characters, {long['words']:,} words: {long['peak_mib']:,} MiB at the "
        f"peak, {long['words'] / long['core']:,.0f} words a core-second. `newsfacts predict` of 400 characters, from "
        f"the start of the process to its end: {cold['median']:.1f} s ({cold['least']:.1f}–{cold['most']:.1f}; the "
        f"first time {cold['first']:.1f}).\n"
    )


def _stages(found: dict[str, Any]) -> str:
    rows = [(name, f"{share:.1%}") for name, share in found["shares"].items()]
    return f"Shares of processor time, {found['articles']} articles, in one thread of Python.\n\n" + _table(
        ("stage", "share"), rows
    )


def _rate(summary: dict[str, float]) -> str:
    form = ",.0f" if summary["median"] >= 20 else ".1f" if summary["median"] >= 1 else ".2f"
    return f"{summary['median']:{form}} ({summary['least']:{form}}–{summary['most']:{form}})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:" if len(head) != 3 else "---"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    write_page(Path(__file__).parent)
