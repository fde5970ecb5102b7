"""spaCy's DocBin (https://spacy.io/api/docbin), what ``spacy train`` reads; needs the extra ``newsfacts[spacy]``.

Mentions are ``doc.ents``, with the id of their entity as ``ent_id_``; triggers are ``doc.spans["events"]``, with the id
of the event as ``id_``; tokens are newsfacts' own words, so that all marks fit. The rest of the article is
``doc.user_data["newsfacts"]``. A DocBin is held in memory until it is written, and when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsfacts.data import tokens
from newsfacts.data.article import Article, Mention
from newsfacts.data.errors import DataError
from newsfacts.data.output import Write, atomic_binary
from newsfacts.data.schema import Schema

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["article_of", "doc_of", "open_writer", "read"]

EVENTS = "events"
USER_DATA = "newsfacts"
ATTRIBUTES = ("ORTH", "SPACY", "SENT_START", "ENT_IOB", "ENT_TYPE", "ENT_ID")
_PARTS = ("entities", "events", "relations", "scores")


def read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """Each doc's article, or the error that stands in its place; docs without an id are named after the file."""
    try:
        yield from _read(path, schema)
    except DataError as error:
        yield error


def _read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    tokens_module, vocab = _spacy()
    try:
        found = tokens_module.DocBin(store_user_data=True).from_bytes(path.read_bytes())
        docs = enumerate(found.get_docs(vocab), 1)
    except OSError:
        raise
    except Exception as error:  # zlib, msgpack and spaCy each raise errors of their own for other bytes
        raise DataError(f"{path}: not a DocBin that spaCy can read ({error})") from error
    for number, doc in docs:
        try:
            article = article_of(doc, schema, f"{path.stem}-{number}")
            schema.check(article)
        except DataError as error:
            yield DataError.of(f"{path}: doc {number}", error.problems)
        else:
            yield article


@contextmanager
def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write to a file; raises a ``DataError`` for standard output."""
    if output is None:
        raise DataError("a DocBin is binary; accepted: a file")
    tokens_module, vocab = _spacy()
    docs = tokens_module.DocBin(attrs=ATTRIBUTES, store_user_data=True)
    with atomic_binary(output) as file:
        yield lambda article: docs.add(doc_of(article, vocab))
        file.write(docs.to_bytes())


def _spacy() -> tuple[Any, Vocab]:
    try:
        import spacy.tokens
        import spacy.vocab
    except ModuleNotFoundError as error:
        raise DataError("DocBin needs spaCy: pip install 'newsfacts[spacy]'") from error
    return spacy.tokens, spacy.vocab.Vocab()


def doc_of(article: Article, vocab: Vocab) -> Doc:
    """The article as a doc of spaCy.

    Raises:
        DataError: marks that overlap or that are not whole words, an empty id, or a lone surrogate.
    """
    from spacy.tokens import Doc, Span

    try:
        article.text.encode()
    except UnicodeEncodeError as error:
        character = f"{error.object[error.start]!a}"
        raise DataError(f"article {article.id!r}: lone surrogate {character}, which spaCy cannot hold") from error
    if not all([*(mention.entity for mention in article.mentions), *(event.id for event in article.events)]):
        raise DataError(f"article {article.id!r}: an id is empty, which spaCy takes for none")
    spans = tokens.sentences(article)
    tokens.places(article, spans)
    words, spaces, starts = _pieces(article.text, spans)
    heads = {sentence[0][0] for sentence in spans}
    doc = Doc(vocab, words=words, spaces=spaces, sent_starts=[start in heads for start in starts])
    first = {start: i for i, start in enumerate(starts)}
    last = {start + len(word): i + 1 for i, (start, word) in enumerate(zip(starts, words, strict=True))}
    doc.set_ents([Span(doc, first[m.start], last[m.end], m.type, span_id=m.entity) for m in article.mentions])
    doc.spans[EVENTS] = [Span(doc, first[x.start], last[x.end], x.type, span_id=x.id) for x in article.events]
    fields = article.to_dict()
    del fields["text"], fields["mentions"]
    scores = [[m.start, m.end, m.score] for m in article.mentions if m.score is not None]
    doc.user_data[USER_DATA] = {**fields, **({"scores": scores} if scores else {})}
    return doc


def _pieces(text: str, spans: list[list[tuple[int, int]]]) -> tuple[list[str], list[bool], list[int]]:
    """Words, whether a space follows each, where they start; white space beyond one space is a word, as in spaCy."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[int] = []
    at = 0
    for start, end in [*(span for sentence in spans for span in sentence), (len(text), len(text))]:
        if at < start and words and text[at] == " ":
            spaces[-1] = True
            at += 1
        for piece_start, piece_end in ((at, start), (start, end)):
            if piece_start < piece_end:
                words.append(text[piece_start:piece_end])
                spaces.append(False)
                starts.append(piece_start)
        at = end
    return words, spaces, starts


def article_of(doc: Doc, schema: Schema, name: str = "doc") -> Article:
    """The article of a doc of spaCy; ``name`` is its id if it bears none."""
    own = json.loads(json.dumps(doc.user_data.get(USER_DATA) or {}))  # spaCy makes tuples of lists
    scores = {(start, end): score for start, end, score in own.get("scores", ())}
    mentions = [
        {
            "type": ent.label_,
            "entity": ent.id_ or f"e{i}",
            "start": ent.start_char,
            "end": ent.end_char,
            "text": ent.text,
            "score": scores.get((ent.start_char, ent.end_char)),
        }
        for i, ent in enumerate(doc.ents, 1)
    ]
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention["entity"], []).append(Mention(**mention))
    made = {key: schema.entity_of(key, group) for key, group in groups.items()}
    told = {entity["id"]: entity for entity in own.get("entities", ())}
    told = {key: told.get(key) or {"id": key, "type": made[key].type, "name": made[key].name} for key in [*told, *made]}
    facts = {event["id"]: event for event in own.get("events", ())}
    triggers = [
        {"type": x.label_, "start": x.start_char, "end": x.end_char, "text": x.text, "id": x.id_ or f"x{i}"}
        for i, x in enumerate(doc.spans.get(EVENTS, ()), 1)
    ]
    return Article.from_dict(
        {
            "id": name,
            **{key: value for key, value in own.items() if key not in _PARTS},
            "text": doc.text,
            "mentions": mentions,
            "entities": list(told.values()),
            "events": [{"factuality": schema.default_factuality, **facts.get(x["id"], {}), **x} for x in triggers],
            "relations": own.get("relations", []),
        }
    )
