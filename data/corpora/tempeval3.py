"""TempEval-3: times, events and how they follow each other, in newswire marked with TimeML.

From the copy in github.com/qiangning/StructTempRel-EMNLP17; UzZaman et al., "SemEval-2013 Task 1: TempEval-3",
2013. Licence: TimeBank and AQUAINT are free for research (LDC). Official split: ``train`` is TimeBank (183
documents) and AQUAINT (73) as cleaned for the task, ``test`` the platinum set (20). A tenth of ``train`` is ``dev``,
by a hash of our own (:func:`newsfacts.data.corpora.hashed.tenth` of the id is 0). The silver set, which a machine
annotated, is not read.

A mention is a TIMEX3, typed DATE, TIME, DURATION or SET; an event is an EVENT, typed by its class (OCCURRENCE,
REPORTING, I_ACTION, ...). Ids are those of the file. ``meta`` holds the attributes of both by id (``timex3`` with
value, mod, anchor; ``instances`` of an event with tense, aspect, polarity, modality), ``links`` (TLINK, SLINK, ALINK
between these ids), ``signals`` with their spans, and the document's own time, ``creation_time``.

Traps:
    - ``factuality`` is not annotated: it stands at its default. Polarity and modality are in ``instances``.
    - 40 events of TimeBank have no instance, one has two. The ``stem`` that some events bear is not read.
    - The headers of some documents hold 16 more events; they are no part of the text, and counted in ``left_out``.
    - ``testpipeline`` and ``TE3-platinum-test`` hold documents a second time.
    - The texts are those of the UW part of unified_factuality: platinum is its test part, its dev part is here in
      ``train`` and ``dev``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from newsfacts.data.article import Article, is_date
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.hashed import tenth
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FOLDERS = {
    "TimeBank": ("train", "Training/TBAQ-cleaned/TimeBank"),
    "AQUAINT": ("train", "Training/TBAQ-cleaned/AQUAINT"),
    "platinum": ("test", "Evaluation/te3-platinum"),
}
LINKS = ("TLINK", "SLINK", "ALINK")


def _read(folder: Path) -> Iterator[Article]:
    for source, (split, name) in FOLDERS.items():
        for path in sorted((folder / name).glob("*.tml")):
            try:
                root = ElementTree.parse(path).getroot()
            except ElementTree.ParseError as error:
                raise DataError(f"{path}: not XML ({error})") from error
            body, time = root.find("TEXT"), root.find("DCT/TIMEX3")
            if body is None or time is None:
                raise DataError(f"{path}: expected TimeML with the elements TEXT and DCT/TIMEX3")
            try:
                yield _article(split, source, path.stem, root, body, time)
            except KeyError as error:
                raise DataError(f"{path}: an element lacks the attribute {error}") from error


def _article(split: str, source: str, name: str, root: Element, body: Element, time: Element) -> Article:
    whole = "".join(body.itertext())
    shift = len(whole) - len(whole.lstrip())
    id = f"tempeval3-{name}"
    split = "dev" if split == "train" and tenth(id) == 0 else split
    draft = Draft("tempeval3", split, id, whole.strip(), title=root.findtext("TITLE"))
    day = time.get("value", "")[:10]
    draft.date = day if is_date(day) else None
    draft.meta |= {"source": source, "creation_time": dict(time.attrib)}
    draft.meta |= {"timex3": {}, "instances": {}, "signals": {}, "links": []}
    for element, start, end in _marks(body, -shift):
        if element.tag == "EVENT":
            draft.event(element.attrib["class"], start, end, id=element.attrib["eid"])
            draft.meta["instances"][element.attrib["eid"]] = []
        elif element.tag == "TIMEX3":
            draft.mention(element.attrib["type"], start, end, element.attrib["tid"])
            draft.meta["timex3"][element.attrib["tid"]] = dict(element.attrib)
        else:
            draft.meta["signals"][element.attrib["sid"]] = [start, end]
    for element in root.iter("EVENT"):
        if element.attrib["eid"] not in draft.meta["instances"]:
            draft.leave_out("event outside the text")
    event_of = {}
    for element in root.iter("MAKEINSTANCE"):
        event_of[element.attrib["eiid"]] = event = element.attrib["eventID"]
        draft.meta["instances"].setdefault(event, []).append(dict(element.attrib))
    draft.meta["links"] = [_link(element, event_of) for tag in LINKS for element in root.iter(tag)]
    return draft.article()


def _marks(body: Element, at: int) -> Iterator[tuple[Element, int, int]]:
    """The marked elements with their characters, white space at the ends cut off; ``at`` is where the text begins."""
    at += len(body.text or "")
    for element in body:
        inside = "".join(element.itertext())
        if element.tag in ("EVENT", "TIMEX3", "SIGNAL") and inside.strip():
            start = at + len(inside) - len(inside.lstrip())
            yield element, start, start + len(inside.strip())
        yield from _marks(element, at)
        at += len(inside) + len(element.tail or "")


def _link(element: Element, event_of: dict[str, str]) -> dict[str, str]:
    """A link as plain data: its ends are ids of events and times, its other attributes as they are."""
    data = {"link": element.tag, **element.attrib}
    ends = {
        "source": data.pop("eventInstanceID", None) or data.pop("timeID", None),
        "target": data.pop("relatedToEventInstance", None)
        or data.pop("relatedToTime", None)
        or data.pop("subordinatedEventInstance", None),
    }
    return data | {end: event_of.get(id, id) for end, id in ends.items() if id is not None}


CORPUS = Corpus(
    name="tempeval3",
    splits=("train", "dev", "test"),
    licence="free for research (LDC); texts are those of news agencies and papers",
    read=_read,
    files=tuple(f"{name}/*.tml" for _, name in FOLDERS.values()),
)
