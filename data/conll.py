"""CoNLL columns: a line a token, a blank line after a sentence, ``-DOCSTART-`` before an article.

The first column is the token, the last its tag: IOB1, IOB2, BIOES or BILOU, of mentions and triggers alike; columns are
parted by tabs or spaces. IOB2 is written, with the id of the entity or event between the two::

    # global.columns = FORM KEY NER
    -DOCSTART-	_	O

    # newdoc id = wire-0001
    # document = {"title": "Ferry sinks", "date": "2024-03-08", "text": "Coast Guard said…"}
    # event = {"id": "x1", "arguments": [{"role": "agent", "entity": "coast_guard"}]}
    # relation = {"head": "coast_guard", "type": "origin", "tail": "philippines"}
    Coast	coast_guard	B-ORG
    Guard	coast_guard	I-ORG
    said	x1	B-SAY

Without KEY, each mention is an entity of its own; without a text, the tokens are put together as prose (see
:mod:`newsfacts.data.corpora.detokenise`). Other comments are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsfacts.data import tokens
from newsfacts.data.article import Article, Mention
from newsfacts.data.corpora.detokenise import detokenise_sentences
from newsfacts.data.corpora.iob import spans_of
from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import DECODER
from newsfacts.data.keys import NONE, quoted, unquoted
from newsfacts.data.output import Write, text_output
from newsfacts.data.schema import Schema

__all__ = ["dumps", "losses", "open_writer", "read"]

COLUMNS = "# global.columns = FORM KEY NER"
DOCSTART = "-DOCSTART-"
HEADER = ("id", "title", "date", "topic", "origin", "meta", "text")
_COMMENT = re.compile(r"# ?(newdoc|newpar|(?P<key>[a-z][\w.]*(?: id)?) = (?P<value>.*))")
_TAG = re.compile(r"O|[BIESLU]-\S+")
_FACTS = {"document": HEADER, "entity": None, "event": None, "relation": None}


@dataclass
class _Document:
    """The lines of one article."""

    id: str | None = None
    line: int = 1
    sentences: list[list[tuple[str, str, str]]] = field(default_factory=lambda: [[]])
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {key: [] for key in _FACTS})
    faults: list[str] = field(default_factory=list)
    marked: bool = False  # a line said that it begins

    def __bool__(self) -> bool:
        return self.marked or any(self.sentences) or any(self.facts.values()) or bool(self.faults)


def read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """Each article, or the error that stands in its place; those without an id are named after the file."""
    for number, document in enumerate(_documents(path), 1):
        if document.faults:
            yield DataError.of("", document.faults)
            continue
        try:
            article = _article(document, schema, f"{path.stem}-{number}")
            schema.check(article)
        except DataError as error:
            yield DataError.of(f"{path}:{document.line}", error.problems)
        else:
            yield article


def _documents(path: Path) -> Iterator[_Document]:
    document = _Document()
    keyed = False
    with open(path, "rb") as file:
        for number, raw in enumerate(file, 1):
            where = f"{path}:{number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                document.faults.append(f"{where}: not UTF-8 (byte {error.start} of the line)")
                continue
            cells = line.split("\t") if "\t" in line else line.split()
            comment = _COMMENT.fullmatch(line)
            if not line.strip():
                if document.sentences[-1]:
                    document.sentences.append([])
            elif comment:
                key, value = comment["key"], comment["value"]
                if key == "global.columns":
                    keyed = value.split() == COLUMNS.split()[3:]
                elif key == "newdoc id" or comment[1] == "newdoc":
                    if any(document.sentences) or document.id is not None:
                        yield document
                        document = _Document(line=number)
                    document.id, document.marked = value, True
                elif key in _FACTS:
                    _fact(document, key, value, where)
            elif cells[0] == DOCSTART:
                if document:
                    yield document
                document = _Document(line=number, marked=True)
            elif len(cells) < (3 if keyed else 2) or not _TAG.fullmatch(cells[-1]) or not cells[0]:
                form = "token, key and tag" if keyed else "a token first and a tag last"
                document.faults.append(f"{where}: cannot read {line!r}; accepted: {form} (O, B-TYPE, I-TYPE, …)")
            else:
                document.sentences[-1].append((cells[0], cells[1] if keyed else NONE, cells[-1]))
    if document:
        yield document


def _fact(document: _Document, key: str, value: str, where: str) -> None:
    try:
        fact = DECODER.decode(value)
    except (ValueError, RecursionError) as error:
        document.faults.append(f"{where}: {key} is not JSON ({error})")
        return
    accepted = _FACTS[key]
    if not isinstance(fact, dict) or (accepted is not None and not set(fact) <= set(accepted)):
        keys = f" with the keys {', '.join(accepted)}" if accepted is not None else ""
        document.faults.append(f"{where}: {key}: accepted: a JSON object{keys}")
    else:
        document.facts[key].append(fact)


def _article(document: _Document, schema: Schema, name: str) -> Article:
    header = {key: value for fact in document.facts["document"] for key, value in fact.items()}
    forms = [[token for token, _, _ in sentence] for sentence in document.sentences]
    if isinstance(header.get("text"), str):
        flat = iter(tokens.align(header["text"], [token for sentence in forms for token in sentence]))
        spans = [[next(flat) for _ in sentence] for sentence in forms]
    else:
        header["text"], spans = detokenise_sentences(forms)
    text = header["text"]
    mentions: list[Mention] = []
    events: dict[str, dict[str, Any]] = {}
    for sentence, characters in zip(document.sentences, spans, strict=True):
        for first, last, type in spans_of([tag for _, _, tag in sentence]):
            start, end = characters[first][0], characters[last - 1][1]
            key = None if sentence[first][1] == NONE else unquoted(sentence[first][1])
            if type in schema.events:
                id = key if key is not None else f"x{len(events) + 1}"
                if id in events:
                    raise DataError(f"event {id!r} has two triggers, {events[id]['text']!r} and {text[start:end]!r}")
                events[id] = {"id": id, "type": type, "start": start, "end": end, "text": text[start:end]}
            else:
                entity = key if key is not None else f"e{len(mentions) + 1}"
                mentions.append(Mention(type, entity, start, end, text[start:end]))
    for event in document.facts["event"]:
        if event.get("id") not in events:
            raise DataError(f"event {event.get('id')!r} has no trigger")
        events[event["id"]] = {**event, **events[event["id"]]}
    return Article.from_dict(
        {
            "id": document.id if document.id is not None else name,
            **header,
            "mentions": [_plain(mention) for mention in mentions],
            "entities": _entities(document, mentions, schema),
            "events": [{"factuality": schema.default_factuality, **event} for event in events.values()],
            "relations": document.facts["relation"],
        }
    )


def _plain(mention: Mention) -> dict[str, Any]:
    return {name: getattr(mention, name) for name in ("type", "entity", "start", "end", "text")}


def _entities(document: _Document, mentions: list[Mention], schema: Schema) -> list[dict[str, Any]]:
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.entity, []).append(mention)
    made = {key: schema.entity_of(key, group) for key, group in groups.items()}
    entities = {key: {"id": key, "type": entity.type, "name": entity.name} for key, entity in made.items()}
    told = {str(entity.get("id")): entity for entity in document.facts["entity"]}
    order = [*told, *entities] if set(told) >= set(entities) else [*entities, *told]
    return [{**entities.get(key, {}), **told.get(key, {})} for key in dict.fromkeys(order)]


@contextmanager
def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write to a file or standard output."""
    with text_output(output) as file:
        file.write(COLUMNS + "\n")

        def write(article: Article) -> None:
            file.write(dumps(article, schema))
            file.flush()

        yield write


def dumps(article: Article, schema: Schema) -> str:
    """The article's lines.

    Raises:
        DataError: marks that overlap or that are not whole words, or a lone surrogate.
    """
    spans = tokens.sentences(article)
    places = tokens.places(article, spans)
    tags = [[(NONE, "O")] * len(sentence) for sentence in spans]
    for mark in article.marks:
        sentence, first, last = places[mark.start, mark.end]
        key = quoted(mark.entity if isinstance(mark, Mention) else mark.id)
        for i in range(first, last):
            tags[sentence][i] = (key, f"{'B' if i == first else 'I'}-{mark.type}")
    lines = [f"{DOCSTART}\t{NONE}\tO", "", *_comments(article, schema)]
    for sentence_spans, sentence_tags in zip(spans, tags, strict=True):
        for (start, end), (key, tag) in zip(sentence_spans, sentence_tags, strict=True):
            lines.append(f"{article.text[start:end]}\t{key}\t{tag}")
        lines.append("")
    if not spans:
        lines.append("")
    text = "".join(f"{line}\n" for line in lines)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        character = f"{error.object[error.start]!a}"
        raise DataError(f"article {article.id!r}: lone surrogate {character}, which UTF-8 cannot hold") from error
    return text


def _comments(article: Article, schema: Schema) -> Iterator[str]:
    fields = article.to_dict()
    plain = " ".join(article.id.split())
    yield f"# newdoc id = {plain}"
    header = {
        key: fields[key] for key in HEADER if fields.get(key) is not None and (key != "id" or plain != article.id)
    }
    yield f"# document = {_json(header)}"
    made = [schema.entity_of(entity.id, article.mentions_of(entity.id)) for entity in article.entities]
    ordered = [entity.id for entity in article.entities] == list(dict.fromkeys(m.entity for m in article.mentions))
    for entity, plain_entity, told in zip(article.entities, made, fields["entities"], strict=True):
        if entity.value is not None or replace(entity, value=None) != plain_entity or not ordered:
            yield f"# entity = {_json(told)}"
    for event in fields["events"]:
        yield f"# event = {_json({key: event[key] for key in event if key not in ('type', 'start', 'end', 'text')})}"
    for relation in fields["relations"]:
        yield f"# relation = {_json(relation)}"


def _json(value: Any) -> str:
    """JSON on one line for every reader of lines, ``str.splitlines`` too."""
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line.splitlines()) == 1 else json.dumps(value)


def losses(article: Article, schema: Schema) -> list[str]:
    """What :func:`dumps` leaves out of this article."""
    return ["scores of mentions"] if any(mention.score is not None for mention in article.mentions) else []
