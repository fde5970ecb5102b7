import json
from pathlib import Path

from newsfacts.training.reading import read
from newsfacts.training.recipe import Recipe

ROOT = Path(__file__).parents[2]


def test_only_the_outermost_marks_are_trained_on(tmp_path: Path) -> None:
    entities = [
        {"type": "Org", "start": 0, "end": 3},
        {"type": "Loc", "start": 2, "end": 3},
        {"type": "Peop", "start": 4, "end": 5},
    ]
    relations = [{"type": "Work_For", "head": 2, "tail": 0}, {"type": "Live_In", "head": 2, "tail": 1}]
    for split, name in (("train", "Ida"), ("dev", "Per"), ("test", "Kim")):
        row = {"tokens": ["University", "of", "Oslo", "hires", name], "entities": entities, "relations": relations}
        (tmp_path / f"conll04_{split}.json").write_text(json.dumps([row | {"orig_id": name}]))
    overrides = [f"data.{split}=['conll04@{tmp_path}:{split}']" for split in ("train", "dev")]
    overrides.append(f"data.schema={ROOT / 'configs' / 'schema' / 'conll04.yaml'}")
    data = read(Recipe.load(ROOT / "configs" / "conll04.yaml", overrides))
    (train,), (dev,) = data.train, data.dev
    assert [(mention.type, mention.text) for mention in train.mentions] == [
        ("Org", "University of Oslo"),
        ("Peop", "Ida"),
    ]
    assert [relation.type for relation in train.relations] == ["Work_For"]
    assert (len(dev.mentions), len(dev.relations)) == (3, 2)
