"""The slope of Zipf's law, and its picture."""

from __future__ import annotations

import numpy as np
import pytest

from koprep.view.plots.zipf import slope, zipf
from tests.view.plots.pictures import pixels, words


@pytest.mark.parametrize("exponent", [-0.7, -1.0, -1.3])
def test_an_exact_law_has_its_slope(exponent: float) -> None:
    counts = (1e7 * np.arange(1, 20_001) ** exponent).astype(np.int64)
    found = slope(counts)
    assert found is not None
    assert found.exponent == pytest.approx(exponent, abs=0.01)
    assert found.scale == pytest.approx(1e7, rel=0.05)
    assert found.last == (counts >= 5).sum()


def test_rare_words_do_not_count() -> None:
    counts = (1000 / np.arange(1, 101)).astype(np.int64)
    assert slope(np.append(counts, np.ones(5000, np.int64))) == slope(counts)


def test_a_few_words_have_no_slope() -> None:
    assert slope(np.array([9] * 9)) is None
    assert slope(np.array([9] * 10)) is not None
    text = zipf(words({"밥": 3})).figure.texts[-1].get_text()
    assert text == "3 tokens · 1 type · no slope: fewer than 10 words are seen 5 times"


def test_the_picture_names_a_word_at_every_tenfold_rank_and_says_the_slope() -> None:
    picture = zipf(words({f"낱말{rank}": 10**6 // rank for rank in range(1, 1001)}))
    (axes,) = picture.figure.axes
    assert [text.get_text() for text in axes.texts] == ["낱말1", "낱말10", "낱말100", "낱말1000"]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert "slope −1.00 over the 1,000 words seen 5 times or more" in picture.figure.texts[-1].get_text()
    assert pixels(picture).std() > 5


def test_a_million_types_are_a_few_hundred_points() -> None:
    (axes,) = zipf(words({str(number): 1 + 9**9 // number for number in range(1, 100_001)})).figure.axes
    assert len(axes.lines[0].get_xdata()) <= 300
    assert axes.lines[0].get_xdata()[-1] == 100_000


@pytest.mark.parametrize(
    ("most", "frequencies"),
    [
        (4, "1 2 3 4 5 6 7 8"),
        (30, "1 2 5 10 20 50"),
        (600, "1 10 100 1,000"),
    ],
)
def test_low_frequencies_have_numbers_enough_at_their_axis(most: int, frequencies: str) -> None:
    picture = zipf(words({"밥": most, "물": 1, "국": 1}))
    (axes,) = picture.figure.axes
    picture.figure.draw_without_rendering()
    low, high = axes.get_ylim()
    ticks = zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)
    assert [label.get_text() for place, label in ticks if low <= place <= high] == frequencies.split()
