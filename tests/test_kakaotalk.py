"""What the lines of KakaoTalk's exports begin, in each layout and language."""

from __future__ import annotations

import time

import pytest

from koprep.errors import InputError
from koprep.kakaotalk import Opening, day_mark, is_header, layout, opening


@pytest.mark.parametrize(
    ("line", "minute"),
    [
        ("[김하나] [오후 3:04] 밥 먹었어?", "15:04"),
        ("[김하나] [오전 3:04] 밥 먹었어?", "03:04"),
        ("[김하나] [오전 12:30] 밥 먹었어?", "00:30"),
        ("[김하나] [오후 12:30] 밥 먹었어?", "12:30"),
        ("[김하나] [3:04 PM] 밥 먹었어?", "15:04"),
        ("[김하나] [12:04 AM] 밥 먹었어?", "00:04"),
        ("[김하나] [PM 3:04] 밥 먹었어?", "15:04"),
        ("[김하나] [15:04] 밥 먹었어?", "15:04"),
        ("[김하나] [3:04\u202fPM] 밥 먹었어?", "15:04"),
    ],
)
def test_a_message_of_the_pc_has_its_minute(line: str, minute: str) -> None:
    assert opening(line, "pc") == Opening("", minute, "김하나", "밥 먹었어?")


@pytest.mark.parametrize(
    "stamp",
    [
        "2024년 3월 1일 오후 3:04",
        "2024년 3월 1일 15:04",
        "2024. 3. 1. 오후 3:04",
        "2024. 3. 1. 15:04",
        "2024.3.1. 15:04",
        "2024-03-01 15:04",
        "March 1, 2024 at 3:04 PM",
        "Mar 1, 2024 at 15:04",
        "Mar 1, 2024, 3:04\u202fPM",
        "March 1, 2024, 3:04 p.m.",
        "1 Mar 2024 at 15:04",
    ],
)
def test_a_message_of_a_phone_has_its_day_and_minute(stamp: str) -> None:
    assert opening(f"{stamp}, 김하나 : 밥 : 국", "phone") == Opening("2024-03-01", "15:04", "김하나", "밥 : 국")


def test_a_message_may_have_a_time_only() -> None:
    assert opening("오후 3:04, 김하나 : 밥", "clock") == Opening("", "15:04", "김하나", "밥")
    assert opening("15:04, 김하나 : 밥", "clock") == Opening("", "15:04", "김하나", "밥")


@pytest.mark.parametrize(
    ("line", "speaker", "text"),
    [
        ("[박 두리🙂] [오후 3:04] ", "박 두리🙂", ""),
        ("[박두리] [오후 3:04]", "박두리", ""),
        ("[[팀장] 두리] [오후 3:04] [공지] [오후 4:00] 회의", "[팀장] 두리", "[공지] [오후 4:00] 회의"),
        ("[두리]  [하나] [오후 3:04]  두 칸", "두리]  [하나", " 두 칸"),
    ],
)
def test_names_and_texts_stay_as_they_are(line: str, speaker: str, text: str) -> None:
    assert opening(line, "pc") == Opening("", "15:04", speaker, text)


def test_an_empty_text_of_a_phone_may_have_lost_its_space() -> None:
    for line in ("2024. 3. 1. 오후 3:04, 김하나 :", "2024. 3. 1. 오후 3:04, 김하나 : "):
        assert opening(line, "phone") == Opening("2024-03-01", "15:04", "김하나", "")


@pytest.mark.parametrize(
    "line",
    [
        "--------------- 2024년 3월 1일 금요일 ---------------",
        "--------------- Friday, March 1, 2024 ---------------",
        "--------------- Friday, 1 March 2024 ---------------",
    ],
)
def test_the_days_of_the_pc_are_read(line: str) -> None:
    assert opening(line, "pc") == Opening("2024-03-01")


@pytest.mark.parametrize(
    ("line", "layout"),
    [
        ("김하나님이 박두리님을 초대했습니다.", "pc"),
        ("김하나님이 박두리님, 최세나님을 초대하였습니다.", "pc"),
        ("김하나님이 들어왔습니다.", "pc"),
        (
            "김하나님이 들어왔습니다.운영정책을 위반한 메시지로 신고 접수 시 카카오톡 이용에 제한이 있을 수 있습니다.",
            "pc",
        ),
        ("운영정책을 위반한 메시지로 신고 접수 시 카카오톡 이용에 제한이 있을 수 있습니다.", "pc"),
        ("김하나님이 나갔습니다.", "pc"),
        ("김하나님을 내보냈습니다.", "pc"),
        ("채팅방 관리자가 메시지를 가렸습니다.", "pc"),
        ("Hana joined this chatroom.", "pc"),
        ("Hana left this chatroom.", "pc"),
        ("[] [오후 3:04] 알림", "pc"),
        ("2024년 3월 1일 오후 3:04, 김하나님이 나갔습니다.", "phone"),
        ("2024년 3월 1일 오후 3:04: 김하나님이 나갔습니다.", "phone"),
        ("2024년 3월 1일 오후 3:04,  : 알림", "phone"),
        ("Mar 1, 2024 at 15:04: Hana invited Duri .", "phone"),
        ("오후 3:04, 김하나님이 나갔습니다.", "clock"),
    ],
)
def test_what_the_messenger_says_itself_has_no_speaker(line: str, layout: str) -> None:
    found = opening(line, layout)
    assert found is not None
    assert found.speaker == ""


@pytest.mark.parametrize(
    ("line", "layout"),
    [
        ("그냥 이어지는 줄", "pc"),
        ("", "pc"),
        ("[김하나] 오후 3:04 밥", "pc"),
        ("[김하나] [오후 3:99] 밥", "pc"),
        ("[김하나] [25:00] 밥", "pc"),
        ("--------------- 절취선 ---------------", "pc"),
        ("2024년 3월 1일 금요일", "pc"),
        ("2024년 3월 1일 오후 3:04, 김하나 : 밥", "pc"),
        ("[김하나] [오후 3:04] 밥", "phone"),
        ("2024년 3월 1일 오후 3:04에 만나", "phone"),
        ("2024년 13월 1일 오후 3:04, 김하나 : 밥", "phone"),
        ("오후 3:04, 김하나 : 밥", "phone"),
        ("어제 회의 끝나고 다 같이 저녁 먹는데 옆 부서에서 일하는 우리 대학 선배 김하나님이 들어왔습니다.", "pc"),
    ],
)
def test_anything_else_goes_on_with_what_was_begun(line: str, layout: str) -> None:
    assert opening(line, layout) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2024년 3월 1일 금요일", "2024-03-01"),
        ("2024년 3월 1일 오후 3:04", "2024-03-01"),
        ("Friday, March 1, 2024", "2024-03-01"),
        ("Friday, 1 March 2024 ", "2024-03-01"),
        ("2024년 3월 1일", ""),
        ("2024년 3월 1일 금요일에", ""),
        ("회의는 2024년 3월 1일 금요일", ""),
    ],
)
def test_a_line_that_is_only_a_day_marks_it(line: str, day: str) -> None:
    assert day_mark(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "김하나 님과 카카오톡 대화",
        "우리 반 카카오톡 대화",
        "Hana with KakaoTalk Chats",
        "KakaoTalk Chats with Hana",
        "Talk_2024.3.2 10:20-1.txt",
        "저장한 날짜 : 2024. 3. 2. 오전 10:20",
        "Date Saved : 2024-03-02 10:20:30",
    ],
)
def test_the_header_is_known(line: str) -> None:
    assert is_header(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[김하나] [오후 3:04] 밥", "pc"),
        ("2024년 3월 1일 오후 3:04, 김하나 : 밥", "phone"),
        ("오후 3:04, 김하나 : 밥", "clock"),
    ],
)
def test_the_first_message_tells_the_layout(line: str, expected: str) -> None:
    top = "김하나 님과 카카오톡 대화\r\n저장한 날짜 : 2024-03-02 10:20:30\r\n\r\n2024년 3월 1일 금요일\r\n"
    later = "\r\n[남] [15:04] 붙여 넣은 글\r\n2024년 3월 1일 오후 3:04, 남 : 글\r\n오후 3:04, 남 : 글"
    assert layout(top + line + later, "a.txt") == expected
    assert layout(top, "a.txt") == layout("", "a.txt") == ""


def test_another_file_is_told_what_was_expected() -> None:
    with pytest.raises(
        InputError, match=r"^a\.txt: no text export of KakaoTalk, with lines like \[이름\] \[오후 3:04\] "
    ):
        layout("오늘은 날씨가 좋다.\n카페에 갔다.\n" * 9, "a.txt")
    for header in ("Date,User,Message", '"Date","User","Message"'):
        with pytest.raises(InputError, match="--from csv --text-col Message --label-col User"):
            layout(f'{header}\r\n2024-03-01 15:04:05,"김하나","밥"\r\n', "a.csv")


@pytest.mark.parametrize(
    "line", ["[" * 50_000, "님이 " * 30_000, "[a] " * 30_000, "2024년 3월 1일 15:04, a :" + ":a" * 50_000]
)
def test_a_hostile_line_takes_no_time(line: str) -> None:
    began = time.perf_counter()
    opening(line, "")
    day_mark(line)
    is_header(line)
    assert time.perf_counter() - began < 1
