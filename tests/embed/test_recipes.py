from __future__ import annotations

import pytest

from koprep.embed.recipes import default_window, step
from koprep.recipe import Recipe


@pytest.mark.parametrize(
    ("steps", "window"),
    [
        ((), 10),
        (("normalize", "morphs:engine=mecab"), 10),
        (("normalize", "morphs:engine=mecab,keep=content", "encode:vocab"), 5),
        (("morphs:keep=content+J",), 10),
    ],
)
def test_a_window_is_narrower_among_content_words(steps: tuple[str, ...], window: int) -> None:
    assert default_window(Recipe(steps=steps)) == window


def test_a_step_names_what_differs_from_the_defaults() -> None:
    given = {
        "dim": (100, None),
        "power": (0.5, 0.0),
        "cds": (0.75, 0.75),
        "subsample": (1e-5, 0.0),
        "clean": (True, False),
    }
    assert step("embed.ppmi", given) == "embed.ppmi:dim=100,power=0.5,subsample=1e-05,clean=yes"
    assert step("embed.ppmi", {"cds": (0.75, 0.75)}) == "embed.ppmi"
