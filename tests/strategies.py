"""Hypothesis strategies that make annotated articles, and plain data that is not as it should be."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from newsfacts.data import Argument, Article, Event, Mention, Relation, Schema

SCHEMA = Schema.default()
WORDS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="[]|"), min_size=1, max_size=6).filter(
    lambda word: set(word) != {"-"}
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Articles that the news scheme allows and that both file formats can hold."""
    text = ""
    mentions: list[Mention] = []
    triggers: list[tuple[str, int, int, str]] = []
    for word in draw(st.lists(WORDS, max_size=12)):
        text += draw(st.sampled_from([" ", "\n\n", ""])) if text else ""
        start, end = len(text), len(text) + len(word)
        text += word
        kind = draw(st.sampled_from(["word", "mention", "event"]))
        if kind == "mention":
            key = draw(st.sampled_from(["a", "b_2", "C3", "9"]))
            mentions.append(Mention(draw(st.sampled_from(list(SCHEMA.mentions))), key, start, end, word))
        elif kind == "event":
            triggers.append((draw(st.sampled_from(list(SCHEMA.events))), start, end, word))
    types: dict[str, set[str]] = {}
    for mention in mentions:
        types.setdefault(mention.entity, set()).add(mention.type)

    def some(accepted: tuple[str, ...]) -> list[str]:
        fitting = [key for key in types if types[key] & set(accepted)]
        return draw(st.lists(st.sampled_from(fitting), unique=True)) if fitting else []

    events = [
        Event(
            f"x{number}",
            *trigger,
            arguments=tuple(Argument(role.name, key) for role in SCHEMA.roles for key in some(role.types)),
            source=next(iter(some(SCHEMA.source)), None),
            factuality=draw(st.sampled_from(list(SCHEMA.factuality))),
        )
        for number, trigger in enumerate(triggers)
    ]
    relations = [
        Relation(head, relation.name, tail)
        for relation in SCHEMA.relations
        for head in some(relation.head)
        for tail in some(relation.tail)
        if not relation.symmetric or head < tail
    ]
    return Article(
        id=draw(WORDS),
        text=text,
        title=draw(st.none() | WORDS),
        date=draw(st.none() | st.dates().map(str)),
        topic=draw(st.none() | WORDS),
        mentions=tuple(mentions),
        entities=tuple(SCHEMA.entity_of(key, [m for m in mentions if m.entity == key]) for key in types),
        events=tuple(events),
        relations=tuple(relations),
    )


SCORES = st.none() | st.floats(0, 1)
VALUES = st.none() | st.fixed_dictionaries({"start": st.dates().map(str), "unit": st.none() | st.text(max_size=3)})


@st.composite
def scored_articles(draw: st.DrawFn) -> Article:
    """Articles that a model found: with scores, values, names of its own choice, and meta."""
    article = draw(articles())
    return replace(
        article,
        mentions=tuple(replace(mention, score=draw(SCORES)) for mention in article.mentions),
        entities=tuple(
            replace(entity, name=draw(st.just(entity.name) | st.text(max_size=5)), value=draw(VALUES))
            for entity in draw(st.permutations(article.entities))
        ),
        events=tuple(
            replace(
                event,
                score=draw(SCORES),
                source_score=draw(SCORES) if event.source is not None else None,
                arguments=tuple(replace(argument, score=draw(SCORES)) for argument in event.arguments),
            )
            for event in article.events
        ),
        relations=tuple(replace(relation, score=draw(SCORES)) for relation in article.relations),
        meta=draw(st.dictionaries(st.sampled_from(["split", "notes"]), st.lists(st.text(max_size=3)))),
    )


@st.composite
def odd_articles(draw: st.DrawFn) -> Article:
    """Articles of any text at all, with one mention or event anywhere in it."""
    text = draw(st.text(st.characters(exclude_categories=[]) | st.sampled_from("[]|-\n\r \xa0"), min_size=1))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    key = draw(st.sampled_from(["a", "x1", "é", "a b", ""]))
    header = {name: draw(st.none() | st.text(max_size=5)) for name in ("title", "topic", "origin")}
    id = draw(st.text(max_size=5))
    if draw(st.booleans()):
        mention = Mention("ORG", key, start, end, text[start:end], score=draw(st.none() | st.floats(0, 1)))
        return Article(id, text, **header, mentions=(mention,), entities=(SCHEMA.entity_of(key, [mention]),))
    return Article(id, text, **header, events=(Event(key, "SAY", start, end, text[start:end]),))


ODD = [None, True, 0, -1, 10**30, 10**390, 1.5, "", "x", "\ud800", "\0\x1b[31m", [], {}, [None], [[]], {"": None}]
ODD += [[1, "a"], {"a": {"b": [1]}}, "DATE", "x1", "e1", [["a"]], {"a": 1}]


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each part of plain data."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield (*here, key)
            yield from places(value[key], (*here, key))


@st.composite
def misshapen(draw: st.DrawFn, value: Any) -> Any:
    """This plain data with one or two parts of another kind, missing, or doubled."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(list(places(value)) or [("id",)]))
        owner = value
        for key in way:
            owner = owner[key]
        match draw(st.sampled_from(["set", "set", "set", "drop", "double"])):
            case "drop" if len(value) > 1 or way:
                del owner[last]
            case "double" if isinstance(owner, list):
                owner.append(copy.deepcopy(owner[last]))
            case _:
                owner[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
    return value
