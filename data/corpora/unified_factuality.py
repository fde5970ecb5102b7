"""Unified factuality: how sure a text is of each predicate, from -3 (certainly not) to 3 (certainly).

From github.com/gabrielStanovsky/unified-factuality (``data/unified``); Stanovsky et al., "Integrating Deep
Linguistic Features in Factuality Prediction over Unified Datasets", ACL 2017. Licence: MIT for the repository;
the UW texts are newswire, those of MEANTIME are CC BY. Official split: ``train``, ``dev`` and ``test`` of each
part. FactBank, the third part of the paper, is LDC's and not there.

An article is a sentence, an event a word with a score, of the type ``predicate``. Its score stands in
``meta["factuality"]`` by the event's id; ``event.factuality`` is the nearest multiple of a half, as a label: ``"3"``,
``"2.5"``, ..., ``"-3"``. ``meta["source"]`` is the part, ``uw`` (Lee et al. 2015) or ``meantime`` (Minard et al. 2016).

Traps:
    - The UW texts are those of TempEval-3 (its ``test`` the platinum set), the others those of MEANTIME.
    - Sentences follow each other as in their documents, but nothing marks where one ends.
    - The text is tokenised. Lemmas and dependencies of the files are a machine's and are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.corpora.detokenise import detokenise
from newsfacts.data.corpora.draft import Draft
from newsfacts.data.errors import DataError

__all__ = ["CORPUS"]

PARTS = ("uw", "meantime")
SPLITS = ("train", "dev", "test")
LEAST, MOST = -3.0, 3.0


def _read(folder: Path) -> Iterator[Article]:
    for part in PARTS:
        for split in SPLITS:
            path = folder / "data" / "unified" / part / f"{split}.conll"
            for number, rows in enumerate(_sentences(path), 1):
                text, spans = detokenise([word for word, _ in rows])
                draft = Draft("unified_factuality", split, f"unified_factuality-{part}-{split}-{number:04}", text)
                draft.meta |= {"source": part, "factuality": {}}
                for (_, score), span in zip(rows, spans, strict=True):
                    if score is not None:
                        event = draft.event("predicate", *span, factuality=f"{round(2 * score) / 2:g}")
                        draft.meta["factuality"][event] = score
                yield draft.article()


def _sentences(path: Path) -> Iterator[list[tuple[str, float | None]]]:
    """The words of each sentence, and the scores of those that have one."""
    rows: list[tuple[str, float | None]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                _, word, score, *_ = line.split("\t")
                rows.append((word, None if score == "_" else float(score)))
            except ValueError as error:
                raise DataError(f"{path}:{number}: expected number, word and score or _, found {line!r}") from error
            if rows[-1][1] is not None and not LEAST <= rows[-1][1] <= MOST:
                raise DataError(f"{path}:{number}: a score is from {LEAST:.0f} to {MOST:.0f}, found {score}")
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


CORPUS = Corpus(
    name="unified_factuality",
    splits=SPLITS,
    licence="MIT (repository); UW texts are newswire, MEANTIME texts CC BY 4.0",
    read=_read,
    files=tuple(f"data/unified/{part}/{split}.conll" for part in PARTS for split in SPLITS),
)
