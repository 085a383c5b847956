"""What Korean text needs of `normalize`, one requirement a test: composition, fillers, jamo, Hanja, repeats."""

from __future__ import annotations

import unicodedata

import pytest

from koprep.record import Record
from koprep.stages.chars import Chars
from koprep.stages.normalize import Normalize


def normalized(text: str, **options: object) -> str:
    [record] = Normalize(**options)([Record("a:1", text)])  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return record.text


def hanja(text: str) -> str:
    return normalized(text, hanja="hangul")


@pytest.mark.parametrize("options", [{}, {"form": "nfkc"}, {"hanja": "hangul"}, {"jamo": "compose"}])
def test_text_is_composed_first_whatever_is_asked_for(options: dict[str, str]) -> None:
    assert normalized(unicodedata.normalize("NFD", "값진 한글, 뷁 café"), **options) == "값진 한글, 뷁 café"


@pytest.mark.parametrize("text", ["ㅋㅋ", "ㅋㅠ", "ㄱㅏ", "ㄳ", "ㆍ", "ㅎㅎ ㅠㅠ"])
def test_nfkc_leaves_the_jamo_of_the_keyboard_alone(text: str) -> None:
    assert unicodedata.normalize("NFKC", text) != text  # what it protects from
    assert normalized(text, form="nfkc") == text


@pytest.mark.parametrize("form", ["nfc", "nfkc"])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\uffbe\uffc2\uffa4\uffa1\uffda\uffa9", "한글"),
        ("\uffa3", "ㄳ"),
        ("\uffbb\uffbb \uffd7\uffd7", "ㅋㅋ ㅠㅠ"),
        ("\uffa1\uffc2\uffb5 가\uffa4", "갓 가ㄴ"),
        ("\uffa1\uffc2\uffb4", "값"),
    ],
)
def test_half_width_hangul_becomes_compatibility_jamo_and_is_composed(form: str, raw: str, expected: str) -> None:
    assert normalized(raw, form=form) == expected


@pytest.mark.parametrize(
    ("loose", "composed"),
    [
        ("ㅎㅏㄴㄱㅡㄹ", "한글"),
        ("ㅇㅏㄴㄴㅕㅇㅎㅏㅅㅔㅇㅛ", "안녕하세요"),
        ("ㄱㅏㅂㅅㅇㅣ", "값이"),
        ("ㄱㅏㅄㅇㅣ", "값이"),
        ("ㅇㅗㅐ ㅇㅜㅓ", "왜 워"),
        ("안녕ㅎㅏ세요", "안녕하세요"),
        ("ㅋㅋㅋ ㅠㅠ ㅇㅋ ㄱㅅ", "ㅋㅋ ㅠㅠ ㅇㅋ ㄱㅅ"),
    ],
)
def test_loose_jamo_are_composed_only_on_demand(loose: str, composed: str) -> None:
    assert normalized(loose, jamo="compose") == composed
    assert normalized(loose, repeat=0) == loose


@pytest.mark.parametrize("filler", ["\u3164", "\u115f", "\u1160", "\uffa0"])
@pytest.mark.parametrize("form", ["nfc", "nfkc"])
def test_fillers_are_removed_though_unicode_calls_them_letters(filler: str, form: str) -> None:
    assert unicodedata.category(filler) == "Lo"
    assert normalized(f"한{filler}글{filler} {filler}값", form=form) == "한글 값"
    assert normalized(filler, form=form) == ""


def test_the_ideographic_space_is_a_space() -> None:
    assert normalized("한국\u3000\u3000영화\u3000") == "한국 영화"


@pytest.mark.parametrize("emoji", ["👨\u200d👩\u200d👧", "❤\ufe0f", "👩🏽\u200d🔬", "1\ufe0f\u20e3", "🏳\ufe0f\u200d🌈"])
def test_joiners_and_selectors_stay_inside_emoji_only(emoji: str) -> None:
    assert normalized(f"가{emoji}나") == f"가{emoji}나"
    assert normalized("가\u200d나\ufe0f다") == "가나다"
    [record] = Chars()([Record("a:1", emoji)])
    assert [token.form for token in record.tokens or ()] == [emoji]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("character", "reading"), [("\uf914", "낙"), ("\uf95c", "락"), ("\uf9bf", "요"), ("\uf90a", "금"), ("\uf92f", "노")]
)
def test_hanja_is_read_before_composition_takes_the_reading_away(character: str, reading: str) -> None:
    assert unicodedata.normalize("NFC", character) != character
    assert hanja(character) == reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("大韓民國의 歷史", "대한민국의 역사"),
        ("女子 子女 老人 敬老 來日 未來", "여자 자녀 노인 경로 내일 미래"),  # 두음 법칙
        ("失敗率 百分率 比率 成功率 合格率", "실패율 백분율 비율 성공률 합격률"),  # 율 after a vowel or ㄴ
        ("陳列 羅列 行列 系列", "진열 나열 행렬 계열"),
        ("不動産 不正 不足 不當 不可 不安", "부동산 부정 부족 부당 불가 불안"),  # 부 before ㄷ, ㅈ
        ("六月 十月 五六月 初八日", "유월 시월 오뉴월 초파일"),
        ("金氏 金浦 金剛山 李舜臣", "김씨 김포 금강산 이순신"),
        ("音樂 快樂 娛樂 敗北 南北 更新 變更", "음악 쾌락 오락 패배 남북 갱신 변경"),
        ("說明 遊說 殺人 相殺 省略 反省", "설명 유세 살인 상쇄 생략 반성"),
    ],
)
def test_hanja_is_read_as_korean_does(text: str, expected: str) -> None:
    assert hanja(text) == expected
    assert normalized(text) == text


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ㅋㅋㅋㅋㅋ ㅎㅎㅎ ㅠㅠㅠㅠ ㅜㅜㅜ", "ㅋㅋ ㅎㅎ ㅠㅠ ㅜㅜ"),
        ("와!!!!! 뭐????", "와!! 뭐??"),
        ("10000원 2000000 010-1111-2222", "10000원 2000000 010-1111-2222"),
        ("부엌ㅋㅋㅋ 하지맠ㅋㅋㅋ 좋ㅎㅎㅎ", "부엌ㅋㅋ 하지맠ㅋㅋ 좋ㅎㅎ"),
        ("값없는 닭 삶", "값없는 닭 삶"),
    ],
)
def test_laughter_crying_and_punctuation_fold_to_two_and_digits_and_codas_never(raw: str, folded: str) -> None:
    assert normalized(raw) == folded
