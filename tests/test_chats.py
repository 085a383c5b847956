"""Chat exports as sources: messages of several lines, days, speakers, and files cut anywhere."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koprep import chats, streams
from koprep.errors import InputError, UsageError
from koprep.record import Record, Reject
from tests.datalayer import blocks, file, items, open_one, records

PC = """김하나 님과 카카오톡 대화
저장한 날짜 : 2024-03-02 10:20:30

--------------- 2024년 3월 1일 금요일 ---------------
김하나님이 박두리님을 초대했습니다.
[김하나] [오후 11:04] 내일 장 볼 것
두부

- 파
[박두리] [오후 11:05] 사진

--------------- 2024년 3월 2일 토요일 ---------------
[박두리] [오전 12:01] 삭제된 메시지입니다.
박두리님이 나갔습니다.
"""
ANDROID = """우리 반 카카오톡 대화
저장한 날짜 : 2024년 3월 2일 오전 10:20


2024년 3월 1일 오후 11:03
2024년 3월 1일 오후 11:03, 김하나님이 박두리님을 초대했습니다.
2024년 3월 1일 오후 11:04, 김하나 : 내일 장 볼 것
두부

- 파
2024년 3월 1일 오후 11:05, 박두리 : 사진

2024년 3월 2일 오전 12:01
2024년 3월 2일 오전 12:01, 박두리 : 삭제된 메시지입니다.
2024년 3월 2일 오전 12:02, 박두리님이 나갔습니다.
"""
IOS = """Talk_2024.3.2 10:20-1.txt
저장한 날짜 : 2024. 3. 2. 오전 10:20


2024년 3월 1일 금요일
2024. 3. 1. 오후 11:03: 김하나님이 박두리님을 초대했습니다.

2024. 3. 1. 오후 11:04, 김하나 : 내일 장 볼 것
두부

- 파
2024. 3. 1. 오후 11:05, 박두리 : 사진
2024년 3월 2일 토요일
2024. 3. 2. 오전 12:01, 박두리 : 삭제된 메시지입니다.
"""
OLD_IOS = """김하나 님과 카카오톡 대화
저장한 날짜 : 2024. 3. 2. 오전 10:20


2024년 3월 1일 금요일
오후 11:03, 김하나님이 박두리님을 초대했습니다.
오후 11:04, 김하나 : 내일 장 볼 것
두부

- 파
오후 11:05, 박두리 : 사진

2024년 3월 2일 토요일
오전 12:01, 박두리 : 삭제된 메시지입니다.
"""
ENGLISH_PC = """김하나 with KakaoTalk Chats
Date Saved : 2024-03-02 10:20:30

--------------- Friday, March 1, 2024 ---------------
[김하나] [11:04 PM] 내일 장 볼 것
두부

- 파
[박두리] [11:05 PM] 사진

--------------- Saturday, March 2, 2024 ---------------
[박두리] [12:01 AM] 삭제된 메시지입니다.
박두리 left this chatroom.
"""
ENGLISH_IOS = """Talk_2024.3.2 10:20-1.txt
Date Saved : Mar 2, 2024 at 10:20


Friday, March 1, 2024
Mar 1, 2024 at 23:03: 김하나 invited 박두리 .
Mar 1, 2024 at 23:04, 김하나 : 내일 장 볼 것
두부

- 파
Mar 1, 2024 at 23:05, 박두리 : 사진

Saturday, March 2, 2024
Mar 2, 2024 at 0:01, 박두리 : 삭제된 메시지입니다.
"""
EXPORTS = [PC, ANDROID, IOS, OLD_IOS, ENGLISH_PC, ENGLISH_IOS]
SAID = [
    ("2024-03-01T23:04", "김하나", "내일 장 볼 것\n두부\n\n- 파"),
    ("2024-03-01T23:05", "박두리", "사진"),
    ("2024-03-02T00:01", "박두리", "삭제된 메시지입니다."),
]


def read(folder: Path, content: str | bytes, **options: str) -> list[Record | Reject]:
    return items(file(folder, "a.txt", content), format="kakaotalk", **options)


@pytest.mark.parametrize("content", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_message_is_a_record_with_its_speaker_and_minute(
    tmp_path: Path, content: str, encoding: str, end: str
) -> None:
    lines = content.splitlines()
    path = file(tmp_path, "a.txt", content.replace("\n", end).encode(encoding))
    found = records(path, format="kakaotalk")
    assert [(record.doc, record.label, record.text) for record in found] == SAID
    heads = [number for number, line in enumerate(lines, 1) if line.endswith(("장 볼 것", "사진", "메시지입니다."))]
    assert [record.id for record in found] == [f"a.txt:{number}" for number in heads]


@pytest.mark.parametrize("content", EXPORTS)
def test_a_document_is_a_minute_a_day_or_the_file(tmp_path: Path, content: str) -> None:
    path = file(tmp_path, "a.txt", content)
    days = [minute.partition("T")[0] for minute, _, _ in SAID]
    assert [record.doc for record in records(path, format="kakaotalk", docs="blank")] == days
    assert {record.doc for record in records(path, format="kakaotalk", docs="file")} == {"a.txt"}


def test_another_chat_pasted_into_a_message_stays_text(tmp_path: Path) -> None:
    pasted = "[남] [오후 3:04] 글\n오후 3:04, 남 : 글\n--------------- 2024년 3월 1일 금요일 ---------------"
    [record] = read(tmp_path, f"2024. 3. 2. 오전 12:01, 박두리 : 이거 봐\n{pasted}\n")
    assert isinstance(record, Record)
    assert record.text == f"이거 봐\n{pasted}"


def test_a_day_within_a_message_of_a_phone_stays_text(tmp_path: Path) -> None:
    notice = "모임 공지\n2024년 3월 9일 토요일\n강남역"
    [first, second] = read(
        tmp_path,
        f"2024. 3. 2. 오전 9:01, 김하나 : {notice}\n\n2024년 3월 3일 일요일\n2024. 3. 3. 오전 9:02, 박두리 : 네\n",
    )
    assert isinstance(first, Record)
    assert (first.text, second.text) == (notice, "네")


def test_a_message_before_any_day_is_its_own_document(tmp_path: Path) -> None:
    for docs in ("line", "blank"):
        assert read(tmp_path, "[김하나] [오후 3:04] 밥\n", docs=docs) == [
            Record("a.txt:1", "밥", "a.txt:1", label="김하나")
        ]


def test_lines_of_no_message_are_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "끝이 잘린 글\n[김하나] [15:04] 밥\n김하나님이 나갔습니다.\n\n알 수 없는 줄\n")
    assert found == [
        Reject("a.txt:1", "source", chats.NO_MESSAGE, "끝이 잘린 글"),
        Record("a.txt:2", "밥", "a.txt:2", label="김하나"),
        Reject("a.txt:5", "source", chats.NO_MESSAGE, "알 수 없는 줄"),
    ]


@pytest.mark.parametrize("at", ["head", "inside", "stray"])
def test_a_bad_line_costs_its_message_only(tmp_path: Path, at: str) -> None:
    bad = b"\xff\xfe"
    head = "[김하나] [15:04] 밥".encode()
    lines = {"head": [head + bad, b"more"], "inside": [head, bad], "stray": ["김하나님이 나갔습니다.".encode(), bad]}[
        at
    ]
    good = ["[박두리] [15:05] 국".encode(), "더".encode()]
    found = read(tmp_path, b"\n".join([*good, *lines, *good]), encoding="utf-8")
    assert [item.text for item in found if isinstance(item, Record)] == ["국\n더", "국\n더"]
    [reject] = [item for item in found if isinstance(item, Reject)]
    assert (reject.id, reject.reason) == (f"a.txt:{4 if at == 'stray' else 3}", "not utf-8 text")
    assert reject.text == (bad if at == "stray" else b"\n".join(lines))


def test_a_file_without_messages_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "김하나 님과 카카오톡 대화\n저장한 날짜 : 2024-03-02 10:20:30\n") == []


def test_columns_are_not_for_chats_and_other_files_are_no_chats(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--text-col is for tsv, .* is read as kakaotalk"):
        read(tmp_path, PC, text_col="Message")
    with pytest.raises(InputError, match="no text export of KakaoTalk"):
        read(tmp_path, "밥 먹었어?\n")


def test_the_csv_of_the_mac_is_a_table(tmp_path: Path) -> None:
    path = file(
        tmp_path, "a.csv", '\ufeffDate,User,Message\r\n2024-03-01 23:04:05,"김하나","내일 장 볼 것\r\n두부"\r\n'
    )
    assert records(path, text_col="Message", label_col="User") == [
        Record("a.csv:2", "내일 장 볼 것\n두부", "a.csv:2", label="김하나")
    ]


def test_blocks_travel_to_workers(tmp_path: Path) -> None:
    for block in blocks(open_one(file(tmp_path, "a.txt", PC), format="kakaotalk")):
        assert pickle.loads(pickle.dumps(block)).decode() == block.decode()


LINES = {
    "pc": [
        "--------------- 2024년 3월 1일 금요일 ---------------",
        "--------------- 2024년 3월 2일 토요일 ---------------",
        "[김하나] [오후 3:04] 밥",
        "김하나님이 나갔습니다.",
    ],
    "phone": ["2024. 3. 1. 오후 3:04, 김하나 : 밥", "2024. 3. 2. 오후 3:05: 김하나님이 나갔습니다."],
    "clock": ["오후 3:04, 김하나 : 밥", "오후 3:05, 김하나님이 나갔습니다."],
}
ANY = ["", " ", "이어지는 줄", "2024년 3월 1일 금요일", "2024년 3월 2일 토요일", "아주 긴 줄 " * 9, b"\xff\xff"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.data(), st.sampled_from(sorted(LINES)), st.integers(1, 60), st.integers(1, 4), st.sampled_from([150, 1 << 20])
)
def test_messages_are_whole_however_the_file_is_cut(
    tmp_path: Path, data: st.DataObject, layout: str, size: int, lines: int, longest: int
) -> None:
    drawn = data.draw(st.lists(st.sampled_from(LINES[layout] + ANY), max_size=25))
    raw = [line if isinstance(line, bytes) else line.encode() for line in [LINES[layout][-2], *drawn]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chats, "LONGEST", longest)
        whole = read(tmp_path, b"\n".join(raw), encoding="utf-8")
        patch.setattr(streams, "READ", size)
        patch.setattr(streams, "LINES", lines)
        assert read(tmp_path, b"\n".join(raw), encoding="utf-8") == whole


def test_a_message_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats, "LONGEST", 300)
    monkeypatch.setattr(streams, "READ", 50)
    path = file(tmp_path, "a.txt", "[김하나] [15:04] 밥\n" + "이어지는 줄\n" * 200 + "[박두리] [15:05] 국\n")
    assert max(len(block.data) for block in blocks(open_one(path, format="kakaotalk"))) < 700
    found = items(path, format="kakaotalk")
    kept, last = [item for item in found if isinstance(item, Record)]
    assert (kept.id, last.text) == ("a.txt:1", "국")
    assert kept.text.count("\n") + len(found) - 2 == 200
