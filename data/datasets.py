"""Articles as Hugging Face datasets: what the tagger learns from, and what the pair heads learn from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.encoding import encode
from newsfacts.data.pairs import nearby
from newsfacts.data.schema import Schema
from newsfacts.data.tags import Tagset
from newsfacts.data.words import split

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedTokenizerFast

__all__ = ["build", "relation_dataset", "token_dataset"]

FORMAT = 2  # goes up when the columns below change, so that no old cache is read


def token_dataset(
    articles: Sequence[Article], schema: Schema, tokenizer: PreTrainedTokenizerFast, max_length: int
) -> Dataset:
    """One row an article, for token classification.

    Columns: ``id``; ``words``, with character offsets ``starts`` and ``ends``, ``shapes`` and
    ``sentences`` (see :mod:`newsfacts.data.words`); ``subwords``, the token ids of each word;
    ``windows``, the ranges of words that the encoder reads together, and ``owner``, the window
    each word's vector comes from; ``tags``, the set of tags that the annotation allows each
    word (see :class:`newsfacts.data.tags.Tagset`); ``split_words``, how many words were cut in two
    because a mark ends inside them.
    """
    from datasets import Dataset

    return Dataset.from_list([_token_row(article, schema, tokenizer, max_length) for article in articles])


def _token_row(article: Article, schema: Schema, tokenizer: Any, max_length: int) -> dict[str, Any]:
    encoding = encode(article.text, tokenizer, max_length, _borders(article))
    words = encoding.words
    tagset = Tagset(schema.mark_types)
    tags = tagset.encode(_spans(article, schema, words.starts, words.ends), len(words.starts))
    return {
        "id": article.id,
        **encoding.row(article.text),
        "tags": [[tag] for tag in tags],
        "split_words": len(words.starts) - len(split(article.text).starts),
    }


def relation_dataset(articles: Sequence[Article], tokens: Dataset, schema: Schema, reach: int) -> Dataset:
    """One row an article, aligned with its :func:`token_dataset`, for the heads that score spans and pairs.

    Columns: ``spans`` (first word, word after the last, type), triggers and mentions in the order
    of the text; ``entities``, the entity number of each span (-1 for a trigger); ``factuality`` of
    each span (-1 for a mention); ``arguments`` (trigger span, role, entity), the source being the
    role after the last; ``relations`` (head entity, type, tail entity). Then the candidates that
    these facts are sought among: ``argument_pairs`` (trigger span, mention span) at most ``reach``
    sentences apart, with their roles in ``argument_labels``, and ``relation_pairs`` (head span,
    tail span) with ``relation_labels``. ``role_mask`` and ``relation_mask`` say which roles and
    relations the article is annotated for; ``out_of_reach`` counts the facts that no candidate states.
    """
    from datasets import Dataset

    rows = [_relation_row(article, row, schema, reach) for article, row in zip(articles, tokens, strict=True)]
    return Dataset.from_list(rows)


def _relation_row(article: Article, tokens: dict[str, Any], schema: Schema, reach: int) -> dict[str, Any]:
    marks = article.marks
    spans = _spans(article, schema, tokens["starts"], tokens["ends"])
    numbers = {entity.id: i for i, entity in enumerate(article.entities)}
    roles = {role.name: i for i, role in enumerate(schema.roles)}
    kinds = {relation.name: i for i, relation in enumerate(schema.relations)}
    levels = list(schema.factuality)
    entities = [numbers[mark.entity] if isinstance(mark, Mention) else -1 for mark in marks]
    factuality = [levels.index(mark.factuality) if isinstance(mark, Event) else -1 for mark in marks]
    place = {mark.id: i for i, mark in enumerate(marks) if isinstance(mark, Event)}
    arguments = sorted(
        {(place[x.id], roles[a.role], numbers[a.entity]) for x in article.events for a in x.arguments}
        | {(place[x.id], len(roles), numbers[x.source]) for x in article.events if x.source is not None}
    )
    written = {(numbers[r.head], kinds[r.type], numbers[r.tail]) for r in article.relations}
    relations = written | {(t, k, h) for h, k, t in written if schema.relations[k].symmetric}

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
    relation_labels = _labels([(entities[h], entities[t]) for h, t in relation_pairs.tolist()], relations)
    reached = {(t, entities[m]) for t, m in argument_pairs.tolist()}
    related = {(entities[h], entities[t]) for h, t in relation_pairs.tolist()}
    return {
        "id": article.id,
        "spans": [list(span) for span in spans],
        "entities": entities,
        "factuality": factuality,
        "arguments": [list(argument) for argument in arguments],
        "relations": [list(relation) for relation in sorted(relations)],
        "argument_pairs": argument_pairs.tolist(),
        "argument_labels": argument_labels,
        "relation_pairs": relation_pairs.tolist(),
        "relation_labels": relation_labels,
        "role_mask": [1] * (len(roles) + 1),
        "relation_mask": [1] * len(kinds),
        "out_of_reach": sum((t, e) not in reached for t, _, e in arguments)
        + sum((h, t) not in related for h, _, t in written),
    }


def _labels(keys: list[tuple[int, int]], facts: Any) -> list[list[int]]:
    by_ends: dict[tuple[int, int], list[int]] = {}
    for left, label, right in sorted(facts):
        by_ends.setdefault((left, right), []).append(label)
    return [by_ends.get(key, []) for key in keys]


def _borders(article: Article) -> list[int]:
    return [border for mark in article.marks for border in (mark.start, mark.end)]


def _spans(article: Article, schema: Schema, starts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int, int]]:
    """The marks as spans of words; words are cut at the ends of marks, so each mark has its exact words."""
    first = {start: i for i, start in enumerate(starts)}
    last = {end: i + 1 for i, end in enumerate(ends)}
    types = {type: i for i, type in enumerate(schema.mark_types)}
    return sorted((first[m.start], last[m.end], types[m.type]) for m in article.marks)


def build(
    articles: Sequence[Article],
    schema: Schema,
    tokenizer: PreTrainedTokenizerFast,
    max_length: int,
    reach: int,
    cache: str | Path | None = None,
) -> tuple[Dataset, Dataset]:
    """The token and the relation dataset of these articles, from the cache where it holds them.

    The cache (default: ``$NEWSFACTS_CACHE`` or ``~/.cache/newsfacts``) is keyed by a fingerprint of
    the articles, the schema, the tokenizer and the lengths; a folder appears in it only when whole.
    """
    from datasets import load_from_disk

    root = Path(cache or os.environ.get("NEWSFACTS_CACHE") or Path.home() / ".cache" / "newsfacts")
    key = _fingerprint(articles, schema, tokenizer, max_length, reach)
    folder = root / f"datasets-{key}"
    if not folder.exists():
        tokens = token_dataset(articles, schema, tokenizer, max_length)
        relations = relation_dataset(articles, tokens, schema, reach)
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


def _fingerprint(articles: Sequence[Article], schema: Schema, tokenizer: Any, max_length: int, reach: int) -> str:
    digest = hashlib.sha256()
    backend = json.loads(tokenizer.backend_tokenizer.to_str())
    backend.update(truncation=None, padding=None)  # they hold what the last call left there
    for part in (FORMAT, schema.fingerprint, max_length, reach, json.dumps(backend, sort_keys=True)):
        digest.update(f"{part}\n".encode())
    for article in articles:
        digest.update(json.dumps(article.to_dict(), sort_keys=True).encode())
    return digest.hexdigest()[:20]
