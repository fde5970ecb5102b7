import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny import network, tokenizer

from newsfacts import FactExtractor, Schema
from newsfacts.checkpoint import check, find, load, replace_config, save
from newsfacts.config import FORMAT
from newsfacts.data import ConfigError
from newsfacts.info import info
from newsfacts.manifest import MANIFEST, is_plain, write_manifest

TEXT = "Police in Oslo said on Friday that the army killed 12 people. The president denied it."


@pytest.fixture
def folder(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """A copy of the tiny checkpoint, to be spoilt."""
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "copy"))


def edit_json(path: Path, edit: Callable[[dict[str, Any]], object], **options: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data, **options), encoding="utf-8")


def edit_config(folder: Path, edit: Callable[[dict[str, Any]], object], **options: Any) -> None:
    """Edit it as somebody would who then makes a new manifest."""
    edit_json(folder / "config.json", edit, **options)
    write_manifest(folder, FORMAT)


def age(folder: Path) -> Path:
    """Make the folder one of format 1, as newsfacts wrote it before there were manifests."""
    (folder / MANIFEST).unlink()
    edit_json(folder / "config.json", lambda data: data.update(format=1))
    return folder


def edit_weights(folder: Path, edit: Callable[[dict[str, torch.Tensor]], object]) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    edit(tensors)
    save_file(tensors, path, metadata={"format": "pt"})
    write_manifest(folder, FORMAT)


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder)
    assert str(caught.value).startswith(f"checkpoint {folder}: ")
    return str(caught.value).removeprefix(f"checkpoint {folder}: ")


def test_a_checkpoint_from_before_schemas_had_values_has_those_of_the_shipped_scheme(
    folder: Path, schema: Schema
) -> None:
    edit_config(folder, lambda data: data["schema"].pop("values"))
    assert load(folder)[0].scheme.values == schema.values
    edit_config(folder, lambda data: data["schema"].update(values={}))
    assert load(folder)[0].scheme.values == {}
    edit_config(folder, lambda data: (data["schema"].pop("values"), data["schema"].update(name="mine")))
    assert load(folder)[0].scheme.values is None


def test_a_round_trip_predicts_the_same(schema: Schema, tmp_path: Path) -> None:
    model, words = network(schema), tokenizer()
    folder = save(model, words, tmp_path / "new" / "a", extra={"README.md": "# Card\n"})
    assert (folder / "README.md").read_text(encoding="utf-8") == "# Card\n"
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= {path.name for path in folder.iterdir()}
    loaded, _ = load(folder)
    assert not loaded.training
    assert loaded.scheme == schema
    expected = FactExtractor(model, words).predict(TEXT)
    assert expected.mentions
    assert FactExtractor.from_pretrained(folder, device="cpu", precision="fp32").predict(TEXT) == expected


def test_the_order_of_labels_survives_sorted_keys(folder: Path, tiny_checkpoint: Path, schema: Schema) -> None:
    edit_config(folder, lambda data: None, sort_keys=True)
    assert list(json.loads((folder / "config.json").read_text())["schema"]["mentions"]) == sorted(schema.mentions)
    assert sorted(schema.mentions) != list(schema.mentions), "or this test says nothing"
    model, _ = load(folder)
    assert model.scheme == schema
    expected = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="fp32").predict(TEXT)
    assert FactExtractor.from_pretrained(folder, device="cpu", precision="fp32").predict(TEXT) == expected


def test_half_precision_is_loaded_as_float32(schema: Schema, tmp_path: Path) -> None:
    model = network(schema)
    folder = save(model, tokenizer(), tmp_path / "half", dtype=torch.bfloat16)
    assert info(folder).dtypes == ("BF16",)
    loaded, _ = load(folder)
    weights = loaded.state_dict()
    assert {tensor.dtype for tensor in weights.values()} == {torch.float32}
    assert all(torch.equal(weights[name], tensor.bfloat16().float()) for name, tensor in model.state_dict().items())


def test_no_such_checkpoint(tmp_path: Path) -> None:
    for name in (tmp_path / "none", "none", "./a/b", "a/b/c"):
        with pytest.raises(ConfigError, match=r"no such folder \(a hub id has the form owner/name\)"):
            load(name)
    with pytest.raises(ConfigError, match=r"checkpoint nobody/none: no such folder here, and the hub does"):
        find("nobody/none", local_files_only=True)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refusal(folder).startswith(f"lacks {name}; a checkpoint holds config.json, ")


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("name", ["pytorch_model.bin", "sub/weights.PT", "tokenizer.pkl"])
def test_a_pickle_is_refused_beside_the_weights_or_in_their_place(folder: Path, name: str, old: bool) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    torch.save(load_file(folder / "model.safetensors"), folder / name)
    write_manifest(folder, FORMAT)
    if old:
        age(folder)
    assert refusal(folder) == f"holds {name}, a pickle; only safetensors are read"
    (folder / "model.safetensors").unlink()
    assert refusal(folder) == f"holds {name}, a pickle; only safetensors are read"


def test_code_is_refused(folder: Path) -> None:
    (folder / "modeling_news.py").write_text("raise SystemExit\n", encoding="utf-8")
    assert refusal(folder) == "holds modeling_news.py, code, which is never run"


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json"])
@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"auto_map": {"AutoTokenizer": "evil.T"}}, "asks for code of its own (auto_map), which is never run"),
        ({"x": [{"auto_map": {}}]}, "asks for code of its own (auto_map), which is never run"),
        ({"custom_pipelines": {}}, "asks for code of its own (custom_pipelines), which is never run"),
        ({"vocab_file": "/etc/passwd"}, "names '/etc/passwd' (vocab_file), which is no file inside the folder"),
        ({"merges_file": "../up.txt"}, "names '../up.txt' (merges_file), which is no file inside the folder"),
        ({"fast_tokenizer_files": ["a.json", "C:x"]}, "names 'C:x' (fast_tokenizer_files), which is no file inside"),
    ],
)
def test_settings_that_ask_for_more_than_data(folder: Path, name: str, entry: dict[str, Any], fault: str) -> None:
    edit_json(folder / name, lambda data: data.update(entry))
    write_manifest(folder, FORMAT)
    assert refusal(folder).startswith(f"{name} {fault}")


@pytest.mark.parametrize("name", ["tokenizer.json", "note.txt"])
def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (folder / "tokenizer.json").rename(outside)
    (folder / name).symlink_to(outside)
    assert refusal(folder).startswith(f"{name} is a link that leads out of the folder")


def test_the_links_of_the_hubs_cache_are_followed(folder: Path, tmp_path: Path) -> None:
    blobs = tmp_path / "models--a--b" / "blobs"
    snapshot = tmp_path / "models--a--b" / "snapshots" / "abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for path in folder.iterdir():
        path.rename(blobs / path.name)
        (snapshot / path.name).symlink_to(f"../../blobs/{path.name}")
    assert check(snapshot)


def test_the_shipped_checkpoint_is_found_where_its_files_lie() -> None:
    assert not any(path.is_symlink() for path in find(None).iterdir())
    check(find(None))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"])
def test_a_flipped_bit_is_refused_by_name(folder: Path, name: str) -> None:
    path = folder / name
    raw = path.read_bytes()
    draw = random.Random(name)
    for _ in range(5):
        spoilt = bytearray(raw)
        spoilt[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        path.write_bytes(spoilt)
        assert refusal(folder).startswith(f"{name} has been changed since it was saved (SHA-256 ")
    path.write_bytes(raw[:-1])
    assert refusal(folder) == f"{name} has {len(raw) - 1:,} bytes, not {len(raw):,} as manifest.json says"
    path.write_bytes(raw)
    load(folder)


def test_a_flipped_bit_in_the_manifest_is_refused(folder: Path) -> None:
    path = folder / MANIFEST
    raw = path.read_bytes()
    draw = random.Random(0)
    for _ in range(100):
        spoilt = bytearray(raw)
        spoilt[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        path.write_bytes(spoilt)
        refusal(folder)


def test_files_that_the_manifest_does_not_name(folder: Path) -> None:
    (folder / "added_tokens.json").write_text("{}", encoding="utf-8")
    (folder / "tokenizer_config.json").unlink()
    assert refusal(folder).splitlines() == [
        "lacks tokenizer_config.json, which manifest.json names",
        f"checkpoint {folder}: holds added_tokens.json, which manifest.json does not name",
    ]


def test_what_no_program_reads_may_change(folder: Path) -> None:
    (folder / "README.md").write_text("# A better card\n", encoding="utf-8")
    (folder / ".gitattributes").touch()
    (folder / "report").mkdir()
    (folder / "report" / "report.md").touch()
    load(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 100_000, "manifest.json is not JSON ("),
        ("[]", "manifest.json is not of the form "),
        ('{"format": 2, "files": {"config.json": {}}}', "manifest.json lacks the size or the SHA-256 of config.json"),
        ('{"format": 2, "files": {}}', "manifest.json does not name config.json"),
        ('{"format": 2, "files": {"../x": {}}}', "manifest.json names '../x', which is no file inside the folder"),
        ('{"format": 3, "files": {}}', "has format 3, this version reads up to 2; upgrade newsfacts"),
    ],
)
def test_a_manifest_of_another_form(folder: Path, content: str, message: str) -> None:
    (folder / MANIFEST).write_text(content, encoding="utf-8")
    assert refusal(folder).startswith(message)


def test_names_inside_a_folder() -> None:
    assert all(map(is_plain, ["a", "a.json", "sub/a b.json", "..a"]))
    assert not any(map(is_plain, ["", "/", "/a", "..", "a/../../b", "a\\b", "C:a", "\\\\host\\a", "a\0"]))


def test_a_checkpoint_of_format_1_loads(folder: Path, tiny_checkpoint: Path) -> None:
    assert not check(age(folder))
    expected = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="fp32").predict(TEXT)
    assert FactExtractor.from_pretrained(folder, device="cpu", precision="fp32").predict(TEXT) == expected


def test_a_checkpoint_without_its_manifest_is_refused(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    assert refusal(folder) == "lacks manifest.json, so its files cannot be checked; get it anew"


@pytest.mark.parametrize("old", [False, True])
def test_another_configuration_takes_the_place_of_the_old_one(folder: Path, old: bool) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    if old:
        age(folder)
    model, _ = load(folder)
    model.config.thresholds["argument"] = 0.25
    replace_config(folder, model.config)
    assert check(folder)
    assert load(folder)[0].config.thresholds["argument"] == 0.25
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"config.json", MANIFEST}
    assert list(folder.parent.iterdir()) == [folder]


def test_tensors_that_do_not_fit_are_named(folder: Path) -> None:
    def spoil(tensors: dict[str, torch.Tensor]) -> None:
        tensors.pop("tagger.out.bias")
        tensors["tagger.in.bias"] = torch.zeros(3)
        tensors["shape.weight"] = tensors["shape.weight"][:-1].clone()

    edit_weights(folder, spoil)
    lines = refusal(folder).splitlines()
    assert lines[0] == "tensor tagger.out.bias is missing"
    assert lines[1].endswith("tensor tagger.in.bias is not part of the model")
    assert "tensor shape.weight is of shape (54, 16), not (55, 16)" in lines[2]
    assert len(lines) == 3


@pytest.mark.parametrize("spoil", [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: b"\xff" * 100])
def test_weights_that_are_no_safetensors(folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(spoil(path.read_bytes()))
    write_manifest(folder, FORMAT)
    assert refusal(folder).startswith("cannot be loaded (")
    with pytest.raises(ConfigError, match=r"model\.safetensors cannot be read"):
        info(folder)


def test_a_tokenizer_that_cannot_be_read(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    write_manifest(folder, FORMAT)
    assert refusal(folder).startswith("its tokenizer cannot be loaded (")


@pytest.mark.parametrize("content", [b"{", b"\xff", b""])
def test_a_configuration_that_is_not_json(folder: Path, content: bytes) -> None:
    (folder / "config.json").write_bytes(content)
    write_manifest(folder, FORMAT)
    assert refusal(folder).startswith("config.json is not JSON (")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"model_type": "bert"}, "config.json is of model type 'bert', not 'newsfacts'"),
        ({"format": 3}, "has format 3, this version reads up to 2; upgrade newsfacts"),
        ({"format": "2"}, "has format '2', this version reads up to 2; upgrade newsfacts"),
        ({"auto_map": {"AutoModel": "evil.Model"}}, "config.json asks for code of its own (auto_map), which is never"),
        ({"encoder": {"auto_map": {}}}, "config.json asks for code of its own (auto_map), which is never run"),
        ({"encoder": {}}, "config.json cannot be used ('model_type' is missing)"),
        ({"encoder": {"model_type": "evil"}}, "config.json cannot be used (Unrecognized model identifier: evil"),
        ({"schema": {}}, "config.json cannot be used ("),
        ({"labels": {"mentions": ["PERSON"]}}, "config.json cannot be used (the checkpoint's labels and its schema"),
    ],
)
def test_a_configuration_of_another_kind(folder: Path, edit: dict[str, Any], message: str) -> None:
    edit_config(folder, lambda data: data.update(edit))
    assert refusal(folder).startswith(message)


def test_a_configuration_that_is_no_object(folder: Path) -> None:
    (folder / "config.json").write_text("[]", encoding="utf-8")
    write_manifest(folder, FORMAT)
    assert refusal(folder) == "config.json is of model type None, not 'newsfacts'"


class Unwritable:
    """A tokenizer that finds the disk full."""

    def save_pretrained(self, folder: Path) -> None:
        (Path(folder) / "tokenizer.json").write_text("{", encoding="utf-8")
        raise OSError("disk full")


def test_a_save_that_fails_leaves_the_old_checkpoint(
    schema: Schema, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(OSError, match="disk full"):
        save(network(schema, window=32), Unwritable(), folder)

    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if target == folder and path.name.startswith(".copy.") and path.name != "old":
            raise OSError("no more")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no more"):
        save(network(schema, window=32), tokenizer(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(folder.parent.iterdir()) == [folder], "nothing half-written stays behind"


def test_a_save_replaces_the_old_checkpoint(schema: Schema, folder: Path) -> None:
    (folder / "stale.txt").touch()
    save(network(schema, window=32), tokenizer(), folder)
    assert load(folder)[0].config.window == 32
    assert not (folder / "stale.txt").exists()
    assert list(folder.parent.iterdir()) == [folder]
