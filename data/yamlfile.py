"""Reading YAML strictly."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from newsfacts.data.errors import ConfigError

__all__ = ["LARGEST", "parse_yaml", "read_yaml"]

LARGEST = 100_000  # values in a file


def read_yaml(path: str | Path) -> Any:
    """The content of a YAML file.

    Raises:
        ConfigError: no such file, not YAML, or a key that stands twice (YAML itself keeps the last).
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 (byte {error.start})") from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, where: str) -> Any:
    """What a text says in YAML. ``2e-4`` is a number here, which PyYAML alone takes for text.

    Raises:
        ConfigError: not YAML, a key that stands twice, or more than :data:`LARGEST` values once aliases are followed;
            ``where`` begins the message.
    """
    try:
        return yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{where}: not valid YAML ({error.problem}{line})") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{where}: not valid YAML ({' '.join(str(error).split())})") from error
    except (ValueError, RecursionError) as error:  # the 32nd of May, an integer of 5,000 digits, 1,000 brackets
        raise ConfigError(f"{where}: not YAML that can be read ({error})") from error


# libyaml, where PyYAML is built with it, reads ten times as fast.
_Fastest: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fastest):  # type: ignore[misc]
    def get_single_node(self) -> yaml.Node | None:
        node: yaml.Node | None = super().get_single_node()
        if node is not None:
            _size(node, {})
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(str(key.value))
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping


def _size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """How many values a node stands for. Aliases of aliases of lists are a few lines, but may stand for billions."""
    if id(node) not in sizes:
        sizes[id(node)] = LARGEST  # what an alias inside of its own node stands for
        below: list[yaml.Node] = []
        if isinstance(node, yaml.MappingNode):
            below = [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            below = node.value
        size = 1 + sum(_size(part, sizes) for part in below)
        if size > LARGEST:
            raise yaml.constructor.ConstructorError(None, None, f"more than {LARGEST:,} values", node.start_mark)
        sizes[id(node)] = size
    return sizes[id(node)]


_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?\d+[eE][-+]?\d+$"), list("-+0123456789"))
