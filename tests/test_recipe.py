"""Recipes: what they add up to, and that what is written is read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import koprep
from koprep.errors import InputError
from koprep.recipe import Recipe, from_json, sha256, to_json
from tests.datalayer import file

FIRST = Recipe().then(("normalize", "replace:table"), {"kiwi": "0.24.1"}, {"replace.table": "aa"}, ("bb", None))


def test_steps_engines_files_and_inputs_add_up() -> None:
    both = FIRST.then(("morphs",), {"mecab": "1.3.7"}, {"stopwords.file": "cc"}, ("dd",))
    assert both == Recipe(
        koprep.__version__,
        ("normalize", "replace:table", "morphs"),
        {"kiwi": "0.24.1", "mecab": "1.3.7"},
        {"replace.table": "aa", "stopwords.file": "cc"},
        ("bb", None, "dd"),
    )
    assert FIRST.files == {"replace.table": "aa"}


def test_a_file_option_named_again_gets_a_number() -> None:
    thrice = FIRST.then(files={"replace.table": "bb"}).then(files={"replace.table": "cc"})
    assert thrice.files == {"replace.table": "aa", "replace.table.2": "bb", "replace.table.3": "cc"}


def test_a_recipe_is_read_as_it_was_written() -> None:
    assert from_json(to_json(FIRST), "a") == FIRST


def test_json_does_not_depend_on_the_order_of_keys() -> None:
    assert to_json(Recipe(engines={"a": "1", "b": "2"})) == to_json(Recipe(engines={"b": "2", "a": "1"}))


@pytest.mark.parametrize("damaged", [b"", b"{", b'{"steps": "words"}', b"\xff", b"[]"])
def test_a_damaged_recipe_names_the_file(damaged: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.parquet: its recipe can't be read"):
        from_json(damaged, "a.parquet")


def test_engines_that_differ_are_spelled_out() -> None:
    other = Recipe(engines={"mecab": "1.3.7"})
    assert FIRST.differing_engines(other) == ["kiwi 0.24.1; here it is mecab 1.3.7"]
    assert other.differing_engines(Recipe()) == ["mecab 1.3.7; here it is no engine"]
    assert FIRST.differing_engines(FIRST) == []


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((), None),
        (("words", "pad"), None),
        (("pad:max-len=3",), None),
        (("pad:max-len=3,side=pre",), "pre"),
        (("pad:side=pre,max-len=3",), "pre"),
        (("pad:side=pre", "import:from=npz"), None),
        (("pad:max-len=3", "import:from=npz,side=pre", "other:side=post"), "pre"),
        (("pads:side=pre",), None),
        (("pad:inside=pre",), None),
        (("import:from=npz,array=x\\,side=pre",), None),
        (("import:from=npz,array=a,b,side=pre",), "pre"),
    ],
)
def test_an_option_is_that_of_the_last_step_of_these_names(steps: tuple[str, ...], found: str | None) -> None:
    assert Recipe(steps=steps).option("side", "pad", "import") == found


def test_files_are_hashed_whole(tmp_path: Path) -> None:
    data = b"x" * (3 << 20)
    assert sha256(file(tmp_path, "a", data)) == hashlib.sha256(data).hexdigest()
