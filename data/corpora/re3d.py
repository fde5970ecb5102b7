"""re3d: entities and relations in texts on the war in Syria and Iraq, for a defence analyst.

Source: Dstl, "Relationship and Entity Extraction Evaluation Dataset" (https://github.com/dstl/re3d), made by
Aleph Insights and Committed Software, 2017.
Licence: each folder has its own, and each article bears it in ``meta["licence"]``: CENTCOM and US State Department
public domain, UK Government OGL 3.0, Australian Department of Foreign Affairs CC BY 3.0 AU, Wikipedia CC BY-SA 3.0,
Delegation of the European Union to Syria by the EU's legal notice, **BBC Online CC BY-NC 3.0**.
Split: none upstream. Ours, by a hash of the article's id (:func:`newsfacts.data.corpora.hashed.tenth`): 0 and 1 are
``test``, 2 is ``dev``, the others ``train``; of the copy at hand 14, 9 and 65 articles. Two of CENTCOM's daily reports
in ``train`` share stock sentences with the other parts.

Labels: 13 entity types (Organisation, Person, Location, Nationality, Temporal, Quantity, Weapon, Vehicle,
MilitaryPlatform, ...), names and nominals and pronouns alike; 11 relation types (FightingAgainst, BelongsTo,
CoLocated, ...). ``IsSynonymOf`` says that two mentions name the same.

Traps:
    - Entities of confidence 0 are an extraction tool's, and nobody looked at them: often they are right and stand
      inside a longer one, but there is also "[the camp]aign". They are left out and counted, unless a relation names
      them; so are those that cut a word or hold none.
    - Mentions nest and overlap; some spans have two types. Both mentions then belong to one entity.
    - Relations are between mentions, partly made by a crowd, and far from complete. Some that hold in both directions
      are marked in both (:data:`SYMMETRIC`): the second is left out and counted.

``meta["confidence"]`` lists the mentions whose confidence is below 1: ``[start, end, type, confidence]``.
``meta["cues"]`` lists for each relation the words that state it and its confidence: ``[start, end, head, type,
tail, confidence]``. ``meta["source"]`` is the folder, ``meta["url"]`` the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.hashed import tenth
from newsfacts.data.errors import DataError

__all__ = ["CORPUS", "SYMMETRIC"]

SPLITS = ("train", "dev", "test")
SYMMETRIC = frozenset({"AlliesOf", "Apart", "CoLocated", "CommWith", "FightingAgainst", "IsSynonymOf"})
LICENCES = {
    "Australian Department of Foreign Affairs": "CC BY 3.0 AU",
    "BBC Online": "CC BY-NC 3.0",
    "CENTCOM": "public domain",
    "Delegation of the European Union to Syria": "EU legal notice",
    "UK Government": "OGL 3.0",
    "US State Department": "public domain",
    "Wikipedia": "CC BY-SA 3.0",
}

Record = dict[str, Any]
Span = tuple[int, int]


def _read(folder: Path) -> Iterator[Article]:
    for source in sorted(path.parent for path in folder.glob("*/documents.json")):
        if source.name not in LICENCES:
            raise DataError(f"{source}: no part of re3d; accepted: {', '.join(LICENCES)}")
        entities = _by_document(source / "entities.json")
        relations = _by_document(source / "relations.json")
        for document in _records(source / "documents.json"):
            id = document["_id"]
            yield _article(source.name, document, entities.get(id, []), relations.get(id, []))


def _records(path: Path) -> Iterator[Record]:
    with open(path, encoding="utf-8-sig") as file:
        yield from map(json.loads, file)


def _by_document(path: Path) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in _records(path):
        found.setdefault(record["documentId"], []).append(record)
    return found


def _article(source: str, document: Record, entities: list[Record], relations: list[Record]) -> Article:
    id, text = f"re3d-{document['_id']}", document["text"]
    draft = Draft("re3d", _split(id), id, text, title=document["title"])
    draft.meta |= {"licence": LICENCES[source], "source": source, "url": document["sourceUrl"]}
    ends = [
        (_end(text, relation, "source"), relation["type"], _end(text, relation, "target")) for relation in relations
    ]
    named = {end for head, _, tail in ends for end in (head, tail)}
    at: dict[Span, str] = {}
    seen: set[tuple[Span, str]] = set()
    unsure = []
    # The surest mention of a span types its entity.
    for mention in sorted(entities, key=lambda record: (record["begin"], -record["confidence"])):
        type, span = mention["type"], _trimmed(text, mention["begin"], mention["end"])
        if span[0] == span[1] or _cuts_a_word(text, *span):
            draft.leave_out("mention that cuts a word or holds none")
        elif (span, type) in seen:
            draft.leave_out("mention that stands there twice")
        elif not mention["confidence"] and (span not in named or span in at):
            draft.leave_out("mention that a tool found and nobody looked at")
        else:
            seen.add((span, type))
            at[span] = draft.mention(type, *span, entity=at.get(span))
            if mention["confidence"] < 1:
                unsure.append([*span, type, mention["confidence"]])
    cues = []
    stated: set[tuple[str, str, str]] = set()
    for relation, (source_span, type, target_span) in zip(relations, ends, strict=True):
        head, tail = at.get(source_span), at.get(target_span)
        if head is None or tail is None:
            draft.leave_out("relation without a mention at both ends")
        elif type in SYMMETRIC and (tail, type, head) in stated:
            draft.leave_out("relation that stands in the other direction too")
        else:
            stated.add((head, type, tail))
            draft.relation(head, type, tail)
            cues.append([relation["begin"], relation["end"], head, type, tail, relation["confidence"]])
    if unsure:
        draft.meta["confidence"] = unsure
    if cues:
        draft.meta["cues"] = cues
    return draft.article()


def _split(id: str) -> str:
    return {0: "test", 1: "test", 2: "dev"}.get(tenth(id), "train")


def _end(text: str, relation: Record, end: str) -> Span:
    return _trimmed(text, relation[f"{end}Begin"], relation[f"{end}End"])


def _trimmed(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    inside = text[start:end].strip()
    start = text.index(inside, start)
    return start, start + len(inside)


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    return any(text[at - 1 : at].isalnum() and text[at : at + 1].isalnum() for at in (start, end))


CORPUS = Corpus(
    name="re3d",
    splits=SPLITS,
    licence="by source, in each article's meta: public domain, OGL, CC BY, CC BY-SA; the BBC part CC BY-NC",
    read=_read,
    files=("*/documents.json", "*/entities.json", "*/relations.json"),
)
