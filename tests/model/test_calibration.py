import json
from pathlib import Path

import numpy as np
import pytest
from tiny import network, tokenizer

from newsfacts import FactExtractor, Schema
from newsfacts.calibration import IDENTITY, SCORED, Calibration
from newsfacts.config import NewsfactsConfig

NEWS = "Police in Oslo said on Friday that the army killed 12 people. The president denied it."


def test_temperature_and_shift() -> None:
    calibration = Calibration({"argument": 2.0}, {"argument": -1.0})
    assert calibration("argument", [0.0, 2.0]) == pytest.approx([1 / (1 + np.e), 0.5])
    assert calibration("relation", [0.0, 2.0]) == pytest.approx([0.5, 1 / (1 + np.exp(-2))])
    assert IDENTITY.of_probabilities("mention", [0.0, 0.3, 1.0]) == pytest.approx([0.0, 0.3, 1.0])
    assert calibration("argument", np.full((2, 3), -1e4)).shape == (2, 3)
    assert calibration("argument", -1e4) < 1e-20


def test_a_checkpoint_without_temperatures_has_those_of_the_network() -> None:
    config = NewsfactsConfig()
    assert config.temperatures == dict.fromkeys(SCORED, 1.0)
    assert config.shifts == dict.fromkeys(SCORED, 0.0)


def test_temperatures_are_kept_with_the_checkpoint(tmp_path: Path) -> None:
    NewsfactsConfig(temperatures={"source": 1.5}, shifts={"source": -0.25}).save_pretrained(tmp_path)
    content = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert (
        NewsfactsConfig.from_dict(content).calibration
        == NewsfactsConfig(temperatures={"source": 1.5}, shifts={"source": -0.25}).calibration
    )
    assert content["temperatures"]["source"] == 1.5


@pytest.mark.parametrize(
    "settings",
    [{"temperatures": {"source": 0.0}}, {"temperatures": {"all": 1.0}}, {"shifts": {"source": "x"}}, {"shifts": [1]}],
)
def test_wrong_numbers_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"temperatures|shifts"):
        NewsfactsConfig(**settings)


def test_every_score_is_calibrated(schema: Schema) -> None:
    low = dict.fromkeys(("argument", "source", "relation"), 0.0)
    plain = FactExtractor(network(schema, thresholds=low), tokenizer()).predict(NEWS)
    numbers = {"temperatures": dict.fromkeys(SCORED, 2.0), "shifts": dict.fromkeys(SCORED, 1.0)}
    found = FactExtractor(network(schema, thresholds=low, **numbers), tokenizer()).predict(NEWS)
    calibration = Calibration(**numbers)

    def scores(article) -> dict[str, list[float]]:
        return {
            "mention": [m.score for m in article.mentions],
            "trigger": [x.score for x in article.events],
            "argument": [a.score for x in article.events for a in x.arguments],
            "source": [x.source_score for x in article.events if x.source],
            "relation": [r.score for r in article.relations],
        }

    before, after = scores(plain), scores(found)
    for layer in SCORED:
        assert after[layer] == pytest.approx(calibration.of_probabilities(layer, before[layer]), abs=2e-3), layer
    assert all(map(len, before.values()))
