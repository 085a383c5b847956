"""Bars of words and tags."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from matplotlib.colors import to_hex

from koprep.errors import UsageError
from koprep.view.plots.bars import tag_name, tag_shares, words
from koprep.view.plots.data import Words
from koprep.view.plots.figure import COLOURS, Page
from tests.view.plots import pictures
from tests.view.plots.pictures import pixels

DATA = pictures.words({"영화": 1200, "좋": 30, "$5": 4, "가" * 30: 2, "🥰": 1})


def rows(picture: object, panel: int = 0) -> list[tuple[str, float, str]]:
    axes = picture.figure.axes[panel]  # type: ignore[attr-defined]
    names = [label.get_text() for label in axes.get_yticklabels()]
    return [
        (name, bar.get_width(), text.get_text())
        for name, bar, text in zip(names, axes.patches, axes.texts, strict=True)
    ]


def test_words_are_bars_with_their_counts_the_most_frequent_first() -> None:
    picture = words([("", DATA)])
    assert rows(picture)[:3] == [("영화", 1200, "1,200"), ("좋", 30, "30"), ("$5", 4, "4")]
    assert rows(picture)[3][0] == "가" * 11 + "…"
    low, high = picture.figure.axes[0].get_ylim()
    assert low > high, "from the top down"
    assert len(rows(words([("", DATA)], top=2))) == 2


def test_what_no_font_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from koprep.view.plots import fonts

    monkeypatch.setattr(fonts, "_system", list)
    picture = words([("", DATA)])
    assert (rows(picture)[4][0], picture.missing) == ("<U+1F970>", {"🥰"})


def test_panels_have_names_and_colours() -> None:
    picture = words([(name, DATA) for name in ("NNG", "V", "Noun", "조사")], top=3)
    assert [axes.get_title(loc="left") for axes in picture.figure.axes] == ["NNG 일반 명사", "V", "Noun", "조사"]
    assert [to_hex(axes.patches[0].get_facecolor()) for axes in picture.figure.axes] == list(COLOURS[:4])
    assert pixels(picture).shape[1] == 1200


def test_labels_have_room_whatever_the_number_of_rows() -> None:
    few, many = (words([("", pictures.words({f"낱말{n}": 999 - n for n in range(size)}))], size) for size in (3, 90))
    assert many.height - few.height == pytest.approx(27 * 87)
    pixels(many)
    boxes = [label.get_window_extent() for label in many.figure.axes[0].get_yticklabels()]
    assert all(above.y0 > below.y1 for above, below in pairwise(boxes))
    assert min(box.x0 for box in boxes) > 0


def tagged(counts: dict[str, int]) -> Words:
    return Words(pa.array(["가"] * len(counts)), np.array(list(counts.values())), pa.array(list(counts)))


def test_tags_have_their_names_shares_and_kinds() -> None:
    picture = tag_shares(tagged({"NNG": 700, "JKS": 200, "NA": 99, "VCP": 1}))
    assert rows(picture) == [
        ("NNG 일반 명사", 700, "700 · 70 %"),
        ("JKS 주격 조사", 200, "200 · 20 %"),
        ("NA 분석 불능", 99, "99 · 9.9 %"),
        ("VCP 긍정 지정사 이다", 1, "1 · 0.1 %"),
    ]
    legend = picture.figure.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["nouns", "predicates", "particles", "others"]
    assert picture.figure.texts[-1].get_text() == "1,000 tokens · 4 tags"


def test_tags_of_another_set_stay_as_they_are() -> None:
    picture = tag_shares(tagged({"Noun": 3, "Josa": 1}))
    assert [name for name, _, _ in rows(picture)] == ["Noun", "Josa"]
    assert picture.figure.axes[0].get_legend() is None
    assert (tag_name("NNG"), tag_name("Noun")) == ("NNG 일반 명사", "Noun")


@pytest.mark.parametrize(
    ("page", "panels", "message"),
    [
        (Page(0, 300), 1, r"--height 300 is too small for 30 rows; use \d+ or more"),
        (Page(500), 3, "--width 500 is too small for 3 abreast; use 900 or more"),
    ],
)
def test_a_page_too_small_is_refused(page: Page, panels: int, message: str) -> None:
    data = pictures.words({str(number): number for number in range(1, 40)})
    with pytest.raises(UsageError, match=message):
        words([(str(number), data) for number in range(panels)], page=page)
