"""Checkpoint folders: where they are found, how they are read, and how they are written."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from transformers import AutoTokenizer
from transformers.utils import logging

from newsfacts.config import FORMAT, NewsfactsConfig
from newsfacts.data.errors import ConfigError
from newsfacts.network import NewsfactsModel

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["DEFAULT", "find", "load", "quiet", "read_config", "save"]

DEFAULT = "news-small"  # the checkpoint in the package that is loaded when none is named
FILES = ("config.json", "model.safetensors", "tokenizer.json")
PATTERNS = [
    "*.json",
    "*.safetensors",
    "*.txt",
    "*.model",
    "README.md",
]  # what is fetched from a hub: no pickles, no code


def find(checkpoint: str | Path | None, *, revision: str | None = None, local_files_only: bool = False) -> Path:
    """The folder of a checkpoint, fetched first if it is a hub id.

    Raises:
        ConfigError: says what was looked for and where.
    """
    if checkpoint is None:
        return Path(str(files("newsfacts").joinpath("checkpoints", DEFAULT)))
    folder = Path(checkpoint)
    if folder.is_dir():
        return folder
    name = str(checkpoint)
    if name.count("/") != 1 or name.startswith((".", "/", "~")) or folder.exists():
        raise ConfigError(f"checkpoint {name}: no such folder (a hub id has the form owner/name)")
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(name, revision=revision, local_files_only=local_files_only, allow_patterns=PATTERNS)
        )
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigError(
            f"checkpoint {name}: no such folder here, and no repository of that name on the hub ({reason})"
        ) from error


def load(
    checkpoint: str | Path | None, *, revision: str | None = None, local_files_only: bool = False
) -> tuple[NewsfactsModel, PreTrainedTokenizerFast]:
    """Load the network (float32, in evaluation mode) and the tokenizer of a checkpoint.

    Only safetensors are read, and no code of the checkpoint's is run.

    Raises:
        ConfigError: files or tensors are missing, unknown or of another shape, or the format is newer.
    """
    folder = find(checkpoint, revision=revision, local_files_only=local_files_only)
    config = read_config(folder)
    try:
        with quiet():
            model, report = NewsfactsModel.from_pretrained(
                folder,
                config=config,
                dtype=torch.float32,
                use_safetensors=True,
                local_files_only=True,
                ignore_mismatched_sizes=True,  # they are refused below, by name
                output_loading_info=True,
            )
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise ConfigError(f"checkpoint {folder}: cannot be loaded ({_first_line(error)})") from error
    # transformers fills a missing tensor with random values and only warns.
    faults = [f"tensor {key} is missing" for key in sorted(report["missing_keys"])]
    faults += [f"tensor {key} is not part of the model" for key in sorted(report["unexpected_keys"])]
    faults += [
        f"tensor {key} is of shape {tuple(found)}, not {tuple(wanted)}"
        for key, found, wanted in sorted(report["mismatched_keys"])
    ]
    if faults:
        raise ConfigError.of(f"checkpoint {folder}", faults)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # the tokenizers library raises no narrower class
        raise ConfigError(f"checkpoint {folder}: its tokenizer cannot be loaded ({_first_line(error)})") from error
    return model.eval(), tokenizer


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the load reports, warnings and progress bars of transformers from the terminal."""
    verbosity, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bar:
            logging.enable_progress_bar()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def read_config(folder: Path) -> NewsfactsConfig:
    """The configuration of a checkpoint folder.

    Raises:
        ConfigError: the folder lacks a file, or is not a checkpoint that this version reads.
    """
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ConfigError(f"checkpoint {folder}: lacks {', '.join(missing)}; a checkpoint holds {', '.join(FILES)}")
    try:
        data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"checkpoint {folder}: config.json is not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("model_type") != NewsfactsConfig.model_type:
        found = data.get("model_type") if isinstance(data, dict) else None
        raise ConfigError(f"checkpoint {folder}: config.json is of model type {found!r}, not 'newsfacts'")
    if "auto_map" in data or "auto_map" in (data.get("encoder") or {}):
        raise ConfigError(f"checkpoint {folder}: config.json asks for code of its own (auto_map), which is never run")
    format = data.get("format", 0)
    if not isinstance(format, int) or format > FORMAT:
        raise ConfigError(
            f"checkpoint {folder}: has format {format!r}, this version reads up to {FORMAT}; upgrade newsfacts"
        )
    try:
        config: NewsfactsConfig = NewsfactsConfig.from_dict(data)
        config.scheme()
        config.encoder_config()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"checkpoint {folder}: config.json cannot be used ({_reason(error)})") from error
    return config


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error).splitlines()[0]


def save(
    model: NewsfactsModel,
    tokenizer: Any,
    folder: str | Path,
    *,
    dtype: torch.dtype = torch.float32,
    extra: dict[str, str] | None = None,
) -> Path:
    """Write a checkpoint folder, whole or not at all; an older one of that name is replaced.

    Args:
        dtype: of the stored weights; they are loaded as float32 all the same.
        extra: further text files, by name (the model card, the recipe).
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        weights = {name: value.detach().to("cpu", dtype).contiguous() for name, value in model.state_dict().items()}
        with quiet():
            model.save_pretrained(scratch, state_dict=weights)
            tokenizer.save_pretrained(scratch)
        for name, text in (extra or {}).items():
            (scratch / name).write_text(text, encoding="utf-8")
        for file in scratch.iterdir():  # safetensors are written for the owner alone
            file.chmod(0o644)
        scratch.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
            folder.rename(old / "old")
            try:
                scratch.rename(folder)
            except OSError:
                (old / "old").rename(folder)
                old.rmdir()
                raise
            shutil.rmtree(old)
        else:
            scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder
