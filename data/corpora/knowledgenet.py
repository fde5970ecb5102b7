"""KnowledgeNet: 15 relations of people and organisations in biographies and Wikipedia, exhaustive by passage.

Source: Mesquita et al. 2019, "KnowledgeNet: A Benchmark Dataset for Knowledge Base Population"
(https://github.com/diffbot/knowledge-net): ``dataset/train.json``, or, as the copy in ``../shared`` lacks it, the table
``human_readable-v10-notest.html``, which has all facts but only the passages of a document.
Licence: CC BY-SA 4.0.
Split: train, in four folds (``meta["fold"]``). The fifth, the test part, is published without its facts and not read.

Labels: relations by name (CEO, SPOUSE, ...). Mentions are typed PER, ORG, LOC, DATE, as the paper defines the ends of
each relation; only the ends of facts are mentions. Those of one Wikidata address in a document are one entity.

Traps:
    - A passage was read for some relations only: ``meta["exhaustive"]`` lists ``[start, end, [relations]]``. There a
      relation that is not stated is absent; all else is unknown.
    - Pronouns are mentions too, and facts hold between mentions: the 10,895 facts are 8,193 relations of entities.
    - The documentation counts as facts also the 2,504 passages that were read for a relation and do not state it.

``meta["wikidata"]`` is the address of an entity where one is known. Where only passages are known, a blank line stands
for what lies between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.jsonlines import json_lines
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

JSON = "dataset/train.json"
TABLE = "human_readable-v10-notest.html"
ENDS = {
    "CEO": ("ORG", "PER"),
    "CHILD_OF": ("PER", "PER"),
    "DATE_FOUNDED": ("ORG", "DATE"),
    "DATE_OF_BIRTH": ("PER", "DATE"),
    "DATE_OF_DEATH": ("PER", "DATE"),
    "EDUCATED_AT": ("PER", "ORG"),
    "EMPLOYEE_OR_MEMBER_OF": ("PER", "ORG"),
    "FOUNDED_BY": ("ORG", "PER"),
    "HEADQUARTERS": ("ORG", "LOC"),
    "NATIONALITY": ("PER", "LOC"),
    "PLACE_OF_BIRTH": ("PER", "LOC"),
    "PLACE_OF_RESIDENCE": ("PER", "LOC"),
    "POLITICAL_AFFILIATION": ("PER", "ORG"),
    "SPOUSE": ("PER", "PER"),
    "SUBSIDIARY_OF": ("ORG", "ORG"),
}

# The table is made by a program, with nothing escaped: fold, document, start and end of the passage,
# of the subject, of the object ("-" where the passage states no such fact), relation, passage.
_ROW = re.compile(r"<tr>(<td.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
_TAG = re.compile(r"</?(?:span|a|p)\b[^>]*>")
_END = r'<span id="{}">(?:<a href="([^"]*)")?'
_SUBJECT, _OBJECT = (re.compile(_END.format(end)) for end in ("subject", "object"))


@dataclass(frozen=True)
class _End:
    """The subject or the object of a fact, in characters of the document."""

    start: int
    end: int
    address: str | None


@dataclass
class _Passage:
    start: int
    text: str
    relations: list[str] = field(default_factory=list)
    facts: list[tuple[_End, str, _End]] = field(default_factory=list)


@dataclass
class _Document:
    id: str
    fold: int
    text: str | None = None  # known from the JSON only
    passages: dict[int, _Passage] = field(default_factory=dict)


def _read(folder: Path) -> Iterator[Article]:
    if (folder / JSON).exists():
        documents = _from_json(folder / JSON)
    elif (folder / TABLE).exists():
        documents = _from_table(folder / TABLE)
    else:
        raise DataError(f"{folder}: expected {JSON} or {TABLE}")
    for document in documents:
        yield _article(document)


def _from_json(path: Path) -> Iterator[_Document]:
    for row in json_lines(path):
        document = _Document(row["documentId"], row["fold"], row["documentText"])
        for part in row["passages"]:
            start = part["passageStart"]
            passage = document.passages[start] = _Passage(start, part["passageText"])
            passage.relations = [item["propertyName"] for item in part["exhaustivelyAnnotatedProperties"]]
            names = {item["propertyId"]: item["propertyName"] for item in part["exhaustivelyAnnotatedProperties"]}
            passage.facts = [
                (
                    _End(fact["subjectStart"], fact["subjectEnd"], fact["subjectUri"] or None),
                    names[fact["propertyId"]],
                    _End(fact["objectStart"], fact["objectEnd"], fact["objectUri"] or None),
                )
                for fact in part["facts"]
            ]
        yield document


def _from_table(path: Path) -> Iterator[_Document]:
    documents: dict[str, _Document] = {}
    for row in _ROW.finditer(path.read_text(encoding="utf-8")):
        fold, id, start, _, *ends, relation, written = _CELL.findall(row[1])
        document = documents.setdefault(id, _Document(id, int(fold)))
        text = _TAG.sub("", written).removeprefix(" ")
        passage = document.passages.setdefault(int(start), _Passage(int(start), text))
        if relation not in passage.relations:
            passage.relations.append(relation)
        subject, object = _SUBJECT.search(written), _OBJECT.search(written)
        if subject and object:
            a, b, c, d = map(int, ends)
            passage.facts.append((_End(a, b, subject[1]), relation, _End(c, d, object[1])))
    yield from documents.values()


def _article(document: _Document) -> Article:
    passages = [document.passages[start] for start in sorted(document.passages)]
    text, places = document.text, {passage.start: passage.start for passage in passages}
    if text is None:
        text, places = _joined(passages)
    draft = Draft("knowledgenet", "train", f"knowledgenet-{document.id}", text)
    draft.meta["fold"] = document.fold
    draft.meta["exhaustive"] = [
        [places[passage.start], places[passage.start] + len(passage.text), passage.relations] for passage in passages
    ]
    entities: dict[tuple[int, int], str] = {}
    typed: set[tuple[int, int, str]] = set()
    by_address: dict[str, str] = {}
    for passage in passages:
        shift = places[passage.start] - passage.start
        for subject, relation, object in passage.facts:
            for end, type in zip((subject, object), ENDS[relation], strict=True):
                span = end.start + shift, end.end + shift
                known = entities.get(span) or by_address.get(end.address or "")
                if (*span, type) not in typed:
                    known = draft.mention(type, *span, entity=known)
                    typed.add((*span, type))
                assert known is not None
                entities[span] = known
                if end.address is not None:
                    by_address.setdefault(end.address, known)
            a, b = ((end.start + shift, end.end + shift) for end in (subject, object))
            draft.relation(entities[a], relation, entities[b])
    addresses = {entity: address for address, entity in by_address.items()}
    if addresses:
        draft.meta["wikidata"] = addresses
    return draft.article()


def _joined(passages: list[_Passage]) -> tuple[str, dict[int, int]]:
    """The text of the passages, and where each begins in it by where it begins in its document."""
    text = ""
    places: dict[int, int] = {}
    end = 0
    for passage in passages:
        if text:
            text += " " if passage.start <= end + 1 else "\n\n"
        places[passage.start] = len(text)
        text += passage.text
        end = passage.start + len(passage.text)
    return text, places


CORPUS = Corpus(
    name="knowledgenet",
    splits=("train",),
    licence="CC BY-SA 4.0",
    read=_read,
    files=("dataset/test-no-facts.json",),
)
