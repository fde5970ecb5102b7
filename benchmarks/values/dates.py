"""How often the value of a time expression is that of TimeML annotators.

    python benchmarks/values/dates.py --split train     # TimeBank and AQUAINT, on which the grammar was developed
    python benchmarks/values/dates.py                   # the platinum set of TempEval-3

Each TIMEX3 of the gold text is read with its document's date and its sentence; what newsfacts makes of it is
written as a TIMEX3 value and compared with the gold value as a string, after the same clean-up of both
(:func:`normalised`). Spans are the gold ones, so extents play no part; the document's own date is not counted.
"""

from __future__ import annotations

import argparse
import datetime
import html
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from newsfacts.data.dates import date_value
from newsfacts.data.words import split

SPLITS = {
    "train": ("Training/TBAQ-cleaned/TimeBank", "Training/TBAQ-cleaned/AQUAINT"),
    "platinum": ("Evaluation/te3-platinum",),
}
KINDS = ("DATE", "TIME", "DURATION", "SET")
_TIMEX = re.compile(r"<TIMEX3\b([^>]*)>(.*?)</TIMEX3>", re.DOTALL)
_SEASON = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
_PART = {
    "morning": "TMO",
    "midday": "TMI",
    "afternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
    "dawn": "TMO",
    "dusk": "TEV",
}
_DAY = datetime.timedelta(days=1)


class Timex(NamedTuple):
    """A gold expression."""

    document: str
    kind: str
    text: str
    value: str
    reference: str
    sentence: str


def main() -> None:
    """Print a table of value accuracy by type, for newsfacts and for dateparser alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("/work/corpora/tempeval3"))
    parser.add_argument("--split", choices=SPLITS, default="platinum")
    parser.add_argument("--errors", action="store_true", help="list the wrong values of newsfacts")
    arguments = parser.parse_args()
    if arguments.errors and arguments.split == "platinum":
        parser.error("--errors: platinum is the test set; look at errors of --split train")
    gold = [timex for folder in SPLITS[arguments.split] for timex in read(arguments.corpus / folder)]
    if not gold:
        sys.exit(f"no TIMEX3 under {arguments.corpus}: unpack ../shared/corpora/tempeval3.tar.xz there")
    readers: dict[str, Callable[[Timex], str | None]] = {"newsfacts": ours, "dateparser": theirs}
    table = Table(title=f"TIMEX3 values, {arguments.split}: right / all (per cent)")
    for column in ("type", *readers):
        table.add_column(column, justify="left" if column == "type" else "right")
    answers = {name: [reader(timex) for timex in gold] for name, reader in readers.items()}
    for kind in (*KINDS, "all"):
        chosen = [i for i, timex in enumerate(gold) if kind in (timex.kind, "all")]
        row = []
        for found in answers.values():
            right = sum(same(found[i], gold[i]) for i in chosen)
            row.append(f"{right} / {len(chosen)} ({right / max(1, len(chosen)):.1%})")
        table.add_row(kind, *row)
    unread = sum(value is None for value in answers["newsfacts"])
    Console(width=100).print(table, f"newsfacts gives no value to {unread} of {len(gold)}.")
    if arguments.errors:
        wrong = Counter(
            (timex.kind, timex.text, timex.value, str(value), timex.reference)
            for timex, value in zip(gold, answers["newsfacts"], strict=True)
            if not same(value, timex)
        )
        for (kind, text, value, found, reference), number in wrong.most_common():
            print(number, kind, repr(text), "gold", value, "found", found, "reference", reference)


def read(folder: Path) -> Iterator[Timex]:
    """The TIMEX3 elements of a folder of TimeML files, without the creation times."""
    for path in sorted(folder.glob("*.tml")):
        source = path.read_text(encoding="utf-8")
        created = next(m for m in _TIMEX.finditer(source) if "CREATION_TIME" in m[1])
        reference = _attributes(created[1])["value"][:10]
        body = source[source.index("<TEXT>") + 6 : source.index("</TEXT>")]
        text, marks = "", []
        at = 0
        for match in _TIMEX.finditer(body):
            text += _plain(body[at : match.start()])
            start = len(text)
            text += _plain(match[2])
            marks.append((start, len(text), _attributes(match[1])))
            at = match.end()
        text += _plain(body[at:])
        words = split(text)
        for start, end, attributes in marks:
            if not attributes.get("value"):
                continue
            own = next((n for s, e, n in zip(words.starts, words.ends, words.sentences, strict=True) if e > start), -1)
            inside = [(s, e) for s, e, n in zip(words.starts, words.ends, words.sentences, strict=True) if n == own]
            sentence = text[inside[0][0] : inside[-1][1]] if inside else ""
            expression = " ".join(text[start:end].split())
            yield Timex(
                path.stem, attributes["type"], expression, attributes["value"], reference, " ".join(sentence.split())
            )


def ours(timex: Timex) -> str | None:
    """The value that newsfacts gives, as TIMEX3 writes it."""
    value = date_value(timex.text, timex.reference, timex.sentence)
    return timex_value(value, timex.reference) if value else None


def theirs(timex: Timex) -> str | None:
    """The value that dateparser gives, with the settings that suit news, cut to its own precision."""
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.datetime.fromisoformat(timex.reference),
            "PREFER_DATES_FROM": "past",
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
    found = parser.get_date_data(timex.text)
    if found.date_obj is None:
        return None
    day = found.date_obj.date()
    week = f"{day:%G-W%V}"
    return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}", "week": week, "time": f"{found.date_obj:%Y-%m-%dT%H:%M}"}.get(
        found.period, day.isoformat()
    )


def timex_value(value: Mapping[str, Any], reference: str) -> str | None:
    """A value of newsfacts as TIMEX3 writes it.

    TIMEX3 names calendar units and has no intervals: an interval is written as the unit that it is, or that
    it is the early, middle or late part of; a length that ends or begins today as that length.
    """
    if "every" in value:
        return _recurring(value)
    if "duration" in value:
        return str(value["duration"])
    start, end = value["start"], value["end"]
    if "time" in value and start and start == end:
        return f"{start}{value['time']}"
    if start is None and end is None:
        return None
    if start is None or end is None:
        if value.get("approximate"):
            return "FUTURE_REF" if start == reference else "PAST_REF" if end == reference else None
        day = start or end
        return day[:4] if day and day.endswith(("-01-01", "-12-31")) else day
    first, last = (datetime.date.fromisoformat(day) for day in (start, end))
    if first == last:
        if start == reference and value.get("approximate") and "time" not in value and "part" not in value:
            return "PRESENT_REF"
        return start + _PART.get(value.get("part", ""), "")
    if value.get("part") == "night":
        return f"{start}TNI"
    if value.get("approximate") and first.day == 1 and last + _DAY == datetime.date(first.year + 1, 1, 1):
        return f"{first.year:04}"  # the end of the year, or its last third
    return _unit(first, last) or _part_of(first, last, reference)


def _recurring(value: Mapping[str, Any]) -> str:
    on = value.get("on", "")
    if on.startswith("-W-"):
        return f"XXXX-WXX-{on[3:4]}" + _PART.get(value.get("part", ""), "") if "/" not in on else "XXXX-WXX-WE"
    if on.startswith("--"):
        return f"XXXX-{on[2:]}"
    return str(value["every"])


def _unit(first: datetime.date, last: datetime.date) -> str | None:
    """The calendar unit that these days are, as TIMEX3 writes it."""
    days, after = (last - first).days + 1, last + _DAY
    if days == 7 and first.isoweekday() == 1:
        return f"{first:%G-W%V}"
    if days == 2 and first.isoweekday() == 6:
        return f"{first:%G-W%V}-WE"
    if first.day > 1 or after.day > 1:
        return None
    months = (after.year - first.year) * 12 + after.month - first.month
    year = f"{first.year:04}"
    if months == 1:
        return f"{year}-{first.month:02}"
    if months == 3 and first.month in (1, 4, 7, 10):
        return f"{year}-Q{first.month // 3 + 1}"
    if months == 3 and first.month in _SEASON:
        return f"{year}-{_SEASON[first.month]}"
    if months == 6 and first.month in (1, 7):
        return f"{year}-H{first.month // 6 + 1}"
    if first.month > 1:
        return None
    return {12: year, 120: year[:3], 1200: year[:2]}.get(months)


def _part_of(first: datetime.date, last: datetime.date, reference: str) -> str | None:
    """The least unit that these days begin, end or lie in the middle of."""
    from newsfacts.data.dates.periods import Period

    for unit in ("week", "month", "season", "quarter", "year", "decade", "century"):
        whole = Period.of(unit, first)
        if whole.first <= first and last <= whole.last and last >= first:
            name = _unit(whole.first, whole.last)
            if name and (unit != "quarter" or (first, last) == (whole.first, whole.last)):
                return name
    return None


def same(found: str | None, timex: Timex) -> bool:
    """Whether a value is the gold one."""
    return found is not None and normalised(found) == normalised(timex.value)


def normalised(value: str) -> str:
    """A TIMEX3 value without what annotators write in several ways.

    Weeks have two digits, decades three (199 for 199X), centuries two; P1E, P1DE and P1C are years, P2Q months,
    and seconds and a Z are left out of clock times; days and months that were left open (1989-XX) are cut off.
    """
    value = re.sub(r"-W(\d)(?=$|-)", r"-W0\1", value)
    value = re.sub(r"(?<=T\d\d:\d\d)(?::\d\d.*|Z.*|[+-].*)$", "", value)
    if re.match(r"\d", value):
        value = re.sub(r"(?:-(?:XX|WXX))+$|X+$", "", value)
    if match := re.fullmatch(r"P(\d+|X)(DE|E|C|CE|Q)", value):
        zeros = {"DE": "0", "E": "0", "C": "00", "CE": "00"}.get(match[2])
        return f"P{match[1]}{zeros}Y" if zeros else f"P{int(match[1]) * 3 if match[1] != 'X' else 'X'}M"
    return value


def _attributes(text: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+)="([^"]*)"', text))


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


if __name__ == "__main__":
    main()
