"""Parquet files of other people, and damaged ones."""

from __future__ import annotations

import pickle
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from koprep.errors import InputError, UsageError
from koprep.record import Record, Reject, Token
from tests.datalayer import TAGGED, TEXT, blocks, file, items, open_one, records, write

NESTED = {
    "meta": [{"title": "제목", "rating": 3}, {"title": "둘째", "rating": 5}],
    "paragraphs": [["가", "나"], ["다"]],
    "a.b": ["점", "찍힌 이름"],
    "n": [1, 2],
}
OWN = [
    Record("a:1", "했다", "a", (Token("하", "XSV", 0, 1), Token("었", "EP", 0, 1)), None, "1"),
    Record("a:2", "", "a", ()),
]


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    pq.write_table(pa.table(NESTED), tmp_path / "f.parquet")
    return tmp_path / "f.parquet"


@pytest.mark.parametrize(
    ("text_col", "label_col", "expected"),
    [
        ("meta.title", "meta.rating", [("제목", "3"), ("둘째", "5")]),
        ("paragraphs.0", "n", [("가", "1"), ("다", "2")]),
        ("a.b", "", [("점", None), ("찍힌 이름", None)]),
        ("a.b", "paragraphs.1", [("점", "나"), ("찍힌 이름", None)]),
    ],
)
def test_columns_are_read_by_dotted_paths(
    foreign: Path, text_col: str, label_col: str, expected: list[tuple[str, str | None]]
) -> None:
    assert records(foreign, text_col=text_col, label_col=label_col) == [
        Record(f"f.parquet:{row}", text, f"f.parquet:{row}", label=label)
        for row, (text, label) in enumerate(expected, 1)
    ]


def test_a_column_called_text_needs_no_naming_and_documents_may_be_the_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["글"]}), tmp_path / "f.parquet")
    assert records(tmp_path / "f.parquet", docs="file") == [Record("f.parquet:1", "글", "f.parquet")]


def test_rows_without_text_are_rejected(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["글", None]}), tmp_path / "f.parquet")
    assert items(tmp_path / "f.parquet")[1] == Reject("f.parquet:2", "source", "no text in this row", "")


def test_a_column_that_is_not_there_is_said_with_those_that_are(foreign: Path) -> None:
    with pytest.raises(UsageError, match=r"has the columns meta, paragraphs, a\.b, n; say which .*--text-col NAME"):
        open_one(foreign)
    with pytest.raises(UsageError, match=r"--text-col metta\.title: unknown; known: meta, "):
        open_one(foreign, text_col="metta.title")
    with pytest.raises(UsageError, match=r"--label-col m: "):
        open_one(foreign, text_col="a.b", label_col="m")


def test_many_rows_come_in_blocks_with_running_numbers(tmp_path: Path) -> None:
    numbers = [str(number) for number in range(1, 1301)]
    pq.write_table(pa.table({"text": numbers}), tmp_path / "f.parquet", row_group_size=700)
    found = blocks(open_one(tmp_path / "f.parquet"))
    assert max(len(block.decode()) for block in found) <= 512
    assert [item.id for item in items(tmp_path / "f.parquet")] == [f"f.parquet:{number}" for number in numbers]
    assert pickle.loads(pickle.dumps(found[1])).decode() == found[1].decode()


def test_an_own_file_reads_as_records_unless_columns_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "o.parquet", "parquet", TAGGED, [OWN])
    assert records(path) == OWN
    named = records(path, text_col="text", label_col="label")
    assert named[0] == Record("o.parquet:1", "했다", "o.parquet:1", label="1")


def test_an_own_file_that_lost_columns_still_reads(tmp_path: Path) -> None:
    table = pq.read_table(write(tmp_path / "o.parquet", "parquet", TAGGED, [OWN]))
    pq.write_table(table.select(["text", "tokens"]), tmp_path / "s.parquet")
    assert records(tmp_path / "s.parquet")[0] == Record("s.parquet:1", "했다", "s.parquet:1")
    pq.write_table(table.drop_columns(["spans"]), tmp_path / "t.parquet")
    assert records(tmp_path / "t.parquet")[0].tokens == (Token("하", "XSV"), Token("었", "EP"))


def test_damage_in_the_middle_is_one_line_after_the_good_rows(tmp_path: Path) -> None:
    made = [Record(f"a:{number}", f"{number * 7919 % 100_003} 번째 글", "a") for number in range(5000)]
    data = bytearray(write(tmp_path / "a.parquet", "parquet", TEXT, [made]).read_bytes())
    data[2000:9000] = bytes(7000)
    with pytest.raises(InputError, match=r"a\.parquet: damaged after row \d+ \(.*\)$"):
        items(file(tmp_path, "a.parquet", bytes(data)))


def test_a_truncated_file_is_said_at_once(tmp_path: Path) -> None:
    data = write(tmp_path / "a.parquet", "parquet", TAGGED, [OWN]).read_bytes()
    with pytest.raises(InputError, match=r"a\.parquet: no Parquet file"):
        open_one(file(tmp_path, "a.parquet", data[:-10]))
