"""Excel workbooks: written by openpyxl or by hand, damaged, locked, and without the package."""

from __future__ import annotations

import datetime
import pickle
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from koprep.errors import InputError, MissingError, UsageError
from koprep.record import Record
from koprep.sources import Options, open_all
from tests.datalayer import blocks, file, items, open_one, records

openpyxl = pytest.importorskip("openpyxl")


def book(path: Path, *sheets: list[list[Any]]) -> Path:
    """A workbook with these rows on each sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"표{number}")
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def rewritten(path: Path, member: str, old: str, new: str) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member], times = re.subn(old.encode(), new.encode(), parts[member])
    assert times
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def rows(path: Path, **options: str) -> list[tuple[str, str, str | None]]:
    return [(record.id, record.text, record.label) for record in records(path, **options)]


REVIEWS = [["번호", "리뷰", "별점"], [1, "재미있다", 5], [2, "별로다", 1]]


def test_columns_are_named_by_the_first_row(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", REVIEWS)
    assert rows(path, text_col="리뷰", label_col="별점") == [("a.xlsx:2", "재미있다", "5"), ("a.xlsx:3", "별로다", "1")]
    assert records(path, text_col="리뷰", docs="file")[0] == Record("a.xlsx:2", "재미있다", "a.xlsx")


def test_a_number_counts_from_one_and_means_that_there_is_no_header(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", REVIEWS[1:])
    assert rows(path, text_col="2", label_col="3") == [("a.xlsx:1", "재미있다", "5"), ("a.xlsx:2", "별로다", "1")]


def test_a_column_called_text_needs_no_naming_in_either_composition(tmp_path: Path) -> None:
    assert rows(book(tmp_path / "a.xlsx", [["text"], ["글"]])) == [("a.xlsx:2", "글", None)]
    path = book(tmp_path / "b.xlsx", [["\u1105\u1175\u1107\u1172"], ["글"]])
    assert rows(path, text_col="리뷰") == [("b.xlsx:2", "글", None)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "has the columns 번호, 리뷰, 별점; say which holds the text"),
        ({"text_col": "리뷰들"}, r"--text-col 리뷰들: did you mean 리뷰\?"),
        ({"text_col": "리뷰", "label_col": "점수"}, "--label-col 점수: unknown; known: "),
        ({"text_col": "리뷰", "docs": "blank"}, "--docs blank is for text"),
    ],
)
def test_a_column_that_is_not_there_is_said_with_those_that_are(
    tmp_path: Path, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        open_one(book(tmp_path / "a.xlsx", REVIEWS), **options)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (-2.50, "-2.5"),
        (1e20, "1e+20"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (datetime.date(2024, 3, 1), "2024-03-01"),
        (datetime.datetime(2024, 3, 1, 15, 4), "2024-03-01T15:04:00"),
        (datetime.time(15, 4), "15:04:00"),
        (" 앞뒤 공백 ", " 앞뒤 공백 "),
        ("첫 줄\n둘째 줄", "첫 줄\n둘째 줄"),
        ("첫 줄_x000D_\n둘째 줄", "첫 줄\n둘째 줄"),
        ("", ""),
        (None, ""),
    ],
)
def test_cells_become_text_as_one_would_type_it(tmp_path: Path, cell: object, text: str) -> None:
    path = book(tmp_path / "a.xlsx", [["text", "label"], [cell, "가"], ["나", cell]])
    assert rows(path, label_col="label") == [("a.xlsx:2", text, "가"), ("a.xlsx:3", "나", text or None)]


def test_a_formula_is_its_last_result(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["text"], ["=1+1"]])
    rewritten(path, "xl/worksheets/sheet1.xml", "<v ?/>|<v></v>", "<v>2</v>")
    assert rows(path) == [("a.xlsx:2", "2", None)]


def test_empty_rows_are_none_and_short_ones_are_filled(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx", [[], ["text", "n", "label"], ["글"], [None, " "[:0]], [], [None, 3], ["끝", 1, "가"]]
    )
    assert rows(path, label_col="label") == [
        ("a.xlsx:3", "글", None),
        ("a.xlsx:6", "", None),
        ("a.xlsx:7", "끝", "가"),
    ]


def test_a_wrong_size_in_the_file_loses_no_row(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", REVIEWS)
    rewritten(path, "xl/worksheets/sheet1.xml", 'ref="A1:C3"', 'ref="A1"')
    assert [text for _, text, _ in rows(path, text_col="리뷰")] == ["재미있다", "별로다"]


def test_what_other_sheets_hold_is_said_to_be_left_out(tmp_path: Path) -> None:
    assert open_one(book(tmp_path / "a.xlsx", [["text"]], [], [["글"]], [["글"]])).left_out == (
        "only its first sheet is read, not 표3, 표4"
    )
    assert open_one(book(tmp_path / "b.xlsx", [["text"]], [])).left_out == ""


def test_many_rows_come_in_blocks_that_travel(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["text"], *([str(number)] for number in range(2, 1302))])
    found = blocks(open_one(path))
    assert [len(block.decode()) for block in found] == [512, 512, 276]
    assert all(item.id == f"a.xlsx:{item.text}" for item in items(path))
    assert pickle.loads(pickle.dumps(found[1])).decode() == found[1].decode()


def test_an_empty_workbook_fits_any_others(tmp_path: Path) -> None:
    empty, full = book(tmp_path / "a.xlsx", []), book(tmp_path / "b.xlsx", [["text"], ["글"]])
    assert items(empty) == []
    assert [source.empty for source in open_all([str(empty), str(full)], Options())] == [True, False]


def test_a_damaged_file_is_one_line(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04 no zip", "그냥 글\n".encode()):
        with pytest.raises(InputError, match=r"a\.xlsx: no Excel workbook \(.+\)$"):
            open_one(file(tmp_path, "a.xlsx", content))
    whole = book(tmp_path / "b.xlsx", REVIEWS).read_bytes()
    with pytest.raises(InputError, match=r"b\.xlsx: no Excel workbook"):
        open_one(file(tmp_path, "b.xlsx", whole[: len(whole) // 2]))


def test_damage_within_the_rows_comes_after_the_good_ones(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["text"], *([str(number)] for number in range(2, 1302))])
    rewritten(path, "xl/worksheets/sheet1.xml", '<row r="1100">', '<row r="1100">>&<<')
    source = open_one(path)
    found = source.blocks()
    assert len(next(block for block in found if block is not None).decode()) == 512
    with pytest.raises(InputError, match=r"a\.xlsx: damaged after row 1024 \(.+\)$"):
        next(found)


def test_old_and_locked_files_are_told_apart_from_workbooks(tmp_path: Path) -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(InputError, match=r"a\.xls is Excel's old format; save it as \.xlsx or \.csv$"):
        open_one(file(tmp_path, "a.xls", compound))
    with pytest.raises(InputError, match=r"a\.xlsx has a password, or is Excel's old format; save it as"):
        open_one(file(tmp_path, "a.xlsx", compound))


def test_a_workbook_may_have_another_name_but_no_pipe(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["text"], ["글"]]).rename(tmp_path / "a.download")
    assert rows(path, format="xlsx") == [("a.download:2", "글", None)]
    with pytest.raises(UsageError, match="name the file with -i"):
        open_one(Path("-"), format="xlsx")


def test_without_the_package_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", REVIEWS)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingError, match=r"a\.xlsx: Excel workbooks need a package; pip install 'koprep\[xlsx\]'$"):
        open_one(path, text_col="리뷰")
