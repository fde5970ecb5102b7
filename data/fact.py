"""The ``.fact`` format: one annotated article a file, written by hand (see the README's format section)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Argument, Article, Event, Mention, Relation
from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = ["dumps", "loads", "read"]

HEADER = ("id", "title", "date", "topic", "origin")
_SPLIT = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Za-z_]+) ([A-Za-z0-9_]+)\]")
_EVENT_KEY = re.compile(r"x\d+")
_EVENT_LINE = re.compile(r"(x\d+):\s*(.*)")
_ENTITY_KEY = re.compile(r"(?!x\d+$)[A-Za-z0-9_]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read(path: str | Path, schema: Schema) -> Article:
    """Read one ``.fact`` file; raises a ``DataError`` that names the file and lists its faults."""
    try:
        source = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    return loads(source, schema, where=str(path))


def loads(source: str, schema: Schema, where: str = "article") -> Article:
    """Parse the text of a ``.fact`` file.

    Raises:
        DataError: with every fault found, whether of the format or against the schema.
    """
    parts = _SPLIT.split(source.replace("\r\n", "\n"))
    if len(parts) != 3:
        raise DataError(f"{where}: needs three parts split by '---' lines (header, text, facts), has {len(parts)}")
    faults: list[str] = []
    header = dict(_header(parts[0], faults))
    text, mentions, triggers = _marks(parts[1], schema, faults)
    types: dict[str, list[Mention]] = {}
    for mention in mentions:
        types.setdefault(mention.entity, []).append(mention)
    events, relations = _facts(parts[2], triggers, types, schema, faults)
    if faults:
        raise DataError.of(where, faults)
    article = Article(
        id=header["id"],
        text=text,
        title=header["title"],
        date=header["date"],
        topic=header["topic"],
        origin=header["origin"],
        mentions=tuple(mentions),
        entities=tuple(schema.entity_of(key, group) for key, group in types.items()),
        events=tuple(events),
        relations=tuple(relations),
    )
    faults = list(schema.problems(article))
    if faults:
        raise DataError.of(where, faults)
    return article


def _header(part: str, faults: list[str]) -> Iterator[tuple[str, str]]:
    found = {}
    for line in part.splitlines():
        key, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or key.strip() not in HEADER:
            faults.append(f"header: cannot read {line!r}; accepted keys: {', '.join(HEADER)}")
            continue
        found[key.strip()] = value.strip()
    faults.extend(f"header lacks {key}" for key in HEADER if not found.get(key))
    if found.get("date") and not _DATE.fullmatch(found["date"]):
        faults.append(f"header: date {found['date']!r} is not YYYY-MM-DD")
    yield from found.items()


def _marks(part: str, schema: Schema, faults: list[str]) -> tuple[str, list[Mention], dict[str, Event]]:
    """Take the marks out of the text: a line break counts as a space, a blank line parts paragraphs."""
    paragraphs = re.split(r"\n\s*\n", part.strip())
    body = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    pieces: list[str] = []
    length = at = 0
    mentions: list[Mention] = []
    triggers: dict[str, Event] = {}
    for match in _MARK.finditer(body):
        surface, type, key = match.groups()
        before = body[at : match.start()]
        pieces += [before, surface]
        start = length + len(before)
        length, at = start + len(surface), match.end()
        if surface != surface.strip():
            faults.append(f"space at the edge of {match.group()}")
        if type in schema.events:
            if not _EVENT_KEY.fullmatch(key):
                faults.append(f"event key {key!r} of {surface!r} is not x and a number")
            elif key in triggers:
                faults.append(f"event key {key} stands twice")
            triggers[key] = Event(key, type, start, length, surface, factuality=schema.default_factuality)
        elif type in schema.mentions:
            if _EVENT_KEY.fullmatch(key):
                faults.append(f"mention {surface!r} bears an event key, {key}")
            mentions.append(Mention(type, key, start, length, surface))
        else:
            faults.append(f"no type {type!r} (at {surface!r}); accepted: {', '.join(schema.mark_types)}")
    pieces.append(body[at:])
    text = "".join(pieces)
    stray = re.search(r"[\[\]|]", text)
    if stray:
        faults.append(f"a broken mark near {text[max(0, stray.start() - 30) : stray.start() + 30]!r}")
    return text, mentions, triggers


def _facts(
    part: str,
    triggers: dict[str, Event],
    types: dict[str, list[Mention]],
    schema: Schema,
    faults: list[str],
) -> tuple[list[Event], list[Relation]]:
    lines: dict[str, str] = {}
    relations: list[Relation] = []
    for raw in part.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _EVENT_LINE.fullmatch(line)
        words = line.split()
        if match:
            key, rest = match.groups()
            if key not in triggers:
                faults.append(f"{line!r} names no trigger of the text")
            elif key in lines:
                faults.append(f"{key} has two lines")
            lines[key] = rest
        elif len(words) == 3:
            head, type, tail = words
            missing = [end for end in (head, tail) if end not in types]
            faults.extend(f"{line!r}: {end} names no entity of the text" for end in missing)
            if not missing:
                relations.append(Relation(head, type, tail))
        else:
            faults.append(f"cannot read {line!r}; accepted: 'xN: role=key …' or 'head relation tail'")
    events = []
    for key, trigger in triggers.items():
        if key not in lines:
            faults.append(f"event {key} {trigger.text!r} has no line (write '{key}:' if it has no arguments)")
        events.append(_event(trigger, lines.get(key, ""), types, schema, faults))
    return events, relations


def _event(trigger: Event, line: str, types: dict[str, list[Mention]], schema: Schema, faults: list[str]) -> Event:
    arguments: list[Argument] = []
    sources: list[str] = []
    factuality = schema.default_factuality
    for pair in line.split():
        role, equals, value = pair.partition("=")
        if not equals or not value:
            faults.append(f"{trigger.id}: cannot read {pair!r}; accepted: role=key")
        elif role == "factuality":
            factuality = value
        else:
            for key in value.split(","):
                if key not in types:
                    faults.append(f"{trigger.id}: {role}={key} names no entity of the text")
                elif role == "source":
                    sources.append(key)
                else:
                    arguments.append(Argument(role, key))
    if len(sources) > 1:
        faults.append(f"{trigger.id}: one source an event, has {', '.join(sources)}")
    return Event(
        trigger.id,
        trigger.type,
        trigger.start,
        trigger.end,
        trigger.text,
        tuple(arguments),
        sources[0] if sources else None,
        factuality,
    )


def dumps(article: Article) -> str:
    """Write an article as ``.fact``. Keys that the format does not allow are renamed.

    Raises:
        DataError: the text holds ``[``, ``]`` or ``|``, its white space is not single spaces and
            blank lines, or marks overlap: the format cannot hold that. :func:`losses` lists the rest.
    """
    faults = list(_unwritable(article))
    if faults:
        raise DataError.of(f"article {article.id!r} cannot be written as .fact", faults)
    keys: dict[str, str] = {}
    taken = {entity.id for entity in article.entities if _ENTITY_KEY.fullmatch(entity.id)}
    for i, entity in enumerate(article.entities, 1):
        key = entity.id
        if not _ENTITY_KEY.fullmatch(key):
            key = f"e{i}"
            while key in taken:
                key += "_"
            taken.add(key)
        keys[entity.id] = key
    events = {event.id: f"x{i}" for i, event in enumerate(article.events, 1)}
    if all(_EVENT_KEY.fullmatch(id) for id in events):
        events = {id: id for id in events}
    marks: list[tuple[int, int, str, str]] = sorted(
        [(m.start, m.end, m.type, keys[m.entity]) for m in article.mentions]
        + [(x.start, x.end, x.type, events[x.id]) for x in article.events]
    )
    pieces, at = [], 0
    for start, end, type, key in marks:
        pieces += [article.text[at:start], f"[{article.text[start:end]}|{type} {key}]"]
        at = end
    pieces.append(article.text[at:])
    header = "".join(f"{key}: {_one_line(getattr(article, key))}\n" for key in HEADER)
    facts = []
    for event in article.events:
        roles: dict[str, list[str]] = {}
        for argument in event.arguments:
            roles.setdefault(argument.role, []).append(keys[argument.entity])
        pairs = [f"{role}={','.join(of_role)}" for role, of_role in roles.items()]
        if event.factuality != "asserted":
            pairs.append(f"factuality={event.factuality}")
        if event.source is not None:
            pairs.append(f"source={keys[event.source]}")
        facts.append(f"{events[event.id]}: {' '.join(pairs)}".rstrip())
    facts += [f"{keys[r.head]} {r.type} {keys[r.tail]}" for r in article.relations]
    return f"{header}---\n{''.join(pieces)}\n---\n" + "".join(f"{fact}\n" for fact in facts)


def losses(article: Article) -> list[str]:
    """What the format leaves out of this article: scores, values, and header fields it must invent."""
    marks = (*article.mentions, *article.events, *article.relations)
    lost = []
    if any(mark.score is not None for mark in marks):
        lost.append("scores")
    if any(entity.value is not None for entity in article.entities):
        lost.append("values of entities")
    if article.meta:
        lost.append("meta")
    lost += [f"header {key} (written as a placeholder)" for key in HEADER if not getattr(article, key)]
    return lost


def _one_line(value: str | None) -> str:
    return " ".join(value.split()) if value and value.strip() else "unknown"


def _unwritable(article: Article) -> Iterator[str]:
    stray = re.search(r"[\[\]|]", article.text)
    if stray:
        yield f"the text holds {stray.group()!r} (at {stray.start()}), which marks use"
    paragraphs = re.split(r"\n\s*\n", article.text.strip())
    if "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs) != article.text:
        yield "the text's white space is not single spaces with one blank line between paragraphs"
    if re.search(r"^---[ \t]*$", article.text, re.MULTILINE):
        yield "the text holds a line of '---'"
    marks = sorted((*article.mentions, *article.events), key=lambda mark: (mark.start, mark.end))
    for left, right in zip(marks, marks[1:], strict=False):
        if right.start < left.end:
            yield f"marks overlap: {left.text!r} and {right.text!r}"
