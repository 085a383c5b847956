"""What records hold between two stages: text, tokens, tagged tokens or ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from koprep.errors import UsageError
from koprep.stages.base import Stage

_SATISFIES = {"text": {"text"}, "tokens": {"tokens"}, "tagged": {"tokens", "tagged"}, "ids": {"ids"}}


class Shape(NamedTuple):
    """The level records have reached, and whether the tokens they hold are tagged."""

    level: str
    tagged: bool = False


def shape(level: str) -> Shape:
    """The shape of records that just reached a level."""
    return Shape(level, level == "tagged")


def after(stage: Stage, before: Shape, made_by: str) -> Shape:
    """What records hold after the stage. Raises UsageError if it can't work on what it gets."""
    if stage.needs not in _SATISFIES[before.level]:
        raise UsageError(
            f"{stage.name} needs {_words(stage.needs)}, but {made_by} gives {_words(before.level)}"
            f"{_advice(stage, before)}"
        )
    if stage.gives == "same":
        return before
    return Shape(stage.gives, before.tagged if stage.gives == "ids" else stage.gives == "tagged")


def through(stages: Iterable[Stage], start: Shape | None, made_by: str) -> Shape:
    """Follow records through all stages; without a start, the first stage gets what it needs."""
    now = start
    for stage in stages:
        now = after(stage, now or shape(stage.needs), made_by)
        made_by = stage.name
    return now or Shape("text")


def _words(level: str) -> str:
    return "tagged tokens" if level == "tagged" else level


def _advice(stage: Stage, before: Shape) -> str:
    if before.level == "ids":
        return f"; put {stage.name} before encode"
    if stage.needs == "ids":
        return "; put encode:vocab=FILE before it"
    if stage.needs == "text":
        return f"; put {stage.name} before the stage that makes tokens"
    if before.level == "text":
        return f"; put {'morphs' if stage.needs == 'tagged' else 'morphs or words'} before it"
    return "; only morphs gives tags"
