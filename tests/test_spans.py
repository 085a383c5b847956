"""What stays whole, and what doesn't."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.spans import Span, find_all, find_spans
from koprep.tables import read


def found(text: str) -> list[str]:
    return [f"{text[start:end]}/{tag}" for start, end, tag in find_spans(text)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("https://a.kr에서 봤다", "https://a.kr/W_URL"),
        ("문의는 abc.d@gmail.com으로", "abc.d@gmail.com/W_EMAIL"),
        ("#추천 @kim_01님", "#추천/W_HASHTAG @kim_01/W_MENTION"),
        ("<num>원을 <phone>으로", "<num>/SW <phone>/SW"),
        ("최고👍🏻👨‍👩‍👧❤️", "👍🏻/SW 👨‍👩‍👧/SW ❤️/SW"),
    ],
)
def test_addresses_masks_and_emoji_end_where_hangul_begins(text: str, spans: str) -> None:
    assert " ".join(found(text)) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("3.5kg을 12,000원에", "3.5kg 12,000원"),
        ("3개월이나 2024년 5월 3일에", "3개월 2024년 5월 3일"),
        ("100만원, 2억5천만원, 3천명", "100만원 2억5천만원 3천명"),
        ("50%는 60km/h로 3㎏", "50% 60km/h 3㎏"),
        ("3시간이 3시가", "3시간 3시"),
        ("1박2일로 2차전", "1박 2일 2차전"),
        ("01/02/06 192.168.56.31 10:30 $45.55 ₩3,000", "01/02/06 192.168.56.31 10:30 $45.55 ₩3,000"),
        ("전화는010-1234-5678로", "010-1234-5678"),
        ("3조원과 민법 3조", "3조원 3조"),
    ],
)
def test_a_number_takes_the_unit_that_touches_it(text: str, spans: str) -> None:
    assert found(text) == [f"{span}/SN" for span in spans.split()]


@pytest.mark.parametrize("text", ["2024", "5장면", "1부터", "1분기", "3만 명", "1도 없다", "12,", "제3의"])
def test_a_syllable_that_only_looks_like_a_unit_stays_with_its_word(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("don't에 it's Jone's", "do n't it 's Jone 's"),
        ("don’t 가", "do n’t"),
        ("cannot이 gonna", "can not gon na"),
        ("U.S.의 R&D를 Ph.D는 m.p.h로", "U.S. R&D Ph.D m.p.h"),
        ("A/S C++ C#은 A+가", "A/S C++ C# A+"),
        ("K-pop COVID-19 home-based rock'n'roll", "K-pop COVID-19 home-based rock'n'roll"),
        ("iPhone15를 3D로 5G 4DX v1.2.3", "iPhone15 3D 5G 4DX v1.2.3"),
        ("café와 naïve", "café naïve"),
    ],
)
def test_latin_words_follow_the_penn_treebank_but_abbreviations_stay_whole(text: str, spans: str) -> None:
    assert found(text) == [f"{span}/SL" for span in spans.split()]


@pytest.mark.parametrize("text", ["AI를 활용한 ChatGPT가 좋다", "iPhone이", "a b c", "'따옴표'와 \"AI\""])
def test_plain_latin_words_are_left_to_the_analyzers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "face",
    [
        ":)", ":-)", ";)", ":(", ":D", "=)", "^^", "^_^", "^^;;", "-_-", "T_T", ">_<", "o_O", "<3", "xD", ";;",
        "ㅠㅠ", "ㅠ.ㅠ", "ㅡㅡ", "ㅋㅋㅋ", "ㅎ", "ㄷㄷ", "ㅋㅠㅋㅠ",
    ],
)  # fmt: skip
def test_emoticons_are_one_sign(face: str) -> None:
    assert found(f"좋아요 {face} 정말") == [f"{face}/SW"]
    assert found(face) == [f"{face}/SW"]


@pytest.mark.parametrize("text", ["결론:(1)", "오후 3:00", "a=b", "비율 1:2:3", "가:나", "3-4"])
def test_colons_and_signs_are_no_emoticons_by_themselves(text: str) -> None:
    assert not [span for span in found(text) if span.endswith("/SW")]


def test_long_runs_are_one_span_because_analyzers_choke_on_them() -> None:
    assert found("." * 100 + " " + "a" * 100 + " " + "1" * 100 + " " + "!" * 100) == [
        "." * 100 + "/SE",
        "a" * 100 + "/SL",
        "1" * 100 + "/SN",
        "!" * 100 + "/SF",
    ]


def test_every_unit_of_the_table_is_found_before_a_particle() -> None:
    units = [unit for _, group in read("units.tsv") for unit in group.split()]
    assert len(units) == len(set(units)) > 100
    assert [unit for unit in units if found(f"7{unit}을") != [f"7{unit}/SN"]] == []


NASTY = st.text(
    st.one_of(
        st.sampled_from(list("가나다했어요맠ㅋㅠ .,!?0123aBcX:;)(^-_<>@#'’&/+$%원개월\n\t\0😀\u200d\ufe0f大\u11ab")),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)


@given(NASTY)
def test_spans_are_in_order_without_overlaps_and_never_cross_a_newline(text: str) -> None:
    spans = find_spans(text)
    places = [place for start, end, _ in spans for place in (start, end)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) and "\n" not in text[start:end] for start, end, _ in spans)


@given(st.lists(NASTY, max_size=5))
def test_the_quick_look_misses_no_text_with_spans(texts: list[str]) -> None:
    assert find_all(texts) == {text: find_spans(text) for text in texts if find_spans(text)}


@given(NASTY, NASTY)
def test_a_newline_separates(first: str, second: str) -> None:
    moved = [Span(start + len(first) + 1, end + len(first) + 1, tag) for start, end, tag in find_spans(second)]
    assert find_spans(f"{first}\n{second}") == find_spans(first) + moved


def test_hostile_strings_take_no_long_time() -> None:
    units = "1, a- < :( 1만 1천 a. ^ a' 1. @ # a@ http:// ㅋ -_ A& = () ~~! 0.0. 가1 ;: www. \u200d😀"
    for unit in units.split():
        begin = time.process_time()
        find_spans(unit * 20_000)
        assert time.process_time() - begin < 2, unit


def test_spans_cover_the_latin_letters_with_digits_beside_them() -> None:
    text = "갤럭시S24와 GPT-4o, iOS17"
    covered = "".join(text[start:end] for start, end, _ in find_spans(text))
    assert re.findall("[A-Za-z0-9]", text) == re.findall("[A-Za-z0-9]", covered)
