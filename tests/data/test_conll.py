from pathlib import Path

import pytest

from newsfacts.data import Article, DataError, Schema, conll


def read(content: str, tmp_path: Path, schema: Schema) -> list[Article | DataError]:
    file = tmp_path / "a.conll"
    file.write_bytes(content.encode())
    return list(conll.read(file, schema))


@pytest.mark.parametrize("tags", ["I-PERSON B-PERSON O", "B-PERSON B-PERSON O", "U-PERSON U-PERSON O"])
def test_every_dialect(tags: str, tmp_path: Path, schema: Schema) -> None:
    lines = zip(["Ann", "Bob", "ran"], tags.split(), strict=True)
    (article,) = read("\ufeff-DOCSTART- -X- O\r\n\r\n" + "".join(f"{t} NN {g}\r\n" for t, g in lines), tmp_path, schema)
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("a-1", "Ann Bob ran")
    assert [mention.text for mention in article.mentions] == ["Ann", "Bob"]


def test_faults_name_the_line(tmp_path: Path, schema: Schema) -> None:
    first, second, third = read("Ann B-PERSON\n-DOCSTART- O\nBob\n-DOCSTART- O\nCy B-NONE\n", tmp_path, schema)
    assert isinstance(first, Article)
    assert f"{tmp_path}/a.conll:3: cannot read 'Bob'" in str(second)
    assert "no mention type 'NONE'" in str(third)
