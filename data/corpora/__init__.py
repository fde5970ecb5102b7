"""Public corpora, each read from its own files into articles that bear the corpus's own labels.

One module a corpus; its docstring says where the corpus comes from, its licence, its splits and its traps.
``article.meta`` of each article holds:

- ``corpus`` and ``split`` (the official one, or ``None``);
- ``licence`` and ``source``, where documents of one corpus differ in them;
- ``annotated``, ``[[start, end], ...]`` in characters, where only these parts of the text are annotated;
- ``left_out``, ``{what: how many}``, where the corpus marks something that an article cannot hold.
"""

from __future__ import annotations

import csv
import gzip
import importlib
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.corpora.corpus import Corpus
from newsfacts.data.errors import DataError, NewsfactsError

__all__ = ["CORPORA", "Corpus", "corpus_named", "read_corpus"]

NAMES = (
    "conll04",
    "conll2003",
    "crossre",
    "dwie",
    "gmb",
    "gum",
    "ieer",
    "knowledgenet",
    "m2e2",
    "meantime",
    "muc4",
    "plover",
    "polnear",
    "rams",
    "re3d",
    "redocred",
    "tempeval3",
    "unified_factuality",
    "wikievents",
)
HUB = "hf://datasets/"
# What reading a file of other keys, kinds, numbers, encodings or syntax ends in; the last is that of XML.
_WRONG = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, csv.Error, SyntaxError)
# Beside broken archives: one with a password (RuntimeError), of another method (NotImplementedError), a bad name.
_PACKED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
)
ARCHIVES = (".tar.xz", ".tar.gz", ".tgz", ".tar", ".zip")


class _Registry(Mapping[str, Corpus]):
    """The corpora by name; a module is imported when its corpus is first asked for."""

    def __getitem__(self, name: str) -> Corpus:
        if name not in NAMES:
            raise KeyError(name)
        corpus = importlib.import_module(f"{__name__}.{name}").CORPUS
        assert isinstance(corpus, Corpus)
        return corpus

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


CORPORA: Mapping[str, Corpus] = _Registry()


def corpus_named(name: str) -> Corpus:
    """The corpus of this name; raises a ``DataError`` that lists the names there are."""
    if name not in NAMES:
        raise DataError(f"no corpus {name!r}; accepted: {', '.join(NAMES)}")
    return CORPORA[name]


def read_corpus(name: str, path: str | Path, split: str | None = None) -> Iterator[Article]:
    """Read a corpus from where it is.

    Args:
        name: one of :data:`CORPORA`.
        path: the corpus folder; or an archive of it (``.tar.xz``, ``.tar.gz``, ``.zip``), unpacked for
            as long as it is read; or ``hf://datasets/OWNER/NAME`` (``@REVISION`` may follow), a data
            set on the Hugging Face hub that holds the same files. Only the last goes to the network.
        split: only articles of this official split.

    Raises:
        DataError: a corpus or split that does not exist, no such file, or a folder that does not hold
            the files of the corpus: the message names them.
    """
    corpus = corpus_named(name)
    if split is not None and split not in corpus.splits:
        accepted = ", ".join(corpus.splits) or "none, the corpus has no official split"
        raise DataError(f"corpus {name}: no split {split!r}; accepted: {accepted}")
    if isinstance(path, str) and path.startswith(HUB):
        return _read_folder(corpus, _download(path), split)
    path = Path(path)
    if path.is_dir():
        return _read_folder(corpus, path, split)
    if not path.exists():
        hub = f", or {HUB}{corpus.hub}" if corpus.hub else ""
        raise DataError(f"{path}: no such file or folder; accepted: the corpus folder, an archive of it{hub}")
    if not path.name.endswith(ARCHIVES):
        raise DataError(f"{path}: cannot tell what this is; accepted: a folder, {', '.join(ARCHIVES)}")
    return _read_archive(corpus, path, split)


def _read_folder(corpus: Corpus, folder: Path, split: str | None) -> Iterator[Article]:
    return _articles(corpus, corpus.locate(folder), split)


def _articles(corpus: Corpus, root: Path, split: str | None) -> Iterator[Article]:
    try:
        for article in corpus.read(root):
            if split is None or article.meta["split"] == split:
                yield article
    except NewsfactsError:
        raise
    except (*_WRONG, *_PACKED) as error:  # some corpora hold archives
        raise DataError(f"{root}: not as the files of the corpus {corpus.name!r} are: {error!r}") from error


def _read_archive(corpus: Corpus, path: Path, split: str | None) -> Iterator[Article]:
    with tempfile.TemporaryDirectory(prefix="newsfacts-") as name:
        folder = Path(name)
        try:
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    archive.extractall(folder)  # keeps members inside the folder by itself
            else:
                with tarfile.open(path) as archive:
                    archive.extractall(folder, filter="data")
        except _PACKED as error:
            raise DataError(f"{path}: cannot be unpacked: {error}") from error
        yield from _read_folder(corpus, folder, split)


def _download(address: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    id, _, revision = address.removeprefix(HUB).partition("@")
    try:
        return Path(snapshot_download(id, repo_type="dataset", revision=revision or None))
    except (OSError, HFValidationError) as error:  # what the hub and the network raise are OSErrors
        raise DataError(f"{address}: cannot be downloaded: {error}") from error
