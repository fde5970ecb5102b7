"""The strict measure of ``benchmarks/accuracy/score.py``, against examples worked out by hand."""

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tiny import write_checkpoint

from newsfacts.data import Article, Entity, Mention, Relation, Schema

ROOT = Path(__file__).parents[2]
TEXT = "Ida Moe of Oslo, Moe of Bergen, met Per in Rome."
NAMES = {"ida": (0, 7), "oslo": (11, 15), "moe": (17, 20), "bergen": (24, 30), "per": (36, 39), "rome": (43, 47)}


@pytest.fixture(scope="module")
def score() -> ModuleType:
    """The benchmarks are scripts, which find each other by their folder, and no part of the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(ROOT / "benchmarks" / "accuracy"), *sys.path])
        return importlib.import_module("score")


def make(mentions: dict[str, str], *relations: tuple[str, str, str], same: dict[str, str] | None = None) -> Article:
    """A sentence with the named spans under a type each; ``same`` says which are mentions of another's entity."""
    entity = {name: (same or {}).get(name, name) for name in mentions}
    return Article(
        "a",
        TEXT,
        mentions=tuple(
            Mention(type, entity[name], *span(name), TEXT[slice(*span(name))]) for name, type in mentions.items()
        ),
        entities=tuple(Entity(id, mentions[id], TEXT[slice(*span(id))]) for id in dict.fromkeys(entity.values())),
        relations=tuple(Relation(*relation) for relation in relations),
    )


def span(name: str) -> tuple[int, int]:
    return NAMES[name]


GOLD = make({"ida": "Peop", "oslo": "Loc", "per": "Peop"}, ("ida", "Live_In", "oslo"))


@pytest.mark.parametrize(
    ("predicted", "entities", "relations"),
    [
        pytest.param(GOLD, (3, 3, 3, 3), (1, 1, 1, 1), id="all right"),
        pytest.param(make({}), (0, 0, 0, 3), (0, 0, 0, 1), id="nothing predicted"),
        pytest.param(
            make({"ida": "Peop", "oslo": "Org"}, ("ida", "Live_In", "oslo")),
            (1, 2, 1, 3),
            (0, 1, 0, 1),
            id="an end of another type",
        ),
        pytest.param(
            make({"moe": "Peop", "oslo": "Loc"}, ("moe", "Live_In", "oslo")),
            (1, 2, 1, 3),
            (0, 1, 0, 1),
            id="an end with another span",
        ),
        pytest.param(
            make({"ida": "Peop", "oslo": "Loc"}, ("ida", "Work_For", "oslo")),
            (2, 2, 2, 3),
            (0, 1, 0, 1),
            id="another relation",
        ),
        pytest.param(
            make({"ida": "Peop", "oslo": "Loc"}, ("oslo", "Live_In", "ida")),
            (2, 2, 2, 3),
            (0, 1, 0, 1),
            id="the other direction",
        ),
        pytest.param(
            make({"ida": "Peop", "oslo": "Loc", "per": "Peop"}, ("ida", "Live_In", "oslo"), ("per", "Live_In", "oslo")),
            (3, 3, 3, 3),
            (1, 2, 1, 1),
            id="a relation too many",
        ),
    ],
)
def test_strict_counts(
    score: ModuleType, predicted: Article, entities: tuple[int, ...], relations: tuple[int, ...]
) -> None:
    assert score.compare([GOLD], [predicted], score.entities) == entities
    assert score.compare([GOLD], [predicted], score.relations) == relations


def test_counts_add_over_sentences(score: ModuleType) -> None:
    """The same span in another sentence is another entity."""
    counts = score.compare([GOLD, make({"ida": "Peop"})], [make({"ida": "Peop"}), GOLD], score.entities)
    assert counts == (2, 4, 2, 4)


def test_relates_the_nearest_mentions_of_entities(score: ModuleType) -> None:
    article = make(
        {"ida": "Peop", "moe": "Peop", "bergen": "Loc", "rome": "Loc"},
        ("ida", "Live_In", "bergen"),
        ("rome", "Located_In", "ida"),
        same={"moe": "ida"},
    )
    moe = (*span("moe"), "Peop")
    assert score.relations(article) == {
        (moe, "Live_In", (*span("bergen"), "Loc")),
        ((*span("rome"), "Loc"), "Located_In", moe),
    }


def test_prints_a_table(score: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "tokens": ["Ida", "Moe", "of", "Oslo"],
        "entities": [{"type": "Peop", "start": 0, "end": 2}, {"type": "Loc", "start": 3, "end": 4}],
        "relations": [{"type": "Live_In", "head": 0, "tail": 1}],
        "orig_id": 1,
    }
    (tmp_path / "spert").mkdir()
    for split in ("train", "dev", "test"):
        (tmp_path / "spert" / f"conll04_{split}.json").write_text(json.dumps([row] if split == "test" else []))
    schema = Schema.load(ROOT / "configs" / "schema" / "conll04.yaml")
    checkpoint = write_checkpoint(tmp_path / "checkpoint", schema)
    score.main(str(checkpoint), [f"conll04@{tmp_path}:test"])
    title, *_, named, related, _ = capsys.readouterr().out.splitlines()
    assert title.strip() == "1 sentences, strict, micro average"
    assert [cell.strip() for cell in named.split("│")][1:5:3] == ["entities", "2"]
    assert [cell.strip() for cell in related.split("│")][1:5:3] == ["relations", "1"]
