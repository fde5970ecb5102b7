"""Which country a word names: "Syria", "Syrian", "Damascus"."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from newsfacts.data.yamlfile import read_yaml

__all__ = ["CountryWord", "country_word"]

Kind = Literal["names", "people", "capital"]


class CountryWord(NamedTuple):
    """A word for a country: its code in ``countries.yaml``, and whether it is its name, its people or its capital."""

    code: str
    kind: Kind


@lru_cache(maxsize=65536)
def country_word(text: str) -> CountryWord | None:
    """The one country that a word stands for ("the U.S.", "Kenyans", "SYRIA", but not "us"), or ``None``."""
    words = _words()
    text = text.replace(".", "").replace("’", "'").removeprefix("the ").removeprefix("The ").strip()
    # Capitals throughout may be a headline's ("SYRIA"); short ones are acronyms, which are listed ("US").
    forms = [text, text.title()] if text.isupper() and len(text) > 4 else [text]
    return next(
        (found for form in [*forms, *(form.removesuffix("s") for form in forms)] if (found := words.get(form))), None
    )


@cache
def _words() -> dict[str, CountryWord]:
    meanings: dict[str, set[CountryWord]] = defaultdict(set)
    content: dict[str, dict[Any, list[str]]] = read_yaml(str(files("newsfacts.data").joinpath("countries.yaml")))
    for code, kinds in content.items():
        for kind, words in kinds.items():
            for word in words:
                meanings[word.replace(".", "")].add(CountryWord(code, kind))
    return {word: next(iter(meaning)) for word, meaning in meanings.items() if len(meaning) == 1}
