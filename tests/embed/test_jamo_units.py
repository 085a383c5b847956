from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.embed.jamo_units import EMPTY, apart, together

HANGUL = st.text(st.sampled_from("가각힣값의ㄱㅏㅋㅠ\u1100\u1161\u11a8\u11ff\u11ab\u1112eE<>/ 1漢🙂"))


def test_a_syllable_is_three_letters_and_an_empty_coda_is_marked() -> None:
    assert apart("강아지") == "\u1100\u1161\u11bc" + "\u110b\u1161" + EMPTY + "\u110c\u1175" + EMPTY
    assert apart("값") == "\u1100\u1161\u11b9"


@pytest.mark.parametrize("word", ["값", "힣", "가", "먹었다", "e메일", "ㄱㅏㄱ", "ㅋㅋㅋ", "", "가\u11ff", "ㅏe가e"])
def test_words_come_back_whole_also_loose_jamo_and_a_latin_e(word: str) -> None:
    assert together(apart(word)) == word


def test_loose_jamo_and_syllables_are_told_apart() -> None:
    assert apart("각") != apart("ㄱㅏㄱ")
    assert apart("가e") != apart("가") + EMPTY


@given(HANGUL | st.text())
def test_any_composed_text_comes_back(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert together(apart(composed)) == composed


def test_every_syllable_is_what_unicode_decomposes_it_to() -> None:
    for code in range(0xAC00, 0xD7A4):
        assert apart(chr(code)).removesuffix(EMPTY) == unicodedata.normalize("NFD", chr(code))
