import json
from pathlib import Path

from newsfacts.training.reading import read
from newsfacts.training.recipe import Recipe

ROOT = Path(__file__).parents[2]


def test_only_the_outermost_marks_of_what_is_not_held_out_are_trained_on(tmp_path: Path) -> None:
    entities = [
        {"type": "Org", "start": 0, "end": 3},
        {"type": "Loc", "start": 2, "end": 3},
        {"type": "Peop", "start": 4, "end": 5},
    ]
    relations = [{"type": "Work_For", "head": 2, "tail": 0}, {"type": "Live_In", "head": 2, "tail": 1}]
    for split, names in (("train", ["Ida", "Per", "Kim"]), ("dev", ["Per"]), ("test", ["Kim"])):
        rows = [
            {
                **{"tokens": ["University", "of", "Oslo", "hires", name], "orig_id": f"{split} {name}"},
                **{"entities": entities, "relations": relations},
            }
            for name in names
        ]
        (tmp_path / f"conll04_{split}.json").write_text(json.dumps(rows))
    paths = {"train": "train", "dev": "dev", "held_out": "test"}
    overrides = [f"data.{key}=['conll04@{tmp_path}:{split}']" for key, split in paths.items()]
    overrides.append(f"data.schema={ROOT / 'configs' / 'schema' / 'conll04.yaml'}")
    data = read(Recipe.load(ROOT / "configs" / "conll04.yaml", overrides))
    (train,), (dev,) = data.train, data.dev  # what stands in dev or in test is not trained on
    assert data.leaked == 2
    assert [(mention.type, mention.text) for mention in train.mentions] == [
        ("Org", "University of Oslo"),
        ("Peop", "Ida"),
    ]
    assert [relation.type for relation in train.relations] == ["Work_For"]
    assert (len(dev.mentions), len(dev.relations)) == (3, 2)
