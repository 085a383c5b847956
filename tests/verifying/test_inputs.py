"""Which files an artifact was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep.errors import InputError
from koprep.recipe import Recipe, sha256
from koprep.verifying.inputs import Given, absent, given, places


def test_files_fit_inputs_and_options_by_their_hash(tmp_path: Path) -> None:
    for name, text in (("a.txt", "밥"), ("b.txt", "물"), ("copy.txt", "밥"), ("v.tsv", "밥\t1\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    a, b, v = (sha256(tmp_path / name) for name in ("a.txt", "b.txt", "v.tsv"))
    recipe = Recipe(inputs=(a, None, b, a), files={"encode.vocab": v})
    inputs = given([str(tmp_path)])
    assert {path.name: names for path, names in places(recipe, inputs).items()} == {
        "a.txt": ["input 1", "input 4"],
        "b.txt": ["input 3"],
        "copy.txt": ["input 1", "input 4"],
        "v.tsv": ["encode.vocab"],
    }
    assert absent(recipe, inputs) == []
    assert absent(recipe, given([str(tmp_path / "a.txt")])) == [f"input 3 ({b[:16]}…) is none of the files given"]


def test_a_recipe_without_inputs(tmp_path: Path) -> None:
    assert absent(Recipe(), {}) == ["its recipe names no inputs"]
    assert absent(Recipe(inputs=(None,)), {}) == []


def test_what_can_not_be_hashed() -> None:
    with pytest.raises(InputError, match="no such file"):
        given(["/nowhere/a.txt"])
    with pytest.raises(InputError, match="not a regular file"):
        given(["-"])


def test_an_artifact_on_the_way_stands_for_the_inputs() -> None:
    recipe = Recipe(
        steps=("normalize", "morphs", "encode:vocab", "bow"),
        engines={"kiwi": "1"},
        files={"encode.vocab": "v"},
        inputs=("a", None),
    )
    tokens = Recipe(steps=("normalize", "morphs"), engines={"kiwi": "1"}, inputs=("a", None))
    inputs = {Path("t"): Given("t", tokens), Path("v"): Given("v", Recipe(steps=("vocab",), inputs=("a",)))}
    assert places(recipe, inputs) == {Path("t"): ["what it was after step 2 (morphs)"], Path("v"): ["encode.vocab"]}
    assert absent(recipe, inputs) == []
    none = Recipe(inputs=("a", None))
    assert places(recipe, {Path("t"): Given("t", none)}) == {Path("t"): ["what it was before its first step"]}


@pytest.mark.parametrize(
    "other",
    [
        Recipe(steps=("normalize", "morphs"), inputs=("a",)),
        Recipe(steps=("normalize",), inputs=("a",)),
        Recipe(steps=("morphs",), inputs=("b",)),
        Recipe(steps=("morphs",), inputs=("a", "b")),
        Recipe(steps=("morphs",), engines={"kiwi": "2"}, inputs=("a",)),
        Recipe(steps=("morphs",), files={"morphs.userdic": "d"}, inputs=("a",)),
        Recipe(),
    ],
    ids=["itself", "other step", "other input", "more inputs", "other engine", "other file", "nothing known"],
)
def test_what_is_not_on_the_way(other: Recipe) -> None:
    recipe = Recipe(steps=("morphs", "encode:vocab"), engines={"kiwi": "1"}, inputs=("a",))
    if other.steps == ("normalize", "morphs"):
        recipe = other
    assert places(recipe, {Path("t"): Given("t", other)}) == {}
    assert absent(recipe, {Path("t"): Given("t", other)}) == ["input 1 (a…) is none of the files given"]


def test_pipes_tell_nothing() -> None:
    recipe = Recipe(steps=("morphs", "bow"), inputs=(None,))
    assert places(recipe, {Path("t"): Given("t", Recipe(steps=("morphs",), inputs=(None,)))}) == {}
