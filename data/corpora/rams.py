"""RAMS 1.0: one event in a window of five sentences of web news, and its arguments, near or far.

From nlp.jhu.edu/rams, here the copy in github.com/LWL-cpu/SCPRG-master (``data/rams``); Ebner et al., "Multi-Sentence
Argument Linking", ACL 2020. Licence: CC BY-SA 4.0; the texts are news. Official split: ``train`` (7,329 windows),
``dev`` (924), ``test`` (871); a split whose file is not there is not read.

An event's type is one of 139 such as ``conflict.attack.airstrikemissilestrike``; a role is the name without its
number (``evt089arg01victim`` → ``victim``), and ``meta["arguments"]`` has ``[whole name, start, end]`` by event, as one
span may be both ``arg01participant`` and ``arg02participant``. Mentions have no types in this corpus: each argument
is one of the type ``argument``, and an entity of its own. The address of the page is ``meta["source"]``.

Traps:
    - The copy at hand lacks ``train.jsonlines``.
    - Only one event a window is marked, however many there are, and only its arguments: nothing unmarked is a negative.
    - Windows of one document may overlap. The text is tokenised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import Span, cover, detokenise_sentences
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.corpora.jsonlines import json_lines

__all__ = ["CORPUS"]

FOLDER = "data/rams"
SPLITS = ("train", "dev", "test")
_NUMBER = re.compile(r"evt\d+arg\d+")


def _read(folder: Path) -> Iterator[Article]:
    for split in SPLITS:
        path = folder / FOLDER / f"{split}.jsonlines"
        if path.exists():
            yield from (_article(split, window) for window in json_lines(path))


def _article(split: str, window: Mapping[str, Any]) -> Article:
    text, sentences = detokenise_sentences(window["sentences"], glue_hyphens=True)
    tokens = [span for sentence in sentences for span in sentence]
    draft = Draft("rams", split, f"rams-{window['doc_key']}", text)
    draft.meta["source"] = window["source_url"]
    links: list[list[str | int]] = []
    arguments: list[tuple[str, str]] = []
    entities: dict[Span, str] = {}  # a span may play two roles
    for _, (first, last), name in window["gold_evt_links"]:
        span = cover(tokens[first : last + 1])
        if span not in entities:
            entities[span] = draft.mention("argument", *span)
        links.append([name, *span])
        arguments.append((_NUMBER.sub("", name), entities[span]))
    ((first, last, ((type, _),)),) = window["evt_triggers"]
    id = draft.event(type, *cover(tokens[first : last + 1]), arguments)
    draft.meta["arguments"] = {id: links}
    return draft.article()


CORPUS = Corpus(
    name="rams",
    splits=SPLITS,
    licence="CC BY-SA 4.0; texts are those of news sites",
    read=_read,
    files=tuple(f"{FOLDER}/{split}.jsonlines" for split in ("dev", "test")),
)
