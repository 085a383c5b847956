"""Laughter typed into the syllable before it, and what `normalize` and the analyzers make of it."""

from __future__ import annotations

import pytest

from koprep.record import Record
from koprep.stages.laughter import unfused
from koprep.stages.morphs import Morphs
from koprep.stages.normalize import Normalize


def normalized(text: str, **options: object) -> str:
    [record] = Normalize(**options)([Record("a:1", text)])  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return record.text


def tagged(text: str, engine: str) -> str:
    [record] = Morphs(engine=engine)([Record("a:1", text)])
    assert isinstance(record, Record)
    return " ".join(f"{token.form}/{token.tag}" for token in record.tokens or ())


@pytest.mark.parametrize(
    ("fused", "apart"),
    [
        ("하지맠ㅋㅋㅋ", "하지마ㅋㅋㅋㅋ"), ("뭐얔ㅋ", "뭐야ㅋㅋ"), ("재밌엌ㅋㅋ", "재밌어ㅋㅋㅋ"),
        ("진짴ㅋㅋ", "진짜ㅋㅋㅋ"),
        ("앜ㅋㅋ", "아ㅋㅋㅋ"), ("넿ㅎㅎ", "네ㅎㅎㅎ"), ("감사합니닿ㅎㅎ", "감사합니다ㅎㅎㅎ"),
        ("으읔ㅋㅋ", "으으ㅋㅋㅋ"),
    ],
)  # fmt: skip
def test_laughter_comes_off_the_syllable(fused: str, apart: str) -> None:
    assert unfused(fused) == apart


@pytest.mark.parametrize(
    "text",
    [
        "부엌ㅋㅋㅋ",
        "들녘ㅋㅋ",
        "키읔ㅋ",
        "좋ㅎㅎ",
        "그렇ㅎㅎ",
        "어떻ㅎㅎ",
        "하지맠",
        "맠 ㅋㅋ",
        "맠ㅎㅎ",
        "넿ㅋ",
        "않ㅎㅎ",
        "책ㅋㅋ",
        "ㅋㅋㅎㅎ",
    ],
)
def test_real_words_and_what_no_laughter_follows_stay(text: str) -> None:
    assert unfused(text) == text


def test_normalize_leaves_it_alone_unless_asked() -> None:
    assert normalized("하지맠ㅋㅋㅋㅋ 부엌ㅋㅋㅋ") == "하지맠ㅋㅋ 부엌ㅋㅋ"
    assert normalized("하지맠ㅋㅋㅋㅋ 부엌ㅋㅋㅋ", laughter="apart") == "하지마ㅋㅋ 부엌ㅋㅋ"
    assert normalized("하지맠ㅋ", laughter="apart", repeat=0) == "하지마ㅋㅋ"


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_both_analyzers_take_it_off_by_themselves_where_they_see_it(engine: str) -> None:
    assert tagged("하지맠ㅋㅋㅋ", engine) == "하/VV 지/EC 말/VX 어/EF ㅋ/SW ㅋㅋㅋ/SW"
    assert tagged("부엌ㅋㅋㅋ", engine) == "부엌/NNG ㅋㅋㅋ/SW"


@pytest.mark.parametrize(("engine", "word"), [("kiwi", "진짴/NNP"), ("mecab", "진짜/MAG ㅋ/SW")])
def test_kiwi_takes_some_fused_words_for_names_and_apart_they_are_words_for_both(engine: str, word: str) -> None:
    assert tagged("진짴ㅋㅋ", engine) == f"{word} ㅋㅋ/SW"
    assert tagged(normalized("진짴ㅋㅋ", laughter="apart"), engine).split()[0] in ("진짜/MAG", "진짜/NNG", "진짜/IC")
