"""The options of windows and memory that ``koprep embed counts`` and ``ppmi`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from koprep.cli.embed.predicting import cores
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.embed.windows import Windows
    from koprep.recipe import Recipe

Window = Annotated[
    int | None, typer.Option(show_default="10; 5 if content words were kept", help="Words to each side that count.")
]
Weight = Annotated[
    str | None,
    typer.Option(
        show_default="dynamic",
        help="How much a word d places away counts: dynamic (window - d + 1) / window, inverse 1/d, or flat 1.",
    ),
]
Contexts = Annotated[
    str | None,
    typer.Option(
        show_default="symmetric", help="symmetric, directional (before and behind apart), or positions (each apart)."
    ),
]
Subsample = Annotated[
    float | None,
    typer.Option(
        show_default="0", help="Leave out tokens of words that are more than this share of the text, as 1e-5; 0 is off."
    ),
]
Clean = Annotated[
    bool | None,
    typer.Option(
        "--clean/--dirty",
        show_default="dirty",
        help="Whether words that are left out, rare ones too, keep their place in windows, or are gone before.",
    ),
]


class Given(NamedTuple):
    """What was said of windows; None stands for the default."""

    window: int | None
    weight: str | None
    contexts: str | None
    subsample: float | None
    clean: bool | None

    def options(self) -> dict[str, Any]:
        """Those that were given."""
        return {name: value for name, value in self._asdict().items() if value is not None}

    def spelled(self) -> list[str]:
        """Those that were given, as they are typed."""
        sides = {True: "--clean", False: "--dirty"}
        given = self.options()
        return [sides[value] if name == "clean" else f"--{name} {value}" for name, value in given.items()]

    def windows(self, recipe: Recipe, seed: int) -> Windows:
        """How to count a text with this recipe. Raises UsageError."""
        from koprep.embed.recipes import default_window
        from koprep.embed.windows import Windows

        how = Windows(**({"window": default_window(recipe)} | self.options()), seed=seed)
        how.check()
        return how


def threads(workers: int | None) -> int:
    """How many threads work. Raises UsageError."""
    if workers is not None and workers < 1:
        raise UsageError(f"--workers {workers}: use 1 or more")
    return cores() if workers is None else workers


def check_min_count(min_count: int) -> None:
    """Raise UsageError for a minimum that can't be meant."""
    if min_count < 1:
        raise UsageError(f"--min-count {min_count}: use 1 or more")
