"""Texts as outlines: spelled so that they can be drawn, measured, broken into lines."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from typing import Any, NamedTuple

from koprep.view.plots import fonts

OUTLINE = 100.0
"""The size of matplotlib's outlines, to be scaled."""


class Box(NamedTuple):
    """Where a text stands, in pixels from where its baseline begins."""

    left: float
    bottom: float
    right: float
    top: float


class Lettering(fonts.Chain):
    """A chain of fonts that draws and measures. Texts have to be spelled before, by `spell`."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lettering:
        """The fonts that draw these texts. Raises MissingError where no font has Hangul."""
        return cls(*fonts.chain(texts))

    def outline(self, text: str, bold: bool = False) -> Any:
        """The outline of a text as matplotlib's path, `OUTLINE` units high."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.path import Path
        from matplotlib.textpath import text_to_path

        style = FontProperties(family=list(self.families), weight="bold" if bold else "normal")
        vertices, codes = text_to_path.get_text_path(style, text, ismath=False)
        return Path(vertices, codes) if len(vertices) else Path([(0, 0)])

    def box(self, text: str, pixels: float, bold: bool = False) -> Box:
        """How much room a text of this size takes, none where there is nothing to see.

        By the points of its curves, which is a little more than the curves fill, and quick.
        """
        path, scale = self.outline(text, bold), pixels / OUTLINE
        points = path.vertices if path.codes is None else path.vertices[path.codes != path.CLOSEPOLY]
        return Box(*(points.min(axis=0) * scale).tolist(), *(points.max(axis=0) * scale).tolist())

    def lines(self, text: str, pixels: float, bold: bool, room: float) -> list[str]:
        """A text, spelled, in lines of this width, broken at spaces, or anywhere in a word that is too long."""
        lines: list[str] = []
        for word in self.spell(text).split(" ") if text else ():
            if lines and self._fits(f"{lines[-1]} {word}", pixels, bold, room):
                lines[-1] += f" {word}"
                continue
            lines.append(word)
            while len(lines[-1]) > 1 and not self._fits(lines[-1], pixels, bold, room):
                cut = self._longest(lines[-1], pixels, bold, room)
                lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
        return lines

    def _fits(self, text: str, pixels: float, bold: bool, room: float) -> bool:
        return self.box(text, pixels, bold).right <= room

    def _longest(self, word: str, pixels: float, bold: bool, room: float) -> int:
        """How many characters of a word fit, at least one."""
        longer = range(1, len(word))
        return max(1, bisect.bisect(longer, False, key=lambda end: not self._fits(word[:end], pixels, bold, room)))
