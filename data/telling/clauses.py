"""An event as a clause of plain English, by the view of its type and the sentence that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from newsfacts.data.article import Entity, Event, Mention
from newsfacts.data.intervals import Interval, interval, interval_text
from newsfacts.data.telling.english import NO_END, NO_OBJECT, OWNERS, PREPOSITIONS
from newsfacts.data.telling.phrases import Phrase, Phrases, article, joined
from newsfacts.data.telling.speech import Speech, speech
from newsfacts.data.telling.verbs import Verb
from newsfacts.data.telling.wordclass import is_mass, is_plural
from newsfacts.data.view import EventView, Mood, RoleView

__all__ = ["Clause"]

_YEAR = re.compile(r"\b\d{4}\b")
_OBJECT = 7  # words of an object that no mention marks
_THERE: dict[Mood, tuple[str, str]] = {  # singular, plural
    "told": ("There was", "There were"),
    "negated": ("There was no", "There were no"),
    "planned": ("There is to be", "There are to be"),
    "possible": ("There may have been", "There may have been"),
}


@dataclass(frozen=True)
class Clause:
    """An event where one of its triggers tells it.

    Attributes:
        event: the trigger.
        told: the view of its type.
        mood: how its factuality is told.
        arguments: the entities of each role, of all triggers of the event.
        phrases: names the entities.
    """

    event: Event
    told: EventView
    mood: Mood
    arguments: Mapping[str, tuple[Entity, ...]]
    phrases: Phrases

    def text(self) -> str:
        """The clause, from its subject to what was said."""
        given: set[str] = set()
        parts = [*self._core(given), *self._qualifiers(given), self.speech.text]
        return " ".join(filter(None, parts)).replace(" ,", ",").replace(" :", ":")

    @cached_property
    def trigger(self) -> range:
        """The words of the trigger."""
        return self.phrases.span(self.event.start, self.event.end)

    @cached_property
    def sentence(self) -> int:
        """The number of the sentence that it stands in."""
        return self.phrases.words.sentences[self.trigger.start]

    @cached_property
    def verb(self) -> Verb:
        """The trigger's own verb, or the one that stands for it."""
        own = self.phrases.own_verb(self.event)
        if own is not None:
            return own
        words = " ".join(self.event.text.split())
        noun = self.told.nouns.get(words.lower())
        alone = Verb.named(words, self.phrases.word(self.trigger.start - 1)) if noun is None else None
        return alone or Verb.of(noun or self.told.verb)

    @cached_property
    def named(self) -> int:
        """How many arguments the sentence names."""
        entities = {entity.id for entities in self.arguments.values() for entity in entities}
        return sum(self._nearest(id) is not None for id in entities)

    @cached_property
    def speech(self) -> Speech:
        """What was said or asked."""
        own = {entity.id for entities in self.arguments.values() for entity in entities}
        return speech(self.trigger, self.verb, self.told, own, self.phrases)

    @cached_property
    def _unmarked(self) -> str:
        """The object that stands after the verb in the text though no mention marks it: "claimed [responsibility]"."""
        words, own = self.phrases, {entity.id for entities in self.arguments.values() for entity in entities}
        i = start = self.trigger.stop
        if words.word(self.trigger.start - 1) in ('"', "”", "’") or self.speech.words.start == start:
            return ""
        while i < start + _OBJECT and words.goes_on(i, self.sentence) and words.word(i) not in NO_OBJECT:
            mark = words.mark(i)
            if isinstance(mark, Mention) and mark.entity in own and words.word(i) not in OWNERS:
                return ""
            i += 1
        while i > start and (words.word(i - 1).endswith("ly") or words.word(i - 1) in NO_END):
            i -= 1
        found = words.between(start, i)
        return found if any(sign.isalnum() for sign in found) else ""

    def _core(self, given: set[str]) -> Iterator[str]:
        """Subject, verb and object; ``given`` takes the qualifiers that it names."""
        view, verb = self.phrases.view, self.verb
        subject, object = self._one_of(view.subject), self._one_of(view.object)
        subject_roles = {entity.id for role in view.subject for entity in self.arguments.get(role, ())}
        if object is None:
            role = self._stand_in(subject is None)
            if role is not None:
                object = self.phrases.listed(self._entities(role), self.sentence)
                given.add(role)
        elif subject is not None and subject.text == object.text and subject_roles:
            object = None
        speechless = object is None and not self.speech.text and not self._bare() and not self._unmarked
        if subject is not None and self.told.alone and speechless:
            verb = Verb.of(self.told.alone)
        elif subject is not None and object is not None and verb.lemma in view.intransitive:
            verb = Verb.of(self.told.verb)
        if subject is None and (object is None or (not verb.is_own and " " in verb.rest)):
            yield from self._existence(verb, object)
        elif subject is None and object is not None and self._is_done_to(verb):
            yield from (object.text, _without_end(verb.passively(self._mood(object), object.plural), verb))
            yield from self._next_to_verb(given, object.text)
        else:
            doer = subject or object
            if doer is None:
                return
            lone = object is None and verb.passive and self._stands_before(view.subject, alone=True)
            form = verb.passively if lone else verb.active  # "inspectors were let in", though they are the agent
            words = form(self._mood(doer, object), doer.plural)
            yield doer.text
            if subject is None or object is None:
                yield _without_end(words, verb)
            else:
                yield words
            core = f"{subject.text if subject else ''} {object.text if object else ''}"
            yield from self._next_to_verb(given, core)
            if subject is not None and object is not None:
                link, owned = (self._link(), self._owned()) if verb.is_own else ("", "")
                yield f"{link} {object.object}{owned}".strip()
            elif subject is not None and verb is self.verb and verb.is_own:
                yield self._unmarked

    def _mood(self, *ends: Phrase | None) -> Mood:
        """The mood of the verb: "no government signed" is negated already."""
        negated = any(end is not None and end.text.lower().startswith("no ") for end in ends)
        return "told" if negated and self.mood == "negated" else self.mood

    def _next_to_verb(self, given: set[str], core: str) -> Iterator[str]:
        """The qualifiers that stand right after the verb: "told [reporters]"."""
        for role in self._bare() if self.verb.is_own else ():
            phrase = self.phrases.listed(self._entities(role), self.sentence).object
            if role not in given and f" {phrase} " not in f" {core} ":
                yield phrase
            given.add(role)

    def _stand_in(self, agentless: bool) -> str | None:
        """The role that takes the object's place: "killed [nine]", "[reporters] were told"."""
        for role in self.told.stands_in:
            entities = self._entities(role)
            counted = any(entity.type in self.phrases.view.literal for entity in entities)
            if entities and (counted or (self.verb.is_own and agentless)):
                return role
        return None

    def _existence(self, verb: Verb, object: Phrase | None) -> Iterator[str]:
        """ "There was a raid", where nobody is known to have done it."""
        noun = self.told.noun or self.told.verb
        if not self.verb.is_own:
            noun = " ".join(self.event.text.split())
            noun = noun if noun.isupper() else noun.lower()
        plural = is_plural(noun.split()[-1])
        yield _THERE[self.mood][plural]
        bare = plural or self.mood == "negated" or is_mass(noun.split()[0])
        yield noun if bare else f"{article(noun)} {noun}"
        if object is not None:
            yield f"{verb.rest.split()[-1]} {object.object}"

    def _is_done_to(self, verb: Verb) -> bool:
        """Whether the object, where it stands alone, is told in the passive."""
        view = self.phrases.view
        if verb.lemma in view.intransitive:
            return False
        if not verb.is_own:
            return verb.lemma not in view.ergative
        if verb.passive:
            return True
        first = self._stands_before(view.object)
        word = self.event.text.split()[0].lower()
        active = verb.lemma in view.ergative or verb.form != "past" or word == verb.past != verb.participle
        return not (first and active)

    def _stands_before(self, roles: tuple[str, ...], alone: bool = False) -> bool:
        """Whether what fills these roles stands before the trigger in its sentence; ``alone``: and nearest to it."""
        ids = [entity.id for role in roles for entity in self.arguments.get(role, ())]
        nearest = [mention for mention in map(self._nearest, ids) if mention is not None]
        if not alone:
            return bool(nearest) and nearest[0].start < self.event.start
        others = (entity.id for entities in self.arguments.values() for entity in entities)
        before = [m for m in map(self._nearest, others) if m is not None and m.start < self.event.start]
        return bool(before) and max(before, key=lambda m: m.start).entity in ids

    def _qualifiers(self, given: set[str]) -> Iterator[str]:
        core = " ".join(self._phrase_texts())
        for role, about in self.phrases.view.roles.items():
            entities = self._entities(role)
            if not entities or role in given:
                continue
            groups: dict[str, list[Entity]] = {}
            for entity in _innermost(entities):
                told = self.phrases.of(entity.id, self.sentence).object
                if f" {told} " not in f" {core} ":  # "12 members" has the 12
                    groups.setdefault(self._preposition(role, about, entity), []).append(entity)
            for preposition, same in groups.items():
                phrase = self._dated(same) or self.phrases.listed(same, self.sentence).object
                if preposition == "()":
                    yield f"({phrase})"
                elif preposition == "," and self.speech.text:
                    yield phrase
                else:
                    yield f"{preposition} {phrase}".strip()

    @staticmethod
    def _dated(entities: list[Entity]) -> str:
        """The days that these are, where they are known."""
        days = [_days(entity) for entity in entities]
        return joined([interval_text(known)[1] for known in days if known]) if all(days) else ""

    def _preposition(self, role: str, about: RoleView, entity: Entity) -> str:
        """What stands before a qualifier: as its days take it, as in the text, or as the view says."""
        days = _days(entity)
        if days is not None:
            return interval_text(days)[0] or ","
        mention = self._nearest(entity.id)
        before = self.phrases.before(mention) if mention is not None else ""
        if mention is not None and mention.text.split()[0].lower() in PREPOSITIONS:
            return ""  # "since last month"
        for preposition in about.prepositions:
            if before == preposition or before.endswith(f" {preposition}"):
                return preposition
        default = self.told.defaults.get(role, about.default)
        if default is not None:
            return default
        plain = mention is not None and mention.start > self.event.start and before.split()[-1:] != ["of"]
        return "" if plain else ","

    def _phrase_texts(self) -> Iterator[str]:
        view = self.phrases.view
        for roles in (view.subject, view.object):
            phrase = self._one_of(roles)
            if phrase is not None:
                yield phrase.text

    def _one_of(self, roles: tuple[str, ...]) -> Phrase | None:
        entities = [entity for role in roles for entity in self.arguments.get(role, ())]
        if not entities:
            return None
        phrase = self.phrases.listed(entities, self.sentence)
        if len(entities) == 1 and (part := self._part_of(entities[0])):
            return Phrase(f"{part} of {phrase.object}", part.lower() not in ("one", "half"))
        return phrase

    def _part_of(self, entity: Entity) -> str:
        """How much of an entity is meant, where an amount of the event says so: "six" of "six of them"."""
        whole = self._nearest(entity.id)
        if whole is None or whole.type in self.phrases.view.adjectives:
            return ""
        before = self.phrases.edge(whole) - 1
        mark = self.phrases.mark(before - 1)
        amounts = {other.id for others in self.arguments.values() for other in others if other.type in self._literal}
        if self.phrases.word(before) != "of" or not isinstance(mark, Mention) or mark.entity not in amounts:
            return ""
        return self.phrases.of(mark.entity, self.sentence).text

    @property
    def _literal(self) -> tuple[str, ...]:
        return self.phrases.view.literal

    def _entities(self, role: str) -> tuple[Entity, ...]:
        """The fillers of a role that what was said does not name already."""
        inside = {mark.entity for i in self.speech.words if isinstance(mark := self.phrases.mark(i), Mention)}
        return tuple(entity for entity in self.arguments.get(role, ()) if entity.id not in inside)

    def _bare(self) -> list[str]:
        """The roles whose filler stands right after the verb in the text."""
        found = []
        for role, about in self.phrases.view.roles.items():
            if about.bare:
                mentions = [self._nearest(entity.id) for entity in self._entities(role)]
                edges = [self.phrases.edge(mention) for mention in mentions if mention is not None]
                always = self.verb.lemma in about.after and bool(self._entities(role))
                if always or self.trigger.stop in edges:
                    found.append(role)
        return found

    def _link(self) -> str:
        """The preposition between the verb and its object in the text: "fired on", "called for"."""
        objects = [entity for role in self.phrases.view.object for entity in self.arguments.get(role, ())]
        whole = [entity.id for entity in objects if not self._part_of(entity)]
        for mention in filter(None, map(self._nearest, whole)):
            edge = self.phrases.edge(mention)
            between = range(self.trigger.stop, edge)
            words = [self.phrases.word(i) for i in between]
            if not words or words[-1] not in self.phrases.view.particles or len(words) > _OBJECT:
                continue
            marked = any(self.phrases.mark(i) is not None for i in between)
            if marked or not all(self.phrases.goes_on(i, self.sentence) for i in between) or {"and", "or"} & set(words):
                return words[-1]
            return self.phrases.between(self.trigger.stop, edge)  # "lift [its embargo on] tuna"
        return ""

    def _owned(self) -> str:
        """What belongs to the object and is meant by it in the text: "demanded Mr Thakur['s resignation]"."""
        ids = [entity.id for role in self.phrases.view.object for entity in self.arguments.get(role, ())]
        mention = self._nearest(ids[0]) if len(ids) == 1 else None
        if mention is None or mention.start < self.event.end:
            return ""
        start = self.phrases.span(mention.start, mention.end).stop
        if self.phrases.word(start) not in ("'", "’") or self.phrases.word(start + 1) != "s":
            return ""
        i = start + 2
        while i < start + _OBJECT and self.phrases.goes_on(i, self.sentence) and self.phrases.word(i) not in NO_OBJECT:
            i += 1
        return self.phrases.between(start, i) if i > start + 2 else ""

    def _nearest(self, entity: str) -> Mention | None:
        """The mention of an entity in the trigger's sentence that stands nearest to it."""
        mentions = self.phrases.within(entity, self.sentence)
        mentions = [m for m in mentions if m.text.lower() not in OWNERS] or mentions
        return min(mentions, key=lambda m: max(m.start - self.event.end, self.event.start - m.end), default=None)


def _innermost(entities: tuple[Entity, ...]) -> list[Entity]:
    """The entities without days that others lie in: "in 2023" where "on 14 August 2023" is told too."""
    days = {entity.id: interval(entity.value) for entity in entities}
    return [entity for entity in entities if not any(_within(other, days[entity.id]) for other in days.values())]


def _within(inner: Interval | None, outer: Interval | None) -> bool:
    if inner is None or outer is None or inner == outer or None in inner or None in outer:
        return False
    return str(outer[0]) <= str(inner[0]) and str(inner[1]) <= str(outer[1])


def _days(entity: Entity) -> Interval | None:
    """The days of a date; none for "since 1999", whose own words say it better than "since 1 January 1999"."""
    days = interval(entity.value)
    return None if days is not None and None in days and _YEAR.search(entity.name) else days


def _without_end(words: str, verb: Verb) -> str:
    """A verb phrase without the preposition that waits for an object: "held talks" of "hold talks with"."""
    head, _, last = words.rpartition(" ")
    return head if not verb.is_own and last in PREPOSITIONS and verb.rest else words
