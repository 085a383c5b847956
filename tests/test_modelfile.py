"""Learned text files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import modelfile
from koprep.errors import InputError
from koprep.recipe import Recipe

RECIPE = Recipe(koprep="1", steps=("fit",), engines={"soynlp": "0.0.493"})
CELLS = st.lists(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=3), max_size=5)


@given(CELLS)
def test_rows_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("model") / "m.tsv"
    modelfile.write(path, "words", RECIPE, rows)
    assert modelfile.read(path, "words") == (rows, RECIPE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# koprep phrases 1 {}\n", "a phrases file, where one of kind words is needed"),
        (b"# koprep words 2 {}\n", ":1: words format 2, not 1; update koprep"),
        (b"# koprep words 1 {\n", ":1: its recipe can't be read"),
        ("밥\t3\n".encode(), "no words file; koprep fit words writes one"),
        (b"", "no words file"),
        (b"# koprep words\n", "words format , not 1"),
        (b"# koprep words 1 {}\na\n\xff\n", ":3: not UTF-8 text"),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "m.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        modelfile.read(path, "words")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "kind"), [(b"\xef\xbb\xbf# koprep vocab 1 {}\n", "vocab"), (b"# hello", ""), (b"", "")]
)
def test_the_first_line_tells_the_kind(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "m.tsv"
    path.write_bytes(content)
    assert modelfile.kind_of(path) == kind
