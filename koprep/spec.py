"""The grammar of stage specs: ``name`` or ``name:key=value,key=value``.

A spec is split at the first ``:``; a ``,`` separates only before ``key=`` with a key of that stage; ``+`` joins items
only in list options; ``\\,`` is a literal comma; there are no quotes, the shell has its own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from koprep.errors import UsageError, suggest
from koprep.stages.base import Stage, field_types, keys

_YES_NO = {"yes": True, "no": False}


def parse(spec: str, stages: Mapping[str, type[Stage]]) -> Stage:
    """Build the stage a spec names. Raises UsageError that lists what is known."""
    name, colon, rest = spec.partition(":")
    if name not in stages:
        raise UsageError(f"no stage {name!r}: {suggest(name, stages)}")
    stage = stages[name]
    fields, types, values = keys(stage), field_types(stage), {}
    for item in _split(rest, fields) if colon else ():
        key, equals, value = item.partition("=")
        if not equals or key not in fields:
            raise UsageError(f"{name}: no option {key!r}: {suggest(key, fields)}" if fields else
                             f"{name} has no options, but got {item!r}")
        if fields[key].name in values:
            raise UsageError(f"{name}: {key} is given twice")
        values[fields[key].name] = _value(name, key, value.replace("\\,", ","), types[fields[key].name])
    missing = [key for key, field in fields.items()
               if field.default is dataclasses.MISSING and field.name not in values]
    try:
        if missing:
            raise UsageError(f"{name}: {missing[0]}= is missing, as in {stage.example}")
        return stage(**values)
    except UsageError as error:
        raise UsageError(str(error) + _hint(rest, fields)) from None


def spell(stage: Stage) -> str:
    """The shortest spec that parses back to an equal stage: options at their defaults are left out.

    Raises UsageError for values no spec can hold (two that end in a backslash).
    """
    return _join(stage, {key: getattr(stage, field.name) for key, field in keys(type(stage)).items()})


def recipe_step(stage: Stage) -> str:
    """The spec as it stands in a recipe: a file option by its key only."""
    fields = keys(type(stage))
    values = {key: getattr(stage, field.name) for key, field in fields.items()}
    files = {key for key, field in fields.items() if field.metadata["file"] and values[key]}
    return _join(stage, values, bare=files)


def _split(rest: str, fields: Mapping[str, Any]) -> list[str]:
    if not fields:
        return [rest]
    known = "|".join(map(re.escape, fields))
    return re.split(rf"(?<!\\),(?=(?:{known})=)", rest)


def _value(name: str, key: str, value: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return _YES_NO[value]
        if kind in (int, float):
            return kind(value)
    except (KeyError, ValueError):
        expected = {bool: "yes or no", int: "a whole number", float: "a number"}[kind]
        raise UsageError(f"{name}: {key}={value} is not {expected}") from None
    if kind == tuple[str, ...]:
        return tuple(item for item in value.split("+") if item)
    return value


def _join(stage: Stage, values: Mapping[str, Any], bare: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    fields = keys(type(stage))
    items = []
    for key, value in values.items():
        if key in bare:
            items.append(key)
        elif value != fields[key].default:
            items.append(f"{key}={_escape(_text(value), fields)}")
    items.sort(key=lambda item: item.endswith("\\"))
    if sum(item.endswith("\\") for item in items) > 1:
        raise UsageError(f"{stage.name}: only one option can end in a backslash")
    return f"{stage.name}:{','.join(items)}" if items else stage.name


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "+".join(value) if isinstance(value, tuple) else str(value)


def _escape(value: str, fields: Mapping[str, Any]) -> str:
    known = "|".join(map(re.escape, fields))
    return re.sub(rf"(?<=\\),|,(?=(?:{known})=)", r"\\,", value)


def _hint(rest: str, fields: Mapping[str, Any]) -> str:
    """A value that holds ``,word=`` with an unknown word was most likely meant as another option."""
    for key in re.findall(r",([a-z-]+)=", rest):
        if key not in fields:
            return f"; there is no option {key!r}: {suggest(key, fields)}"
    return ""
