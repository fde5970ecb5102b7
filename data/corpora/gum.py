"""GUM and GENTLE: nested nominal entities of ten types and their coreference, in 24 genres of English.

Source: the Georgetown University Multilayer corpus (Zeldes 2017, "The GUM Corpus: Creating Multilayer Resources in
the Classroom", https://github.com/amir-zeldes/gum), its folder ``dep``, which holds every layer read here.
Licence: the annotation is CC BY 4.0; the texts have a licence by genre, in each article's ``meta["licence"]`` as
``LICENSE.txt`` gives it: news and interview CC BY 2.5, academic and court CC BY 4.0, bio and voyage CC BY-SA 3.0,
fiction, whow, essay, letter, podcast non-commercial, the rest not stated there.
Split: ``splits.md``: train, dev, test, and test2, which is GENTLE (genres that no other part has).

Labels: person, organization, place, event, object, substance, animal, plant, time, abstract. Every noun phrase
is marked, whole, with what depends on it; mentions nest. A chain is an entity.

Traps:
    - ``GUM_reddit`` has underscores for words unless the corpus's ``get_text.py`` put them back; such documents
      are not read.
    - ``2000-01-01`` stands for a date that is not known; such articles have none.

What an article has no place for is in ``meta``: ``mentions`` lists for each mention ``[start, end, entity, head
start, head end, information status, salience and centering, kind of link]``, the head being its "minimal span";
``identity`` is the Wikipedia page of an entity, ``bridging`` and ``split_antecedents`` list ``[entity, entity
that refers back to it]``; ``units`` lists the elementary discourse units ``[start, end, number, relation, number of
the parent]`` of the rhetorical structure (``attribution-positive`` is who says what); ``speakers`` lists
``[start, end, speaker]``. Syntax, morphology, PDTB relations, constructions and the summaries are not read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

LICENCES = {
    "academic": "CC BY 4.0",
    "bio": "CC BY-SA 3.0",
    "court": "CC BY 4.0",
    "essay": "CC BY-NC-SA 4.0",
    "fiction": "CC BY-NC-SA 3.0",
    "interview": "CC BY 2.5",
    "letter": "CC BY-NC-SA 4.0",
    "news": "CC BY 2.5",
    "podcast": "CC BY-NC-SA 4.0",
    "reddit": "non-commercial use only",
    "voyage": "CC BY-SA 3.0",
    "whow": "CC BY-NC-SA 3.0",
}
SPLITS = ("train", "dev", "test", "test2")
UNKNOWN_DATE = "2000-01-01"

# "(1-organization-acc:com-sssss-cf1-1,2-coref-North_Korea", "1)", "(5-time-new-snnnn-cf2-1-sgl)4)"
_BRACKET = re.compile(r"\((?P<opened>[^()]+)(?P<at_once>\))?|(?P<closed>\d+)\)")
# "attribution-positive:3->4:1:lex-indph-19-20", the root of the text "ROOT:7:0"
_UNIT = re.compile(r"(?P<relation>[^:]+):(?P<number>\d+)(?:->(?P<parent>\d+))?:")


class _Token(NamedTuple):
    start: int
    end: int
    misc: dict[str, str]


class _Open(NamedTuple):
    fields: list[str]  # group, type, information status, salience, centering, minimal span, link, identity
    first: int


def _read(folder: Path) -> Iterator[Article]:
    splits = _splits(folder / "splits.md")
    for path in sorted((folder / "dep").glob("*.conllu")):
        article = _article(path, splits.get(path.stem, "train"))
        if article is not None:
            yield article


def _splits(path: Path) -> dict[str, str]:
    """The split of each document that the file lists; the train part is the rest."""
    found: dict[str, str] = {}
    split = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            split = line.removeprefix("## ").strip()
        elif line.strip().startswith("* "):
            found[line.strip().removeprefix("* ").strip()] = split
    if unknown := sorted(set(found.values()) - set(SPLITS)):
        raise DataError(f"{path}: unknown split {unknown[0]!r}; accepted: {', '.join(SPLITS)}")
    return found


def _article(path: Path, split: str) -> Article | None:
    header: dict[str, str] = {}
    text = ""
    paragraph = False
    sentences: list[list[_Token]] = []
    speakers: list[list[Any]] = []
    speaker: str | None = None
    at = 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.removeprefix("#").strip().partition(" = ")
            if line.startswith("# newpar") and not line.startswith("# newpar_"):
                paragraph = True
            elif line.startswith("# sent_id"):
                speaker = None
            elif line.startswith("# speaker ="):
                speaker = value
            elif line.startswith("# text ="):
                if text:
                    text += "\n\n" if paragraph else " "
                at, paragraph = len(text), False
                text += value
                sentences.append([])
                if speaker is not None:
                    speakers.append([at, len(text), speaker])
            elif line.startswith("#"):
                header[key] = value
            elif line.strip():
                number, form, *_, misc = line.rstrip("\n").split("\t")
                if not number.isdigit():  # "7-8" for two words in one, "8.1" for a word that is not there
                    continue
                start = text.index(form, at)
                at = start + len(form)
                sentences[-1].append(_Token(start, at, _misc(misc)))
    if not text.strip("_ \n"):
        return None
    genre = header["meta::genre"]
    draft = Draft("gum", split, path.stem, text, title=header["meta::title"])
    if header["meta::dateCreated"] != UNKNOWN_DATE:
        draft.date = header["meta::dateCreated"]
    draft.meta |= {
        "licence": LICENCES.get(genre, "not stated"),
        "source": genre,
        "url": header["meta::sourceURL"],
    }
    if speakers:
        draft.meta["speakers"] = speakers
    _mark_entities(draft, sentences)
    _mark_units(draft, [token for sentence in sentences for token in sentence])
    return draft.article()


def _misc(column: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in column.split("|")]
    return {key: value for key, _, value in pairs}


def _mark_entities(draft: Draft, sentences: list[list[_Token]]) -> None:
    details: list[list[Any]] = []
    identity: dict[str, str] = {}
    links: dict[str, list[list[str]]] = {"Bridge": [], "SplitAnte": []}
    for tokens in sentences:
        opened: dict[str, list[_Open]] = {}
        for i, token in enumerate(tokens):
            for bracket in _BRACKET.finditer(token.misc.get("Entity", "")):
                if bracket["opened"]:
                    fields = bracket["opened"].split("-", 7)
                    opened.setdefault(fields[0], []).append(_Open(fields, i))
                if bracket["opened"] and not bracket["at_once"]:
                    continue
                mention = opened[bracket["closed"] or fields[0]].pop()
                details.append(_mark_mention(draft, mention, tokens[mention.first : i + 1]))
                if len(mention.fields) > 7:
                    identity[_id(mention.fields[0])] = mention.fields[7]
            for key, found in links.items():
                for pair in filter(None, token.misc.get(key, "").split(",")):
                    found.append([_id(group) for group in pair.split("<")])
    for key, value in (
        ("mentions", sorted(details)),
        ("identity", identity),
        ("bridging", links["Bridge"]),
        ("split_antecedents", links["SplitAnte"]),
    ):
        if value:
            draft.meta[key] = value


def _mark_mention(draft: Draft, mention: _Open, tokens: list[_Token]) -> list[Any]:
    group, type, status, salience, centering, minimal, link = mention.fields[:7]
    start, end = tokens[0].start, tokens[-1].end
    draft.mention(type, start, end, entity=_id(group))
    heads = [tokens[int(number) - 1] for number in minimal.split(",")]  # counted from 1 in the mention
    return [start, end, _id(group), heads[0].start, heads[-1].end, status, f"{salience}-{centering}", link]


def _id(group: str) -> str:
    return f"e{group}"


def _mark_units(draft: Draft, tokens: list[_Token]) -> None:
    """Discourse units: each begins at the token that bears its relation and ends where the next begins."""
    begins = [i for i, token in enumerate(tokens) if "Discourse" in token.misc]
    units: list[list[Any]] = []
    for first, after in itertools.pairwise([*begins, len(tokens)]):
        # ";" parts a unit's main relation from further ones ("secondary edges")
        unit = _UNIT.match(tokens[first].misc["Discourse"])
        if unit is None:
            draft.leave_out("discourse unit of an unknown form")
            continue
        parent = int(unit["parent"]) if unit["parent"] else None
        units.append([tokens[first].start, tokens[after - 1].end, int(unit["number"]), unit["relation"], parent])
    if units:
        draft.meta["units"] = units


CORPUS = Corpus(
    name="gum",
    splits=SPLITS,
    licence="annotation CC BY 4.0; texts by genre, in each article's meta, some non-commercial",
    read=_read,
    files=("splits.md", "dep/*.conllu"),
)
