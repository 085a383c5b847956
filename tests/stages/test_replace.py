from __future__ import annotations

import unicodedata
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koprep.errors import InputError
from koprep.record import Record
from koprep.stages.replace import Replace, Replacements


def table(folder: Path, content: str | bytes, name: str = "table.tsv") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def replaced(path: str, *texts: str) -> list[str]:
    return [record.text for record in Replace(path)([Record(f"-:{n}", text) for n, text in enumerate(texts)])]


def test_the_longest_entry_wins_and_nothing_is_replaced_twice(tmp_path: Path) -> None:
    path = table(tmp_path, "영화\t무비\n영화관\t극장\n극장\t씨어터\n안되\t안 돼\n")
    assert replaced(path, "영화관에서 영화를", "극장은 안되요") == ["극장에서 무비를", "씨어터은 안 돼요"]


def test_comments_a_heading_blank_lines_and_carriage_returns_are_left_out(tmp_path: Path) -> None:
    path = table(tmp_path, "from\tto\r\n# 오타\r\n\r\n넘\t너무\r\n삭제\t\r\n")
    assert replaced(path, "넘 from 삭제!") == ["너무 from !"]


def test_a_csv_may_quote_its_cells(tmp_path: Path) -> None:
    path = table(tmp_path, 'a,b\n"1,5","일 점 오"\n"큰""따옴표",x\n', "table.csv")
    assert replaced(path, '1,5 a 큰"따옴표') == ["일 점 오 b x"]


def test_composition_makes_no_difference(tmp_path: Path) -> None:
    path = table(tmp_path, unicodedata.normalize("NFD", "값\t가격\n"))
    assert replaced(path, unicodedata.normalize("NFD", "값은")) == ["가격은"]


def test_capitals_do(tmp_path: Path) -> None:
    assert replaced(table(tmp_path, "US\t미국\n"), "US us") == ["미국 us"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
def test_tables_from_other_programs_are_read(tmp_path: Path, encoding: str) -> None:
    path = table(tmp_path, "쥔공\t주인공\r\n울나라\t우리나라\r\n".encode(encoding))
    assert replaced(path, "울나라 쥔공") == ["우리나라 주인공"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("가\t나\n다\n", "t.tsv", "t.tsv:2: '다' has 1 columns; write what to replace, a tab, and what by"),
        ("가\t나\t다\n", "t.tsv", "t.tsv:1: '가\\t나\\t다' has 3 columns"),
        ("가,나\n다;라\n", "t.csv", "t.csv:2: '다;라' has 1 columns; write what to replace, a comma, and what by"),
        ('가,나\n"다,라\n', "t.csv", "t.csv:2: a quote is never closed"),
        ("\n\t나\n", "t.tsv", "t.tsv:2: nothing before the tab"),
        ("가\t나\n# x\n가\t다\n", "t.tsv", "t.tsv:3: 가 stands here with 다, but above with 나"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, content: str, name: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        Replace(table(tmp_path, content, name)).warm()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_bad_bytes_and_missing_files_are_said_too(tmp_path: Path) -> None:
    lines = b"".join(f"가{n}\t나\n".encode() for n in range(40))
    with pytest.raises(InputError, match=r"t\.tsv:41: not utf-8; save it as UTF-8"):
        Replace(table(tmp_path, lines + b"\xff\xfe\t1\n", "t.tsv")).warm()
    with pytest.raises(InputError, match="no such file"):
        Replace(str(tmp_path / "nowhere.tsv")).warm()


def test_a_table_is_read_again_after_it_has_changed(tmp_path: Path) -> None:
    path = table(tmp_path, "가\t나\n")
    assert replaced(path, "가") == ["나"]
    table(tmp_path, "가\t다다\n")
    import os

    os.utime(path, (1, 1))
    assert replaced(path, "가") == ["다다"]


def test_an_empty_table_changes_nothing(tmp_path: Path) -> None:
    assert replaced(table(tmp_path, "# 아직 없음\n"), "가", "") == ["가", ""]


entries = st.dictionaries(st.text("가나ab]^-", min_size=1, max_size=3), st.text("xy가", max_size=2), max_size=6)


@given(entries, st.text("가나다ab]^- ", max_size=20))
def test_it_is_what_trying_every_place_by_hand_gives(table: dict[str, str], text: str) -> None:
    expected, place = "", 0
    while place < len(text):
        fits = [entry for entry in table if text.startswith(entry, place)]
        entry = max(fits, key=len, default="")
        expected += table[entry] if entry else text[place]
        place += len(entry) or 1
    assert Replacements(table).apply(text) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("가나 \n", max_size=6), max_size=4), st.lists(st.text("가나 ", max_size=6), max_size=4))
def test_batches_don_t_matter(tmp_path: Path, some: list[str], more: list[str]) -> None:
    path = table(tmp_path, "가나\t다\n나\t\n")
    assert replaced(path, *some) + replaced(path, *more) == replaced(path, *some, *more)


def test_a_large_table_is_not_slower() -> None:
    words = {chr(0xAC00 + n % 3000) + chr(0xAC00 + n // 3000) + "말": "x" for n in range(50_000)}
    ready = Replacements(words)
    begin = process_time()
    ready.apply("아버지가 방에 들어가신다 " * 2000)
    assert process_time() - begin < 1
