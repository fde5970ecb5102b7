import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from command import Run
from runs import start
from tiny import write_checkpoint

from newsfacts import FactExtractor, Schema
from newsfacts.checkpoint import load
from newsfacts.data import Article, ConfigError, read_articles
from newsfacts.export import export
from newsfacts.info import info
from newsfacts.manifest import MANIFEST, write_manifest
from newsfacts.precision import graph_precision

TEXT = "Police in Oslo said on Friday that the army killed 12 people. The president denied it. " * 9


@pytest.fixture(scope="module")
def openvino() -> None:
    pytest.importorskip("openvino", reason="OpenVINO is not installed (pip install -e '.[openvino]')")


@pytest.fixture(scope="module")
def exported(openvino: None, tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny checkpoint, exported in fp32."""
    return export(tiny_checkpoint, tmp_path_factory.mktemp("exported") / "tiny", precision="fp32")


def spans(articles: list[Article]) -> set[tuple[Any, ...]]:
    return {
        (number, mark.type, mark.start, mark.end)
        for number, article in enumerate(articles)
        for mark in (*article.mentions, *article.events)
    }


def test_an_exported_checkpoint_predicts_as_in_torch(exported: Path, tiny_checkpoint: Path) -> None:
    expected = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="fp32").predict([TEXT, "No."])
    found = FactExtractor.from_pretrained(exported, precision="fp32").predict([TEXT, "No."])
    assert spans(found) == spans(expected)
    assert len(spans(found)) > 10
    for ours, theirs in zip(found, expected, strict=True):
        assert [m.score for m in ours.mentions] == pytest.approx([m.score for m in theirs.mentions], abs=1e-3)
        assert [(e.factuality, len(e.arguments)) for e in ours.events] == [
            (e.factuality, len(e.arguments)) for e in theirs.events
        ]


@pytest.mark.parametrize(("precision", "deviation"), [("int8", 0.05), ("bf16", 0.02), ("fp32", 1e-5)])
def test_vectors_are_near_those_of_torch(
    openvino: None, tiny_checkpoint: Path, tmp_path: Path, precision: str, deviation: float
) -> None:
    try:
        graph_precision(precision)
    except ConfigError:
        pytest.skip(f"this processor has no instructions for {precision}")
    plain: Any = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="fp32").model.encoder
    folder = export(tiny_checkpoint, tmp_path / "exported", precision=precision)
    graph: Any = FactExtractor.from_pretrained(folder).model.encoder
    lengths = [1, 16, 17, 128]
    inputs = torch.randn(sum(lengths), 16, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        expected, found = plain(inputs, lengths), graph(inputs, lengths)
        alone = torch.cat([graph(window, [len(window)]) for window in inputs.split(lengths)])
    assert float((found - expected).norm() / expected.norm()) < deviation
    assert torch.equal(alone, found)


def test_the_shipped_checkpoint_finds_the_same_spans(openvino: None, seeds: Path, tmp_path: Path) -> None:
    plain = FactExtractor.from_pretrained(device="cpu", precision="fp32")
    fast = FactExtractor.from_pretrained(export(None, tmp_path / "exported"), precision="fp32")
    articles = read_articles([f"{seeds}:dev"], plain.schema)[:8]
    expected, found = spans(plain.predict(articles)), spans(fast.predict(articles))
    assert len(expected & found) > 0.98 * len(expected | found)


def test_it_holds_all_that_the_checkpoint_holds(exported: Path, tiny_checkpoint: Path) -> None:
    for path in tiny_checkpoint.iterdir():
        if path.name not in ("config.json", MANIFEST):
            assert (exported / path.name).read_bytes() == path.read_bytes()
    before, after = (json.loads((f / "config.json").read_text(encoding="utf-8")) for f in (tiny_checkpoint, exported))
    assert after == {**before, "backend": {"name": "openvino", "precision": "fp32"}}
    assert info(exported).backend == "openvino, fp32"
    assert info(tiny_checkpoint).backend == "torch"


def test_training_can_go_on_from_it(exported: Path, tiny_checkpoint: Path) -> None:
    found, expected = load(exported)[0].state_dict(), load(tiny_checkpoint)[0].state_dict()
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], expected[name]) for name in found)


def test_it_is_saved_with_its_backend(exported: Path, tmp_path: Path) -> None:
    FactExtractor.from_pretrained(exported).save_pretrained(tmp_path / "saved")
    assert info(tmp_path / "saved").backend == "openvino, fp32"


@pytest.mark.parametrize(
    ("backend", "precision", "why"),
    [
        ("onnx", "auto", "ONNX Runtime was slower"),
        ("tensorrt", "auto", "backend 'tensorrt': accepted: openvino"),
        ("openvino", "int4", "precision: auto, int8, bf16, fp32; found .*'int4'"),
    ],
)
def test_others_are_refused(
    openvino: None, tiny_checkpoint: Path, tmp_path: Path, backend: str, precision: str, why: str
) -> None:
    with pytest.raises(ConfigError, match=why):
        export(tiny_checkpoint, tmp_path / "exported", backend, precision)
    assert not any(tmp_path.iterdir())


def test_a_folder_that_is_there_is_refused(tiny_checkpoint: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is there already"):
        export(tiny_checkpoint, tmp_path)


def test_encoders_of_other_families_are_refused(tmp_path: Path, schema: Schema) -> None:
    folder = write_checkpoint(tmp_path / "other", schema, "distilbert")
    with pytest.raises(ConfigError, match="of the family distilbert"):
        export(folder, tmp_path / "exported")


@pytest.mark.parametrize("backend", [{"name": "other", "precision": "auto"}, {"name": "openvino"}, "openvino"])
def test_an_unknown_backend_in_a_checkpoint_is_refused(exported: Path, tmp_path: Path, backend: Any) -> None:
    folder = FactExtractor.from_pretrained(exported).save_pretrained(tmp_path / "copy")
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**settings, "backend": backend}), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.json has been changed|config\.json has [0-9,]+ bytes"):
        FactExtractor.from_pretrained(folder)
    write_manifest(folder, 2)
    with pytest.raises(ConfigError, match="backend: accepted: name 'openvino'"):
        FactExtractor.from_pretrained(folder)


def test_without_openvino_an_error_says_what_to_install(
    exported: Path, tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    for use in (lambda: FactExtractor.from_pretrained(exported), lambda: export(tiny_checkpoint, tmp_path / "a")):
        with pytest.raises(ConfigError, match=r"pip install 'newsfacts\[openvino\]'"):
            use()
    assert not any(tmp_path.iterdir())


def test_it_runs_on_no_other_device(exported: Path) -> None:
    with pytest.raises(ConfigError, match="to run on the CPU, not on meta"):
        FactExtractor.from_pretrained(exported, device="meta")


@pytest.mark.parametrize(
    ("flags", "fastest"), [("", "fp32"), ("vnni", "int8"), ("vnni bf16", "int8"), ("vnni bf16 amx", "bf16")]
)
def test_auto_goes_by_the_processor(monkeypatch: pytest.MonkeyPatch, flags: str, fastest: str) -> None:
    names = {"vnni": "_is_vnni_supported", "bf16": "_is_avx512_bf16_supported", "amx": "_is_amx_tile_supported"}
    for flag, name in names.items():
        monkeypatch.setattr(f"torch.cpu.{name}", lambda flag=flag: flag in flags.split())
    assert graph_precision("auto") == fastest
    assert graph_precision("fp32") == "fp32"
    if "vnni" not in flags:
        with pytest.raises(ConfigError, match="exported in int8, for which this processor has no instructions"):
            graph_precision("int8")


def test_command(openvino: None, tiny_checkpoint: Path, tmp_path: Path, newsfacts_command: Run) -> None:
    done = newsfacts_command("export", tiny_checkpoint, tmp_path / "new", "--backend", "openvino")
    assert (done.code, done.out) == (0, f"checkpoint: {tmp_path / 'new'}\n")
    done = newsfacts_command("export", tiny_checkpoint, tmp_path / "other", "--backend", "onnx")
    assert done.code == 1
    assert "ONNX Runtime was slower" in done.err


def test_it_reports_to_nobody(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Police said no.", encoding="utf-8")
    process = start(tmp_path / "log", "predict", tmp_path / "a.txt", "--checkpoint", exported)
    process.join()
    assert process.exitcode == 0, (tmp_path / "log").read_text(encoding="utf-8")
    program = f"""
import sys
from newsfacts import FactExtractor
assert "openvino" not in sys.modules
FactExtractor.from_pretrained({str(exported)!r}).predict("Police said no.")
print([name for name in sys.modules if name.startswith("openvino_telemetry")], "openvino" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] True"
