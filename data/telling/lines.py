"""Facts in plain English, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsfacts.data.article import Article, Entity, Event, Relation
from newsfacts.data.telling.clauses import Clause
from newsfacts.data.telling.phrases import Phrases, joined
from newsfacts.data.telling.verbs import plural_verb
from newsfacts.data.view import View
from newsfacts.data.words import Words

__all__ = ["Lines"]


class Lines:
    """Tells the events and relations of one article.

    A line has the trigger's own verb where it is one, else the one that the view gives its type, and takes
    articles, prepositions and what was said from the text. What the view does not name gets a line of labels.
    """

    def __init__(self, article: Article, words: Words, view: View, default: str) -> None:
        self.view = view
        self.default = default
        self.phrases = Phrases(article, words, view)
        self.tails: dict[tuple[str, str], list[str]] = {}
        for relation in article.relations:
            self.tails.setdefault((relation.type, relation.head), []).append(relation.tail)

    def relation(self, relation: Relation) -> str:
        """A relation: "Rosa Magsino is chief of the Coast Guard"."""
        # "The miners number two", not "two miners", where they are said to be two in several places.
        head = self.phrases.of(relation.head, hidden=frozenset(self.tails[relation.type, relation.head]))
        tail = self.phrases.of(relation.tail, hidden=frozenset([relation.head]))
        told = self.view.relations.get(relation.type)
        if told is None:
            return _opened(f"{head.text}: {relation.type.replace('_', ' ')} {tail.text}")
        if told.both is not None:
            return _opened(f"{joined([head.text, tail.text])} {told.both}")
        first, last, named = (tail, head, relation.head) if told.reversed else (head, tail, relation.tail)
        phrase, plural, words = told.phrase, told.plural, last.text
        if told.adjective is not None and self.phrases.is_adjective(named):
            phrase, plural, words = told.adjective, None, self.phrases.entities[named].name
        elif told.among is not None and self.phrases.is_group(named):
            phrase, plural = told.among, None
        for name, between in told.joins.items():
            wholes = [self.phrases.of(end).text for end in self.tails.get((name, named), ())]
            if wholes and f" {between} " not in words and "’" not in words:
                part = self.phrases.of(named, hidden=frozenset(self.tails[name, named])).text
                words = f"{part} {between} {joined(wholes)}"
        if self.phrases.is_title(named) and told.reversed:
            words = self.phrases.indefinite(words.removeprefix("the "))
        elif self.phrases.is_title(named) and words == last.text == words.lower():
            words = self.phrases.indefinite(words)
        return _opened(f"{first.text} {(plural or plural_verb(phrase)) if first.plural else phrase} {words}")

    def event(
        self,
        events: Sequence[Event],
        arguments: Mapping[str, tuple[Entity, ...]],
        source: Entity | None,
        factuality: str,
    ) -> str:
        """An event, as the one of its mentions has it that says most."""
        told, mood = self.view.events.get(events[0].type), self.view.factuality.get(factuality)
        if told is None or mood is None or not all(event.text.strip() for event in events):
            return self._labels(events[0], arguments, source, factuality)
        clauses = [Clause(event, told, mood, arguments, self.phrases) for event in events]
        line = max(clauses, key=lambda clause: (clause.verb.is_own, clause.named)).text()
        subjects = {entity.id for role in self.view.subject for entity in arguments.get(role, ())}
        if source is not None and source.id not in subjects:
            line += f", according to {self.phrases.of(source.id).object}"
        return _opened(line)

    def _labels(
        self, event: Event, arguments: Mapping[str, tuple[Entity, ...]], source: Entity | None, factuality: str
    ) -> str:
        parts = [f"{event.type.replace('_', ' ').lower()} (“{' '.join(event.text.split())}”)"]
        parts += [f"{role.replace('_', ' ')} {self.phrases.listed(given).text}" for role, given in arguments.items()]
        if factuality != self.default:
            parts.append(factuality)
        if source is not None:
            parts.append(f"according to {self.phrases.of(source.id).object}")
        return _opened(", ".join(parts))


def _opened(line: str) -> str:
    """A line with a capital at its start, on one line."""
    line = " ".join(line.split())
    return line[:1].upper() + line[1:]
