"""`koprep plot` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import koprep

TAGGED = "영화/NNG 가/JKS 좋/VA 다/EF\n이/MM 영화/NNG 는/JX 지루/XR 하/XSA 다/EF\n\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.tagged").write_text(TAGGED, encoding="utf-8")
    (tmp_path / "a.tokens").write_text("영화 가 좋 다\n\n", encoding="utf-8")
    (tmp_path / "none.tokens").write_text("\n\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("영화가 좋다\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("kind", ["lengths", "zipf", "words", "tags"])
def test_every_picture_is_drawn(folder: Path, kind: str) -> None:
    done = koprep("plot", kind, "a.tagged", "-o", "a.png", cwd=folder)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(" pixels: a.png\n")
    assert done.err.count("\n") == 1
    assert (folder / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_nothing_of_the_machine_changes_a_picture_and_nothing_is_left_on_it(folder: Path) -> None:
    home = folder / "home"
    home.mkdir()
    (folder / "matplotlibrc").write_text("axes.facecolor: black\nnonsense\n", encoding="utf-8")
    environment = {"HOME": str(home), "XDG_CACHE_HOME": "", "MPLCONFIGDIR": "/dev/null/x", "PYTHONHASHSEED": "1"}
    first = koprep("plot", "cloud", "a.tagged", "-o", "a.svg", cwd=folder, **environment)
    assert (first.code, first.err) == (0, "koprep: 1200 × 720 pixels: a.svg\n")
    (folder / "matplotlibrc").unlink()
    again = koprep("plot", "cloud", "-", "-q", "--from", "tagged", "-o", "b.svg", input=TAGGED, cwd=folder)
    assert (again.code, again.out, again.err) == (0, "", "")
    assert (folder / "a.svg").read_bytes() == (folder / "b.svg").read_bytes()
    assert not list(home.iterdir())


def test_tags_title_and_size_are_taken(folder: Path) -> None:
    options = ("--tags", "N+V", "--title", "영화 🥰\U000f0000", "--width", "800", "--top", "3")
    done = koprep("plot", "words", "a.tagged", *options, "-o", "a.png", cwd=folder)
    assert done.code == 0
    assert "drawn as code points; install a font that has them\n" in done.err
    assert "koprep: 800 × " in done.err
    assert (folder / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("lengths none.tokens -o a.png", 3, "none.tokens: nothing to draw (2 records, all empty)"),
        ("tags a.tokens -o a.png", 2, "a.tokens has no tags"),
        ("words a.tagged --tags NNNG -o a.png", 2, "--tags NNNG: did you mean NNG?"),
        (f"words a.tagged --tags {'+'.join('abcdefghijklm')} -o a.png", 2, "--tags: 13 of them; use at most 12"),
        ("words a.tagged --top 0 -o a.png", 2, "--top 0: use 1 to 200"),
        ("cloud a.tagged --top 501 -o a.png", 2, "--top 501: use 1 to 500"),
        ("lengths a.tagged --max-len 0 -o a.png", 2, "--max-len 0 is too small; use 1 or more"),
        ("zipf a.tagged --width 5 -o a.png", 2, "--width 5: use 300 to 10,000 pixels"),
        ("zipf a.tagged --from text -o a.png", 2, "--from text: unknown; known: tokens, tagged, jsonl, parquet"),
        ("zipf a.tagged -o a.pdf", 2, "-o a.pdf: a picture is a .png or .svg file; use -o a.png"),
        ("zipf a.tagged -o gone/a.png", 2, "gone/a.png: there is no folder"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(folder: Path, arguments: str, code: int, message: str) -> None:
    before = {path.name for path in folder.iterdir()}
    done = koprep("plot", *arguments.split(), cwd=folder)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith(f"koprep: {message}")
    assert done.err.count("\n") == 1
    assert {path.name for path in folder.iterdir()} == before
