import json
from pathlib import Path

import numpy as np
import pytest
from command import Run

from newsfacts import FactExtractor
from newsfacts.data import Article, Schema, read_articles
from newsfacts.data.overlap import alike, sketch
from newsfacts.training.pool import Features, features
from newsfacts.training.select import choose

LONG = 60  # words


def one(id: str, unsure: float, *vector: float, runs: range = range(0), words: int = LONG) -> Features:
    unit = np.array(vector, dtype=np.float32) / np.linalg.norm(vector)
    return Features(0, id, words, np.full(4, unsure, dtype=np.float32), unit, frozenset(runs))


def ids(pool: list[Features], n: int, known: tuple[Features, ...] = ()) -> list[str]:
    return [pick.id for pick in choose(pool, n, known).picks]


def test_what_the_model_is_unsure_of_comes_first() -> None:
    assert ids([one("a", 1, 1, 0), one("b", 3, 1, 0), one("c", 2, 1, 0)], 1) == ["b"]


def test_the_next_is_unlike_those_before() -> None:
    pool = [one("a", 3, 1, 0), one("b", 2.9, 1, 0.01), one("c", 1, 0, 1)]
    assert ids(pool, 2) == ["a", "c"]
    picks = choose(pool, 3).picks
    assert [(pick.nearest, pick.rank) for pick in picks] == [(None, 1), ("a", 2), ("a", 3)]
    assert picks[1].apart == pytest.approx(1.0)
    assert picks[1].reason.endswith("nearest is a, 1.000 apart")
    assert ids(pool, 1, (one("known", 1, 1, 0),)) == ["c"]


def test_each_layer_counts_alike() -> None:
    tags = Features(0, "tags", LONG, np.array([300, 1, 1, 1], dtype=np.float32), np.array([1, 0]), frozenset())
    pairs = Features(1, "pairs", LONG, np.array([200, 2, 2, 2], dtype=np.float32), np.array([1, 0]), frozenset())
    (pick,) = choose([tags, pairs], 1).picks
    assert (pick.id, pick.layers["relation"]) == ("pairs", pytest.approx(1.33, abs=0.01))


def test_near_duplicates_and_scraps_are_left_out() -> None:
    pool = [
        one("a", 3, 1, 0, runs=range(50)),
        one("copy", 2, 0, 1, runs=range(2, 52)),
        one("scrap", 9, 0, 1, words=5),
        one("b", 1, 0, 1, runs=range(100, 150)),
    ]
    found = choose(pool, 4)
    assert ([pick.id for pick in found.picks], found.pool, found.short, found.alike) == (["a", "b"], 4, 1, 1)


def test_sketches_tell_near_duplicates() -> None:
    words = [f"word{i}" for i in range(600)]
    text = " ".join(words)
    cut = " ".join(words[:550])
    other = " ".join(reversed(words))
    assert alike(sketch(text), sketch(text.upper() + "!"))
    assert alike(sketch(text), sketch(cut))
    assert not alike(sketch(text), sketch(other))
    assert not alike(sketch("short"), sketch("short"))  # no run of eight words


def test_features_of_articles(tiny_checkpoint: Path) -> None:
    extractor = FactExtractor.from_pretrained(tiny_checkpoint)
    texts = ["The army killed people in the government. " * 4, "", "Police said the president was in Oslo. " * 9]
    found = list(features(extractor, [Article(f"a{i}", text) for i, text in enumerate(texts)]))
    assert [(f.number, f.id, f.words) for f in found] == [(0, "a0", 32), (1, "a1", 0), (2, "a2", 72)]
    assert [float(np.linalg.norm(f.vector)) for f in found] == pytest.approx([1, 0, 1], abs=1e-5)
    assert (found[1].unsure == 0).all()
    assert found[0].unsure[0] > 0
    # entropy of tags is that of the model's own distribution: at most the logarithm of their number, a word
    assert found[0].unsure[0] <= 100 * np.log(2 * len(extractor.schema.mark_types) + 1)
    again = next(features(extractor, [Article("x", texts[2])]))
    assert again.unsure == pytest.approx(found[2].unsure, rel=1e-2)
    assert extractor.model.config.thresholds["argument"] == 0.0475  # as it was


def test_the_command_writes_the_chosen_pre_annotated(
    tiny_checkpoint: Path, tmp_path: Path, newsfacts_command: Run, schema: Schema
) -> None:
    pool = tmp_path / "pool"
    pool.mkdir()
    for i, name in enumerate(("army", "police", "president", "minister")):
        text = " ".join(f"The {name} said {i}{j} people in Oslo were in the government." for j in range(10))
        (pool / f"{name}.txt").write_text(text, encoding="utf-8")
    (pool / "copy.txt").write_text((pool / "army.txt").read_text(encoding="utf-8") + " End.", encoding="utf-8")
    options = ("select", pool, "-n", "3", "--checkpoint", tiny_checkpoint)
    done = newsfacts_command(*options, "--list", "jsonl", "-o", tmp_path / "out", "--format", "fact")
    assert done.code == 0, done.err
    picks = [json.loads(line) for line in done.out.splitlines()]
    assert [pick["rank"] for pick in picks] == [1, 2, 3]
    assert len({"copy", "army"} & {pick["id"] for pick in picks}) <= 1
    back = {article.id: article for article in read_articles(tmp_path / "out", schema)}
    assert set(back) == {pick["id"] for pick in picks}
    assert all(article.mentions for article in back.values())
    table = newsfacts_command(*options)
    assert "times as unsure as the pool's mean" in " ".join(table.out.split())
    assert "3 of 5 articles chosen" in table.err


@pytest.mark.parametrize(
    ("options", "message"),
    [(("-n", "0"), "n: 0; accepted: 1 or more"), (("--annotated", "-"), "a pool is read twice")],
)
def test_what_cannot_be_chosen(
    tiny_checkpoint: Path, tmp_path: Path, newsfacts_command: Run, options: tuple[str, ...], message: str
) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    done = newsfacts_command("select", tmp_path / "a.txt", "--checkpoint", tiny_checkpoint, *options)
    assert (done.code, message in done.err) == (1, True)
