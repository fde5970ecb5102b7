"""What a corpus is: a name, a licence, and a function that reads its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError

__all__ = ["Corpus"]


@dataclass(frozen=True)
class Corpus:
    """A public corpus in the files it is published in.

    Attributes:
        splits: the official splits, as ``article.meta["split"]`` names them; empty where there is none.
        licence: what the corpus may be used for, in a line.
        read: each article of the corpus folder, in the corpus's own labels and in a fixed order.
        files: the files that mark the corpus folder, as patterns from it (``"data/*.json"``).
        hub: the id of a data set on the Hugging Face hub that holds these files, where there is one.
    """

    name: str
    splits: tuple[str, ...]
    licence: str
    read: Callable[[Path], Iterator[Article]]
    files: tuple[str, ...]
    hub: str | None = None

    def locate(self, folder: Path) -> Path:
        """The corpus folder: this one, or the only one right below it, as an archive unpacks.

        Raises:
            DataError: neither holds the files of the corpus; the message names those that are not there.
        """
        below = [path for path in folder.iterdir() if path.is_dir()]
        for candidate in [folder, *below] if len(below) == 1 else [folder]:
            if not self._missing(candidate):
                return candidate
        raise DataError(
            f"{folder}: is not the folder of the corpus {self.name!r}, which holds {', '.join(self.files)}; "
            f"not found: {', '.join(self._missing(folder))}"
        )

    def _missing(self, folder: Path) -> list[str]:
        return [pattern for pattern in self.files if next(folder.glob(pattern), None) is None]
