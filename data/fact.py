"""The ``.fact`` format: one annotated article a file, written by hand (see ``seeds/GUIDELINES.md``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from newsfacts.data.article import Argument, Article, Event, Mention, Relation
from newsfacts.data.errors import DataError
from newsfacts.data.output import Write, atomic_folder, new_file, text_output
from newsfacts.data.schema import Schema

__all__ = ["dumps", "line_of", "loads", "losses", "open_writer", "read", "read_all"]

ENDING = ".fact"

ANY_TEXT = "the formats brat and labelstudio hold any text"
HEADER = ("id", "title", "date", "topic", "origin")
_SPLIT = re.compile(r"^---[ \t]*$\n?", re.MULTILINE)
_MARK = re.compile(r"\[([^\[\]|]+)\|([^\s\[\]|]+) ([A-Za-z0-9_]+)\]")
_EVENT_KEY = re.compile(r"x[0-9]+")
_EVENT_LINE = re.compile(r"(x[0-9]+):(.*)")
_ENTITY_KEY = re.compile(r"(?!x[0-9]+$)[A-Za-z0-9_]+")
# Only these are layout; a no-break space belongs to the text.
_SPACE = " \t\r\n"


def read(path: str | Path, schema: Schema) -> Article:
    """Read one ``.fact`` file; raises a ``DataError`` that names the file and lists its faults."""
    try:
        source = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    return loads(source, schema, where=str(path))


def line_of(source: str, offset: int) -> int:
    """The line, from 1, of a ``.fact`` file that holds a character of its article's text."""
    found = _SPLIT.search(source)
    begin = found.end() if found else 0
    line, length, gap = source.count("\n", 0, begin), 0, 0
    for raw in _MARK.sub(r"\1", source[begin:]).split("\n"):
        line += 1
        words = re.sub(rf"[{_SPACE}]+", " ", raw).strip(_SPACE)
        if words:
            length += gap + len(words)
            gap = 1
        elif length:
            gap = 2
        if offset < length:
            break
    return line


def read_all(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """The file's one article, or the error that stands in its place."""
    try:
        yield read(path, schema)
    except DataError as error:
        yield error


def open_writer(output: Path | None, schema: Schema) -> AbstractContextManager[Write]:
    """Write one article to a ``.fact`` file or standard output, any number to a folder, each named after its id."""
    if output is None or output.suffix == ENDING:
        return _one(output, schema)
    return _folder(output, schema)


@contextmanager
def _one(output: Path | None, schema: Schema) -> Iterator[Write]:
    written: list[str] = []
    with text_output(output) as file:

        def write(article: Article) -> None:
            source = dumps(article, schema)
            if written:
                raise DataError(
                    f"{output or 'standard output'}: {ENDING} holds one article a file, so {article.id!r} finds "
                    f"no place after {written[0]!r}; name a folder"
                )
            file.write(source)
            written.append(article.id)

        yield write


@contextmanager
def _folder(output: Path, schema: Schema) -> Iterator[Write]:
    with atomic_folder(output) as folder:

        def write(article: Article) -> None:
            path = new_file(folder, article.id, ENDING)
            path.write_text(dumps(article, schema), encoding="utf-8", newline="\n")

        yield write


def loads(source: str, schema: Schema, where: str = "article") -> Article:
    """Parse the text of a ``.fact`` file.

    Of the header only ``id`` must be there. Lines that start with ``#`` among the facts are comments.

    Raises:
        DataError: with every fault of the format or, if there is none, every fault against the schema.
    """
    parts = _SPLIT.split(source.replace("\r\n", "\n"))
    if len(parts) != 3:
        raise DataError(f"{where}: needs three parts split by '---' lines (header, text, facts), has {len(parts)}")
    faults: list[str] = []
    header = _header(parts[0], faults)
    text, mentions, triggers = _marks(parts[1], schema, faults)
    types: dict[str, list[Mention]] = {}
    for mention in mentions:
        types.setdefault(mention.entity, []).append(mention)
    events, relations = _facts(parts[2], triggers, types, schema, faults)
    if faults:
        raise DataError.of(where, faults)
    try:
        article = Article(
            id=header["id"],
            text=text,
            title=header.get("title"),
            date=header.get("date"),
            topic=header.get("topic"),
            origin=header.get("origin"),
            mentions=tuple(mentions),
            entities=tuple(schema.entity_of(key, group) for key, group in types.items()),
            events=tuple(events),
            relations=tuple(relations),
        )
        schema.check(article)
    except DataError as error:
        raise DataError.of(where, error.problems) from error
    return article


def _header(part: str, faults: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in part.strip(_SPACE).split("\n"):
        key, colon, value = (piece.strip(_SPACE) for piece in line.partition(":"))
        if not colon or key not in HEADER:
            faults.append(f"header: cannot read {line!r}; accepted keys: {', '.join(HEADER)}")
        elif key in found:
            faults.append(f"header: {key} stands twice")
        elif value:
            found[key] = value
    if "id" not in found:
        faults.append("header lacks id")
    return found


def _flow(text: str) -> str:
    """The text as a file holds it: a line break counts as a space, a blank line parts paragraphs."""
    paragraphs = re.split(rf"\n[{_SPACE}]*\n", text.strip(_SPACE))
    return "\n\n".join(re.sub(rf"[{_SPACE}]+", " ", paragraph) for paragraph in paragraphs)


def _marks(part: str, schema: Schema, faults: list[str]) -> tuple[str, list[Mention], dict[str, Event]]:
    """Take the marks out of the text."""
    body = _flow(part)
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
    for raw in part.split("\n"):
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
    return replace(trigger, arguments=tuple(arguments), source=sources[0] if sources else None, factuality=factuality)


def dumps(article: Article, schema: Schema) -> str:
    """Write an article as ``.fact``. Keys that the format does not allow are renamed; see :func:`losses`.

    Raises:
        DataError: the format cannot hold the article: its text has ``[``, ``]`` or ``|``, or white space
            other than single spaces and blank lines between paragraphs (at its end it is left out), or the schema
            does not allow it.
    """
    faults = list(_unwritable(article, schema))
    if faults:
        where = f"article {article.id!r} cannot be written as .fact"
        raise DataError.of(where, [f"{fault}; {ANY_TEXT}" if "the text" in fault else fault for fault in faults])
    keys, events = _entity_keys(article), _event_keys(article)
    pieces, at = [], 0
    for mark in article.marks:
        key = keys[mark.entity] if isinstance(mark, Mention) else events[mark.id]
        pieces += [article.text[at : mark.start], f"[{mark.text}|{mark.type} {key}]"]
        at = mark.end
    pieces.append(article.text[at:].rstrip(_SPACE))
    facts = [_event_line(event, events[event.id], keys, schema) for event in article.events]
    facts += [f"{keys[relation.head]} {relation.type} {keys[relation.tail]}" for relation in article.relations]
    header = [f"{name}: {value}" for name in HEADER if (value := _one_line(getattr(article, name)))]
    return "\n".join([*header, "---", "".join(pieces), "---", *facts, ""])


def losses(article: Article, schema: Schema) -> list[str]:
    """What :func:`dumps` leaves out of this article or alters, one phrase each."""
    lost = []
    if article.has_scores:
        lost.append("scores")
    if any(entity.value is not None for entity in article.entities):
        lost.append("values of entities")
    if article.text != article.text.rstrip(_SPACE):
        lost.append("white space at the end of the text")
    if article.meta:
        lost.append("meta")
    if any(key != id for keys in (_entity_keys(article), _event_keys(article)) for id, key in keys.items()):
        lost.append("ids that are not letters, digits and _ (renamed)")
    made = (schema.entity_of(entity.id, article.mentions_of(entity.id)) for entity in article.entities)
    if any(replace(entity, value=None) != other for entity, other in zip(article.entities, made, strict=True)):
        lost.append("names and types of entities that differ from their mentions'")
    mentioned = dict.fromkeys(mark.entity for mark in article.marks if isinstance(mark, Mention))
    if [entity.id for entity in article.entities] != list(mentioned):
        lost.append("the order of entities (that of their first mentions)")
    for name in HEADER:
        value = getattr(article, name)
        if value is not None and (not value or _one_line(value) != value):
            lost.append(f"white space in {name}")
    return lost


def _unwritable(article: Article, schema: Schema) -> Iterator[str]:
    if not article.id or _one_line(article.id) != article.id:
        yield "its id is not one line of text"
    stray = re.search(r"[\[\]|]", article.text)
    if stray:
        yield f"the text holds {stray.group()!r} (at {stray.start()}), which marks use"
    if _flow(article.text) != article.text.rstrip(_SPACE):
        yield "the text's white space is not single spaces with one blank line between paragraphs"
    if _SPLIT.search(article.text):
        yield "the text holds a line of '---'"
    try:
        "".join(getattr(article, name) or "" for name in ("text", *HEADER)).encode()
    except UnicodeEncodeError as error:
        yield f"lone surrogate {error.object[error.start]!a}, which UTF-8 cannot hold"
    yield from schema.problems(article)


def _entity_keys(article: Article) -> dict[str, str]:
    taken = {entity.id for entity in article.entities}
    keys = {}
    for i, entity in enumerate(article.entities, 1):
        key = entity.id
        if not _ENTITY_KEY.fullmatch(key):
            key = f"e{i}"
            while key in taken:
                key += "_"
            taken.add(key)
        keys[entity.id] = key
    return keys


def _event_keys(article: Article) -> dict[str, str]:
    ids = [event.id for event in article.events]
    if all(_EVENT_KEY.fullmatch(id) for id in ids):
        return {id: id for id in ids}
    return {id: f"x{i}" for i, id in enumerate(ids, 1)}


def _event_line(event: Event, key: str, keys: Mapping[str, str], schema: Schema) -> str:
    roles: dict[str, list[str]] = {}
    for argument in event.arguments:
        roles.setdefault(argument.role, []).append(keys[argument.entity])
    pairs = [f"{role}={','.join(entities)}" for role, entities in roles.items()]
    if event.factuality != schema.default_factuality:
        pairs.append(f"factuality={event.factuality}")
    if event.source is not None:
        pairs.append(f"source={keys[event.source]}")
    return f"{key}: {' '.join(pairs)}".rstrip()


def _one_line(value: str | None) -> str:
    return " ".join(_flow(value or "").split("\n\n"))
