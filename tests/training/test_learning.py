import json
from pathlib import Path

import pytest

from newsfacts.data import DataError
from newsfacts.training.learning import learning_plot, learning_table, read_curve


def point(articles: int, seed: int, f1: float) -> dict[str, object]:
    return {"articles": articles, "seed": seed, "scores": {"fact": {"precision": f1, "recall": f1, "f1": f1}}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "curve.json"
    path.write_text(json.dumps({"points": [point(100, 0, 0.5), point(50, 0, 0.25), point(100, 1, 0.75)]}))
    return path


def test_means_over_seeds(file):
    curve = read_curve(file)
    assert learning_table(curve).rows == [["50", "1", "–", "–", "25.0"], ["100", "2", "–", "–", "62.5 (50.0–75.0)"]]
    plot = learning_plot(curve)
    assert [line.path for line in plot.lines] == ["M100.0 150.0 L200.0 75.0"]
    assert [(dot.x, dot.y) for dot in plot.dots] == [(200, 100), (100, 150), (200, 50)]


@pytest.mark.parametrize(
    "content", ["", "{}", '{"points": []}', '{"points": [{"articles": 0}]}', json.dumps({"points": [point(1, 0, 1.5)]})]
)
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "curve.json"
    path.write_text(content)
    with pytest.raises(DataError, match="no learning curve; accepted"):
        read_curve(path)
    with pytest.raises(DataError, match="no such file"):
        read_curve(tmp_path / "none.json")
