"""What a training run depended on besides its recipe: the content of its files, the first weights, the machine."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

import torch

from newsfacts import __version__
from newsfacts.data import Article, ConfigError
from newsfacts.data.files import CORPUS, expand
from newsfacts.manifest import file_sum
from newsfacts.training.recipe import Recipe, encoder_path

__all__ = ["PREDICTED", "RECORD", "Provenance", "counts", "data_sums"]

RECORD = "training.json"
LIBRARIES = ("torch", "transformers", "tokenizers", "accelerate", "numpy")


@dataclass(frozen=True)
class Provenance:
    """The record that lies beside a checkpoint as ``training.json``.

    Attributes:
        data: for each path of the recipe, how many ``files`` it names and one ``sha256`` over them.
        start: SHA-256 of the weights before the first step: the encoder's, and those drawn from the seed.
        environment: versions, processor, threads and precision; another one may round otherwise.
        articles: for each training that the weights have gone through, the first one first, how many ``articles`` and
            ``words`` of each origin it read. Empty in records of before December 2026.
        encoder: the pretrained encoder that the first one began with.
    """

    data: dict[str, dict[str, Any]]
    start: str
    environment: dict[str, Any]
    articles: list[dict[str, dict[str, int]]] = field(default_factory=list)
    encoder: str = ""

    @classmethod
    def of(cls, recipe: Recipe, model: torch.nn.Module, bf16: bool, train: Sequence[Article]) -> Self:
        """That of a run that begins now, on these articles."""
        encoder = recipe.network.encoder
        articles = [counts(train)]
        if before := cls.load(Path(encoder_path(encoder))):
            articles, encoder = [*before.articles, *articles], before.encoder or encoder
        return cls(data_sums(recipe), _weights_sum(model), _environment(bf16), articles, encoder)

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The record in a folder, or None where there is none.

        Raises:
            ConfigError: it is not of this form.
        """
        path = folder / RECORD
        if not path.is_file():
            return None
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ConfigError(f"{path}: is no record of a training run ({error})") from error

    def to_json(self) -> str:
        """The text of the file."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    def changed_data(self, now: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """What has become of the files since, one phrase a path."""
        changes = []
        for path, then in self.data.items():
            if path not in now:
                changes.append(f"{path} is not read now")
            elif now[path] != then:
                counts = f"{then['files']:,} files then, {now[path]['files']:,} now"
                changes.append(f"{path} has changed since ({counts})")
        return changes + [f"{path} was not read then" for path in now if path not in self.data]

    def changed_environment(self, now: Mapping[str, Any]) -> list[str]:
        """How another machine or installation differs, one phrase each."""
        names = dict.fromkeys([*self.environment, *now])
        return [
            f"{name}: {self.environment.get(name)} then, {now.get(name)} now"
            for name in names
            if self.environment.get(name) != now.get(name)
        ]


PREDICTED = ", predicted"  # after the origin of articles that a checkpoint has marked


def counts(articles: Iterable[Article]) -> dict[str, dict[str, int]]:
    """How many ``articles`` and ``words`` of each origin there are; where none is said, of each corpus."""
    found: dict[str, dict[str, int]] = {}
    for article in articles:
        origin = article.origin or article.meta.get("corpus") or "not said"
        if any(mark.score is not None for mark in article.marks):
            origin += PREDICTED
        of = found.setdefault(origin, {"articles": 0, "words": 0})
        of["articles"] += 1
        of["words"] += len(article.text.split())
    return dict(sorted(found.items(), key=lambda item: -item[1]["articles"]))


def data_sums(recipe: Recipe) -> dict[str, dict[str, Any]]:
    """For each path that the recipe names, how many files it stands for and one SHA-256 over them.

    Raises:
        DataError: every path that is not there.
    """
    data = recipe.data
    paths = [*data.train, *data.dev, *data.held_out, *([data.data_schema] if data.data_schema else [])]
    paths += [mixed.articles for mixed in data.corpora]
    paths += [mixed.labels for mixed in data.corpora if Path(mixed.labels).is_file()]
    plain = [path for path in dict.fromkeys(paths) if not CORPUS.fullmatch(path) or Path(path).exists()]
    expand(plain, any_file=True)  # all that is missing is said at once
    return {path: _sum(_files(path, path in plain)) for path in dict.fromkeys(paths)}


def _files(path: str, plain: bool) -> list[Path]:
    if plain:
        return expand(path, any_file=True)
    match = CORPUS.fullmatch(path)
    assert match
    root = Path(match["path"])
    return [root] if root.is_file() else sorted(file for file in root.rglob("*") if file.is_file())


def _sum(files: list[Path]) -> dict[str, Any]:
    digest = hashlib.sha256()
    for line in sorted(f"{file.name} {file_sum(file)}\n" for file in files):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return {"files": len(files), "sha256": digest.hexdigest()}


def _weights_sum(model: torch.nn.Module) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.detach().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _environment(bf16: bool) -> dict[str, Any]:
    cuda = torch.cuda.is_available()
    return {
        "newsfacts": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "device": torch.cuda.get_device_name() if cuda else "cpu",
        "threads": torch.get_num_threads(),
        "processes": int(os.environ.get("WORLD_SIZE", "1")),
        "precision": "bf16" if bf16 else "fp32",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
