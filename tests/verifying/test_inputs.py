"""Which files an artifact was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep.errors import InputError
from koprep.recipe import Recipe, sha256
from koprep.verifying.inputs import absent, hashes, places


def test_files_fit_inputs_and_options_by_their_hash(tmp_path: Path) -> None:
    for name, text in (("a.txt", "밥"), ("b.txt", "물"), ("copy.txt", "밥"), ("v.tsv", "밥\t1\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    a, b, v = (sha256(tmp_path / name) for name in ("a.txt", "b.txt", "v.tsv"))
    recipe = Recipe(inputs=(a, None, b, a), files={"encode.vocab": v})
    digests = hashes([str(tmp_path)])
    assert {path.name: names for path, names in places(recipe, digests).items()} == {
        "a.txt": ["input 1", "input 4"],
        "b.txt": ["input 3"],
        "copy.txt": ["input 1", "input 4"],
        "v.tsv": ["encode.vocab"],
    }
    assert absent(recipe, digests) == []
    assert absent(recipe, hashes([str(tmp_path / "a.txt")])) == [f"input 3 ({b[:16]}…) is none of the files given"]


def test_a_recipe_without_inputs(tmp_path: Path) -> None:
    assert absent(Recipe(), {}) == ["its recipe names no inputs"]
    assert absent(Recipe(inputs=(None,)), {}) == []


def test_what_can_not_be_hashed() -> None:
    with pytest.raises(InputError, match="no such file"):
        hashes(["/nowhere/a.txt"])
    with pytest.raises(InputError, match="not a regular file"):
        hashes(["-"])
