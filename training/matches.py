"""What of an annotated article a prediction gets right, what it misses, and what it makes up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from newsfacts.data import Article, Schema

__all__ = ["Item", "Match", "Span", "entity_spans", "item_scores", "link", "match"]

Span = tuple[int, int]


class Item(NamedTuple):
    """One thing that can be right or wrong: a mention, a trigger, its factuality, or a fact.

    ``span`` and ``event`` (its type) are those of the trigger, or of the mention itself; a relation has
    neither. ``entities`` are the argument, the source, or head and tail.
    """

    layer: str
    type: str
    span: Span | None
    event: str
    entities: tuple[str, ...]

    @property
    def trigger(self) -> tuple[Span | None, str]:
        """Where the trigger stands and what type it has: equal for all items of one event."""
        return self.span, self.event


class Match(NamedTuple):
    """A gold item and the predicted one that stands for it. One side alone: missed, or spurious."""

    gold: Item | None
    predicted: Item | None

    @property
    def item(self) -> Item:
        """The gold item, else the predicted one: they are of one layer and type."""
        item = self.gold or self.predicted
        assert item is not None
        return item


def match(gold: Article, predicted: Article, schema: Schema) -> list[Match]:
    """Match the items of two articles over one text, each at most once.

    Items are equal when layer, type, span and entities are, a predicted entity read as the gold one
    that it stands for (:func:`link`). An item that its own article states twice counts once; of
    two predicted items that stand for the same gold one, the first is right and the other is spurious.
    """
    symmetric = _symmetric(schema)
    stands_for = link(gold, predicted)
    missed = dict.fromkeys(item for item, _ in _items(gold, schema, symmetric))
    matches = []
    for item in dict.fromkeys(item for item, _ in _items(predicted, schema, symmetric)):
        ends = tuple(stands_for[entity] for entity in item.entities if entity in stands_for)
        target = _item(item.layer, item.type, item.span, item.event, ends, symmetric)
        if target in missed:
            del missed[target]
            matches.append(Match(target, item))
        else:
            matches.append(Match(None, item))
    return matches + [Match(item, None) for item in missed]


def item_scores(article: Article, schema: Schema) -> dict[Item, float]:
    """The score of each item of an article that bears one; of an item that is stated twice, the higher."""
    scores: dict[Item, float] = {}
    for item, score in _items(article, schema, _symmetric(schema)):
        if score is not None:
            scores[item] = max(score, scores.get(item, score))
    return scores


def link(gold: Article, predicted: Article) -> dict[str, str]:
    """The gold entity that each predicted entity stands for: the one with which it shares most exact spans.

    Ties go to the gold entity that is mentioned first in the text. Types are not asked. A predicted
    entity that shares no span stands for nothing and is left out.
    """
    of_gold, of_predicted = entity_spans(gold), entity_spans(predicted)
    first: dict[str, int] = {}
    for rank, entity in enumerate(of_gold.values()):
        first.setdefault(entity, rank)
    shared = Counter((of_predicted[span], of_gold[span]) for span in of_predicted.keys() & of_gold.keys())
    # best last, so that it is the one that stays in the dict
    ranked = sorted(shared, key=lambda pair: (shared[pair], -first[pair[1]]))
    return dict(ranked)


def entity_spans(article: Article) -> dict[Span, str]:
    """The entity that each mention span belongs to, in the order of the text (of two on one span, the first)."""
    spans: dict[Span, str] = {}
    for mention in sorted(article.mentions, key=lambda mention: (mention.start, mention.end)):
        spans.setdefault((mention.start, mention.end), mention.entity)
    return spans


def _symmetric(schema: Schema) -> set[str]:
    return {relation.name for relation in schema.relations if relation.symmetric}


def _items(article: Article, schema: Schema, symmetric: set[str]) -> Iterator[tuple[Item, float | None]]:
    """Items, with the scores that they bear (factuality has none)."""
    for mention in article.mentions:
        yield Item("mention", mention.type, (mention.start, mention.end), "", ()), mention.score
    for event in article.events:
        span = (event.start, event.end)
        yield Item("trigger", event.type, span, event.type, ()), event.score
        if event.factuality != schema.default_factuality:
            yield Item("factuality", event.factuality, span, event.type, ()), None
        for argument in event.arguments:
            yield Item("argument", argument.role, span, event.type, (argument.entity,)), argument.score
        if event.source is not None:
            yield Item("attribution", event.type, span, event.type, (event.source,)), event.source_score
    for relation in article.relations:
        item = _item("relation", relation.type, None, "", (relation.head, relation.tail), symmetric)
        yield item, relation.score


def _item(layer: str, type: str, span: Span | None, event: str, entities: tuple[str, ...], symmetric: set[str]) -> Item:
    """An item in its one form: a relation that holds both ways has its ends in order of id."""
    if layer == "relation" and type in symmetric:
        entities = tuple(sorted(entities))
    return Item(layer, type, span, event, entities)
