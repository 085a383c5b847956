"""What trainers write into recipes, and what they read out of them."""

from __future__ import annotations

from koprep.recipe import Recipe

WINDOW, WINDOW_OF_CONTENT = 10, 5


def step(name: str, options: dict[str, tuple[object, object]]) -> str:
    """A step with those options (value, default) that are not at their defaults.

    >>> step("embed.counts", {"window": (5, None), "clean": (True, False), "weight": ("dynamic", "dynamic")})
    'embed.counts:window=5,clean=yes'
    """
    given = [f"{key}={_text(value)}" for key, (value, default) in options.items() if value != default]
    return f"{name}:{','.join(given)}" if given else name


def default_window(recipe: Recipe) -> int:
    """5 where only content words were kept, else 10: among all morphemes a word's company is further away.

    >>> default_window(Recipe(steps=("morphs:engine=mecab,keep=content",)))
    5
    """
    content = any("keep=content" in step.partition(":")[2].split(",") for step in recipe.steps)
    return WINDOW_OF_CONTENT if content else WINDOW


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
