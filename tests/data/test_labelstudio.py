import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from newsfacts.data import Article, DataError, Schema, labelstudio
from newsfacts.data.labelstudio import article_of, labelling_config, task_of


def test_an_exported_task(article: Article, schema: Schema) -> None:
    task = task_of(article, schema)
    task |= {"id": 7, "predictions": [{"result": []}]}
    cancelled = {"was_cancelled": True, "result": []}
    assert article_of({**task, "annotations": [cancelled, *task["annotations"]]}, schema) == article
    with pytest.raises(DataError, match=r"t:1: has 2 annotations; accepted: one"):
        article_of({**task, "annotations": task["annotations"] * 2}, schema, "t:1")


def test_regions_and_arrows_of_an_annotator(schema: Schema) -> None:
    regions = [("a", 0, 3, "PERSON"), ("b", 4, 8, "SAY"), ("c", 9, 12, "PERSON")]
    result = [
        {"id": id, "from_name": "label", "type": "labels", "value": {"start": s, "end": e, "labels": [type]}}
        for id, s, e, type in regions
    ]
    result.append({"type": "relation", "from_id": "c", "to_id": "b", "direction": "left", "labels": ["recipient"]})
    article = article_of({"id": 7, "data": {"text": "Ann told Bob"}, "annotations": [{"result": result}]}, schema)
    assert article.id == "7"
    assert [entity.id for entity in article.entities] == ["a", "c"]
    assert [(a.role, a.entity) for a in article.events[0].arguments] == [("recipient", "c")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": {"start": 0, "end": 3, "text": "Bob", "labels": ["PERSON"]}}, "reads 'Ann', not 'Bob'"),
        ({"value": {"start": 0, "end": 99, "labels": ["PERSON"]}}, r"0:99 is not inside the text \(0:3\)"),
        ({"value": {"start": "0", "end": 3, "labels": ["PERSON"]}}, "accepted: one label, a start and an end"),
        ({"type": "rectangle"}, "'rectangle' of the control 'label'"),
    ],
)
def test_faults(change: dict[str, object], message: str, schema: Schema) -> None:
    region = {"id": "a", "from_name": "label", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["PERSON"]}}
    task = {"id": 1, "data": {"text": "Ann"}, "annotations": [{"result": [{**region, **change}]}]}
    with pytest.raises(DataError, match=message):
        article_of(task, schema)


def test_broken_json_names_the_line(tmp_path: Path, schema: Schema, article: Article) -> None:
    file = tmp_path / "a.json"
    file.write_text("[" + json.dumps(task_of(article, schema)) + ",\n{]\n", encoding="utf-8")
    good, error = labelstudio.read(file, schema)
    assert good == article
    assert f"{file}:2: not JSON" in str(error)
    file.write_text('[{"label": []}]', encoding="utf-8")
    (error,) = labelstudio.read(file, schema)
    assert "JSON-MIN" in str(error)


def test_the_configuration_names_every_label(schema: Schema) -> None:
    root = ElementTree.fromstring(labelling_config(schema))
    assert [label.get("value") for label in root.iter("Label")] == list(schema.mark_types)
    assert {"agent", "source", "has_role"} <= {arrow.get("value") for arrow in root.iter("Relation")}
    assert [choice.get("value") for choice in root.iter("Choice")] == list(schema.factuality)
