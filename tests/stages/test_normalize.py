from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.record import Record
from koprep.stages.normalize import Normalize, fold_repeats

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

# Whatever the steps look for, next to each other in any order.
PIECES = [
    "가", "각", "\u1100\u1161", "\u1100", "\u1161", "\u11a8", "\u115f", "\u1160", "\u3164", "\uffa0", "ㅋ",
    "ㅋㅋㅋ", "맠", "엌", "부", "넿", "ㅎ", "ㅠ", "ㅜ", "ㄱ",
    "ㅏ", "!", "?", "!?", ".", "…", "~", "\uffbe", "\uffc2", "\uffa4", "a", "e\u0301", "0", "1", " ", "  ",
    "\t", "\u3000", "\xa0",
    "\u200b", "\ufeff", "\x00", "\x85", "\u2028", HEART, FAMILY, "\u200d", "\ufe0f", "失", "女子",
    "https://a.kr/--", "@b.kr", "Ａ", "㈜",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
stages = st.builds(
    Normalize,
    form=st.sampled_from(["nfc", "nfkc"]),
    repeat=st.integers(0, 3),
    hanja=st.sampled_from(["keep", "hangul"]),
    jamo=st.sampled_from(["keep", "compose"]),
    laughter=st.sampled_from(["keep", "apart"]),
    space=st.booleans(),
)


def records(*texts: str) -> list[Record]:
    return [Record(f"-:{line}", text, f"-:{line}", label="1") for line, text in enumerate(texts, 1)]


def normalized(text: str, **options: object) -> str:
    [record] = Normalize(**options)(records(text))
    assert isinstance(record, Record)
    return record.text


def test_repeats_are_folded_but_not_digits_and_syllables() -> None:
    raw = "가격은 10000원 ㅋㅋㅋㅋㅋ 010-1111-2222 와!!!!! 부엌ㅋㅋㅋ"
    assert normalized(raw) == "가격은 10000원 ㅋㅋ 010-1111-2222 와!! 부엌ㅋㅋ"


def test_half_width_hangul_is_composed_and_laughter_stays_under_nfkc() -> None:
    assert normalized("ﾾￂﾤﾡￚﾩ ㅋㅋ", form="nfkc") == "한글 ㅋㅋ"
    assert normalized("ﾾￂﾤﾡￚﾩ ㅋㅋ") == "한글 ㅋㅋ"


def test_hanja_is_read_as_hangul() -> None:
    raw = "失敗率 成長率 音樂 金氏 不動産 女子 男女 六月"
    assert normalized(raw, hanja="hangul") == "실패율 성장률 음악 김씨 부동산 여자 남녀 유월"
    assert normalized(raw) == raw


def test_hanja_is_read_before_nfc_takes_its_reading_away() -> None:
    # 樂 is in KS X 1001 once a reading; NFC makes one character of all of them.
    assert [normalized(char, hanja="hangul") for char in "\uf914\uf95c\uf9bf樂"] == ["낙", "락", "요", "악"]
    assert {normalized(char) for char in "\uf914\uf95c\uf9bf樂"} == {"樂"}


def test_hanja_of_a_record_is_read_without_looking_at_its_neighbours() -> None:
    batch = records("값은 3", "年末", "女", "子女")
    together = [record.text for record in Normalize(hanja="hangul")(batch)]
    assert together == [normalized(record.text, hanja="hangul") for record in batch]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("하하ㅠㅠㅠㅠ ㅎㅎㅎㅎ ㅜㅜㅜ", "하하ㅠㅠ ㅎㅎ ㅜㅜ"),
        ("ㅋㅋㅋㅋㅎㅎㅎ", "ㅋㅋㅎㅎ"),
        ("ㅠㅜㅠㅜㅠㅜㅠㅜ", "ㅠㅜㅠㅜ"),
        ("정말!?!?!?!?", "정말!?!?"),
        ("글쎄....... 음…… 네~~~~", "글쎄.. 음…… 네~~"),
        ("하지맠ㅋㅋㅋㅋ", "하지맠ㅋㅋ"),
        ("좋다 :) :)))) ^^ ^^^^ ㅡ_ㅡ;;;;", "좋다 :) :)) ^^ ^^ ㅡ_ㅡ;;"),
        ("ㄷㄷㄷㄷㄷ", "ㄷㄷ"),
        ("goooood 111111 하하하하 ★★★★★", "goooood 111111 하하하하 ★★★★★"),
    ],
)
def test_what_folds_and_what_does_not(raw: str, expected: str) -> None:
    assert normalized(raw) == expected


def test_addresses_are_not_folded() -> None:
    raw = "https://a.kr/---/a...b!!! my---name@a.kr!!!! 그리고 ㅋㅋㅋㅋ"
    assert normalized(raw) == "https://a.kr/---/a...b!! my---name@a.kr!! 그리고 ㅋㅋ"


def test_how_many_are_kept_can_be_said() -> None:
    assert normalized("ㅋㅋㅋㅋ!!!!", repeat=1) == "ㅋ!"
    assert normalized("ㅋㅋㅋㅋ!!!!", repeat=3) == "ㅋㅋㅋ!!!"
    assert normalized("ㅋㅋㅋㅋ!!!!", repeat=0) == "ㅋㅋㅋㅋ!!!!"


@given(st.text("ㅋㅎㅠㅜ!?.~가a1 ", max_size=30), st.integers(1, 3))
def test_no_run_is_longer_than_asked_and_nothing_else_is_touched(text: str, most: int) -> None:
    folded = fold_repeats(text, most)
    for char in "ㅋㅎㅠㅜ!?.~":
        assert char * (most + 1) not in folded
    for char in "가a1 ":
        assert folded.count(char) == text.count(char)


def test_decomposed_hangul_is_composed() -> None:
    assert normalized(unicodedata.normalize("NFD", "한글 값")) == "한글 값"


def test_loose_jamo_have_one_alphabet_and_old_hangul_is_left_whole() -> None:
    assert normalized("\u110f\u110f \u11ab") == "ㅋㅋ ㄴ"
    assert normalized("\u1112\u119e\u11ab글") == "\u1112\u119e\u11ab글"


def test_loose_jamo_are_composed_only_when_asked() -> None:
    assert normalized("ㅎㅏㄴㄱㅡㄹ ㅋㅋㅠㅠ") == "ㅎㅏㄴㄱㅡㄹ ㅋㅋㅠㅠ"
    assert normalized("ㅎㅏㄴㄱㅡㄹ ㅋㅋㅠㅠ", jamo="compose") == "한글 ㅋㅋㅠㅠ"


def test_nfkc_unifies_compatibility_characters_only() -> None:
    assert normalized("Ａ１ ㈜회사 ３㎏ ㅋㅠ ㉠", form="nfkc") == "A1 (주)회사 3kg ㅋㅠ ㄱ"
    assert normalized("Ａ１ ㈜회사") == "Ａ１ ㈜회사"


def test_fillers_are_removed_and_join_nothing_that_stood_apart() -> None:
    assert normalized("가\u3164나\uffa0다") == "가나다"
    assert normalized("\u1100\u1160\u1161") == "ㄱㅏ"
    assert normalized("가\u115f\u1160\u11ab") == "가ㄴ"
    assert normalized("\u115f\u1161 \u1112\u1161\u11ab\u115f") == "ㅏ 한"


def test_characters_that_show_nothing_are_removed() -> None:
    assert normalized("\ufeff한\u200b글\u00ad\u2060 A\x00B\x07C\x9f") == "한글 ABC"


def test_emoji_keep_their_joiners_and_nothing_else_does() -> None:
    assert normalized(f"{FAMILY} {HEART} {ENGLAND} 1\ufe0f\u20e3") == f"{FAMILY} {HEART} {ENGLAND} 1\ufe0f\u20e3"
    assert normalized("가\u200d나\ufe0f \u200d" + HEART + "\u200d") == "가나 " + HEART


def test_white_space_of_any_kind_becomes_one_space() -> None:
    assert normalized("\u3000 가\xa0\xa0나\t다 \u2003 라\x0c마\u2028바\r ") == "가 나 다 라 마 바"
    assert normalized("  가  나\t", space=False) == "  가  나\t"
    assert normalized("가\x0c나\x85다", space=False) == "가 나 다"


def test_newlines_inside_a_text_stay() -> None:
    assert normalized("\n 첫 줄  \n\n  둘째 줄 \n") == "첫 줄\n\n둘째 줄"


def test_what_was_normal_stays_the_same_record() -> None:
    batch = records("한글 ㅋㅋ!!", "", "plain")
    assert all(new is old for new, old in zip(Normalize()(batch), batch, strict=True))


def test_id_document_and_label_stay() -> None:
    [record] = Normalize()(records("와!!!!"))
    assert record == Record("-:1", "와!!", "-:1", label="1")


@given(stages, texts)
def test_normal_text_is_normal(stage: Normalize, text: str) -> None:
    [once] = stage(records(text))
    assert isinstance(once, Record)
    assert unicodedata.is_normalized("NFC", once.text)
    if stage.jamo == "keep":
        [twice] = stage([once])
        assert twice == once


@given(stages, st.lists(texts, max_size=5), st.lists(texts | st.just("줄\n바꿈  "), max_size=3))
def test_batches_don_t_matter(stage: Normalize, some: list[str], more: list[str]) -> None:
    batch = records(*some, *more)
    assert stage(batch[: len(some)]) + stage(batch[len(some) :]) == stage(batch)
    assert [item for record in batch for item in stage([record])] == stage(batch)


@pytest.mark.parametrize(
    "unit", ["ㅋ", "!?", " ", "\u200b", "\u1160", "a.", "https://a", "\u1100", "@a", "ㄱㅏ", "\uffa1"]
)
def test_long_runs_take_no_time(unit: str) -> None:
    hostile = unit * (100_000 // len(unit))
    assert seconds(Normalize(form="nfkc", hanja="hangul", jamo="compose"), hostile) < 2


def seconds(stage: Normalize, text: str) -> float:
    from time import process_time

    stage(records("준비"))
    begin = process_time()
    stage(records(text))
    return process_time() - begin


def test_an_impossible_option_is_explained() -> None:
    with pytest.raises(UsageError, match="repeat=-1 is not possible"):
        Normalize(repeat=-1)
    with pytest.raises(UsageError, match="form=nfd: "):
        Normalize(form="nfd")
