import importlib
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from newsfacts.data import DataError
from newsfacts.data.corpora import CORPORA, Corpus, corpus_named, read_corpus

TABLE = "Sentence #,Word,POS,Tag\nSentence: 1,Rain,NN,O\n,in,IN,O\n,Oslo,NNP,B-geo\n"
TRAIN = '{"tokens": ["Rain"], "entities": [], "relations": [], "orig_id": 1}'


@pytest.mark.parametrize("name", CORPORA)
def test_each_corpus_says_what_it_is(name: str) -> None:
    corpus = CORPORA[name]
    assert corpus.name == name
    assert corpus.licence
    assert corpus.files
    about = importlib.import_module(f"newsfacts.data.corpora.{name}").__doc__
    assert about is not None
    assert "icence" in about
    assert "plit" in about
    assert "http" in about or "github.com" in about


@pytest.mark.parametrize("name", CORPORA)
def test_each_reader_refuses_another_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Nothing of a corpus.")
    with pytest.raises(DataError, match=rf"not the folder of the corpus '{name}', which holds \S+") as caught:
        read_corpus(name, tmp_path)
    assert all(file in str(caught.value) for file in CORPORA[name].files)


def test_unknown_names_are_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no corpus 'gbm'; accepted: .*gmb"):
        read_corpus("gbm", tmp_path)
    with pytest.raises(DataError, match="corpus conll04: no split 'validation'; accepted: train, dev, test"):
        read_corpus("conll04", tmp_path, "validation")
    with pytest.raises(DataError, match="corpus gmb: no split 'train'; accepted: none"):
        read_corpus("gmb", tmp_path, "train")
    with pytest.raises(DataError, match="no such file or folder"):
        read_corpus("gmb", tmp_path / "gmb.tar.xz")
    assert "gbm" not in CORPORA
    assert corpus_named("gmb") is CORPORA["gmb"]


def test_a_split_is_read_alone(place: Callable[..., Path]) -> None:
    folder = place({f"conll04_{split}.json": f"[{TRAIN}]" for split in ("train", "dev", "test")})
    assert [article.meta["split"] for article in read_corpus("conll04", folder)] == ["train", "dev", "test"]
    assert [article.meta["split"] for article in read_corpus("conll04", folder, "dev")] == ["dev"]


@pytest.mark.parametrize("ending", [".tar.xz", ".tar.gz", ".zip"])
def test_archives_are_unpacked(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"gmb{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("gmb_ner/ner_dataset.csv", TABLE)
    else:
        _tar(path, "gmb_ner/ner_dataset.csv", f"w:{ending.removeprefix('.tar.')}")
    (article,) = read_corpus("gmb", path)
    assert article.text == "Rain in Oslo"


def _tar(path: Path, name: str, mode: str) -> None:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        member = tarfile.TarInfo(name)
        member.size = len(TABLE)
        archive.addfile(member, io.BytesIO(TABLE.encode()))


def test_an_archive_writes_nothing_outside_its_folder(tmp_path: Path) -> None:
    _tar(tmp_path / "evil.tar.gz", "../ner_dataset.csv", "w:gz")
    with pytest.raises(DataError, match=r"evil\.tar\.gz: cannot be unpacked"):
        list(read_corpus("gmb", tmp_path / "evil.tar.gz"))


@pytest.mark.parametrize("ending", [".tar.xz", ".zip"])
def test_a_broken_archive_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"gmb{ending}"
    path.write_bytes(b"no archive")
    with pytest.raises(DataError, match="cannot be unpacked"):
        list(read_corpus("gmb", path))


def test_another_file_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "ner_dataset.csv"
    path.write_text(TABLE)
    with pytest.raises(DataError, match=r"cannot tell what this is; accepted: a folder, \.tar\.xz"):
        read_corpus("gmb", path)


def test_a_file_that_is_not_as_it_should_be_names_the_corpus(place: Callable[..., Path]) -> None:
    folder = place({f"conll04_{split}.json": "[{}]" for split in ("train", "dev", "test")})
    with pytest.raises(DataError, match="not as the files of the corpus 'conll04' are: KeyError"):
        list(read_corpus("conll04", folder))


def test_the_hub_is_asked_only_where_it_is_named(place: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, str | None]] = []

    def download(id: str, repo_type: str, revision: str | None) -> str:
        asked.append((id, repo_type, revision))
        return str(folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    folder = place({"ner_dataset.csv": TABLE})
    assert list(read_corpus("gmb", folder))
    assert asked == []
    assert list(read_corpus("gmb", "hf://datasets/someone/gmb"))
    assert list(read_corpus("gmb", "hf://datasets/someone/gmb@v1"))
    assert asked == [("someone/gmb", "dataset", None), ("someone/gmb", "dataset", "v1")]


def test_a_download_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def download(id: str, repo_type: str, revision: str | None) -> str:
        raise LocalEntryNotFoundError("no such thing")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    with pytest.raises(DataError, match="hf://datasets/a/b: cannot be downloaded: no such thing"):
        read_corpus("gmb", "hf://datasets/a/b")


def test_a_hub_id_that_is_none_is_refused() -> None:
    with pytest.raises(DataError, match="hf://datasets/a/b/c: cannot be downloaded"):
        read_corpus("gmb", "hf://datasets/a/b/c")


def test_the_folder_may_lie_one_deeper(tmp_path: Path) -> None:
    corpus = Corpus("toy", (), "none", lambda folder: iter(()), ("a.txt", "*/b.txt"))
    inner = tmp_path / "toy"
    (inner / "sub").mkdir(parents=True)
    (inner / "a.txt").touch()
    with pytest.raises(DataError, match=r"holds a\.txt, \*/b\.txt; not found: a\.txt"):
        corpus.locate(tmp_path)
    (inner / "sub" / "b.txt").touch()
    assert corpus.locate(tmp_path) == corpus.locate(inner) == inner
