"""Plain words in the places of spans, and the tokens put right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from koprep.spans import Span, find_spans
from koprep.taggers.standins import Seen, fit, masked, put
from tests.taggers.nasty import TEXTS


def seen(*places: tuple[int, int]) -> list[Seen]:
    return [Seen("x", "NNG", start, end, 0) for start, end in places]


@given(TEXTS)
def test_a_masked_text_is_as_long_and_the_same_outside_of_spans(text: str) -> None:
    spans = find_spans(text)
    result = masked(text, spans)
    inside = {place for start, end, _ in spans for place in range(start, end)}
    assert len(result) == len(text)
    assert all(new == old for place, (old, new) in enumerate(zip(text, result, strict=True)) if place not in inside)


def test_emoticons_and_words_of_the_user_are_not_masked() -> None:
    assert masked("C++ :) 5kg", [Span(0, 3, "NNP"), Span(4, 6, "SW"), Span(7, 10, "SN")]) == "C++ :) 111"


def test_tokens_fit_if_none_goes_on_over_an_end_of_a_span() -> None:
    spans = [Span(2, 5, "SL")]
    assert fit(seen((0, 2), (2, 3), (3, 5), (5, 6)), spans)
    assert not fit(seen((0, 3), (3, 5)), spans)
    assert not fit(seen((0, 2), (2, 6)), spans)
    assert not fit(seen((0, 2), (3, 5)), spans)


def test_a_span_is_one_token_and_empty_tokens_at_its_ends_stay() -> None:
    tokens = [Seen("a", "NNG", 0, 2, 0), *seen((2, 2), (2, 3)), Seen("y", "SW", 3, 5, 1), *seen((5, 5), (5, 6))]
    result = put(tokens, "가나http다", [Span(2, 5, "SL")])
    assert [token[1:4] for token in result] == [
        ("NNG", 0, 2),
        ("NNG", 2, 2),
        ("SL", 2, 5),
        ("NNG", 5, 5),
        ("NNG", 5, 6),
    ]
    assert result[2].form == "htt"


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=5))
def test_without_spans_nothing_changes(places: list[tuple[int, int]]) -> None:
    tokens = seen(*places)
    assert put(tokens, "가" * 9, []) == tokens
