"""What brat must know of a scheme: ``annotation.conf`` (https://brat.nlplab.org/configuration.html)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsfacts.data.errors import DataError
from newsfacts.data.schema import Schema

__all__ = ["annotation_conf", "check_labels"]

_LABEL = re.compile(r"[A-Za-z0-9_-]+")


def check_labels(labels: Iterable[str], where: str) -> None:
    """Raise a ``DataError`` that lists the labels brat does not take."""
    wrong = sorted({label for label in labels if not _LABEL.fullmatch(label)})
    if wrong:
        raise DataError(f"{where}: brat takes letters of English, digits, - and _ in labels; found {', '.join(wrong)}")


def annotation_conf(schema: Schema) -> str:
    """The content of ``annotation.conf`` for this scheme; raises a ``DataError`` if brat cannot take its labels."""
    roles = [role.name for role in schema.roles]
    relations = [relation.name for relation in schema.relations]
    check_labels([*schema.mark_types, *roles, *schema.factuality, *relations], f"schema {schema.name}")
    arguments = [f"{role.name}*:{'|'.join(role.types)}" for role in schema.roles]
    arguments.append(f"source?:{'|'.join(schema.source)}")
    lines = ["[entities]", *schema.mentions, "", "[relations]"]
    for relation in schema.relations:
        symmetric = ", <REL-TYPE>:symmetric" if relation.symmetric else ""
        lines.append(f"{relation.name}\tArg1:{'|'.join(relation.head)}, Arg2:{'|'.join(relation.tail)}{symmetric}")
    lines += ["Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive", "", "[events]"]
    lines += [f"{type}\t{', '.join(arguments)}" for type in schema.events]
    lines += ["", "[attributes]"]
    values = [name for name in schema.factuality if name != schema.default_factuality]
    if schema.events and values:
        lines.append(f"Factuality\tArg:<EVENT>, Value:{'|'.join(values)}")
    return "\n".join([*lines, ""])
