"""Steps of the recipe, as building a vocabulary and a tensor spell them."""

from __future__ import annotations

from koprep import spec
from koprep.stages.pad import Pad
from koprep.tensors import Padding


def pad_step(padding: Padding) -> str:
    """Padding as the stage that does the same. Raises UsageError for what can't be meant."""
    return spec.recipe_step(Pad(padding.max_len, padding.side, padding.truncate, padding.value))


def step(name: str, options: dict[str, tuple[object, object]], *files: str) -> str:
    """A step with the keys of its file options, and those others (value, default) that are not at their defaults.

    >>> step("tfidf", {"smooth": (False, True), "l2": (True, True)}, "idf")
    'tfidf:idf,smooth=no'
    """
    given = [*files, *(f"{key}={_text(value)}" for key, (value, default) in options.items() if value != default)]
    return f"{name}:{','.join(given)}" if given else name


def _text(value: object) -> str:
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"
