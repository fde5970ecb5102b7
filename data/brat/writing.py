"""An article as the lines of an ``.ann`` file."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Container
from dataclasses import replace

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.brat.config import check_labels
from newsfacts.data.ends import Ends
from newsfacts.data.errors import DataError
from newsfacts.data.keys import quoted
from newsfacts.data.schema import Schema

__all__ = ["dumps"]

_PIECE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")  # str.splitlines cuts at the others, and so does brat
_EVENT_ID = re.compile(r"x([0-9]+)")


def dumps(article: Article, schema: Schema) -> str:
    """The content of the article's ``.ann`` file.

    Raises:
        DataError: a label or a mark that brat cannot hold.
    """
    labels = [mark.type for mark in article.marks] + [relation.type for relation in article.relations]
    for event in article.events:
        labels += [event.factuality, *(argument.role for argument in event.arguments)]
    check_labels(labels, f"article {article.id!r}")
    return _Lines(article, schema).text()


class _Lines:
    """The lines, and the id that each mark has in them."""

    def __init__(self, article: Article, schema: Schema) -> None:
        self.article, self.schema = article, schema
        self.lines: list[str] = []
        self.counts: Counter[str] = Counter()
        self.notes: list[tuple[str, dict[str, object]]] = []
        self.ends = Ends(article, schema)
        self.mentions: list[str] = []
        whole = all(_EVENT_ID.fullmatch(event.id) for event in article.events)
        self.events = {
            event.id: "E" + event.id[1:] if whole else f"E{number}" for number, event in enumerate(article.events, 1)
        }

    def text(self) -> str:
        for mention in self.article.mentions:
            self.mentions.append(self._mark(mention))
        for event in self.article.events:
            self._event(event, self._mark(event))
        for relation in self.article.relations:
            head, tail = (self.mentions[i] for i in self.ends.relation(relation))
            self._note(self._line("R", f"{relation.type} Arg1:{head} Arg2:{tail}"), score=relation.score)
        for entity in self.article.entities:
            group = self.ends.mentions(entity.id)
            if len(group) > 1:
                self.lines.append("\t".join(["*", " ".join(["Equiv", *(self.mentions[i] for i in group)])]))
        for event in self.article.events:
            if event.factuality != self.schema.default_factuality:
                self._line("A", f"Factuality {self.events[event.id]} {event.factuality}")
        self._entities()
        for target, fields in self.notes:
            self._line("#", f"Newsfacts {target}", json.dumps(fields, ensure_ascii=False))
        return "".join(f"{line}\n" for line in self.lines)

    def _line(self, kind: str, *parts: str) -> str:
        self.counts[kind] += 1
        id = f"{kind}{self.counts[kind]}"
        self.lines.append("\t".join([id, *parts]))
        return id

    def _note(self, target: str, **fields: object) -> None:
        fields = {key: value for key, value in fields.items() if value not in (None, {})}
        if fields:
            self.notes.append((target, fields))

    def _mark(self, mark: Mention | Event) -> str:
        """The T line of a mark; a line break, which brat allows in none, parts it in two pieces."""
        pieces = [match.span() for match in _PIECE.finditer(mark.text)]
        if not pieces or pieces[0][0] != 0 or pieces[-1][1] != len(mark.text):
            raise DataError(
                f"article {self.article.id!r}: {mark.type} {mark.text!r} begins or ends in a line break, "
                "which brat cannot mark"
            )
        spans = ";".join(f"{mark.start + start} {mark.start + end}" for start, end in pieces)
        return self._line("T", f"{mark.type} {spans}", " ".join(mark.text[start:end] for start, end in pieces))

    def _event(self, event: Event, trigger: str) -> None:
        roles = {role.name for role in self.schema.roles}
        labels: dict[str, float | None] = {}
        pairs = []
        for argument in event.arguments:
            label = _free(argument.role, labels, roles)
            labels[label] = argument.score
            pairs.append(f"{label}:{self.mentions[self.ends.argument(event, argument.role, argument.entity)]}")
        if event.source is not None:
            pairs.append(f"source:{self.mentions[self.ends.source(event, event.source)]}")
        id = self.events[event.id]
        self.lines.append("\t".join([id, " ".join([f"{event.type}:{trigger}", *pairs])]))
        self._note(
            id,
            id=event.id if f"x{id[1:]}" != event.id else None,
            score=event.score,
            source_score=event.source_score,
            arguments={label: score for label, score in labels.items() if score is not None},
        )

    def _entities(self) -> None:
        for entity in self.article.entities:
            group = self.ends.mentions(entity.id)
            id = self.mentions[group[0]]
            name = " ".join(entity.name.split())
            self._line("N", f"Reference {id} entity:{quoted(entity.id)}", name)
            if entity.value is not None:
                value = json.dumps(dict(entity.value), ensure_ascii=False)
                self._line("N", f"Reference {id} value:{entity.type}", value)
            made = self.schema.entity_of(entity.id, [self.article.mentions[i] for i in group])
            differs = {} if replace(entity, value=None) == made else {"type": entity.type, "name": entity.name}
            self._note(id, score=self.article.mentions[group[0]].score, entity=differs)
            for i in group[1:]:
                self._note(self.mentions[i], score=self.article.mentions[i].score)


def _free(role: str, taken: Container[str], roles: Container[str]) -> str:
    """The role, with a number behind it where it stands already (brat: ``agent``, ``agent2``)."""
    names = itertools.chain([role], (f"{role}{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken and (name == role or name not in roles))
