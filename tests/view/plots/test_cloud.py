"""Word clouds: nothing overlaps, nothing is cut, nothing is random."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.view.plots.cloud import cloud, place
from koprep.view.plots.figure import COLOURS, Page
from tests.view.plots.pictures import SVG, pixels, saved, svg, words

DATA = words({f"낱말{number}": 5000 // number for number in range(1, 61)} | {"😀": 900, "$5$": 800})
boxes = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 8)), max_size=15)


@given(boxes, st.integers(5, 60), st.integers(5, 40))
def test_boxes_are_inside_and_never_overlap(boxes: list[tuple[int, int]], width: int, height: int) -> None:
    spots = place(boxes, width, height)
    assert len(spots) in (0, len(boxes))
    page = np.zeros((height, width), int)
    for spot, (wide, high) in zip(spots, boxes if spots else [], strict=True):
        assert 0 <= spot.x <= spot.x + wide <= width
        assert 0 <= spot.y <= spot.y + high <= height
        page[spot.y : spot.y + high, spot.x : spot.x + wide] += 1
    assert page.max() <= 1


def test_the_first_box_stands_in_the_middle_and_the_others_beside_it() -> None:
    assert place([(4, 2)], 10, 6) == [(3, 2)]
    spots = place([(4, 2)] * 3, 40, 20)
    assert all(abs(spot.x - 18) <= 4 and abs(spot.y - 9) <= 2 for spot in spots)


@pytest.mark.parametrize("box", [(11, 1), (1, 7)])
def test_what_does_not_fit_gives_no_spots(box: tuple[int, int]) -> None:
    assert place([(2, 2), box], 10, 6) == []


def test_words_are_larger_the_more_frequent_they_are() -> None:
    picture = cloud(words({"가가": 400, "나나": 100, "다다": 25}))
    sizes = [patch.get_window_extent().height for patch in picture.figure.artists]
    assert sizes[0] > 1.6 * sizes[1] > 2.5 * sizes[2]


@pytest.mark.parametrize("page", [Page(), Page(700, 400, "제목"), Page(400, 900)])
def test_words_stay_on_the_page_apart_and_below_the_title(page: Page) -> None:
    picture = cloud(DATA, page=page)
    frames = [patch.get_window_extent() for patch in picture.figure.artists]
    assert len(frames) == len(DATA.counts)
    for rank, frame in enumerate(frames):
        assert 10 < frame.x0 < frame.x1 < picture.width - 10
        assert 10 < frame.y0 < frame.y1 < picture.body - 10
        assert not any(frame.overlaps(other) for other in frames[:rank])
    ink = pixels(picture).min(axis=2) < 250
    assert not ink[:, :8].any()
    assert not ink[:, -8:].any()


def test_svg_and_png_show_the_same_places(tmp_path: Path) -> None:
    picture = cloud(DATA, page=Page(800, 500))
    root = svg(saved(picture, tmp_path / "a.svg"))
    fills = [path for path in root.iter(f"{SVG}path") if COLOURS[0] in (path.get("style") or "")]
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", fills[0].get("d") or "")]
    frame = picture.figure.artists[0].get_window_extent()
    assert min(numbers[::2]) * 150 / 72 == pytest.approx(frame.x0, abs=1)
    assert max(numbers[::2]) * 150 / 72 == pytest.approx(frame.x1, abs=1)


def test_the_same_words_give_the_same_cloud(tmp_path: Path) -> None:
    assert saved(cloud(DATA), tmp_path / "a.svg") == saved(cloud(DATA), tmp_path / "b.svg")


def test_the_number_of_words_is_kept_and_long_ones_are_cut() -> None:
    assert len(cloud(DATA, 7).figure.artists) == 7
    assert len(cloud(words({"가" * 500: 1, "나": 1})).figure.artists) == 2


def test_words_that_do_not_fit_are_refused() -> None:
    many = words({f"아주긴낱말이다{number}": 1 for number in range(60)})
    with pytest.raises(UsageError, match="60 words don't fit into 300 × 300 pixels; use a lower --top"):
        cloud(many, 60, Page(300, 300))
