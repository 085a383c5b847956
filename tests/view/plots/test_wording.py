"""How numbers and long words are written."""

from __future__ import annotations

import pytest

from koprep.view.plots.wording import number, percent, short


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (1, "100 %"), (0.1234, "12.3 %"), (0.0004, "0.04 %"), (0.00001, "< 0.01 %"), (0.5, "50 %")],
)
def test_shares(share: float, text: str) -> None:
    assert percent(share) == text


def test_numbers() -> None:
    assert [number(many, "word") for many in (0, 1, 2000)] == ["0 words", "1 word", "2,000 words"]


def test_long_words_are_cut_by_columns() -> None:
    assert short("대한민국", 8) == "대한민국"
    assert short("대한민국", 7) == "대한민…"
    assert short("abcdefgh", 8) == "abcdefgh"
    assert short("abcdefghi", 8) == "abcdefg…"
    assert short("", 8) == ""
