"""Pictures with a bar a word or a tag."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from koprep.errors import UsageError
from koprep.tables import read
from koprep.taggers import tagset
from koprep.view.plots.data import Words, tags
from koprep.view.plots.figure import AS_NEEDED, BLUE, COLOURS, INK, Page, Picture
from koprep.view.plots.wording import number, percent, short

_WIDTH = 1200
_ROW = 27  # pixels that a bar with its label needs
_LEAST_ROW = 17
_AROUND = 60
_LEAST_BODY = 200
_LABEL = 24  # columns; a Hangul syllable has two
_ABREAST = 3
_PANEL = 300

_KINDS = {
    "N": "nouns",
    "V": "predicates",
    "M": "modifiers",
    "J": "particles",
    "E": "endings",
    "S": "signs, numbers, foreign",
    "W": "web",
}
"""What the colours of tags mean, by koprep's groups of tags."""


def words(panels: Sequence[tuple[str, Words]], top: int = 30, page: Page = AS_NEEDED) -> Picture:
    """The most frequent words as bars, a panel for each name and its words.

    Raises UsageError where the page is too small for them.
    """
    rows = [(tag_name(name), data, data.first(top)) for name, data in panels]
    across = min(_ABREAST, len(rows))
    down = math.ceil(len(rows) / across)
    most = max(len(found) for _, _, found in rows)
    title = "Most frequent words" if page.title is None else page.title
    width = page.width or (_WIDTH if across > 1 else 900)
    labels = [short(word, _LABEL) for _, _, found in rows for word, _ in found]
    note = rows[0][1].note if len(rows) == 1 else ""
    beyond = 1.15 if across == 1 else 1.35
    picture = Picture(
        width, page.height, _AROUND + down * (most * _ROW + 30), title, note, [*labels, *(name for name, _, _ in rows)]
    )
    _check_room(picture, down * most, across)
    with picture.look():
        grid = picture.figure.subplots(down, across, squeeze=False).flat
        for place, axes in enumerate(grid):
            if place >= len(rows):
                axes.remove()
                continue
            name, _, found = rows[place]
            _bars(picture, axes, [(short(word, _LABEL), count, f"{count:,}") for word, count in found], most, beyond)
            axes.set_title(picture.letters.spell(name), loc="left", fontsize=10, color=INK)
            for bar in axes.patches:
                bar.set_color(COLOURS[place % len(COLOURS)] if len(rows) > 1 else BLUE)
    return picture


def tag_shares(data: Words, page: Page = AS_NEEDED) -> Picture:
    """How often each tag occurs, as bars coloured by kind; koprep's tags with their Korean names.

    Raises UsageError where the page is too small for them.
    """
    found, total = tags(data), data.tokens
    rows = [(short(tag_name(tag), 32), n, f"{n:,} · {percent(n / total)}") for tag, n in found]
    title = "Tags" if page.title is None else page.title
    note = f"{number(total, 'token')} · {number(len(found), 'tag')}"
    body = max(_LEAST_BODY, _AROUND + len(rows) * _ROW)
    picture = Picture(page.width or 900, page.height, body, title, note, [label for label, _, _ in rows])
    _check_room(picture, len(rows), 1)
    with picture.look():
        axes = picture.figure.subplots()
        _bars(picture, axes, rows, len(rows), 1.35)
        kinds = [_kind(tag) for tag, _ in found]
        colours = dict(zip((*_KINDS.values(), "others"), COLOURS, strict=True))
        shown = {}
        for bar, kind in zip(axes.patches, kinds, strict=True):
            bar.set_color(colours[kind])
            shown[kind] = bar
        if len(shown) > 1:
            ordered = [kind for kind in colours if kind in shown]
            axes.legend([shown[kind] for kind in ordered], ordered, loc="lower right", frameon=False, fontsize=8.5)
    return picture


def tag_name(tag: str) -> str:
    """A tag with its Korean name, where it is one of koprep's.

    >>> tag_name("NNG"), tag_name("Noun")
    ('NNG 일반 명사', 'Noun')
    """
    return f"{tag} {_names().get(tag, '')}".strip()


@cache
def _names() -> dict[str, str]:
    return {row[0]: row[1] for row in read("tags.tsv")}


def _bars(picture: Picture, axes: Any, rows: Sequence[tuple[str, int, str]], most: int, beyond: float) -> None:
    """Horizontal bars from the top down, their names at the left and a text at their ends, where there is room."""
    places = range(len(rows))
    axes.barh(places, [value for _, value, _ in rows], height=0.72, color=BLUE)
    axes.set_yticks(places, [picture.letters.spell(label) for label, _, _ in rows])
    axes.set(ylim=(most - 0.4, -0.6), xlim=(0, beyond * max(value for _, value, _ in rows)))
    for place, (_, value, text) in zip(places, rows, strict=True):
        axes.annotate(text, (value, place), (4, 0), textcoords="offset points", va="center", fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", length=0, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def _check_room(picture: Picture, rows: int, across: int) -> None:
    """Raise UsageError where the labels would stand upon each other."""
    needed = picture.height - picture.body + _AROUND + _LEAST_ROW * rows
    if picture.height < needed:
        raise UsageError(f"--height {picture.height} is too small for {rows} rows; use {needed} or more")
    if picture.width < _PANEL * across:
        raise UsageError(f"--width {picture.width} is too small for {across} abreast; use {_PANEL * across} or more")


def _kind(tag: str) -> str:
    return next((kind for group, kind in _KINDS.items() if tag in tagset.groups()[group]), "others")
