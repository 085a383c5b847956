"""Jamo arithmetic against Python's own Unicode tables, over all 11,172 syllables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import hangul

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]
syllables = st.text(st.sampled_from(SYLLABLES))


def test_alphabets_have_the_sizes_of_the_standard() -> None:
    assert (len(hangul.LEADS), len(hangul.VOWELS), len(hangul.CODAS)) == (19, 21, 28)
    assert len(SYLLABLES) == 19 * 21 * 28 == 11_172


def test_decompose_agrees_with_nfd() -> None:
    for syllable in SYLLABLES:
        conjoining = unicodedata.normalize("NFD", syllable)
        assert "".join(hangul.decompose(syllable)) == hangul.to_compat(conjoining)
        assert hangul.has_coda(syllable) == (len(conjoining) == 3)


def test_compose_is_the_inverse_of_decompose() -> None:
    for syllable in SYLLABLES:
        assert hangul.compose(*hangul.decompose(syllable)) == syllable


def test_codas_come_off() -> None:
    for syllable in SYLLABLES:
        bare = hangul.strip_coda(syllable)
        assert not hangul.has_coda(bare)
        assert bare == hangul.compose(*hangul.decompose(syllable)[:2])


@pytest.mark.parametrize("char", ["", "ㄴ", "a", "한글", "漢", "\u1112"])
def test_what_is_no_syllable(char: str) -> None:
    assert not hangul.is_syllable(char)
    assert not hangul.has_coda(char)
    assert hangul.strip_coda(char) == char
    with pytest.raises(ValueError, match="not a Hangul syllable"):
        hangul.decompose(char)


@pytest.mark.parametrize(
    "letters",
    [
        ("ㅏ", "ㅏ", ""),
        ("ㄱ", "ㄱ", ""),
        ("ㄱ", "ㅏ", "ㄸ"),
        ("", "ㅏ", ""),
        ("ㄱ", "", "ㄱ"),
        ("\u1100", "ㅏ", ""),
    ],
)
def test_compose_refuses_letters_out_of_place(letters: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="no Hangul syllable of"):
        hangul.compose(*letters)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u11ab", "ㄴ"),
        ("나\u11ab", "나ㄴ"),
        ("\u1107니다", "ㅂ니다"),
        ("\u1175", "ㅣ"),
        ("\u11c2", "ㅎ"),
        ("\u11b9", "ㅄ"),
        ("ㅋㅋ 한글 abc", "ㅋㅋ 한글 abc"),
        ("\u115f\u1160\u3164", "\u115f\u1160\u3164"),  # fillers are not letters
        ("\u1140\u119e\u11c3\u11ff", "\u1140\u119e\u11c3\u11ff"),  # old jamo, and the empty coda of n-grams
        ("", ""),
    ],
)
def test_to_compat(text: str, expected: str) -> None:
    assert hangul.to_compat(text) == expected


def test_every_modern_conjoining_jamo_has_a_compatibility_letter() -> None:
    for first, count in ((0x1100, 19), (0x1161, 21), (0x11A8, 27)):
        for code in range(first, first + count):
            letter = hangul.to_compat(chr(code))
            assert "ㄱ" <= letter <= "ㅣ"
            assert unicodedata.name(letter).rsplit(" ", 1)[1] == unicodedata.name(chr(code)).rsplit(" ", 1)[1]


def test_jamo_spells_syllables_out_and_keeps_the_rest() -> None:
    assert hangul.jamo("값은 5원 ㅋㅋ ok 漢") == "ㄱㅏㅄㅇㅡㄴ 5ㅇㅝㄴ ㅋㅋ ok 漢"
    assert hangul.jamo("") == ""


def test_halfwidth_agrees_with_nfkc() -> None:
    named = [code for code in range(0xFFA1, 0xFFDD) if unicodedata.name(chr(code), "")]
    assert sorted(hangul.HALFWIDTH) == named
    for half, full in hangul.HALFWIDTH.items():
        assert 0x3131 <= full <= 0x3163
        assert unicodedata.normalize("NFKC", chr(half)) == unicodedata.normalize("NFKC", chr(full))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ㅎㅏㄴㄱㅡㄹ", "한글"),
        ("ㅋㅋ", "ㅋㅋ"),
        ("ㅠㅠ", "ㅠㅠ"),
        ("ㅋㅋㅠㅠ", "ㅋㅋㅠㅠ"),  # NFKC would make 큐 of it
        ("ㅋㅋㅠ", "ㅋㅋㅠ"),
        ("ㅇㅇ ㄱㅅ ㅇㅋ ㅗ", "ㅇㅇ ㄱㅅ ㅇㅋ ㅗ"),
        ("ㅇㅏㄴㄴㅕㅇㅋㅋㅋ", "안녕ㅋㅋㅋ"),
        ("ㅂㅜㅇㅓㅋㅋㅏㄹ", "부엌칼"),
        ("ㅎㅏㄱㄱㅛ", "학교"),
        ("ㄱㅏㄱㅅㅏ", "각사"),
        ("ㅇㅓㅂㅅㄷㅏ", "없다"),
        ("ㅇㅓㅄㄷㅏ", "없다"),
        ("ㄷㅏㄹㄱㄱㅗㄱㅣ", "닭고기"),
        ("ㄴㅓㄳㅣ", "넉시"),
        ("ㅇㅗㅏㅅㅓ", "와서"),
        ("ㅇㅡㅣㅅㅏ", "의사"),
        ("ㅂㅏㄸㅏ", "바따"),
        ("이미 ㅎㅏㄴ 한글ㅇㅣ다", "이미 한 한글이다"),
        ("하ㄴ", "하ㄴ"),  # a syllable that is there takes no part
        ("ㅏㅏ", "ㅏㅏ"),
        ("abc", "abc"),
    ],
)
def test_compose_jamo(text: str, expected: str) -> None:
    assert hangul.compose_jamo(text) == expected


def test_halfwidth_hangul_is_read() -> None:
    assert hangul.compose_jamo("ﾾￂﾤﾡￚﾩ ㅋㅋ".translate(hangul.HALFWIDTH)) == "한글 ㅋㅋ"


def test_all_syllables_compose_again() -> None:
    everything = "".join(SYLLABLES)
    assert hangul.compose_jamo(hangul.jamo(everything)) == everything


@given(syllables)
def test_jamo_and_compose_jamo_are_inverse(text: str) -> None:
    assert hangul.compose_jamo(hangul.jamo(text)) == text


@given(st.text())
def test_compose_jamo_leaves_what_has_no_jamo(text: str) -> None:
    if not any("ㄱ" <= char <= "ㅣ" for char in text):
        assert hangul.compose_jamo(text) == text


@given(st.text(st.sampled_from("ㄱㄲㄳㄴㄹㅁㅂㅅㅇㅋㅎㅏㅗㅜㅡㅣㅠ한 ")))
def test_composing_loses_no_stroke(text: str) -> None:
    def strokes(written: str) -> str:
        clusters = {
            "ㄳ": "ㄱㅅ",
            "ㄵ": "ㄴㅈ",
            "ㄶ": "ㄴㅎ",
            "ㄺ": "ㄹㄱ",
            "ㄻ": "ㄹㅁ",
            "ㄼ": "ㄹㅂ",
            "ㄽ": "ㄹㅅ",
        }
        rest = {"ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ", "ㅘ": "ㅗㅏ", "ㅚ": "ㅗㅣ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
        split = {ord(letter): pair for letter, pair in (clusters | rest).items()}
        return hangul.jamo(written).translate(split)

    assert strokes(hangul.compose_jamo(text)) == strokes(text)


def test_hostile_input_is_linear() -> None:
    for text in (
        "ㅋ" * 200_000 + "ㅏ",
        "ㅏ" * 200_000,
        "ㄱㅏㄱㅅ" * 50_000,
        "ㄱ" * 200_000,
        "ㅗㅠ" * 100_000,
    ):
        assert len(hangul.compose_jamo(text)) <= len(text)
