from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep.record import Record, Reject
from koprep.stages.spacing import Spacing, respace
from koprep.taggers.pieces import LIMIT

PIECES = [
    "아버지가방에",
    "들어가신다",
    "영화",
    "재미있었다",
    " ",
    "  ",
    "\n",
    ":)",
    "ㅠ.ㅠ",
    "3.5kg",
    "2%",
    "<num>",
    "원",
    "https://a.kr/b",
    "에서",
    "don't",
    ".",
    "!",
]
texts = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


def test_the_course_s_sentence_gets_its_spaces() -> None:
    text = "제가이렇게띄어쓰기를전혀하지않고글을썼다고하더라도글을이해할수있습니다."
    [spaced] = respace([text])
    assert spaced == "제가 이렇게 띄어쓰기를 전혀 하지 않고 글을 썼다고 하더라도 글을 이해할 수 있습니다."


def test_spaces_are_taken_out_only_when_asked() -> None:
    assert respace(["띄 어 쓰 기를 한다"], reset=True) == ["띄어쓰기를 한다"]
    assert respace(["값  둘"]) == ["값  둘"]


@pytest.mark.parametrize("reset", [False, True])
def test_spans_stay_whole_and_keep_the_space_around_them(reset: bool) -> None:
    text = "https://a.kr/b.html에서 <num>원결제했다 :) ㅠ.ㅠ don't 3.5kg 2% 아버지가방에들어가신다"
    expected = "https://a.kr/b.html에서 <num>원 결제했다 :) ㅠ.ㅠ don't 3.5kg 2% 아버지가 방에 들어가신다"
    assert respace([text], reset) == [expected]


def test_newlines_stay() -> None:
    assert respace(["글을썼다\n글을읽었다\n"], reset=True) == ["글을 썼다\n글을 읽었다\n"]


def test_long_texts_go_through_in_pieces() -> None:
    text = "글을썼다고했다." * (2 * LIMIT // 8)
    [spaced] = respace([text])
    assert spaced.replace(" ", "") == text
    assert spaced.count("글을 썼다고") > 0.98 * text.count("글을")


def test_records_keep_what_they_hold_and_broken_ones_are_rejected() -> None:
    nfd = unicodedata.normalize("NFD", "글을썼다")
    batch = [Record("-:1", nfd, "doc", label="1"), Record("-:2", "\ud800"), Record("-:3", "")]
    first, second, third = Spacing()(batch)
    assert first == Record("-:1", "글을 썼다", "doc", label="1")
    assert second == Reject("-:2", "spacing", "the text holds half a character (a lone surrogate)", "\ud800")
    assert third == batch[2]


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, max_size=3), st.lists(texts, max_size=3), st.booleans())
def test_only_white_space_changes_and_batches_don_t_matter(some: list[str], more: list[str], reset: bool) -> None:
    spaced = respace([*some, *more], reset)
    assert respace(some, reset) + respace(more, reset) == spaced
    assert ["".join(text.split()) for text in spaced] == ["".join(text.split()) for text in (*some, *more)]
    assert [text.count("\n") for text in spaced] == [text.count("\n") for text in (*some, *more)]


def test_the_engine_is_named() -> None:
    assert list(Spacing().engines()) == ["kiwi"]
