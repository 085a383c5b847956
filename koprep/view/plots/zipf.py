"""Zipf's law in a corpus: frequency by rank."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from koprep.columns.chunk import Array
from koprep.view.plots.data import Words
from koprep.view.plots.figure import AS_NEEDED, BLUE, DASHED, INK, RED, Page, Picture, plain_numbers
from koprep.view.plots.wording import short

_WIDTH, _BODY = 1200, 630
_POINTS = 300
_LEAST = 5
_SCORE, _THOUSAND = 20, 1000  # axes that end below have few powers of ten
_LABEL = 24  # columns
_PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0}


class Slope(NamedTuple):
    """Zipf's law as measured: frequency ≈ ``scale`` · rank ** ``exponent``, over the ranks up to ``last``."""

    exponent: float
    scale: float
    last: int


def zipf(data: Words, page: Page = AS_NEEDED) -> Picture:
    """Frequency by rank on logarithmic axes, with the line fitted by `slope` and a word at every tenfold rank."""
    ranks = np.unique(np.geomspace(1, len(data.counts), _POINTS).round().astype(np.int64))
    tenfold = [10**power for power in range(len(str(len(data.counts))))]
    named = [(rank, short(data.forms[rank - 1].as_py(), _LABEL)) for rank in tenfold]
    fitted = slope(data.counts)
    title = "Frequency by rank" if page.title is None else page.title
    note = f"{data.note} · {_slope_note(fitted)}"
    picture = Picture(page.width or _WIDTH, page.height, _BODY, title, note, [word for _, word in named])
    with picture.look():
        axes = picture.figure.subplots()
        axes.loglog(ranks, data.counts[ranks - 1], "o", color=BLUE, markersize=3.2, markeredgewidth=0)
        if fitted is not None:
            ends = np.array([1, fitted.last])
            axes.plot(ends, fitted.scale * ends**fitted.exponent, color=RED, linewidth=1.2, linestyle=DASHED)
        for rank, word in named:
            place = (rank, data.counts[rank - 1])
            axes.plot(*place, "o", color=INK, markersize=4.5, markeredgewidth=0)
            axes.annotate(
                picture.letters.spell(word), place, (5, 5), textcoords="offset points", fontsize=9, bbox=_PAPER
            )
        top = max(data.counts[0], fitted.scale if fitted else 0)
        axes.set(xlabel="rank", ylabel="frequency", ylim=(0.7, top * 2), xlim=(0.8, ranks[-1] * 2))
        for axis, last in ((axes.xaxis, ranks[-1] * 2), (axes.yaxis, top * 2)):
            _label(axis, last)
    return picture


def _label(axis: Any, last: float) -> None:
    """Numbers at the powers of ten; where there are few of those, at 2 and 5 too, or at all from 1 to 10."""
    if last < _SCORE:
        axis.set_ticks(range(1, min(int(last), 10) + 1))
    elif last < _THOUSAND:
        axis.get_major_locator().set_params(subs=(1, 2, 5))
    plain_numbers(axis)
    axis.set_minor_formatter("")


def slope(counts: Array) -> Slope | None:
    """The slope of frequency by rank, by least squares on logarithms, every tenfold of ranks weighing the same.

    ``counts`` (types,) descend. Only words seen five times or more count: below, frequencies are steps, not a line.
    ``None`` where ten such words are not there.
    """
    last = int((counts >= _LEAST).sum())
    if last < 10:
        return None
    ranks = np.geomspace(1, last, _POINTS).round().astype(np.int64)
    exponent, height = np.polyfit(np.log(ranks), np.log(counts[ranks - 1]), 1)
    return Slope(float(exponent), math.exp(height), last)


def _slope_note(fitted: Slope | None) -> str:
    if fitted is None:
        return f"no slope: fewer than 10 words are seen {_LEAST} times"
    return f"slope {fitted.exponent:.2f} over the {fitted.last:,} words seen {_LEAST} times or more".replace("-", "−")
