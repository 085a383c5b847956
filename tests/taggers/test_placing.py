"""Where the morphemes of a word stand in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.taggers.placing import placed, places

forms = st.lists(st.text("가나다었ㄴ", min_size=1, max_size=3), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("surface", "morphemes", "expected"),
    [
        ("친구를", ["친구", "를"], [(0, 2), (2, 3)]),
        ("됐어요", ["되", "었", "어요"], [(0, 1), (0, 1), (1, 3)]),
        ("난", ["나", "ㄴ"], [(0, 1), (0, 1)]),
        ("사랑스러웠다", ["사랑", "스럽", "었", "다"], [(0, 2), (2, 5), (2, 5), (5, 6)]),
        ("가", ["가"], [(0, 1)]),
        ("갔다", ["가", "았", "다"], [(0, 1), (0, 1), (1, 2)]),
        ("가가", ["가", "가"], [(0, 1), (1, 2)]),
        ("", ["이"], [(0, 0)]),
    ],
)
def test_morphemes_are_found_from_both_ends_and_share_the_middle(
    surface: str, morphemes: list[str], expected: list[tuple[int, int]]
) -> None:
    assert places(surface, morphemes) == expected


@given(st.text("가나다었ㄴ", max_size=6), forms)
def test_every_morpheme_has_a_place_in_its_word_and_none_starts_before_another(
    surface: str, morphemes: list[str]
) -> None:
    found = places(surface, morphemes)
    assert len(found) == len(morphemes)
    assert all(0 <= start <= end <= len(surface) for start, end in found)
    assert found == sorted(found)


@given(forms)
def test_morphemes_that_make_up_the_word_have_their_own_places(morphemes: list[str]) -> None:
    surface = "".join(morphemes)
    assert [surface[start:end] for start, end in places(surface, morphemes)] == morphemes


def shown(text: str, *words: tuple[str, str]) -> list[tuple[str, int, int]]:
    found = placed(text, [(surface, [(form, "X") for form in said.split("+")]) for surface, said in words])
    return [(form, start, end) for form, _, start, end in found]


def test_a_word_is_sought_behind_the_one_before_it() -> None:
    assert shown("가 가 가", ("가", "가"), ("가", "가")) == [("가", 0, 1), ("가", 2, 3)]


def test_a_word_an_engine_respells_stands_where_there_is_room() -> None:
    found = shown("난 됐어 끝", ("난", "나+ㄴ"), ("되었어", "되+었어"), ("끝", "끝"))
    assert found == [("나", 0, 1), ("ㄴ", 0, 1), ("되", 2, 4), ("었어", 2, 4), ("끝", 5, 6)]


def test_two_words_an_engine_writes_as_one_keep_their_places() -> None:
    assert shown("탭 으로 간다", ("탭으로", "탭+으로"), ("간다", "간다")) == [
        ("탭", 0, 1),
        ("으로", 2, 4),
        ("간다", 5, 7),
    ]


def test_morphemes_share_a_word_with_spaces_in_it_letter_by_letter() -> None:
    assert shown("쎄 찼다", ("쎄찼다", "쎄차+았+다")) == [("쎄차", 0, 3), ("았", 0, 3), ("다", 3, 4)]


def test_a_word_the_text_does_not_have_stands_at_its_end() -> None:
    assert shown("가", ("가", "가"), ("나", "나")) == [("가", 0, 1), ("나", 1, 1)]
    assert shown("", ("나", "나")) == [("나", 0, 0)]
