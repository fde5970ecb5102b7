"""Entities that are likely one, and entities that take part in nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from newsfacts.data.consistency.case import Case
from newsfacts.data.countries import country_word
from newsfacts.data.names import gender, is_name, is_pronoun, name_words
from newsfacts.data.schema import Schema
from newsfacts.data.telling.reading import Reading

__all__ = ["entity_cases"]


def entity_cases(reading: Reading, schema: Schema) -> Iterator[Case]:
    """Names that stand for two entities, pronouns that stand for nobody, and entities that nothing is said of."""
    yield from _one_name(reading, schema)
    yield from _pronouns(reading)
    yield from _parts(reading, schema)


def _one_name(reading: Reading, schema: Schema) -> Iterator[Case]:
    rules = schema.resolution
    if rules is None:
        return
    article = reading.article
    entities: defaultdict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
    full: defaultdict[str, set[str]] = defaultdict(set)
    for mention in article.mentions:
        if mention.type in rules.names and is_name(mention.text):
            words = name_words(mention.text)
            entities[mention.type, words][mention.entity] += 1
            if mention.type in rules.persons and len(words) > 1:
                full[words[-1]].add(mention.entity)
    for mention in article.mentions:
        if mention.type not in rules.names or not is_name(mention.text):
            continue
        words = name_words(mention.text)
        country = country_word(mention.text) if mention.type in rules.countries else None
        if country is not None and country.kind == "capital":
            continue  # it may stand for the city or for the country
        usual, _ = entities[mention.type, words].most_common(1)[0]
        persons = full.get(words[0], set()) if mention.type in rules.persons and len(words) == 1 else set()
        other = usual if usual != mention.entity else next(iter(persons)) if len(persons) == 1 else mention.entity
        suspected = "" if other == mention.entity else f"is the entity {other}, not {mention.entity}"
        if sum(entities[mention.type, words].values()) > 1 or len(persons) == 1:
            why = "one name is one entity in {share} places"
            yield Case("one name, two entities", (mention.type,), article, mention.start, mention.end, suspected, why)


def _pronouns(reading: Reading) -> Iterator[Case]:
    for mention in reading.article.mentions:
        if is_pronoun(mention.text) and gender(mention.text) is not None:
            alone = all(is_pronoun(other.text) for other in reading.mentions[mention.entity])
            suspected = f"stands for more than {mention.entity}, which only pronouns bear" if alone else ""
            why = "{share} such pronouns share an entity with a name or noun"
            like = (mention.text.lower(),)
            yield Case("pronoun alone", like, reading.article, mention.start, mention.end, suspected, why)


def _parts(reading: Reading, schema: Schema) -> Iterator[Case]:
    """Whether entities that are marked only for what they take part in do so."""
    article = reading.article
    rules = schema.expects
    if rules is None:
        return
    used = {end for relation in article.relations for end in (relation.head, relation.tail)}
    used |= {argument.entity for event in article.events for argument in event.arguments}
    used |= {event.source for event in article.events if event.source is not None}
    for entity in article.entities:
        if entity.type in rules.used and (mentions := reading.mentions[entity.id]):
            suspected = "" if entity.id in used else "takes part in something, or is not marked"
            why = f"{{share}} {entity.type} entities take part in an event or a relation"
            first = mentions[0]
            yield Case("takes no part", (entity.type,), article, first.start, first.end, suspected, why)
