from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from command import Run

from newsfacts.data import Article, DataError, Schema, write_jsonl
from newsfacts.training.evaluate import evaluate


def test_a_checkpoint_of_another_scheme_is_refused(
    article: Article, schema: Schema, tiny_checkpoint: Path, tmp_path: Path, newsfacts_command: Run
) -> None:
    data, path = tmp_path / "data.jsonl", tmp_path / "mine.yaml"
    write_jsonl([article], data)
    content = schema.to_dict()
    content |= {"name": "mine", "mentions": {**content["mentions"], "WHO": "somebody"}}
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    refusal = "Error: the checkpoint's scheme is 'news', version 1, not 'mine', version 1: mentions: lacks WHO\n"
    for command in (["evaluate", "--data", data], ["predict", data]):
        assert newsfacts_command(*command, "--checkpoint", tiny_checkpoint, "--schema", path) == (1, "", refusal)


def test_articles_of_another_scheme_are_refused_by_the_checkpoints(
    article: Article, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    first, *rest = article.mentions
    write_jsonl([replace(article, mentions=(replace(first, type="WHO"), *rest))], tmp_path / "data.jsonl")
    with pytest.raises(DataError, match=r"by the scheme 'news', version 1:\n[\s\S]*no mention type 'WHO'"):
        evaluate(tiny_checkpoint, tmp_path / "data.jsonl")


def test_the_differences_of_schemes(schema: Schema) -> None:
    other = replace(schema, mentions={"WHO": ""}, roles=schema.roles[1:])
    assert schema.differences(schema) == []
    lacks, besides, roles = schema.differences(other)
    assert lacks == "mentions: lacks WHO"
    assert besides.startswith("mentions: has PERSON, ORG, ")
    assert roles == f"roles: has {schema.roles[0].name} besides"
