"""The lines of KakaoTalk's text exports: what each begins.

KakaoTalk doesn't document them. Three layouts are known, each in Korean and English, with clocks of 12 and 24 hours:

- ``pc``: ``--------------- 2024년 3월 1일 금요일 ---------------``, then ``[김하나] [오후 3:04] 밥 먹었어?``
- ``phone`` (Android, iOS): ``2024년 3월 1일 오후 3:04, 김하나 : 밥 먹었어?``, or with ``2024. 3. 1.``
- ``clock`` (some of iOS): ``2024년 3월 1일 금요일``, then ``오후 3:04, 김하나 : 밥 먹었어?``

A file has one layout, so that a piece of another chat that was pasted into a message stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from koprep.errors import InputError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"((?i:{'|'.join(_MONTHS)}))[a-z]*\.?"
_IN_MONTH = r"(3[01]|[12]\d|0?[1-9])"
_DAY = (
    rf"(?:(\d{{4}})(?:년|[.-]) ?(1[0-2]|0?[1-9])(?:월|[.-]) ?{_IN_MONTH}[일.]?"
    rf"|{_MONTH} {_IN_MONTH}, (\d{{4}})|{_IN_MONTH} {_MONTH} (\d{{4}}))"
)
_ANY_DAY = re.sub(r"\((?!\?)", "(?:", _DAY)
_WITH_WEEKDAY = rf"(?:{_ANY_DAY} [월화수목금토일]요일|[A-Z][a-z]+day,? {_ANY_DAY})"
_SPACE = "[ \u00a0\u202f]"
_HALF = r"(오전|오후|[AaPp]\.?[Mm]\.?)"
_CLOCK = rf"(?:{_HALF}{_SPACE}?)?([01]?\d|2[0-3]):([0-5]\d)(?:{_SPACE}?{_HALF})?"
_STAMP_GAP = rf"(?:,? at|,)?{_SPACE}"
_SAID = "(?:, (.*?) :(?: (.*))?|[,:] .*)"
_RULES = r"(?:운영정책을 위반한 메시지로|타인, 기관 등의 사칭에|불법촬영물등 식별)"

_FIND_DAY = re.compile(_DAY)
_PC_DAY = re.compile(rf"-{{5,}} {_WITH_WEEKDAY} -{{5,}}\s*")
_PC = re.compile(rf"\[(.*?)\] \[{_CLOCK}\](?: (.*))?")
_PHONE = re.compile(rf"{_DAY}{_STAMP_GAP}{_CLOCK}{_SAID}")
_TIME_ONLY = re.compile(_CLOCK + _SAID)
_BARE_DAY = re.compile(rf"(?:{_WITH_WEEKDAY}|{_ANY_DAY}{_STAMP_GAP}{_CLOCK})\s*")
_NOTICE = re.compile(
    rf"{_RULES}.*|.{{1,40}}님이 (?:들어왔|나갔)습니다\.(?:\s*{_RULES}.*)?\s*"
    r"|(?=.{1,40}님이 ).+님을 초대(?:했|하였)습니다\.\s*|.{1,40}님을 (?:채팅방에서 )?내보냈습니다\.\s*"
    r"|채팅방 관리자가 메시지를 가렸습니다\.\s*|.{1,40} (?:joined|left|has been removed from) this chatroom\.\s*"
)
_HEADER = re.compile(r"저장한 날짜 ?:|Date Saved ?:|.*(?:카카오톡 대화|Talk Chats)\b|Talk_.*\.txt\s*\Z")
_HEADER_LINES = 10


class Opening(NamedTuple):
    """What a line begins: a message, or, without a speaker, a day or a notice the messenger wrote itself."""

    day: str = ""
    minute: str = ""
    speaker: str = ""
    text: str = ""


def opening(line: str, layout: str) -> Opening | None:
    """What a line begins in a layout ("" is any of them), ``None`` where it goes on with what was begun.

    >>> opening("[김하나] [오후 3:04] 밥 먹었어?", "pc")
    Opening(day='', minute='15:04', speaker='김하나', text='밥 먹었어?')
    """
    for name, begun in _LAYOUTS.items():
        if layout in ("", name) and (found := begun(line)) is not None:
            return found
    return None


def day_mark(line: str) -> str:
    """The ISO day of a line that holds only a day with its weekday (or a time), else "".

    >>> day_mark("2024년 3월 1일 금요일")
    '2024-03-01'
    """
    return _day(_FIND_DAY.search(line)) if _BARE_DAY.fullmatch(line) else ""


def is_header(line: str) -> bool:
    """Whether the line says whose chat was saved, or when."""
    return _HEADER.match(line) is not None


def layout(text: str, where: str) -> str:
    """The layout of an export by the beginning of its text, "" where that shows no message yet.

    Raises InputError where it is no export.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    for line in lines:
        for name, begun in _LAYOUTS.items():
            if (found := begun(line)) is not None and found.speaker:
                return name
    if not text.strip() or any(
        is_header(line) or day_mark(line) or opening(line, "") for line in lines[:_HEADER_LINES]
    ):
        return ""
    if lines[0].replace('"', "") == "Date,User,Message":
        raise InputError(f"{where} is KakaoTalk's csv; read it with --from csv --text-col Message --label-col User")
    raise InputError(
        f"{where}: no text export of KakaoTalk, with lines like [이름] [오후 3:04] 메시지 "
        "or 2024년 3월 1일 오후 3:04, 이름 : 메시지"
    )


def _pc(line: str) -> Opening | None:
    if line.startswith("["):
        found = _PC.fullmatch(line)
        return found and _said("", found.groups()[1:5], found[1], found[6])
    if _PC_DAY.fullmatch(line):
        return Opening(_day(_FIND_DAY.search(line)))
    return Opening() if _NOTICE.fullmatch(line) else None


def _phone(line: str) -> Opening | None:
    found = _PHONE.fullmatch(line)
    return found and _said(_day(found), found.groups()[9:13], found[14], found[15])


def _time_only(line: str) -> Opening | None:
    found = _TIME_ONLY.fullmatch(line)
    return found and _said("", found.groups()[:4], found[5], found[6])


_LAYOUTS = {"pc": _pc, "phone": _phone, "clock": _time_only}


def _said(day: str, clock: Sequence[str], speaker: str | None, text: str | None) -> Opening:
    """A message, or a notice where nobody speaks."""
    if not speaker or not speaker.strip():
        return Opening(day)
    return Opening(day, _time(*clock), speaker, text or "")


def _time(before: str | None, hour_said: str, minute: str, behind: str | None) -> str:
    """``오후 12:30`` is 12:30, ``오전 12:30`` and ``12:30 AM`` are 00:30."""
    half, hour = before or behind, int(hour_said)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "오후" or half[0] in "Pp" else 0)
    return f"{hour:02}:{minute}"


def _day(found: re.Match[str] | None) -> str:
    """The ISO day of a match whose first groups are those of ``_DAY``."""
    if found is None:
        return ""
    year, number, day, name, day2, year2, day3, name2, year3 = found.groups()[:9]
    month = int(number) if number else _MONTHS.index((name or name2).lower()) + 1
    return f"{year or year2 or year3}-{month:02}-{int(day or day2 or day3):02}"
