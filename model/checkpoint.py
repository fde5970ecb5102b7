"""Checkpoint folders: where they are found, how they are read, and how they are written."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import PreTrainedTokenizerFast
from transformers.utils import logging

from newsfacts.bert import Bert
from newsfacts.config import FORMAT, SEALED, NewsfactsConfig
from newsfacts.data.errors import ConfigError
from newsfacts.foreign import foreign
from newsfacts.graph import Graph
from newsfacts.manifest import CARD, MANIFEST, check_manifest, read_manifest, write_manifest
from newsfacts.network import Network
from newsfacts.precision import graph_precision

if TYPE_CHECKING:
    from newsfacts.pretrained import NewsfactsModel

__all__ = ["DEFAULT", "check", "find", "load", "load_to_predict", "quiet", "read_config", "replace_config", "save"]

DEFAULT = "news-small"  # the checkpoint in the package that is loaded when none is named
FILES = ("config.json", "model.safetensors", "tokenizer.json")
# What is fetched from a hub: no pickles, no code.
PATTERNS = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja", "*.yaml", "README.md"]


def find(checkpoint: str | Path | None, *, revision: str | None = None, local_files_only: bool = False) -> Path:
    """The folder of a checkpoint, fetched first if it is a hub id: ``owner/name``, or ``owner/name@revision``.

    What has been fetched lies in the hub's cache (``$HF_HOME``), and is asked for again only to see whether it has
    changed; with ``local_files_only`` or ``HF_HUB_OFFLINE=1``, not even that.

    Raises:
        ConfigError: says what was looked for and where.
    """
    if checkpoint is None:
        # An editable install keeps links to the files here: the folder is where they lie.
        return Path(str(files("newsfacts").joinpath("checkpoints", DEFAULT, "config.json"))).resolve().parent
    folder = Path(checkpoint)
    if folder.is_dir():
        return folder
    name, _, tail = str(checkpoint).partition("@")
    if name.count("/") != 1 or name.startswith((".", "/", "~")) or folder.exists():
        raise ConfigError(f"checkpoint {checkpoint}: no such folder (a hub id has the form owner/name)")
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(
                name, revision=revision or tail or None, local_files_only=local_files_only, allow_patterns=PATTERNS
            )
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(
            f"checkpoint {checkpoint}: no such folder here, and the hub does not give it ({_first_line(error)})"
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
    from newsfacts.pretrained import NewsfactsModel  # takes seconds to import

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
    _refuse(folder, report["missing_keys"], report["unexpected_keys"], report["mismatched_keys"])
    return model.eval(), _tokenizer(folder)


def load_to_predict(folder: Path) -> tuple[Network, PreTrainedTokenizerFast]:
    """As :func:`load`, but over an encoder of our own where there is one for its family, which is read far sooner.

    That of an exported checkpoint is compiled by its backend.

    Raises:
        ConfigError: see :func:`load`; or the backend is not installed, or the processor lacks its precision.
    """
    config = read_config(folder)
    precision = graph_precision(config.backend["precision"]) if config.backend else None
    if not Bert.reads(config.encoder):
        return load(folder)
    with torch.random.fork_rng(devices=()):  # loading changes no random numbers that are drawn after it
        model = Network(config, Bert(config.encoder))
    try:
        tensors = {name: tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise ConfigError(f"checkpoint {folder}: cannot be loaded ({_first_line(error)})") from error
    own = model.state_dict()
    shapes = [(key, tensors[key].shape, own[key].shape) for key in own.keys() & tensors.keys()]
    mismatched = [(key, found, wanted) for key, found, wanted in shapes if found != wanted]
    _refuse(folder, own.keys() - tensors.keys(), tensors.keys() - own.keys(), mismatched)
    model.load_state_dict(tensors, assign=True)
    if precision is not None:
        model.encoder = Graph(model.encoder, precision)
    return model.eval(), _tokenizer(folder)


def _refuse(folder: Path, missing: Iterable[str], unexpected: Iterable[str], mismatched: Iterable[Any]) -> None:
    """Raise a ``ConfigError`` if there are any such tensors; mismatched: (name, shape, shape wanted)."""
    faults = [f"tensor {key} is missing" for key in sorted(missing)]
    faults += [f"tensor {key} is not part of the model" for key in sorted(unexpected)]
    faults += [
        f"tensor {key} is of shape {tuple(found)}, not {tuple(wanted)}" for key, found, wanted in sorted(mismatched)
    ]
    if faults:
        raise ConfigError.of(f"checkpoint {folder}", faults)


def _tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    try:
        return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # the tokenizers library raises no narrower class
        raise ConfigError(f"checkpoint {folder}: its tokenizer cannot be loaded ({_first_line(error)})") from error


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
    """The configuration of a checkpoint folder, once :func:`check` has let the folder pass.

    Raises:
        ConfigError: the folder is not a checkpoint that this version reads.
    """
    sealed = check(folder)
    try:
        data = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"checkpoint {folder}: config.json is not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("model_type") != NewsfactsConfig.model_type:
        found = data.get("model_type") if isinstance(data, dict) else None
        raise ConfigError(f"checkpoint {folder}: config.json is of model type {found!r}, not 'newsfacts'")
    format = data.get("format", 0)
    if not isinstance(format, int) or format > FORMAT:
        raise _newer(folder, format)
    if format >= SEALED and not sealed:
        raise ConfigError(f"checkpoint {folder}: lacks {MANIFEST}, so its files cannot be checked; get it anew")
    try:
        config: NewsfactsConfig = NewsfactsConfig.from_dict(data)
        config.scheme()
        if not Bert.reads(config.encoder):
            if config.backend:
                raise ConfigError(f"the backend {config.backend['name']} does not read this encoder")
            config.encoder_config()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"checkpoint {folder}: config.json cannot be used ({_reason(error)})") from error
    return config


def check(folder: Path) -> bool:
    """Whether every file of a checkpoint folder is as its manifest says; False if it has none, as before format 2.

    Raises:
        ConfigError: files are missing, changed or unknown, or of a kind that is never read; each is named.
    """
    if faults := foreign(folder):
        raise ConfigError.of(f"checkpoint {folder}", faults)
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ConfigError(f"checkpoint {folder}: lacks {', '.join(missing)}; a checkpoint holds {', '.join(FILES)}")
    try:
        manifest = read_manifest(folder)
    except ValueError as error:
        raise ConfigError(f"checkpoint {folder}: {error}") from error
    if manifest is None:
        return False
    if manifest["format"] > FORMAT:
        raise _newer(folder, manifest["format"])
    unsealed = [f"{MANIFEST} does not name {name}" for name in FILES if name not in manifest["files"]]
    if faults := unsealed or check_manifest(folder, manifest):
        raise ConfigError.of(f"checkpoint {folder}", faults)
    return True


def _newer(folder: Path, format: Any) -> ConfigError:
    return ConfigError(
        f"checkpoint {folder}: has format {format!r}, this version reads up to {FORMAT}; upgrade newsfacts"
    )


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error).splitlines()[0]


def save(
    model: Network,
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
    config = model.config
    config.format, config.architectures, config.dtype = FORMAT, ["NewsfactsModel"], "float32"
    with _replacing(Path(folder)) as scratch:
        weights = {name: value.detach().to("cpu", dtype).contiguous() for name, value in model.state_dict().items()}
        try:
            with quiet():
                save_file(weights, scratch / "model.safetensors", {"format": "pt"})
                config.save_pretrained(scratch)
                tokenizer.save_pretrained(scratch)
        except Exception as error:  # a full disk is another class to each library, to tokenizers just this one
            raise OSError(f"{folder}: cannot be written ({_first_line(error)})") from error
        for name, text in (extra or {}).items():
            (scratch / name).write_text(text, encoding="utf-8")
    return Path(folder)


def replace_config(
    folder: str | Path, config: NewsfactsConfig, target: str | Path | None = None, card: str | None = None
) -> Path:
    """Put another configuration, with other thresholds say, into a checkpoint folder; all else in it stays.

    Args:
        target: write a copy there instead, and leave the folder as it is.
        card: another model card.

    Raises:
        ConfigError: the folder is not a checkpoint that this version reads.
    """
    folder = find(folder)
    read_config(folder)
    config.format = FORMAT
    target = folder if target is None else Path(target)
    with _replacing(target) as scratch:
        shutil.copytree(folder, scratch, dirs_exist_ok=True)
        config.save_pretrained(scratch)
        if card is not None:
            (scratch / CARD).write_text(card, encoding="utf-8")
    return target


@contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """An empty folder that gets a manifest and takes the place of this one, if the block ends without an error."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield scratch
        for file in scratch.iterdir():  # safetensors are written for the owner alone
            if file.is_file():
                file.chmod(0o644)
        write_manifest(scratch, FORMAT)
        scratch.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
            folder.rename(old / "old")
            try:
                scratch.rename(folder)
            except BaseException:  # a signal too
                (old / "old").rename(folder)
                old.rmdir()
                raise
            shutil.rmtree(old)
        else:
            scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
