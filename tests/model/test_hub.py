"""Uploading to and loading from a stand-in for the hub, in processes that know no other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hub import serving

from newsfacts.manifest import MANIFEST

TEXT = "Police in Oslo said on Friday that the army killed 12 people."
SESSION = f"""
import sys
from newsfacts import FactExtractor
from newsfacts.data import ConfigError
from newsfacts.hub import push

checkpoint = sys.argv[1]
print(push(checkpoint, "ann/news", private=True))
print(push(checkpoint, "ann/news", revision="trial"))

expected = FactExtractor.from_pretrained(checkpoint, device="cpu").predict({TEXT!r})
try:
    FactExtractor.from_pretrained("ann/news", local_files_only=True)
except ConfigError as error:
    print(error)
for name, revision in (("ann/news", None), ("ann/news@trial", None), ("ann/news", "trial")):
    found = FactExtractor.from_pretrained(name, revision=revision, device="cpu")
    assert found.predict({TEXT!r}) == expected
FactExtractor.from_pretrained("ann/news", local_files_only=True)

extractor = FactExtractor.from_pretrained(checkpoint, device="cpu")
extractor.model.config.thresholds["argument"] = 0.25
print(extractor.push_to_hub("ann/mine"))
assert FactExtractor.from_pretrained("ann/mine").model.config.thresholds["argument"] == 0.25
assert FactExtractor.from_pretrained(checkpoint).model.config.thresholds["argument"] != 0.25

for name, revision in (("ann/none", None), ("ann/news", "none")):
    try:
        FactExtractor.from_pretrained(name, revision=revision)
    except ConfigError as error:
        print(error)

push(checkpoint, "ann/old")
"""
# When the hub is gone: what has been fetched is in the cache, with and without a word that one is offline.
AGAIN = """
from huggingface_hub import constants
from newsfacts.checkpoint import load

assert not constants.HF_HUB_OFFLINE
for constants.HF_HUB_OFFLINE in (False, True):
    load("ann/news")
    load("ann/news@trial")
print("ok")
"""


def run(code: str, *arguments: object, **environment: str) -> list[str]:
    """The lines that the code prints in a new process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**kept, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An empty cache of the hub's client, and a token."""
    return {"HF_HOME": str(tmp_path / "hub"), "HF_TOKEN": "hf_mine"}


def test_a_checkpoint_goes_to_the_hub_and_comes_back(tiny_checkpoint: Path, home: dict[str, str]) -> None:
    with serving() as hub:
        hub.branches["ann/old"] = {}
        hub.commit("ann/old", "main", {".gitattributes": b"", "vocab.txt": b"old", "notes/a.md": b""})
        lines = run(SESSION, tiny_checkpoint, HF_ENDPOINT=hub.address, **home)
    pushed, trial, not_cached, mine, no_repository, no_revision = lines
    assert pushed.startswith(f"{hub.address}/ann/news/commit/")
    assert trial.startswith(f"{hub.address}/ann/news/commit/")
    assert mine.startswith(f"{hub.address}/ann/mine/commit/")
    assert hub.private == {"ann/news"}
    assert set(hub.branches["ann/news"]) == {"main", "trial"}
    files = {path.name: path.read_bytes() for path in tiny_checkpoint.iterdir()}
    assert hub.files("ann/news") == {".gitattributes": b"", **files}
    assert MANIFEST in files
    assert not_cached.startswith("checkpoint ann/news: no such folder here, and the hub does not give it (")
    assert no_repository.startswith("checkpoint ann/none: no such folder here, and the hub does not give it (")
    assert no_revision.startswith("checkpoint ann/news: no such folder here, and the hub does not give it (")

    assert set(hub.files("ann/old")) == {".gitattributes", "notes/a.md", *files}, "it takes the place of an older one"

    assert run(AGAIN, HF_ENDPOINT=hub.address, **home) == ["ok"]
