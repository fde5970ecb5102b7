"""The measures of ``benchmarks/accuracy/score.py``, against examples worked out by hand."""

import importlib
import json
import math
import sys
from pathlib import Path
from types import ModuleType

import pytest
import torch
import typer
from tiny import network, tokenizer, write_checkpoint

from newsfacts.data import Article, Entity, Event, Mention, Relation, Schema
from newsfacts.predictor import FactExtractor

ROOT = Path(__file__).parents[2]
SCALE = Schema.load(ROOT / "configs" / "schema" / "unified_factuality.yaml")
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
    assert score.compare([GOLD], [predicted], score.MEASURES["conll04"]) == {
        "entities": entities,
        "relations": relations,
    }


def test_counts_add_over_sentences(score: ModuleType) -> None:
    """The same span in another sentence is another entity."""
    gold, predicted = [GOLD, make({"ida": "Peop"})], [make({"ida": "Peop"}), GOLD]
    assert score.compare(gold, predicted, score.MEASURES["conll04"])["entities"] == (2, 4, 2, 4)


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


def test_the_direction_of_a_symmetric_relation_means_nothing(score: ModuleType) -> None:
    ends = {"ida": "Person", "oslo": "Location"}
    gold = make(ends, ("ida", "CoLocated", "oslo"), ("ida", "Likes", "oslo"))
    predicted = make(ends, ("oslo", "CoLocated", "ida"), ("oslo", "Likes", "ida"))
    assert score.compare([gold], [predicted], score.MEASURES["re3d"]) == {
        "entities": (2, 2, 2, 2),
        "relations": (1, 2, 1, 2),
    }


def test_dwie_counts_mentions_entities_and_their_links(score: ModuleType) -> None:
    """Gold: Ida and Moe are one person, who lives in Oslo; found: Ida in Oslo, and Moe with Per as another person."""
    gold = make({"ida": "person", "moe": "person", "oslo": "gpe"}, ("ida", "in0", "oslo"), same={"moe": "ida"})
    predicted = make(
        {"ida": "person", "oslo": "gpe", "moe": "person", "per": "person"}, ("ida", "in0", "oslo"), same={"per": "moe"}
    )
    assert score.compare([gold], [predicted], score.MEASURES["dwie"]) == {
        "mentions": (3, 4, 3, 3),
        # Ida and Oslo are right, and one mention of two of Moe's; of gold, both mentions of Ida are of some person.
        "entity types, soft": (2.5, 3, 2, 2),
        # One of the two pairs of the gold relation.
        "relations, soft": (1, 1, 0.5, 1),
        "coreference, MUC": (0, 1, 0, 1),
        # Ida, Oslo and half of Moe of four mentions; half of Ida, half of Moe and Oslo of three.
        "coreference, B³": (2.5, 4, 2, 3),
        # Ida with Ida and Moe: 2 of 3; Oslo: 1.
        "coreference, CEAFe": (pytest.approx(5 / 3), 3, pytest.approx(5 / 3), 2),
    }


def test_no_measures_for_another_corpus(score: ModuleType) -> None:
    with pytest.raises(typer.BadParameter, match=r"no measures for 'gmb'; accepted: conll04, "):
        score.main("checkpoint", "gmb@folder")


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
    score.main(str(checkpoint), f"conll04@{tmp_path}:test")
    title, *_, named, related, _ = capsys.readouterr().out.splitlines()
    assert title.strip().endswith(":test: 1 articles, micro average")
    assert cells(named)[0:5:4] == ["entities", "2"]
    assert cells(related)[0:5:4] == ["relations", "1"]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")[1:-1]]


def judged(id: str, part: str, *scores: float) -> Article:
    """A sentence with predicates of these scores."""
    words = ["rained", "said", "left"][: len(scores)]
    text = " ".join(words)
    events = tuple(
        Event(f"x{i}", "predicate", text.index(w), text.index(w) + len(w), w, factuality="3")
        for i, w in enumerate(words)
    )
    meta = {"source": part, "factuality": {f"x{i}": score for i, score in enumerate(scores)}}
    return Article(id, text, events=events, meta=meta)


def extractor(probabilities: dict[str, float] | None = None) -> FactExtractor:
    """One whose network is random, or says the same of every predicate."""
    model = network(SCALE)
    if probabilities is not None:
        last = model.factuality[-1]
        chances = torch.tensor([probabilities.get(label, 0.0) for label in SCALE.factuality])
        with torch.no_grad():
            last.weight.zero_()
            last.bias.copy_(chances.log().clamp(min=-1e4))
    return FactExtractor(model, tokenizer())


def test_expects_the_mean_of_the_labels(score: ModuleType) -> None:
    found = score.scale.expected(extractor({"3": 0.5, "1": 0.25, "-2": 0.25}), [judged("a", "uw", 3, 1)])
    assert found == pytest.approx([1.25, 1.25])  # 0.5 * 3 + 0.25 * 1 - 0.25 * 2


def test_expects_a_number_of_each_given_predicate_in_order(score: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    system = extractor()
    articles = [judged("a", "uw", 0, 0, 0), judged("b", "uw"), judged("c", "uw", 0, 0)]
    together = score.scale.expected(system, articles)
    assert len(set(together)) == len(together) == 5
    assert all(-3 <= value <= 3 for value in together)
    monkeypatch.setattr(score.scale, "TOGETHER", 1)
    assert score.scale.expected(system, articles) == pytest.approx(together, abs=1e-5)


def test_scale_table(score: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    gold = [judged("a", "uw", 3, -3), judged("b", "meantime", 0.75), judged("c", "uw", 2)]
    parts = score.scale.by_part(gold, [2, -1, 0.5, 3])
    assert parts == {"uw": [(3, 2), (-3, -1), (2, 3)], "meantime": [(0.75, 0.5)]}
    score.Console().print(score.scale_table("two parts", parts))
    *_, uw, meantime, _ = capsys.readouterr().out.splitlines()
    # |3 - 2|, |-3 + 1|, |2 - 3| are 4/3 on average; r is that of test_pearson.
    assert cells(uw) == ["uw", "3", "1.333", "0.922"]
    assert cells(meantime) == ["meantime", "1", "0.250", "nan"]


def test_pearson(score: ModuleType) -> None:
    pairs = [(3.0, 2.0), (-3.0, -1.0), (2.0, 3.0)]
    # Means 2/3 and 4/3; deviations (7, -11, 4) / 3 and (2, -7, 5) / 3: products 14 + 77 + 20, squares 186 and 78.
    assert score.scale.pearson(pairs) == pytest.approx(111 / math.sqrt(186 * 78))
    assert math.isnan(score.scale.pearson([(3.0, 2.0), (2.0, 2.0)]))


def test_scores_the_scale(score: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("uw", "meantime"):
        for split in ("train", "dev", "test"):
            path = tmp_path / "data" / "unified" / part / f"{split}.conll"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("0\tIt\t_\n1\trained\t3.0\n2\there\t-1.2\n" if split == "dev" else "")
    checkpoint = write_checkpoint(tmp_path / "checkpoint", SCALE)
    score.main(str(checkpoint), f"unified_factuality@{tmp_path}:dev")
    *_, uw, meantime, _ = capsys.readouterr().out.splitlines()
    assert [cells(line)[:2] for line in (uw, meantime)] == [["uw", "2"], ["meantime", "2"]]
