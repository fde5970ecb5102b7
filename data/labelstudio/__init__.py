"""Label Studio (https://labelstud.io/guide/task_format): an array of tasks, one an article, as JSON export and import.

A mention or trigger is a region of the control ``label``. A mention's ``entity`` field holds the id of its entity: the
same id, the same entity; an empty field, an entity of its own. A trigger's ``factuality`` is a choice; its id is the
event's. An arrow from a trigger is an argument or the ``source``, one between mentions a relation. Offsets count code
points, as in the versions of Label Studio since 2022 (before, they counted UTF-16 units).

``data`` holds the text, the header, and what differs from the rule in entities: names, types, values. An article with
scores is a prediction, one without an annotation. Beside ``NAME.json``, ``NAME.xml`` is the labelling configuration to
paste into the project's settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsfacts.data.article import Article
from newsfacts.data.errors import DataError
from newsfacts.data.jsonarray import array_writer, elements
from newsfacts.data.labelstudio.config import labelling_config
from newsfacts.data.labelstudio.reading import article_of
from newsfacts.data.labelstudio.writing import task_of
from newsfacts.data.output import Write, atomic_write
from newsfacts.data.schema import Schema

__all__ = ["article_of", "labelling_config", "open_writer", "read", "task_of"]


def read(path: Path, schema: Schema) -> Iterator[Article | DataError]:
    """Each task's article, or the error that stands in its place."""
    try:
        for where, task in elements(path):
            try:
                yield article_of(task, schema, where)
            except DataError as error:
                yield error
    except DataError as error:
        yield error


@contextmanager
def open_writer(output: Path | None, schema: Schema) -> Iterator[Write]:
    """Write tasks to a file, with the labelling configuration beside it, or to standard output, without."""
    with array_writer(output) as write_element:
        yield lambda article: write_element(task_of(article, schema))
    if output is not None:
        with atomic_write(output.with_suffix(".xml")) as file:
            file.write(labelling_config(schema))
