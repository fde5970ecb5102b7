"""Listing what is likely wrong in annotated articles, for a person or a program to go through."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from newsfacts.data.consistency import Finding
from newsfacts.data.output import text_output
from newsfacts.show import plain

__all__ = ["show_findings", "write_findings"]

SHOWN = 10  # findings of a kind
AROUND = 45  # characters on each side


def show_findings(found: Sequence[Finding], console: Console) -> None:
    """Print the surest findings of each kind, the most frequent kinds first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.kind, []).append(finding)
    for kind, some in sorted(kinds.items(), key=lambda item: -len(item[1])):
        console.print(Text(f"\n{kind}: {len(some):,}", "bold"))
        for finding in some[:SHOWN]:
            before, after = plain(finding.before)[-AROUND:], plain(finding.after)[:AROUND]
            where = finding.place or f"{finding.article}:{finding.start}"
            console.print(Text(f"  {where}  {finding.score:.0%}  {plain(finding.suspected)}", overflow="fold"))
            console.print(Text.assemble("    ", before, (plain(finding.text), "bold"), after, overflow="fold"))
            console.print(Text(f"    {plain(finding.why)}", "dim", overflow="fold"))
        if len(some) > SHOWN:
            console.print(Text(f"  … and {len(some) - SHOWN:,} more; --format jsonl lists all"))


def write_findings(found: Sequence[Finding], output: Path | None) -> None:
    """Write them as JSON, one a line, to a file or standard output."""
    with text_output(output) as file:
        for finding in found:
            file.write(json.dumps(finding.to_dict(), ensure_ascii=True) + "\n")
