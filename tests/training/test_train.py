import io
import shutil
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rich.console import Console
from safetensors.torch import load_file

from newsfacts import FactExtractor, Schema
from newsfacts.data import ConfigError, DataError, NewsfactsError, iter_articles
from newsfacts.training import reading
from newsfacts.training import train as module
from newsfacts.training.card import model_card
from newsfacts.training.cli import main
from newsfacts.training.measures import score
from newsfacts.training.provenance import Provenance
from newsfacts.training.reading import read
from newsfacts.training.recipe import Recipe
from newsfacts.training.seeds import train_seeds
from newsfacts.training.train import TrainReport, train
from newsfacts.training.trainer import FactTrainer, StepProgress

ROOT = Path(__file__).parents[2]
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))

Make = Callable[..., Recipe]
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(scope="module")
def run(recipe: Make, cache: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, TrainReport]:
    """A whole run: two epochs of two steps."""
    made = recipe(tmp_path_factory.mktemp("run") / "new" / "out", word_dropout=0.1, save_precision="bf16")
    return made, train(made)


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def test_a_run_writes_a_checkpoint(run: tuple[Recipe, TrainReport], schema: Schema) -> None:
    recipe, report = run
    assert report.checkpoint == Path(recipe.output) / "checkpoint"
    extractor = FactExtractor.from_pretrained(report.checkpoint, device="cpu")
    config = extractor.model.config
    assert {**config.thresholds, "outside_bias": config.outside_bias} == report.thresholds
    assert (config.window, config.pair_size, extractor.schema) == (80, 8, schema)
    # What was scored is what was stored.
    data = read(recipe)
    dev = data.dev
    assert score(dev, extractor.predict(dev), schema).to_dict() == report.scores.to_dict()
    texts = {name: (report.checkpoint / name).read_text(encoding="utf-8") for name in ("recipe.yaml", "README.md")}
    record = Provenance.load(report.checkpoint)
    assert texts["README.md"] == model_card(recipe, extractor.model, data, report.scores, record)
    assert texts["recipe.yaml"] == (Path(recipe.output) / "recipe.yaml").read_text(encoding="utf-8")
    assert Recipe.load(report.checkpoint / "recipe.yaml") == recipe


GMB = """\
Sentence #,Word,POS,Tag
Sentence: 1,Ann,NNP,B-per
,Lee,NNP,I-per
,left,VBD,O
,Oslo,NNP,B-geo
,.,.,O
"""


def test_a_corpus_is_mixed_in(recipe: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gmb").mkdir()
    (tmp_path / "gmb" / "ner_dataset.csv").write_text(GMB, encoding="latin-1")
    mixed = {"articles": f"gmb@{tmp_path / 'gmb'}", "labels": "gmb"}
    made = recipe(tmp_path / "out", epochs=1, tune_thresholds=False)
    made = Recipe.model_validate(
        {**made.model_dump(by_alias=True), "data": {**made.data.model_dump(by_alias=True), "corpora": [mixed]}}
    )
    report = train(made)
    assert f"{mixed['articles']}: 1 of 1 articles an epoch" in capfd.readouterr().err.replace("\n", "")
    assert "| gmb | 1 | 4 | public domain" in (report.checkpoint / "README.md").read_text(encoding="utf-8")
    assert weights(report.checkpoint) != weights(
        train(recipe(tmp_path / "without", epochs=1, tune_thresholds=False)).checkpoint
    )


def test_the_card_says_what_its_checkpoint_to_begin_with_had_learnt(
    run: tuple[Recipe, TrainReport], recipe: Make, tmp_path: Path
) -> None:
    made = recipe(tmp_path, max_steps=1, tune_thresholds=False)
    report = train(changed(made, "network", encoder=str(run[1].checkpoint)))
    record = Provenance.load(report.checkpoint)
    first, second = record.articles
    assert first == second == Provenance.load(run[1].checkpoint).articles[0]
    assert record.encoder == recipe(tmp_path).network.encoder
    card = (report.checkpoint / "README.md").read_text(encoding="utf-8")
    assert card.count(f"| original | {first['original']['articles']} |") == 2


def test_without_dev_the_last_epoch_is_kept(recipe: Make, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = changed(recipe(tmp_path / "out", tune_thresholds=False, save_precision="fp32"), "data", dev=())
    report = train(made)
    assert report.scores is None
    assert "epoch 1: development articles" not in capfd.readouterr().err
    last = load_file(tmp_path / "out" / "checkpoint-4" / "model.safetensors")
    kept = load_file(report.checkpoint / "model.safetensors")
    assert all(tensor.equal(last[f"model.{name}"]) for name, tensor in kept.items())
    first = weights(report.checkpoint)
    assert "every article was trained on" in (report.checkpoint / "README.md").read_text(encoding="utf-8")
    shutil.rmtree(tmp_path / "out" / "checkpoint")
    assert weights(train(made, resume=True).checkpoint) == first
    with pytest.raises(ConfigError, match=r"data\.dev is empty, and the best of several seeds is chosen on it"):
        train_seeds(made, 2)


def test_training_changes_all_weights_but_the_frozen(recipe: Make, tmp_path: Path, schema: Schema) -> None:
    made = recipe(tmp_path, epochs=1, tune_thresholds=False, save_precision="fp32")
    made = made.model_copy(update={"network": made.network.model_copy(update={"freeze_embeddings": True})})
    module.set_seed(made.training.seed)
    before, _ = module.create(made, schema)
    report = train(made)
    assert report.thresholds == {"argument": 0.5, "source": 0.5, "relation": 0.5, "outside_bias": 0.0}
    after = FactExtractor.from_pretrained(report.checkpoint, device="cpu", precision="fp32").model.state_dict()
    same = {name for name, tensor in before.state_dict().items() if tensor.equal(after[name])}
    assert same == {"encoder.embeddings.word_embeddings.weight"}


def test_the_same_seed_gives_the_same_weights(run: tuple[Recipe, TrainReport], recipe: Make, tmp_path: Path) -> None:
    whole, report = run
    again = train(recipe(tmp_path / "a", word_dropout=0.1, save_precision="bf16"))
    assert weights(again.checkpoint) == weights(report.checkpoint)
    train(recipe(tmp_path / "b", word_dropout=0.1, seed=8, max_steps=2))
    assert weights(tmp_path / "b" / "checkpoint-2") != weights(Path(whole.output) / "checkpoint-2")


def test_an_interrupted_run_resumes_to_the_same_weights(
    run: tuple[Recipe, TrainReport], recipe: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, report = run
    made = recipe(tmp_path, word_dropout=0.1, save_precision="bf16")
    evaluate, epochs, steps = FactTrainer.evaluate, [], []

    def killed(self: FactTrainer, *args: Any, **kwargs: Any) -> Any:
        epochs.append(self.state.epoch)
        if len(epochs) == 2:
            raise KeyboardInterrupt
        return evaluate(self, *args, **kwargs)

    monkeypatch.setattr(FactTrainer, "evaluate", killed)
    with pytest.raises(KeyboardInterrupt):
        train(made)
    monkeypatch.setattr(FactTrainer, "evaluate", evaluate)
    assert [path.name for path in tmp_path.glob("checkpoint*")] == ["checkpoint-2"]
    # A later state that was not written to the end, twice: without the file that comes last, and with a part of it.
    for name in ("checkpoint-4", "checkpoint-10"):
        shutil.copytree(tmp_path / "checkpoint-2", tmp_path / name)
    (tmp_path / "checkpoint-4" / "trainer_state.json").unlink()
    (tmp_path / "checkpoint-10" / "trainer_state.json").write_text('{"global_step"', encoding="utf-8")

    step = FactTrainer.training_step

    def counted(self: FactTrainer, *args: Any, **kwargs: Any) -> Any:
        steps.append(self.state.global_step)
        return step(self, *args, **kwargs)

    monkeypatch.setattr(FactTrainer, "training_step", counted)
    resumed = train(made, resume=True)
    assert steps == [2, 3]
    # The last state too: the checkpoint is that of the best epoch, which may be the first.
    assert weights(tmp_path / "checkpoint-4") == weights(Path(whole.output) / "checkpoint-4")
    assert weights(resumed.checkpoint) == weights(report.checkpoint)
    assert resumed.scores.to_dict() == report.scores.to_dict()
    assert not (tmp_path / "checkpoint-10").exists()


def test_an_output_folder_with_a_run(recipe: Make, tmp_path: Path) -> None:
    made = recipe(tmp_path, max_steps=1, tune_thresholds=False)
    for name in ("checkpoint-5", "checkpoint-old", "mine"):
        (tmp_path / name).mkdir()
    with pytest.raises(ConfigError, match="holds a run already: --resume goes on with it, --overwrite removes it"):
        train(made)
    with pytest.raises(ConfigError, match="--resume and --overwrite exclude each other"):
        train(made, resume=True, overwrite=True)
    wrong = made.model_copy(update={"network": made.network.model_copy(update={"encoder": "none"})})
    with pytest.raises(ConfigError, match="encoder none"):
        train(wrong, overwrite=True)
    assert (tmp_path / "checkpoint-5").exists(), "nothing is removed before the new run can begin"
    train(made, overwrite=True)
    left = {"checkpoint", "checkpoint-1", "checkpoint-old", "mine", "recipe.yaml", "training.json"}
    assert {path.name for path in tmp_path.iterdir()} == left
    (tmp_path / "checkpoint-1" / "trainer_state.json").unlink()
    train(made, resume=True)
    assert (tmp_path / "checkpoint-1" / "trainer_state.json").exists(), "with no whole state, it begins anew"


def test_a_run_of_another_recipe_is_not_resumed(run: tuple[Recipe, TrainReport], tmp_path: Path) -> None:
    recipe, report = run
    before = weights(report.checkpoint)
    edited = changed(changed(recipe, "training", epochs=3, keep=5), "data", share=0.4)
    with pytest.raises(ConfigError) as caught:
        train(edited, resume=True)
    assert str(caught.value).splitlines() == [
        f"output {recipe.output}: cannot be resumed, the recipe of the run there differs:",
        "  data.share: 0.3 then, 0.4 now",
        "  training.epochs: 2.0 then, 3.0 now",
        "  put it back, name another output, or begin anew with --overwrite",
    ]
    assert weights(report.checkpoint) == before


def test_a_run_that_was_moved_is_resumed(run: tuple[Recipe, TrainReport], tmp_path: Path) -> None:
    recipe, _ = run
    moved = recipe.model_copy(update={"output": str(shutil.copytree(recipe.output, tmp_path / "moved"))})
    shutil.rmtree(tmp_path / "moved" / "checkpoint")
    aside = Path(recipe.output).rename(tmp_path / "aside")
    try:
        assert weights(train(moved, resume=True).checkpoint) == weights(aside / "checkpoint")
    finally:
        aside.rename(recipe.output)


def test_a_run_with_other_data_is_not_resumed(recipe: Make, tmp_path: Path) -> None:
    made = recipe(tmp_path / "out", max_steps=1, tune_thresholds=False)
    copy = str(shutil.copy(made.data.train[0], tmp_path / "a.fact"))
    made = changed(made, "data", train=(copy,))
    train(made)
    with open(copy, "a", encoding="utf-8") as file:
        file.write("# a comment\n")
    with pytest.raises(
        ConfigError, match=r"the data of the run there differs:\n  \S+a\.fact has changed since \(1 file"
    ):
        train(made, resume=True)


def changed(recipe: Recipe, part: str, **values: Any) -> Recipe:
    return recipe.model_copy(update={part: getattr(recipe, part).model_copy(update=values)})


def test_wrong_input_is_said_in_a_line(recipe: Make, tmp_path: Path, short: list[str], tiny_encoder: Path) -> None:
    made = recipe(tmp_path / "out")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "splits.json").write_text('{"train": []}', encoding="utf-8")
    (tmp_path / "label.fact").write_text("id: a\n---\n[Ann|WHO a]\n---\n", encoding="utf-8")
    coded = Path(shutil.copytree(tiny_encoder, tmp_path / "coded"))
    (coded / "config.json").write_text('{"model_type": "x", "auto_map": {"AutoConfig": "m.C"}}', encoding="utf-8")
    pickled = Path(shutil.copytree(tiny_encoder, tmp_path / "pickled"))
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    headless = Path(shutil.copytree(tiny_encoder, tmp_path / "headless"))
    (headless / "model.safetensors").unlink()
    cases: list[tuple[type[NewsfactsError], str, Recipe]] = [
        (ConfigError, "every article of data.train stands in data.dev or", changed(made, "data", dev=made.data.train)),
        (DataError, "data.train: no article in", changed(made, "data", train=(str(tmp_path / "empty.jsonl"),))),
        (DataError, "data.dev: no article in", changed(made, "data", dev=(str(tmp_path / "empty.jsonl"),))),
        (DataError, "split 'train' is empty", changed(made, "data", train=(f"{tmp_path}:train",))),
        (DataError, "no such file or folder", changed(made, "data", train=(str(tmp_path / "none"),))),
        (DataError, "no type 'WHO'", changed(made, "data", train=(str(tmp_path / "label.fact"),))),
        (ConfigError, "none.yaml: cannot be read", changed(made, "data", data_schema="none.yaml")),
        (ConfigError, "encoder none", changed(made, "network", encoder="none")),
        (ConfigError, "encoder .*headless: cannot be loaded", changed(made, "network", encoder=str(headless))),
        (ConfigError, "encoder .*coded: cannot be loaded", changed(made, "network", encoder=str(coded))),
        (ConfigError, "encoder .*pickled: cannot be loaded", changed(made, "network", encoder=str(pickled))),
        (ConfigError, "network.window: 131, but the encoder reads at most 130", changed(made, "network", window=131)),
    ]
    for error, message, wrong in cases:
        with pytest.raises(error, match=message):
            train(wrong)
    assert not (tmp_path / "out").exists()


def test_another_scheme(recipe: Make, tmp_path: Path) -> None:
    scheme = {
        **{"name": "mine", "version": 1, "mentions": {"WHO": "people", "WHAT": ""}, "events": {"DID": "it"}},
        **{"roles": {"by": {"types": ["WHO"]}}, "source": {"types": ["WHO"]}, "factuality": {"real": ""}},
        **{"relations": {"has": {"head": ["WHO"], "tail": ["WHAT"]}}},
    }
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(scheme, sort_keys=False), encoding="utf-8")
    for name in ("Ann", "Bo"):
        text = f"id: {name}\n---\n[{name}|WHO a] [sold|DID x1] a [car|WHAT c].\n---\nx1: by=a\na has c\n"
        (tmp_path / f"{name}.fact").write_text(text, encoding="utf-8")
    files = {"train": (str(tmp_path / "Ann.fact"),), "dev": (str(tmp_path / "Bo.fact"),)}
    made = changed(recipe(tmp_path / "out", max_steps=1), "data", **files, data_schema=str(tmp_path / "mine.yaml"))
    report = train(made)
    schema = FactExtractor.from_pretrained(report.checkpoint, device="cpu").schema
    assert schema == Schema.load(tmp_path / "mine.yaml")


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.name)
def test_every_config_runs(
    config: Path,
    tiny_encoder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    # Few of the articles, a tiny encoder, one step; the rest is as the file says.
    overrides = [f"network.encoder={tiny_encoder}", "network.window=128", "training.max_steps=1", f"output={tmp_path}"]
    if not (ROOT.parent / "shared" / "corpora").is_dir():
        if "@" in "".join(Recipe.load(config).data.train):
            pytest.skip("the corpus of this recipe lies in ../shared/corpora, which is not there")
        overrides += [f"data.dev={'[seeds:dev]' if Recipe.load(config).data.dev else '[]'}", "data.corpora=[]"]
        overrides += ["data.train=[seeds:train]", "data.held_out=[seeds:test]"]
    elif Recipe.load(config).data.train == ("runs/voa.jsonl",):  # other commands make it
        overrides.append("data.train=[seeds:train]")

    def few(paths: Any, schema: Schema, check: bool = True) -> Any:
        return list(islice(iter_articles(paths, schema, check=check), 3))

    monkeypatch.setattr(reading, "read_articles", few)
    monkeypatch.chdir(ROOT)
    options = [part for override in overrides for part in ("--set", override)]
    monkeypatch.setattr(sys, "argv", ["newsfacts", "train", str(config), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capfd.readouterr()
    assert not ended.value.code, err
    dev = bool(Recipe.load(config).data.dev)
    assert ("best epoch, tuned thresholds: development articles" in out) == dev
    assert out.endswith(f"checkpoint: {tmp_path / 'checkpoint'}\n")
    assert FactExtractor.from_pretrained(tmp_path / "checkpoint", device="cpu").predict("The army said no.").marks
    # Nothing is printed but what the run says itself.
    assert err.startswith(f"3 articles to train on, {3 * dev} to develop on; ")
    assert ("epoch 1: development articles" in err) == dev
    for noise in ("REPORT", "mtime", "it/s", "%|", "{'", "Warning", "\x1b"):
        assert noise not in out + err


def test_progress_off_a_terminal() -> None:
    file = io.StringIO()
    progress = StepProgress(Console(file=file, width=40))
    state: Any = SimpleNamespace(is_world_process_zero=True, max_steps=100, global_step=20, epoch=1.25)
    logs = {"loss": 1.5, "learning_rate": 0.1, "loss_tag": 0.9, "loss_argument": 0.6}
    with progress:
        progress.on_train_begin(None, state, None)
        progress.on_step_end(None, state, None)
        progress.on_log(None, state, None, logs=logs)
        progress.on_log(None, state, None, logs={"eval_fact": 0.5})
    assert file.getvalue() == "step 20/100: epoch 1.2, loss 1.500 (tag 0.900, argument 0.600)\n"


def test_progress_on_a_terminal_is_one_bar() -> None:
    file = io.StringIO()
    progress = StepProgress(Console(file=file, width=100, force_terminal=True, color_system=None))
    state: Any = SimpleNamespace(is_world_process_zero=True, max_steps=100, global_step=20, epoch=1.0)
    with progress:
        progress.on_train_begin(None, state, None)
        progress.on_log(None, state, None, logs={"loss": 1.5})
        state.global_step = 100
        progress.on_step_end(None, state, None)
    shown = file.getvalue()
    assert "20/100" in shown
    *_, last, cursor = shown.splitlines()
    assert "100/100" in last
    assert "loss 1.500" in last
    assert cursor == "\x1b[?25h", "it is shown again"
