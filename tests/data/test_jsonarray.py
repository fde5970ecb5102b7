import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data import DataError, jsonarray

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(values=st.lists(VALUES), chunk=st.integers(1, 40), indent=st.none() | st.just(1))
def test_reads_piece_by_piece(
    values: list[object], chunk: int, indent: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("array") / "a.json"
    file.write_text(json.dumps(values, indent=indent), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonarray, "CHUNK", chunk)
        assert [value for _, value in jsonarray.elements(file)] == values


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ":1: accepted: an array"),
        ("{}", ":1: accepted: an array"),
        ('[\n{"a": 1}\n{"b": 2}]', ":3: not JSON .expected ','"),
        ('[{"a": 1},\n{"a": \n}]', ":3: not JSON"),
        ("[1, 2", "not JSON"),
        ("[NaN]", "NaN is no JSON number"),
        ("[1] x", ":1: not JSON .text after the array"),
    ],
)
def test_faults_name_the_line(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        list(jsonarray.elements(file))
