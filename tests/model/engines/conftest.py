import json
from pathlib import Path

import pytest

from newsfacts.predict import predict

COUNT = 300
UNREADABLE = {0, 63, 64, 100, 299}


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory, tiny_checkpoint: Path) -> Path:
    """A folder with ``in/``, some lines and rows of which are at fault, and what one process makes of it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("engines")
    (folder / "in").mkdir()
    lines = []
    for i in range(COUNT):
        # A word of 64 letters has more subwords than the tiny network's window holds.
        text = "x" * 64 if i in UNREADABLE else f"Police said on Friday: {i} killed ≥ 2 \ud83d in Oslo. " * (i % 3)
        lines.append(json.dumps({"id": f"a{i}", "text": text, "date": "2024-03-08"}) + "\n")
    (folder / "in" / "a.jsonl").write_text("".join(lines[:150]) + "\n \n" + "".join(lines[150:]), encoding="utf-8")
    texts = [None if i == 99 else f"The army said {i} killed." for i in range(100)]
    table = pa.table({"text": texts, "title": ["T"] * 100, "more": range(100)})
    pq.write_table(table, folder / "in" / "b.parquet", row_group_size=30)
    (folder / "in" / "c.txt").write_text("The president said no.", encoding="utf-8")
    failures = predict([folder / "in"], tiny_checkpoint, output=folder / "whole.jsonl")
    (folder / "failures").write_text("\n".join(map(str, failures)), encoding="utf-8")
    assert len(failures) == len(UNREADABLE) + 1
    return folder
