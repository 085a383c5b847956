"""A word cloud: words as large as they are frequent, each as near to the middle as it fits; nothing is random."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from koprep.columns.chunk import Array
from koprep.errors import UsageError
from koprep.view.plots.data import Words
from koprep.view.plots.figure import AS_NEEDED, COLOURS, DPI, Page, Picture
from koprep.view.plots.wording import short

_WIDTH, _BODY = 1200, 720
_LABEL = 24  # columns
_CELLS = 90_000  # words stand on a grid of about so many cells
_GAP = np.array([12, 6])  # pixels between words, at their sides and above
_MARGIN = 14  # pixels around them all
_SMALLEST = 7.0  # points
_TRIES = 12


class Spot(NamedTuple):
    """Where a box stands, in cells from the left and the bottom."""

    x: int
    y: int


def cloud(data: Words, top: int = 100, page: Page = AS_NEEDED) -> Picture:
    """The most frequent words as a cloud; the area of a word grows with its count.

    Raises UsageError where the page is too small for them.
    """
    rows = [(short(word, _LABEL), count) for word, count in data.first(top)]
    picture = Picture(page.width or _WIDTH, page.height, _BODY, page.title or "", "", [word for word, _ in rows])
    words = [picture.letters.spell(word) for word, _ in rows]
    boxes = np.array([picture.letters.box(word, DPI / 72, bold=True) for word in words])
    weights = np.sqrt(np.array([count for _, count in rows]) / rows[0][1])
    width, height = picture.width - 2 * _MARGIN, int(picture.body) - 2 * _MARGIN
    cell = max(2, math.ceil(math.sqrt(width * height / _CELLS)))
    sizes, spots = _largest(boxes, weights, width, height, cell)
    if not spots:
        raise UsageError(
            f"{len(rows)} words don't fit into {picture.width} × {picture.height} pixels; use a lower --top"
        )
    with picture.look():
        for rank, (word, box, size, spot) in enumerate(zip(words, boxes, sizes, spots, strict=True)):
            x, y = _MARGIN + _GAP / 2 + cell * np.array(spot) - box[:2] * size
            picture.letter(word, x, y, size * DPI / 72, COLOURS[rank % len(COLOURS)])
    return picture


def place(boxes: Sequence[tuple[int, int]], width: int, height: int) -> list[Spot]:
    """Put boxes (width, height) on a grid, one after another, each as near to the middle as it fits without touching.

    Distances are those of an ellipse of the page's shape. Returns no spots where one doesn't fit.
    """
    taken = np.zeros((height, width), bool)
    spots: list[Spot] = []
    for wide, high in boxes:
        free = _free(taken, wide, high)
        if not free.any():
            return []
        away = _distances(free.shape, wide, high, width, height)
        away[~free] = np.inf
        y, x = divmod(int(away.argmin()), free.shape[1])
        taken[y : y + high, x : x + wide] = True
        spots.append(Spot(x, y))
    return spots


def _free(taken: Array, wide: int, high: int) -> Array:
    """Where the lower left corner of a box may stand, by sums over rectangles."""
    height, width = taken.shape
    if wide > width or high > height:
        return np.zeros((1, 1), bool)
    sums = np.zeros((height + 1, width + 1), np.int32)
    np.cumsum(np.cumsum(taken, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    free: Array = inside == 0
    return free


def _distances(shape: tuple[int, ...], wide: int, high: int, width: int, height: int) -> Array:
    rows = (np.arange(shape[0]) + high / 2) / height - 0.5
    columns = (np.arange(shape[1]) + wide / 2) / width - 0.5
    return np.asarray(rows[:, None] ** 2 + columns[None, :] ** 2)


def _largest(boxes: Array, weights: Array, width: int, height: int, cell: int) -> tuple[Array, list[Spot]]:
    """The largest sizes (words,) in points at which all words fit, and their spots; none where none do."""

    def placed(points: float) -> tuple[Array, list[Spot]]:
        sizes = np.maximum(weights * points, _SMALLEST)
        extents = np.ceil(((boxes[:, 2:] - boxes[:, :2]) * sizes[:, None] + _GAP) / cell)
        return sizes, place([(int(wide), int(high)) for wide, high in extents], width // cell, height // cell)

    low, high = _SMALLEST, height * 72 / DPI
    best = placed(low)
    for _ in range(_TRIES if best[1] else 0):
        middle = math.sqrt(low * high)
        tried = placed(middle)
        if tried[1]:
            low, best = middle, tried
        else:
            high = middle
    return best
