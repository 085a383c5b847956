"""Very long and broken texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.record import Token
from koprep.spans import Span
from koprep.taggers import pieces
from koprep.taggers.base import Fault
from koprep.taggers.shapes import clipped, compatible, in_order


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LIMIT", 10)


def words(texts: list[str]) -> list[list[list[Token]]]:
    """An analyzer that can't take more than LIMIT: words by white space."""
    results = []
    for text in texts:
        assert len(text) <= pieces.LIMIT
        place, tokens = 0, []
        for word in text.split():
            place = text.index(word, place)
            tokens.append(Token(word, "NNG", place, place + len(word)))
            place += len(word)
        results.append([tokens])
    return results


def parts(text: str, *spans: tuple[int, int]) -> list[str]:
    return [text[start:end] for start, end in pieces.pieces(text, [Span(*span, "SL") for span in spans])]


def test_a_cut_falls_after_a_sentence_if_it_can_then_between_words_then_anywhere() -> None:
    assert parts("가나다라마. 바 사아자") == ["가나다라마. ", "바 사아자"]
    assert parts("가나다 라마바 사아자") == ["가나다 라마바 ", "사아자"]
    assert parts("가나다라마바사아자차카") == ["가나다라마바사아자차", "카"]


def test_no_cut_falls_into_a_span_and_a_long_span_is_alone() -> None:
    assert parts("가나다라마바" + "a" * 8 + "사", (6, 14)) == ["가나다라마바", "aaaaaaaa사"]
    assert parts("가나" + "a" * 20 + "사", (2, 22)) == ["가나", "a" * 20, "사"]


def test_a_short_text_is_one_piece_and_an_empty_one_none() -> None:
    assert parts("가나") == ["가나"]
    assert parts("") == []


@given(st.text(st.sampled_from("가나 .\n?a"), max_size=80))
def test_pieces_follow_each_other_without_gaps_and_none_is_too_long(text: str) -> None:
    found = parts(text)
    assert "".join(found) == text
    assert all(0 < len(part) <= 10 for part in found)


@given(st.text(st.sampled_from("가나 "), max_size=9), st.integers(1, 4))
def test_offsets_of_a_long_text_refer_to_the_whole(part: str, times: int) -> None:
    text = (part + " ") * times
    [result] = pieces.analyze([text], words)
    assert not isinstance(result, Fault)
    tokens = [token for sentence in result for token in sentence]
    assert [token.form for token in tokens] == text.split()
    assert all(text[token.start : token.end] == token.form for token in tokens)


def test_a_giant_span_is_a_token_the_analyzer_never_sees() -> None:
    text = "가나 http://a.kr/abcdefghij 다"
    [result] = pieces.analyze([text], words)
    assert not isinstance(result, Fault)
    assert [(token.form, token.tag) for sentence in result for token in sentence] == [
        ("가나", "NNG"),
        ("http://a.kr/abcdefghij", "W_URL"),
        ("다", "NNG"),
    ]


def test_half_a_character_is_a_fault_in_its_place() -> None:
    results = pieces.analyze(["가", "\udc80", "나" * 12 + "\ud800"], words)
    assert [isinstance(result, Fault) for result in results] == [False, True, True]


def test_starts_that_decrease_are_brought_in_order() -> None:
    tokens = [Token("하", "VV", 0, 1), Token("시", "EP", 2, 3), Token("어요", "EF", 1, 3)]
    assert [token.start for token in in_order(tokens)] == [0, 1, 1]
    assert in_order(tokens[:2]) == tokens[:2]


def test_a_part_s_offsets_stay_inside_it() -> None:
    assert clipped([Token("어요", "EF", 4, 7)], 5, 6) == [Token("어요", "EF", 0, 1)]


def test_conjoining_jamo_are_written_as_compatibility_jamo() -> None:
    assert compatible([Token("\u11ab다", "EF", 0, 2)]) == [Token("ㄴ다", "EF", 0, 2)]
