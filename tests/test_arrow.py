"""Records as Arrow rows."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import arrow
from koprep.errors import InputError
from koprep.flow import Shape
from koprep.record import Record, Token
from tests.datalayer import SHAPES, file, made_records

shaped = st.sampled_from(SHAPES).flatmap(lambda shape: st.tuples(st.just(shape), made_records(shape)))


@given(shaped, st.integers(0, 6), st.integers(0, 6))
def test_records_come_back_also_from_a_slice(made: tuple[Shape, list[Record]], start: int, length: int) -> None:
    shape, records = made
    batch = arrow.batch(records, arrow.schema(shape.level, shape.tagged))
    assert arrow.records(batch) == records
    assert arrow.records(batch.slice(min(start, len(records)), length)) == records[start : start + length]


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        (Shape("text"), "id doc label text"),
        (Shape("tokens"), "id doc label text tokens spans"),
        (Shape("tagged", True), "id doc label text tokens tags spans"),
        (Shape("ids"), "id doc label text tokens spans ids"),
        (Shape("ids", True), "id doc label text tokens tags spans ids"),
    ],
)
def test_a_file_has_the_columns_its_records_need(shape: Shape, names: str) -> None:
    assert arrow.schema(shape.level, shape.tagged).names == names.split()


def test_columns_are_plain_lists_that_other_programs_read() -> None:
    record = Record("a:1", "했다", "a", (Token("하", "XSV", 0, 1), Token("었", "EP", 0, 1)), None, "1")
    assert arrow.batch([record], arrow.schema("tagged", True)).to_pylist() == [
        {
            "id": "a:1",
            "doc": "a",
            "label": "1",
            "text": "했다",
            "tokens": ["하", "었"],
            "tags": ["XSV", "EP"],
            "spans": [0, 1, 0, 1],
        }
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all, just text" * 9])
def test_what_is_no_parquet_file_is_said_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = file(tmp_path, "a.parquet", content)
    with pytest.raises(InputError, match=r"a\.parquet: no Parquet file") as caught:
        arrow.open_file(path)
    assert "\n" not in str(caught.value)


def test_what_the_system_refuses_is_said_in_its_words(tmp_path: Path) -> None:
    path = file(tmp_path, "a.parquet", b"PAR1")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        with pytest.raises(InputError, match=r"a\.parquet: too many open files$"):
            arrow.open_file(path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
