"""Texts with holes, around an analyzer that knows words only."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import given

from koprep.record import Token
from koprep.spans import Span, find_spans
from koprep.taggers.holes import tokens_around
from tests.taggers.nasty import LINES, TEXTS

_FORBIDDEN = re.compile("^ |  |[^\\S ]|[\0-\x1f\x7f-\x9f\ufeff\U00010000-\U0010ffff]")


class Words:
    """An analyzer whose tokens are words, and which keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, text: str) -> list[Token]:
        self.seen.append(text)
        return [Token(match[0], "W", *match.span()) for match in re.finditer(r"\S+", text)]


def around(text: str, spans: list[Span] | None = None) -> tuple[list[Token], list[str]]:
    words = Words()
    spans = find_spans(text) if spans is None else spans
    return tokens_around(text, spans, words, lambda form, tag: (form, tag)), words.seen


def shown(text: str) -> str:
    return " ".join(f"{form}/{tag}[{start},{end}]" for form, tag, start, end in around(text)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("밥을 먹었다", "밥을/W[0,2] 먹었다/W[3,6]"),
        ("https://a.kr에서 봤다", "https://a.kr/W_URL[0,12] 에서/W[12,14] 봤다/W[15,17]"),
        ("값은 3.5kg이다", "값은/W[0,2] 3.5kg/SN[3,8] 이다/W[8,10]"),
        ("가 :) 나", "가/W[0,1] :)/SW[2,4] 나/W[5,6]"),
        ("가😀나", "가/W[0,1] 😀/SW[1,2] 나/W[2,3]"),
        ("\U00020000를", "\U00020000/SH[0,1] 를/W[1,2]"),
        ("  가\t\t나  ", "가/W[2,3] 나/W[5,6]"),
        ("가\0나\u3000다", "가/W[0,1] 나/W[2,3] 다/W[4,5]"),
        ("가\x1b나\ufeff다", "가/W[0,1] 나/W[2,3] 다/W[4,5]"),
    ],
)
def test_spans_come_back_whole_and_words_in_their_places(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_a_particle_after_a_span_is_seen_after_a_letter() -> None:
    _, seen = around("https://a.kr에서 3.5kg을 :) 끝")
    assert seen == ["A에서 A을 끝"]


@pytest.mark.parametrize("text", ["", " ", "\t \u3000", "\0", "😀", "https://a.kr", "😀😀 :)"])
def test_an_analyzer_is_not_asked_where_nothing_is_left_for_it(text: str) -> None:
    tokens, seen = around(text)
    assert seen == []
    assert "".join(token.form for token in tokens) == "".join(text.split()).replace("\0", "")


def test_spans_are_named_by_the_analyzer_s_own_tags() -> None:
    spans = [Span(0, 12, "W_URL")]
    tokens = tokens_around("https://a.kr", spans, Words(), lambda form, tag: (form, tag.lower() + form[:1]))
    assert tokens == [Token("https://a.kr", "w_urlh", 0, 12)]


def test_an_analyzer_that_swallows_everything_leaves_the_spans() -> None:
    assert tokens_around("가 :) 나", [Span(2, 4, "SW")], lambda text: [], lambda form, tag: (form, tag)) == [
        Token(":)", "SW", 2, 4)
    ]


def _holds(text: str) -> None:
    spans = find_spans(text)
    tokens, seen = around(text, spans)
    assert not any(_FORBIDDEN.search(one) for one in seen)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(text[token.start : token.end] == token.form for token in tokens if token.tag != "W")
    assert {Token(text[start:end], tag, start, end) for start, end, tag in spans} <= set(tokens)
    covered = {place for token in tokens for place in range(token.start, token.end)}
    left = [char for place, char in enumerate(text) if place not in covered]
    assert not any(char.isalnum() for char in left)


@pytest.mark.parametrize("line", LINES)
def test_nasty_lines_lose_no_letter(line: str) -> None:
    _holds(normalize("NFC", line))


@given(TEXTS)
def test_any_text_keeps_its_spans_and_its_letters(text: str) -> None:
    _holds(normalize("NFC", text))
