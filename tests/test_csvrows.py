"""CSV rows against Python's csv module where files are sound, and line by line where they aren't."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import csvrows

cells = st.text(st.sampled_from("가a \",\n;'\t\u2028"), max_size=6)
tables = st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=6)


def parsed(data: str) -> list[list[str]]:
    found = list(csvrows.rows(data.encode()))
    assert not any(row.fault for row in found), found
    return [csvrows.fields(row.data.decode()) for row in found]


@given(tables, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read(table: list[list[str]], quoting: int, end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(table)  # type: ignore[arg-type]
    assert parsed(out.getvalue().removesuffix(end)) == table


@given(st.lists(st.lists(cells | st.just("\r"), min_size=2, max_size=4), min_size=1))
def test_what_is_spelled_here_the_csv_module_reads(table: list[list[str]]) -> None:
    data = "".join(f"{csvrows.spell(row)}\n" for row in table)
    assert list(csv.reader(io.StringIO(data, newline=""), strict=True)) == table
    assert parsed(data.removesuffix("\n")) == table


def test_a_row_knows_its_offset_and_line() -> None:
    data = 'a,"둘째\n줄",b\n\nc'.encode()
    assert [(row.at, row.line, row.data) for row in csvrows.rows(data)] == [
        (0, 0, 'a,"둘째\n줄",b'.encode()),
        (17, 2, b""),
        (18, 3, b"c"),
    ]


def test_a_quote_inside_an_unquoted_field_is_a_character() -> None:
    assert parsed('5" disk,a\nb,it\'s "so"') == [['5" disk', "a"], ["b", 'it\'s "so"']]


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ('x,"never closed', csvrows.NEVER_CLOSED),
        ('"x"y,z', csvrows.MISPLACED),
        ('"a ""b"" c,d', csvrows.NEVER_CLOSED),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_quote_costs_its_line_only(bad: str, fault: str, place: int) -> None:
    sound = ["a,b", "c,d"]
    given = [*sound[:place], bad, *sound[place:]]
    found = list(csvrows.rows("\n".join(given).encode()))
    assert [row.data.decode() for row in found] == given
    assert [row.fault for row in found] == [fault if line == bad else "" for line in given]


def test_a_quote_never_closed_takes_no_later_quoted_field_with_it() -> None:
    data = b'1,"open\n2,plain\n3,"quoted, text"\n4,"two\nlines"\n5,x'
    assert [(row.line, row.data, bool(row.fault)) for row in csvrows.rows(data)] == [
        (0, b'1,"open', True),
        (1, b"2,plain", False),
        (2, b'3,"quoted, text"', False),
        (3, b'4,"two\nlines"', False),
        (5, b"5,x", False),
    ]


@given(st.lists(st.text(st.sampled_from('a",'), max_size=5), min_size=1))
def test_every_line_belongs_to_exactly_one_row(lines: list[str]) -> None:
    data = "\n".join(lines)
    found = list(csvrows.rows(data.encode()))
    assert b"\n".join(row.data for row in found).decode() == data
    assert [row.line for row in found] == [data.encode().count(b"\n", 0, row.at) for row in found]


def test_the_row_that_is_still_open_is_found() -> None:
    assert csvrows.open_row(b'a,b\nc,"d\ne') == 4
    assert csvrows.open_row(b'a,b\nc,"d\ne"') is None
    assert csvrows.open_row(b"a,b") is None
    assert csvrows.open_row(b'x,"1\nc,"d', 5) == 5


@given(st.text(st.sampled_from('",\na'), max_size=12))
def test_an_open_row_needs_no_second_look(more: str) -> None:
    row = next(csvrows.rows(b'a,"b\n' + more.encode()))
    assert csvrows.stays_open(more.encode()) == row.open


@pytest.mark.parametrize("line", ['a","', '"', '",""', '""","', ',"a""'])
def test_a_file_full_of_bad_quotes_takes_no_quadratic_time(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvrows, "LONGEST", 1 << 16)
    start = time.perf_counter()
    assert sum(row.data.count(b"\n") + 1 for row in csvrows.rows("\n".join([line] * 20_000).encode())) == 20_000
    assert time.perf_counter() - start < 5
