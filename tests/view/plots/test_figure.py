"""The look of pictures: Hangul is drawn, settings of the user change nothing, files are the same each time."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from koprep.errors import KoprepError, UsageError
from koprep.view.plots.figure import Page, Picture, check_output, check_page
from tests.view.plots.pictures import SVG, pixels, saved, svg

NOWHERE = "\U000f0000"


def drawn(text: str) -> bytes:
    """A text large on an empty page, as pixels."""
    picture = Picture(400, 300, 0)
    with picture.look(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        picture.figure.text(0.2, 0.3, text, fontsize=60)
        return bytes(pixels(picture).tobytes())


def test_hangul_is_drawn_and_is_not_the_box_of_a_missing_glyph() -> None:
    box, nothing = drawn(NOWHERE), drawn(" ")
    letters = [drawn(char) for char in "한글ㅋ漢😀−"]
    assert box != nothing
    assert box not in letters
    assert nothing not in letters
    assert len(set(letters)) == 6


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_every_text_is_drawn_without_a_warning(tmp_path: Path, ending: str) -> None:
    title = "그림 🥰 $x^2$ −1 ❤️ العربية \ud800"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Picture(600, 300, 0, title, "한글 漢字").save(tmp_path / f"a{ending}")


def test_dollars_are_no_formula() -> None:
    picture = Picture(600, 300, 0, "$x^2$")
    assert [(text.get_text(), text.get_parse_math()) for text in picture.figure.texts] == [("$x^2$", False)]


@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_the_same_picture_has_the_same_bytes_whatever_the_settings(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    first = saved(Picture(600, 300, 0, "제목", "한글"), path)
    with matplotlib.rc_context():
        matplotlib.rcParams.update({"figure.facecolor": "black", "font.size": 30, "svg.fonttype": "none"})
        assert saved(Picture(600, 300, 0, "제목", "한글"), path) == first
        assert matplotlib.rcParams["font.size"] == 30
    for word in (b"20", b"matplotlib", str(tmp_path).encode()):
        assert ending == ".png" or word + b"-" not in first
    assert b"tEXt" not in first
    assert b"tIME" not in first


def test_svg_needs_no_font(tmp_path: Path) -> None:
    root = svg(saved(Picture(600, 300, 0, "제목", "한글"), tmp_path / "a.svg"))
    assert not list(root.iter(f"{SVG}text"))
    assert len(list(root.iter(f"{SVG}use"))) == 4, "a glyph each"
    assert root.get("viewBox") == "0 0 288 144"


def test_a_png_has_the_size_that_was_asked_for() -> None:
    assert pixels(Picture(640, 320, 0)).shape == (320, 640, 3)
    assert pixels(Picture(640, 0, 200)).shape == (200, 640, 3)


def test_a_long_title_is_broken_into_lines_that_fit_and_the_page_grows() -> None:
    short, long = (Picture(600, 0, 300, title) for title in ("가", "아주 긴 제목 " * 12 + "가" * 60))
    assert long.height > short.height
    assert long.body == short.body == 300
    lines = [text.get_text() for text in long.figure.texts]
    assert "".join(lines).replace(" ", "") == ("아주긴제목" * 12 + "가" * 60)
    ink = np.argwhere(pixels(long).min(axis=2) < 200)
    assert 0 < ink[:, 1].min() < ink[:, 1].max() < 599


def test_a_page_without_room_below_the_title_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--height 300 leaves no room below the title; use \d+ or more"):
        Picture(300, 300, 0, "아주 긴 제목 " * 30)


def test_axes_without_room_are_refused(tmp_path: Path) -> None:
    picture = Picture(300, 300, 0)
    with picture.look():
        picture.figure.subplots().set_ylabel("m\n" * 60)
    with pytest.raises(UsageError, match="300 × 300 pixels are too few for this picture"):
        picture.save(tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.jpg", "a.jpg: a picture is a .png or .svg file; use -o .*a.png"),
        ("a.svg.gz", "use -o .*a.png"),
        (".", "is a folder"),
        ("none/a.png", "there is no folder"),
        ("in.png", "is both input and output"),
    ],
)
def test_outputs_that_cannot_be_meant_are_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "in.png").write_bytes(b"")
    with pytest.raises(KoprepError, match=message):
        check_output(tmp_path / name, [tmp_path / "in.png"])
    check_output(tmp_path / "a.PNG", [])


@pytest.mark.parametrize("page", [Page(299), Page(0, 10_001), Page(-1)])
def test_sizes_no_picture_can_have_are_refused(page: Page) -> None:
    with pytest.raises(UsageError, match="use 300 to 10,000 pixels"):
        check_page(page)
    check_page(Page(300, 10_000))


def test_importing_draws_in_no_matplotlib_and_drawing_no_pyplot() -> None:
    script = """
import sys
from koprep.view.plots import figure
from koprep.view.plots import bars as plot_bars
from koprep.view.plots import cloud as plot_cloud
from koprep.view.plots import lengths as plot_lengths
from koprep.view.plots import zipf as plot_zipf
assert not [name for name in sys.modules if name.startswith("matplotlib")]
figure.Picture(300, 300, 0, "한글").figure.savefig(sys.stderr.buffer, format="svg")
assert "matplotlib.pyplot" not in sys.modules
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0
