"""MUC-4: who did what to whom in terrorist incidents of Latin America, 1988-90.

From github.com/xinyadu/grit_doc_event_entity (``data/muc``: the texts, the role fillers of Du, Rush and Cardie,
"GRIT: Generative Role-filler Transformers for Document-level Event Entity Extraction", EACL 2021, and NIST's own
keys in ``muc34.tar.gz``); Sundheim, "Overview of the Fourth Message Understanding Evaluation and Conference", 1992.
Licence: MIT for the repository; the texts are of FBIS, which NIST gives out free. Official split, as GRIT has it:
``train`` (1,300 documents), ``dev`` (200: tst1 and tst2), ``test`` (200: tst3 and tst4).

The corpus has no triggers and no spans: a role filler is an entity, given by the strings that may name it. A mention
is every place where such a string stands as whole words; its type is the role (PerpInd, PerpOrg, Target, Victim or
Weapon), of which an entity has one. ``meta["fillers"]`` has the strings by entity, for CEAF-REE
(``benchmarks/accuracy/measures.py``), and ``meta["templates"]`` the whole keys: each incident's slots
(``INCIDENT: TYPE``, ``HUM TGT: NUMBER``, ...) with values as they stand there; slots without a value are left out.

Traps:
    - The texts were wired in capitals, in short lines. Lines are joined to paragraphs here, and the text is recased
      by the usual forms of words (:mod:`newsfacts.data.corpora.casing`): the case of names is a guess.
    - Not every place that a string stands at means the filler ("guerrillas"). A string that stands nowhere as whole
      words ("terrorist" in "terrorists") marks the word that it first stands in.
    - Half of the documents tell of no incident; many fillers are optional or have alternatives.
    - The headline is lost; ``meta["dateline"]`` has place, day and agency, which 5 % of the documents do not date.
"""

from __future__ import annotations

import datetime
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.casing import recase
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.jsonlines import json_lines
from newsfacts.data.errors import DataError

__all__ = ["CORPUS", "ROLES"]

ROLES = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
SPLITS = ("train", "dev", "test")
PROCESSED, RAW = "data/muc/processed", "data/muc/raw_files"
_KEYS = re.compile(r"/key-[^/]+$")  # not "/._key-", which a Mac left there
_SLOT = re.compile(r"(\d+)\.\s+([A-Z ]+: [A-Z ]+?)(?:\s{2,}(.*))?$")
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3})[A-Z]* (\d\d)\b")

Span = tuple[int, int]
Template = dict[str, list[str]]


def _read(folder: Path) -> Iterator[Article]:
    templates = _templates(folder / RAW / "muc34.tar.gz")
    for split in SPLITS:
        fillers = {record["docid"]: record["extracts"] for record in json_lines(folder / PROCESSED / f"{split}.json")}
        for document in json_lines(folder / RAW / "proc_output" / f"doc_{split}"):
            id = document["docid"]
            yield _article(split, document, fillers[id], templates[id])


def _article(split: str, document: Mapping[str, Any], fillers: Mapping[str, Any], templates: list[Template]) -> Article:
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", document["text"]))
    text = recase("\n\n".join(paragraph for paragraph in paragraphs if paragraph))
    draft = Draft("muc4", split, f"muc4-{document['docid']}", text)
    draft.date = _date(document["dateline"])
    draft.meta |= {"dateline": document["dateline"], "templates": templates, "fillers": {}}
    for role in ROLES:
        for number, strings in enumerate(fillers[role], 1):
            entity = f"{role}{number}"
            draft.meta["fillers"][entity] = [string for string, _ in strings]
            spans = _spans(draft.meta["fillers"][entity], text.lower())
            for start, end in spans:
                draft.mention(role, start, end, entity)
            if not spans:
                draft.leave_out("filler that is not in the text")
    return draft.article()


def _spans(strings: list[str], text: str) -> list[Span]:
    """Where any of these strings stands; one inside another is no place of its own."""
    found: set[Span] = set()
    for string in strings:
        words = re.escape(" ".join(string.split()))
        places = [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]
        found.update(places or [match.span() for match in re.finditer(rf"\w*{words}\w*", text)][:1])
    return sorted(
        (start, end)
        for start, end in found
        if not any(first <= start and end <= last and (first, last) != (start, end) for first, last in found)
    )


def _date(dateline: str) -> str | None:
    if (match := _DAY.search(dateline)) is None:
        return None
    day, month, year = match.groups()
    try:
        return datetime.datetime.strptime(f"{day} {month} 19{year}", "%d %b %Y").date().isoformat()
    except ValueError:  # 31 JUN
        return None


def _templates(path: Path) -> dict[str, list[Template]]:
    """The incidents of each document, none for one that is not relevant."""
    templates: dict[str, list[Template]] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if _KEYS.search(member.name) and (file := archive.extractfile(member)) is not None:
                for template in _keys(file.read().decode("ascii", "replace"), f"{path}: {member.name}"):
                    incidents = templates.setdefault(template["MESSAGE: ID"][0].split()[0], [])
                    if "MESSAGE: TEMPLATE" in template:
                        incidents.append(template)
    return templates


def _keys(content: str, where: str) -> Iterator[Template]:
    template: Template = {}
    slot = ""
    for line in content.splitlines():
        if line.startswith(";") or not line.strip():
            continue
        if match := _SLOT.match(line.rstrip()):
            number, slot, value = match.groups()
            if number == "0" and template:
                yield template
                template = {}
        elif line.startswith("  ") and slot:
            value = line.strip()
        else:
            raise DataError(f"{where}: expected a slot of a template, found {line!r}")
        if value and value not in ("*", "-"):
            template.setdefault(slot, []).append(value)
    if template:
        yield template


CORPUS = Corpus(
    name="muc4",
    splits=SPLITS,
    licence="texts of FBIS, released by NIST without fee; preparation MIT",
    read=_read,
    files=(
        *(f"{PROCESSED}/{split}.json" for split in SPLITS),
        *(f"{RAW}/proc_output/doc_{split}" for split in SPLITS),
        f"{RAW}/muc34.tar.gz",
    ),
)
