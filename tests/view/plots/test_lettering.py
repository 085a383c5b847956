"""Texts as outlines: their size, and where they are broken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep.view.plots.lettering import Box, Lettering

LETTERS = Lettering.of(["한글 abc 😀"])


def test_a_box_grows_with_the_text_and_with_its_size() -> None:
    one, two = LETTERS.box("한", 20), LETTERS.box("한글", 20)
    assert two.right > one.right + 15
    assert LETTERS.box("한", 40) == pytest.approx([2 * side for side in one])
    assert 0 < one.right - one.left <= 20
    assert LETTERS.box("   ", 20) == LETTERS.box("", 20) == Box(0, 0, 0, 0)


def test_dollars_are_letters() -> None:
    assert LETTERS.box("$5$", 20).right > LETTERS.box("$5", 20).right > LETTERS.box("5", 20).right


def test_bold_letters_are_others() -> None:
    assert LETTERS.outline("한", bold=True).vertices.tolist() != LETTERS.outline("한").vertices.tolist()


@settings(max_examples=25)
@given(st.text(st.sampled_from("가나a 😀"), max_size=40), st.integers(30, 200))
def test_lines_fit_and_hold_every_letter(text: str, room: int) -> None:
    lines = LETTERS.lines(text, 20, False, room)
    assert all(LETTERS.box(line, 20).right <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_letter_wider_than_the_line_stands_alone() -> None:
    assert LETTERS.lines("한글", 20, False, 5) == ["한", "글"]
    assert LETTERS.lines("", 20, False, 5) == []
