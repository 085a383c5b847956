"""The look all pictures share: a page with a title, the fonts, the colours; and how a picture is saved."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from koprep import files
from koprep.errors import UsageError
from koprep.view.plots import mpl
from koprep.view.plots.lettering import OUTLINE, Lettering
from koprep.view.plots.wording import short

INK, MUTED, GRID = "#24292f", "#6b7480", "#e4e8ec"
BLUE, RED = "#2f6db5", "#d1495b"
DASHED = (0, (4, 3))
COLOURS = (BLUE, RED, "#2a9d8f", "#8a6fb3", "#c9822b", "#5b7d8c", "#a3586d", "#6f8f3a")

ENDINGS = (".png", ".svg")
DPI = 150
SMALLEST, LARGEST = 300, 10_000
_MARGIN = 0.12  # inches
_TITLE, _NOTE = 12.0, 8.5  # points
_LEADING = 1.45
_LONGEST_TITLE = 300  # columns
_COLLAPSED = "constrained_layout not applied"


class Page(NamedTuple):
    """What a user may say of any picture: width and height in pixels, 0 as it needs; the title, ``None`` its own."""

    width: int = 0
    height: int = 0
    title: str | None = None


AS_NEEDED = Page()


class Picture:
    """A page with title and note, ready to be drawn on.

    ``height`` is the page's, or, where that is 0, what ``body`` and the title above it need together, in pixels.
    ``figure`` is matplotlib's; ``body`` is then the height left below the title; ``letters`` spell and measure what is
    among ``texts``; ``missing`` are the characters no font has. What is drawn belongs into ``with picture.look():``.
    Raises UsageError for a page too small for its title, MissingError where no font has Hangul.
    """

    def __init__(
        self, width: int, height: int, body: int, title: str = "", note: str = "", texts: Iterable[str] = ()
    ) -> None:
        mpl.manager()
        from matplotlib.figure import Figure

        self.letters = Lettering.of([title, note, *texts])
        self.missing, self.width = self.letters.missing, width
        styles = ((short(title, _LONGEST_TITLE), _TITLE, INK, True), (note, _NOTE, MUTED, False))
        room = width - 2 * _MARGIN * DPI
        lines = [
            (line, points, colour, bold)
            for text, points, colour, bold in styles
            for line in self.letters.lines(text, points * DPI / 72, bold, room)
        ]
        head = math.ceil(sum(map(_leading, (points for _, points, _, _ in lines)), _MARGIN * DPI if lines else 0))
        self.height = height or head + body
        self.body = self.height - head
        if self.body < SMALLEST // 3:
            raise UsageError(f"--height {height} leaves no room below the title; use {head + SMALLEST // 3} or more")
        with self.look():
            self.figure: Any = Figure(figsize=(width / DPI, self.height / DPI), dpi=DPI)
            self._write(lines)
            below = (0, 0, 1, self.body / self.height)
            self.figure.set_layout_engine("constrained", rect=below, w_pad=_MARGIN, h_pad=_MARGIN)

    @contextlib.contextmanager
    def look(self) -> Iterator[None]:
        """matplotlib's settings for this picture, whatever the user's are; as they were afterwards."""
        import matplotlib

        settings: Any = matplotlib.rcParams
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            settings.update(_settings(list(self.letters.families)))
            yield

    def letter(self, text: str, x: float, y: float, pixels: float, colour: str) -> None:
        """Draw a spelled text, bold, as an outline, with its baseline at these pixels from the left and the bottom."""
        from matplotlib.patches import PathPatch
        from matplotlib.transforms import Affine2D

        inches = Affine2D().scale(pixels / OUTLINE).translate(x, y).scale(1 / DPI) + self.figure.dpi_scale_trans
        self.figure.add_artist(
            PathPatch(self.letters.outline(text, True), facecolor=colour, linewidth=0, transform=inches)
        )

    def save(self, path: Path) -> None:
        """Write a PNG or an SVG file, by the ending, without dates, names or settings of the machine.

        In SVG, letters are outlines, so that it looks the same where the font isn't. Raises KoprepError.
        """
        held = io.BytesIO()
        with self.look(), self._whole():
            if path.suffix.lower() == ".svg":
                self.figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
            else:
                self.figure.savefig(held, format="png", metadata={"Software": None})
        with files.writing(path) as file:
            file.write(held.getbuffer())

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Refuse to draw what has no room, where matplotlib would only warn."""
        with warnings.catch_warnings():
            warnings.filterwarnings("error", _COLLAPSED)
            try:
                yield
            except UserWarning as warning:
                if _COLLAPSED not in str(warning):
                    raise
                size = f"{self.width} × {self.height} pixels"
                raise UsageError(f"{size} are too few for this picture; use a larger --width or --height") from None

    def _write(self, lines: list[tuple[str, float, str, bool]]) -> None:
        """Write text, size, colour and weight of each line from the top down."""
        y = self.height - _MARGIN * DPI
        for text, points, colour, bold in lines:
            self.figure.text(
                _MARGIN * DPI / self.width, y / self.height, text, fontsize=points, color=colour,
                weight="bold" if bold else "normal", va="top",
            )  # fmt: skip
            y -= _leading(points)


def plain_numbers(*axes: Any) -> None:
    """Whole numbers at the ticks of these axes, as 10,000."""
    for axis in axes:
        axis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value == int(value) else "")


def check_output(path: Path, inputs: list[Path]) -> None:
    """Refuse what is no PNG or SVG file, or can't be written, before anything is read. Raises UsageError."""
    files.check_output(path, inputs)
    if path.suffix.lower() not in ENDINGS:
        name = path.name.partition(".")[0].replace("-", "") or "plot"
        raise UsageError(f"-o {path}: a picture is a .png or .svg file; use -o {path.with_name(name)}.png")


def check_page(page: Page) -> None:
    """Raise UsageError for a size no picture can have."""
    for name, value in (("--width", page.width), ("--height", page.height)):
        if value and not SMALLEST <= value <= LARGEST:
            raise UsageError(f"{name} {value}: use {SMALLEST} to {LARGEST:,} pixels")


def _leading(points: float) -> float:
    """How many pixels a line of text of this size takes."""
    return points * _LEADING * DPI / 72


def _settings(families: list[str]) -> dict[str, Any]:
    return {
        "font.family": families,
        "font.size": 9,
        "text.color": INK,
        "text.parse_math": False,
        "axes.edgecolor": "#b4bcc5",
        "axes.labelcolor": MUTED,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "xtick.color": "#b4bcc5",
        "ytick.color": "#b4bcc5",
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "svg.fonttype": "path",
        "svg.hashsalt": "koprep",
    }
