"""The tokens format: what is written comes back, whatever a token holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import escapes
from tests.datalayer import any_text, forms


@pytest.mark.parametrize(
    ("token", "written"),
    [
        ("자연어 처리", r"자연어\s처리"),
        ("a\tb", r"a\tb"),
        ("a\nb", r"a\nb"),
        ("a\r", r"a\r"),
        ("\\s", r"\\s"),
        ("한글", "한글"),
        ("a\u3000b\x85\u2028", "a\u3000b\x85\u2028"),
    ],
)
def test_white_space_of_the_format_and_backslashes_are_escaped_and_nothing_else(token: str, written: str) -> None:
    assert escapes.escape(token) == written
    assert escapes.unescape(written) == token


def test_a_backslash_before_anything_else_stays() -> None:
    assert escapes.unescape(r"C:\Users\한글") == r"C:\Users\한글"


@given(any_text)
def test_unescape_undoes_escape(token: str) -> None:
    assert escapes.unescape(escapes.escape(token)) == token


@given(st.lists(forms))
def test_split_undoes_join_on_one_line(tokens: list[str]) -> None:
    line = escapes.join(tokens)
    assert "\n" not in line
    assert "\r" not in line
    assert escapes.split(line) == tokens


def test_an_empty_line_has_no_tokens_and_runs_of_spaces_count_as_one() -> None:
    assert escapes.split("") == escapes.split("   ") == []
    assert escapes.split(" 밥을  먹다 ") == ["밥을", "먹다"]
