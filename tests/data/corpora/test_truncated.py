"""Corpora of which a part is missing or changed: their articles, or an error of ours, and nothing else."""

import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import CORPORA, read_corpus

SOME = settings(max_examples=max(2, settings.default.max_examples // 20))  # type: ignore[union-attr]
SPLITS = ("train", "dev", "test")
# The files of each corpus that the tests of its reader make up.
SAMPLES: dict[str, Callable[[Any], Mapping[str, str | bytes]]] = {
    "conll04": lambda m: {
        f"conll04_{split}.json": json.dumps(
            [{"tokens": m.TOKENS, "relations": m.RELATIONS, "orig_id": split} | m.TAGGED]
        )
        for split in SPLITS
    },
    "conll2003": lambda m: m.FILES,
    "crossre": lambda m: {
        f"crossre_data/{domain}-{split}.json": json.dumps(m.ROW) for domain in m.DOMAINS for split in SPLITS
    },
    "dwie": lambda m: m.files(),
    "gmb": lambda m: {"ner_dataset.csv": m.HEADER + m.FLOOD + m.sentence(2)},
    "gum": lambda m: m.FILES,
    "ieer": lambda m: {"ieer/APW_19980102": m.FILE},
    "knowledgenet": lambda m: (
        m.UNREAD | {"dataset/train.json": json.dumps(m.ROW), "human_readable-v10-notest.html": m.TABLE}
    ),
    "m2e2": lambda m: m.FILES,
    "meantime": lambda m: {m.NAME: m.FILE},
    "muc4": lambda m: written(m.folder),
    "plover": lambda m: m.FILES,
    "polnear": lambda m: m.FILES,
    "rams": lambda m: m.files(),
    "re3d": lambda m: m.files("CENTCOM"),
    "redocred": lambda m: {"dev_revised.json": json.dumps([m.DOCUMENT])},
    "tempeval3": lambda m: m.FILES,
    "unified_factuality": lambda m: m.FILES | {m.TRAIN: m.SENTENCES},
    "wikievents": lambda m: m.files(),
}


def written(write: Callable[[Callable[[Mapping[str, str]], Path]], Path]) -> dict[str, bytes]:
    """The files that a function writes when it is given what places files."""
    with tempfile.TemporaryDirectory() as name:

        def place(files: Mapping[str, str | bytes]) -> Path:
            return put(files, Path(name))

        write(place)
        return {str(path.relative_to(name)): path.read_bytes() for path in Path(name).rglob("*") if path.is_file()}


def put(files: Mapping[str, str | bytes], folder: Path) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@cache
def sample(name: str) -> dict[str, bytes]:
    """The made-up files of a corpus."""
    path = Path(__file__).with_name(f"test_{name}.py")
    spec = spec_from_file_location(f"samples_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = module_from_spec(spec)
    spec.loader.exec_module(module)
    files = SAMPLES[name](module)
    return {file: raw if isinstance(raw, bytes) else raw.encode() for file, raw in files.items()}


@cache
def packed(name: str, kind: str) -> bytes:
    """An archive of the made-up files of a corpus."""
    with io.BytesIO() as raw:
        with tarfile.open(fileobj=raw, mode=f"w:{kind}") as archive:  # type: ignore[call-overload]
            for file, content in sample(name).items():
                member = tarfile.TarInfo(f"corpus/{file}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        return raw.getvalue()


def read(name: str, path: Path) -> int:
    """How many articles are read, before the error if there is one."""
    count = 0
    with suppress(DataError):
        for article in read_corpus(name, path):
            assert isinstance(article, Article)
            count += 1
    return count


@pytest.mark.parametrize("name", CORPORA)
def test_whole_files(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read(name, put(sample(name), Path(folder)))


@pytest.mark.parametrize("name", CORPORA)
@SOME
@given(data=st.data())
def test_truncated_files(name: str, data: st.DataObject) -> None:
    files = sample(name)
    victim = data.draw(st.sampled_from(sorted(file for file in files if files[file])))
    length = data.draw(st.integers(0, len(files[victim]) - 1))
    with tempfile.TemporaryDirectory() as folder:
        read(name, put(files | {victim: files[victim][:length]}, Path(folder)))


@pytest.mark.parametrize("name", CORPORA)
@SOME
@given(data=st.data())
def test_truncated_archives(name: str, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["", "gz", "xz"]))
    whole = packed(name, kind)
    raw = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    if raw and data.draw(st.booleans()):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"corpus.tar{'.' * bool(kind)}{kind}"
        path.write_bytes(raw)
        read(name, path)
