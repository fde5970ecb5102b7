"""MEANTIME: events with participants, polarity and certainty, entities, times and amounts in Wikinews on business.

Source: the English part of NewsReader MEANTIME (Minard et al. 2016, "MEANTIME, the NewsReader Multilingual Event and
Time Corpus"), in the CAT XML of its folder ``intra_cross-doc_annotation``; here from
https://github.com/qiangning/StructTempRel-EMNLP17.
Licence: CC BY 4.0.
Split: none.

Labels: entities PER, ORG, LOC, PRO (products), FIN (financial), MIX; times DATE, TIME, DURATION, SET; values MONEY,
PERCENT, QUANTITY; events SPEECH_COGNITIVE, GRAMMATICAL, OTHER, MIX with PropBank roles (Arg0, Arg1, Argm-LOC, ...).
A mention or event that refers to no instance has no such type: ENTITY, EVENT. Factuality is written
``polarity/certainty/time``, with a special case after another slash where there is one (``POS/CERTAIN/NON_FUTURE``,
``POS/CERTAIN/NON_FUTURE/GEN``), and ``unmarked`` where nothing is said.

Traps:
    - Only sentences 0 to 5 (0 is the title) are annotated throughout: ``meta["annotated"]``. Later ones bear mentions
      of instances that other documents share.
    - Mentions nest. A discontinuous one stands with its first part; ``meta["discontinuous"]`` has all parts.
    - Nominal predicates, states and grammatical verbs are events too.
    - The same 120 articles are a part of unified_factuality; Wikinews is also in ``annotation/real``.

What an article has no place for is in ``meta``:
    - ``instances``: what an entity or an event refers to; events of one instance corefer, in and across documents.
    - ``timex3``: the value and other attributes of a time, by entity.
    - ``syntax``: ``[start, end, entity, syntactic type]`` of each entity mention.
    - ``links``: ``[kind, from, to, relation]`` between events and times: TLINK, SLINK, CLINK, GLINK.
    - ``signals``: ``[start, end, kind]``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from newsfacts.data.article import Article, is_date
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

FILES = "intra_cross-doc_annotation/corpus_*/*.xml"
ANNOTATED = 6  # sentences
LINKS = ("TLINK", "SLINK", "CLINK", "GLINK")

Span = tuple[int, int]


def _read(folder: Path) -> Iterator[Article]:
    for path in sorted(folder.glob(FILES)):
        try:
            root = ElementTree.parse(path).getroot()
        except ElementTree.ParseError as error:
            raise DataError(f"{path}: not XML ({error})") from error
        yield _article(root, path.parent.name.removeprefix("corpus_"))


def _article(root: Element, topic: str) -> Article:
    text, tokens, sentences = _text(root)
    title = text[slice(*sentences[0])]
    draft = Draft("meantime", None, f"meantime-{root.attrib['doc_id']}", text, title=title)
    draft.meta |= {
        "source": topic,
        "url": root.get("url"),
        "annotated": [[0, sentences[:ANNOTATED][-1][1]]],
    }
    marks = {mark.attrib["m_id"]: mark for mark in root.iterfind("Markables/*")}
    instances = _instances(draft, root, marks)
    entities: dict[str, str] = {}  # of a mention, time or value
    events: dict[str, Span] = {}
    for id, mark in marks.items():
        parts = _parts(mark, tokens)
        if len(parts) > 1:
            draft.meta.setdefault("discontinuous", []).append([id, [list(part) for part in parts]])
        if mark.tag in ("ENTITY", "EVENT"):
            continue  # an instance, which has no words
        if not parts:
            draft.leave_out(f"{mark.tag} without words")
        elif mark.tag == "EVENT_MENTION":
            events[id] = parts[0]
        elif mark.tag in ("SIGNAL", "C-SIGNAL"):
            draft.meta.setdefault("signals", []).append([*parts[0], mark.tag])
        else:
            entities[id] = _mention(draft, mark, parts[0], instances.get(id))
    participants = _participants(draft, root, entities, events)
    for id, span in events.items():
        instance = instances.get(id)
        type = (instance.get("class") if instance is not None else None) or "EVENT"
        draft.event(type, *span, participants.get(id, ()), id=f"x{id}", factuality=_factuality(marks[id]))
        if instance is not None:
            draft.meta.setdefault("instances", {})[f"x{id}"] = _name(instance)
    ids = entities | {id: f"x{id}" for id in events}
    for kind in LINKS:
        for link, source, target in _links(root, kind):
            if source in ids and target in ids:
                draft.meta.setdefault("links", []).append([kind, ids[source], ids[target], link.get("reltype")])
            else:
                draft.leave_out(f"{kind} of what is not there")
    return draft.article()


def _text(root: Element) -> tuple[str, dict[str, Span], list[Span]]:
    """The text, the characters of each token by id, and those of each sentence."""
    groups: dict[int, list[Element]] = {}
    for token in root.iterfind("token"):
        groups.setdefault(int(token.attrib["sentence"]), []).append(token)
    ordered = [group for _, group in sorted(groups.items())]
    text, places = detokenise_sentences([token.text or "" for token in group] for group in ordered)
    tokens = {
        token.attrib["t_id"]: span
        for group, spans in zip(ordered, places, strict=True)
        for token, span in zip(group, spans, strict=True)
    }
    return text, tokens, [cover(spans) for spans in places]


def _instances(draft: Draft, root: Element, marks: dict[str, Element]) -> dict[str, Element]:
    """From the id of a mention to the instance that it refers to."""
    found: dict[str, Element] = {}
    for relation in root.iterfind("Relations/REFERS_TO"):
        target = relation.find("target")
        assert target is not None
        instance = marks[target.attrib["m_id"]]
        for source in relation.iterfind("source"):
            if found.setdefault(source.attrib["m_id"], instance) is not instance:
                draft.leave_out("second instance of a mention")
    return found


def _parts(mark: Element, tokens: dict[str, Span]) -> list[Span]:
    """The runs of neighbouring tokens that a mark consists of, in characters."""
    order = {token: i for i, token in enumerate(tokens)}
    runs: list[list[str]] = []
    for anchor in mark.iterfind("token_anchor"):
        token = anchor.attrib["t_id"]
        if runs and order[token] == order[runs[-1][-1]] + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    return [cover(tokens[token] for token in run) for run in runs]


def _mention(draft: Draft, mark: Element, span: Span, instance: Element | None) -> str:
    if mark.tag != "ENTITY_MENTION":  # a TIMEX3 or a VALUE
        entity = draft.mention(mark.attrib["type"], *span, entity=f"m{mark.attrib['m_id']}")
        if mark.tag == "TIMEX3":
            attributes = {key: value for key, value in mark.attrib.items() if value and key not in ("m_id", "type")}
            draft.meta.setdefault("timex3", {})[entity] = attributes
            if attributes.get("functionInDocument") == "CREATION_TIME" and is_date(attributes.get("value", "")):
                draft.date = attributes["value"]
        return entity
    if instance is None:
        entity = draft.mention("ENTITY", *span, entity=f"m{mark.attrib['m_id']}")
    else:
        entity = draft.mention(instance.get("ent_type") or "ENTITY", *span, entity=f"e{instance.attrib['m_id']}")
        draft.meta.setdefault("instances", {})[entity] = _name(instance)
    draft.meta.setdefault("syntax", []).append([*span, entity, mark.get("syntactic_type")])
    return entity


def _participants(
    draft: Draft, root: Element, entities: dict[str, str], events: dict[str, Span]
) -> dict[str, list[tuple[str, str]]]:
    """The roles and entities of each event."""
    found: dict[str, list[tuple[str, str]]] = {}
    for link, source, target in _links(root, "HAS_PARTICIPANT"):
        if source in events and target in entities:
            found.setdefault(source, []).append((link.attrib["sem_role"], entities[target]))
        else:
            draft.leave_out("HAS_PARTICIPANT of what is not there")
    return found


def _links(root: Element, kind: str) -> Iterator[tuple[Element, str, str]]:
    for link in root.iterfind(f"Relations/{kind}"):
        source, target = link.find("source"), link.find("target")
        assert source is not None
        assert target is not None
        yield link, source.attrib["m_id"], target.attrib["m_id"]


def _factuality(event: Element) -> str:
    values = [event.get(key) or "" for key in ("polarity", "certainty", "time")]
    special = event.get("special_cases") or "NONE"
    if not any(values):
        return "unmarked"
    return "/".join(values if special == "NONE" else [*values, special])


def _name(instance: Element) -> str:
    """What documents call the instance alike, or else its description."""
    return instance.get("instance_id") or instance.get("TAG_DESCRIPTOR") or instance.attrib["m_id"]


CORPUS = Corpus(
    name="meantime",
    splits=(),
    licence="CC BY 4.0",
    read=_read,
    files=(FILES,),
)
