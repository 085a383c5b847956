"""Chat exports and Excel workbooks from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import koprep

CHAT = """김하나 님과 카카오톡 대화
저장한 날짜 : 2024-03-02 10:20:30

--------------- 2024년 3월 1일 금요일 ---------------
[김하나] [오후 11:04] 밥 먹었어?
아니면 나중에?
[박두리] [오후 11:05] 사진
"""
PLACEHOLDERS = "match:pattern=^(사진( \\d+장)?|동영상|이모티콘|삭제된 메시지입니다\\.)$,invert=yes"


def test_a_chat_comes_through_a_pipe_as_messages(tmp_path: Path) -> None:
    ended = koprep("run", "words", "--from", "kakaotalk", "--to", "jsonl", input=CHAT)
    first, second = map(json.loads, ended.out.splitlines())
    assert (first["id"], first["doc"], first["label"]) == ("-:5", "2024-03-01T23:04", "김하나")
    assert (first["text"], first["tokens"]) == ("밥 먹었어?\n아니면 나중에?", ["밥", "먹었어?", "아니면", "나중에?"])
    assert second["text"] == "사진"


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("text", "밥 먹었어? 아니면 나중에?\n"),
        ("tsv", "id\tlabel\ttext\n-:5\t김하나\t밥 먹었어? 아니면 나중에?\n"),
        ("csv", 'id,label,text\n-:5,김하나,"밥 먹었어?\n아니면 나중에?"\n'),
    ],
)
def test_placeholders_can_be_filtered_and_line_ends_go_as_the_format_allows(to: str, expected: str) -> None:
    assert koprep("run", PLACEHOLDERS, "--from", "kakaotalk", "--to", to, input=CHAT).out == expected


def test_the_number_of_workers_changes_no_byte_of_a_chat(tmp_path: Path) -> None:
    day = "--------------- 2024년 3월 {} 금요일 ---------------\n"
    said = "".join(
        f"[{'김하나' if number % 3 else '박두리'}] [오후 {number % 12 + 1}:{number % 60:02}] {number}번째\n"
        + "더\n" * (number % 5)
        for number in range(300)
    )
    (tmp_path / "a.txt").write_text(
        "".join(day.format(f"{number}일") + said for number in range(1, 9)), encoding="utf-8"
    )
    for workers in "123":
        out = tmp_path / f"{workers}.parquet"
        run = ["run", "words", "--from", "kakaotalk", "-i", tmp_path / "a.txt", "--docs", "blank", "-o", out]
        assert koprep(*run, "--workers", workers).code == 0
    first, *others = ((tmp_path / f"{workers}.parquet").read_bytes() for workers in "123")
    assert others == [first, first]


@pytest.mark.parametrize("format", ["kakaotalk", "xlsx"])
def test_what_is_only_read_is_not_written(format: str) -> None:
    ended = koprep("run", "words", "--to", format, input="가\n")
    assert (ended.code, ended.out) == (2, "")
    assert f"--to {format}: " in ended.err


def test_a_file_that_is_no_chat_is_refused() -> None:
    ended = koprep("run", "words", "--from", "kakaotalk", input="그냥 글\n")
    assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert "[이름] [오후 3:04] 메시지" in ended.err


def test_a_workbook_is_read_and_the_other_sheets_are_named(tmp_path: Path) -> None:
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(["리뷰", "별점"])
    book.active.append(["재미 있다", 5.0])
    book.create_sheet("둘째").append(["남은 글"])
    book.save(tmp_path / "a.xlsx")
    ended = koprep("run", "--text-col", "리뷰", "--label-col", "별점", "-i", "a.xlsx", "--to", "tsv", cwd=tmp_path)
    assert ended.out == "id\tlabel\ttext\na.xlsx:2\t5\t재미 있다\n"
    assert ended.err == "koprep: a.xlsx: only its first sheet is read, not 둘째\n"


def test_a_workbook_without_its_package_exits_with_4(tmp_path: Path) -> None:
    (tmp_path / "openpyxl.py").write_text("raise ImportError")
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    ended = koprep("run", "words", "-i", "a.xlsx", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert (ended.code, ended.out) == (4, "")
    assert ended.err == "koprep: a.xlsx: Excel workbooks need a package; pip install 'koprep[xlsx]'\n"
