"""Arrays of JSON in files, one element in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from newsfacts.data.errors import DataError
from newsfacts.data.jsontext import DECODER
from newsfacts.data.output import text_output

__all__ = ["array_writer", "elements"]

CHUNK = 1 << 16  # characters
_SPACE = " \t\r\n"


def elements(path: Path) -> Iterator[tuple[str, Any]]:
    """Each element of the array in this file, after its place, ``path:line``.

    Raises:
        DataError: not UTF-8, not JSON or no array; the message names the line.
    """
    with open(path, encoding="utf-8-sig") as file:
        source = _Source(path, file)
        try:
            yield from source.elements()
        except UnicodeDecodeError as error:
            raise DataError(f"{path}: not UTF-8 (after line {source.line})") from error


class _Source:
    """The text of a file, as far as it has been read and not yet been taken."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self.path, self.file = path, file
        self.text, self.at, self.line = "", 0, 1

    def elements(self) -> Iterator[tuple[str, Any]]:
        if self._sign() != "[":
            raise self._fault("accepted: an array of objects, [{…}, …]")
        self.at += 1
        if self._sign() == "]":
            self.at += 1
        else:
            while True:
                self._sign()
                yield f"{self.path}:{self.line}", self._value()
                sign = self._sign()
                if sign not in (",", "]"):
                    raise self._fault("not JSON (expected ',' or ']' after an element of the array)")
                self.at += 1
                if sign == "]":
                    break
        if self._sign():
            raise self._fault("not JSON (text after the array)")

    def _fault(self, message: str) -> DataError:
        return DataError(f"{self.path}:{self.line}: {message}")

    def _more(self) -> bool:
        """Read as much again as is held, so that a long element is parsed few times."""
        held = self.text[self.at :]
        chunk = self.file.read(max(CHUNK, len(held)))
        self.text, self.at = held + chunk, 0
        return bool(chunk)

    def _sign(self) -> str:
        """The next sign that is no white space, or nothing at the end of the file."""
        while True:
            rest = len(self.text)
            start = self.at
            while self.at < rest and self.text[self.at] in _SPACE:
                self.at += 1
            self.line += self.text.count("\n", start, self.at)
            if self.at < rest:
                return self.text[self.at]
            if not self._more():
                return ""

    def _value(self) -> Any:
        while True:
            at = self.at
            try:
                value, end = DECODER.raw_decode(self.text, at)
            except json.JSONDecodeError as error:
                # Far from the end of what was read, it is a fault; near it, or in a string, the rest may be missing.
                if (error.pos + 16 < len(self.text) and not error.msg.startswith("Unterminated")) or not self._more():
                    line = self.line + error.doc.count("\n", at, error.pos)
                    raise DataError(f"{self.path}:{line}: not JSON ({error.msg}, column {error.colno})") from error
            except (ValueError, RecursionError) as error:  # NaN, an integer of 5,000 digits, 10,000 brackets
                raise self._fault(f"not JSON that can be read ({error})") from error
            else:
                if end < len(self.text) or not self._more():  # a number may go on
                    self.line += self.text.count("\n", self.at, end)
                    self.at = end
                    return value


@contextmanager
def array_writer(output: Path | None) -> Iterator[Callable[[Any], None]]:
    """A function that writes the next element of an array, a line each, to a file or standard output."""
    count = 0
    with text_output(output) as file:
        file.write("[")

        def write(element: Any) -> None:
            nonlocal count
            line = json.dumps(element, ensure_ascii=False)
            try:
                line.encode("utf-8")
            except UnicodeEncodeError:  # lone surrogates, which UTF-8 cannot hold
                line = json.dumps(element)
            file.write(("," if count else "") + "\n" + line)
            file.flush()
            count += 1

        yield write
        file.write("\n]\n")
