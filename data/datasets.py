"""Articles as Hugging Face datasets: what the tagger learns from, and what the pair heads learn from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.encoding import encode
from newsfacts.data.labelmap import SOURCE, LabelMap
from newsfacts.data.pairs import nearby
from newsfacts.data.schema import Schema
from newsfacts.data.words import split

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedTokenizerFast

__all__ = ["build", "relation_dataset", "token_dataset"]

FORMAT = 3  # goes up when the columns below change, so that no old cache is read


def token_dataset(
    articles: Sequence[Article],
    schema: Schema,
    tokenizer: PreTrainedTokenizerFast,
    max_length: int,
    labels: LabelMap | None = None,
) -> Dataset:
    """One row an article, for token classification.

    Columns: ``id``; ``words``, with character offsets ``starts`` and ``ends``, ``shapes`` and
    ``sentences`` (see :mod:`newsfacts.data.words`); ``subwords``, the token ids of each word;
    ``windows``, the ranges of words that the encoder reads together, and ``owner``, the window
    each word's vector comes from; ``tags``, the number of the set of tags that the annotation allows
    each word, and ``tag_sets``, those sets (see :class:`newsfacts.data.tags.Tagset`); ``split_words``,
    how many words were cut in two because a mark ends inside them.

    Args:
        labels: what the labels of a corpus mean; left out, the articles are annotated by the schema itself.

    Raises:
        DataError: a label that the map (or the schema) does not have.
    """
    from datasets import Dataset

    labels = labels or LabelMap.full(schema)
    return Dataset.from_list([_token_row(article, tokenizer, max_length, labels) for article in articles])


def _token_row(article: Article, tokenizer: Any, max_length: int, labels: LabelMap) -> dict[str, Any]:
    encoding = encode(article.text, tokenizer, max_length, _borders(article))
    row = encoding.row(article.text)
    tags, sets = labels.tags(article, row["words"], row["starts"], row["ends"])
    return {
        "id": article.id,
        **row,
        "tags": tags,
        "tag_sets": sets,
        "split_words": len(row["words"]) - len(split(article.text).starts),
    }


def relation_dataset(
    articles: Sequence[Article], tokens: Dataset, schema: Schema, reach: int, labels: LabelMap | None = None
) -> Dataset:
    """One row an article, aligned with its :func:`token_dataset`, for the heads that score spans and pairs.

    Columns: ``spans`` (first word, word after the last, type), triggers and mentions in the order
    of the text; ``entities``, the entity number of each span (-1 for a trigger); ``factuality`` of
    each span (-1 for a mention, or where nothing is known); ``arguments`` (trigger span, role, entity),
    the source being the role after the last; ``relations`` (head entity, type, tail entity). Then the
    candidates that these facts are sought among: ``argument_pairs`` (trigger span, mention span) at
    most ``reach`` sentences apart, with their roles in ``argument_labels``, and ``relation_pairs`` (head
    span, tail span) with ``relation_labels``.

    What silence means: ``type_mask`` says of which types a span that is not listed is known to be
    wrong, ``role_mask`` and ``relation_mask`` of which roles and relations one is, ``coreference_mask``
    whether mentions of different entities are. ``unmapped`` counts the facts whose ends or label the
    label map passes over, ``out_of_reach`` those that no candidate states.
    """
    from datasets import Dataset

    labels = labels or LabelMap.full(schema)
    rows = [_relation_row(article, row, schema, reach, labels) for article, row in zip(articles, tokens, strict=True)]
    return Dataset.from_list(rows)


def _relation_row(
    article: Article, tokens: dict[str, Any], schema: Schema, reach: int, labels: LabelMap
) -> dict[str, Any]:
    marks = labels.marks(article)
    first = {start: i for i, start in enumerate(tokens["starts"])}
    last = {end: i + 1 for i, end in enumerate(tokens["ends"])}
    spans = [(first[mark.start], last[mark.end], type) for mark, type in marks]
    held = {mark.entity for mark, _ in marks if isinstance(mark, Mention)}
    numbers = {entity.id: i for i, entity in enumerate(e for e in article.entities if e.id in held)}
    entities = [numbers[mark.entity] if isinstance(mark, Mention) else -1 for mark, _ in marks]
    levels = list(schema.factuality)
    factuality = [
        levels.index(labels.factuality[mark.factuality])
        if isinstance(mark, Event) and mark.factuality in labels.factuality
        else -1
        for mark, _ in marks
    ]
    place = {mark.id: i for i, (mark, _) in enumerate(marks) if isinstance(mark, Event)}
    arguments, relations, unmapped = _facts(article, schema, labels, place, numbers)
    both_ways = relations | {(t, k, h) for h, k, t in relations if schema.relations[k].symmetric}

    sentences = np.array(tokens["sentences"], dtype=np.int64)
    at = sentences[[start for start, _, _ in spans]] if spans else sentences[:0]
    entity = np.array(entities, dtype=np.int64)
    triggers, mentions = np.flatnonzero(entity < 0), np.flatnonzero(entity >= 0)
    left, right = nearby(at[triggers], at[mentions], reach)
    argument_pairs = np.stack([triggers[left], mentions[right]], axis=1)
    left, right = nearby(at[mentions], at[mentions], reach)
    keep = left != right
    relation_pairs = np.stack([mentions[left[keep]], mentions[right[keep]]], axis=1)
    argument_labels = _labels([(t, entities[m]) for t, m in argument_pairs.tolist()], arguments)
    relation_labels = _labels([(entities[h], entities[t]) for h, t in relation_pairs.tolist()], both_ways)
    reached = {(t, entities[m]) for t, m in argument_pairs.tolist()}
    related = {(entities[h], entities[t]) for h, t in relation_pairs.tolist()}
    return {
        "id": article.id,
        "spans": [list(span) for span in spans],
        "entities": entities,
        "factuality": factuality,
        "arguments": [list(argument) for argument in sorted(arguments)],
        "relations": [list(relation) for relation in sorted(both_ways)],
        "argument_pairs": argument_pairs.tolist(),
        "argument_labels": argument_labels,
        "relation_pairs": relation_pairs.tolist(),
        "relation_labels": relation_labels,
        "type_mask": [int(labels.has_pairs and type in labels.types) for type in schema.mark_types],
        "role_mask": [int(role in labels.complete_roles) for role in (*(role.name for role in schema.roles), SOURCE)],
        "relation_mask": [int(relation.name in labels.complete_relations) for relation in schema.relations],
        "coreference_mask": int(labels.coreference),
        "unmapped": unmapped,
        "out_of_reach": sum((t, e) not in reached for t, _, e in arguments)
        + sum((h, t) not in related for h, _, t in relations),
    }


def _facts(
    article: Article, schema: Schema, labels: LabelMap, place: Mapping[str, int], numbers: Mapping[str, int]
) -> tuple[set[tuple[int, int, int]], set[tuple[int, int, int]], int]:
    """Arguments and relations as numbers, and how many have no place among the spans or no label."""
    if not labels.has_pairs:
        return (
            set(),
            set(),
            sum(len(x.arguments) + (x.source is not None) for x in article.events) + len(article.relations),
        )
    roles = {role: i for i, role in enumerate((*(role.name for role in schema.roles), SOURCE))}
    kinds = {relation.name: i for i, relation in enumerate(schema.relations)}
    arguments, relations = set(), set()
    unmapped = 0
    for event in article.events:
        stated = [(argument.role, argument.entity) for argument in event.arguments]
        for name, entity in [*stated, *([(SOURCE, event.source)] if event.source is not None else [])]:
            role = labels.role(event.type, name)
            if role is None or event.id not in place or entity not in numbers:
                unmapped += 1
            else:
                arguments.add((place[event.id], roles[role], numbers[entity]))
    for relation in article.relations:
        kind = labels.relation(relation.type)
        if kind is None or relation.head not in numbers or relation.tail not in numbers:
            unmapped += 1
        else:
            head, tail = (relation.tail, relation.head) if kind[1] else (relation.head, relation.tail)
            relations.add((numbers[head], kinds[kind[0]], numbers[tail]))
    return arguments, relations, unmapped


def _labels(keys: list[tuple[int, int]], facts: Any) -> list[list[int]]:
    by_ends: dict[tuple[int, int], list[int]] = {}
    for left, label, right in sorted(facts):
        by_ends.setdefault((left, right), []).append(label)
    return [by_ends.get(key, []) for key in keys]


def _borders(article: Article) -> list[int]:
    return [border for mark in article.marks for border in (mark.start, mark.end)]


def build(
    articles: Sequence[Article],
    schema: Schema,
    tokenizer: PreTrainedTokenizerFast,
    max_length: int,
    reach: int,
    cache: str | Path | None = None,
    labels: LabelMap | None = None,
) -> tuple[Dataset, Dataset]:
    """The token and the relation dataset of these articles, from the cache where it holds them.

    The cache (default: ``$NEWSFACTS_CACHE`` or ``~/.cache/newsfacts``) is keyed by a fingerprint of
    the articles, the schema, the label map, the tokenizer and the lengths; a folder appears in it only when whole.
    """
    from datasets import load_from_disk

    root = Path(cache or os.environ.get("NEWSFACTS_CACHE") or Path.home() / ".cache" / "newsfacts")
    labels = labels or LabelMap.full(schema)
    key = _fingerprint(articles, labels, tokenizer, max_length, reach)
    folder = root / f"datasets-{key}"
    if not folder.exists():
        tokens = token_dataset(articles, schema, tokenizer, max_length, labels)
        relations = relation_dataset(articles, tokens, schema, reach, labels)
        root.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=root, prefix=f".{folder.name}."))
        try:
            tokens.save_to_disk(str(scratch / "tokens"))
            relations.save_to_disk(str(scratch / "relations"))
            if not folder.exists():  # another process may have been faster
                scratch.rename(folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return load_from_disk(str(folder / "tokens")), load_from_disk(str(folder / "relations"))


def _fingerprint(articles: Sequence[Article], labels: LabelMap, tokenizer: Any, max_length: int, reach: int) -> str:
    digest = hashlib.sha256()
    backend = json.loads(tokenizer.backend_tokenizer.to_str())
    backend.update(truncation=None, padding=None)  # they hold what the last call left there
    for part in (FORMAT, labels.fingerprint, max_length, reach, json.dumps(backend, sort_keys=True)):
        digest.update(f"{part}\n".encode())
    for article in articles:
        digest.update(json.dumps(article.to_dict(), sort_keys=True).encode())
    return digest.hexdigest()[:20]
