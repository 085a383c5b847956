"""The grammar of stage specs: ``name`` or ``name:key=value,key=value``.

A spec is split at the first ``:``; a ``,`` separates only before ``key=`` with a key of that stage; ``+`` joins items
only in list options; ``\\,`` is a literal comma; there are no quotes, the shell has its own.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Mapping
from typing import Any

from koprep.errors import UsageError, suggest
from koprep.stages.base import Stage, field_types, keys

_YES_NO = {"yes": True, "no": False}
_KEY = r"[\w-]+="


def parse(spec: str, stages: Mapping[str, type[Stage]]) -> Stage:
    """Build the stage a spec names. Raises UsageError that lists what is known."""
    if not _encodable(spec):
        raise UsageError(f"{spec!r} is not UTF-8 text")
    name, colon, rest = spec.partition(":")
    if name not in stages:
        raise UsageError(f"no stage {name!r}: {suggest(name, stages)}")
    stage = stages[name]
    texts = _options(name, rest, keys(stage)) if colon else {}
    try:
        return _build(stage, texts)
    except UsageError as error:
        raise UsageError(str(error) + _hint(texts, keys(stage))) from None


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def spell(stage: Stage) -> str:
    """The shortest spec that parses back to an equal stage: options at their defaults are left out.

    Raises UsageError for values no spec can hold: two that end in a backslash, a list item with a ``+`` in it.
    """
    return _join(stage, frozenset())


def recipe_step(stage: Stage) -> str:
    """The spec as it stands in a recipe: a file option by its key only."""
    files = (key for key, field in keys(type(stage)).items() if field.metadata["file"] and getattr(stage, field.name))
    return _join(stage, frozenset(files))


def _options(name: str, rest: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """The text of every option that is given, by its key."""
    if not fields:
        raise UsageError(f"{name} has no options, but got {rest!r}")
    texts: dict[str, str] = {}
    for item in re.split(rf"(?<!\\),(?=(?:{'|'.join(map(re.escape, fields))})=)", rest):
        key, equals, text = item.partition("=")
        if not equals:
            raise UsageError(f"{name}: {item!r} is no option, write key=value (known: {', '.join(fields)})")
        if key not in fields:
            raise UsageError(f"{name}: no option {key!r}: {suggest(key, fields)}")
        if key in texts:
            raise UsageError(f"{name}: {key} is given twice")
        _check_meant(name, text, fields)
        texts[key] = text.replace("\\,", ",")
    return texts


def _check_meant(name: str, text: str, fields: Mapping[str, Any]) -> None:
    """Refuse a value that holds ``,word=`` where the word is nearly a key: it would be taken for text silently."""
    for word in re.findall(rf"(?<!\\),({_KEY})", text):
        key = word[:-1]
        if difflib.get_close_matches(key, fields, n=1):
            raise UsageError(
                f"{name}: no option {key!r}: {suggest(key, fields)}; if the comma belongs to the value, write \\,"
            )


def _build(stage: type[Stage], texts: Mapping[str, str]) -> Stage:
    fields, types = keys(stage), field_types(stage)
    values = {fields[key].name: _value(stage.name, key, text, types[fields[key].name]) for key, text in texts.items()}
    for key, field in fields.items():
        if field.default is dataclasses.MISSING and key not in texts:
            raise UsageError(f"{stage.name}: {key}= is missing, as in {stage.example}")
    return stage(**values)


def _value(name: str, key: str, text: str, kind: Any) -> Any:
    try:
        if kind is bool:
            return _YES_NO[text]
        if kind is int:
            return int(text)
        if kind is float:
            return _number(text)
    except (KeyError, ValueError):
        expected = {bool: "yes or no", int: "a whole number", float: "a number"}[kind]
        raise UsageError(f"{name}: {key}={text} is not {expected}") from None
    if kind == tuple[str, ...]:
        return tuple(item for item in text.split("+") if item)
    return text


def _number(text: str) -> float:
    value = float(text)
    if math.isnan(value):
        raise ValueError
    return value


def _join(stage: Stage, bare: frozenset[str]) -> str:
    items = []
    for key, field in keys(type(stage)).items():
        value = getattr(stage, field.name)
        if key in bare:
            items.append(key)
        elif value != field.default:
            items.append(f"{key}={_escape(_text(stage, key, value))}")
    items.sort(key=lambda item: item.endswith("\\"))
    if sum(item.endswith("\\") for item in items) > 1:
        raise UsageError(f"{stage.name}: only one option can end in a backslash")
    return f"{stage.name}:{','.join(items)}" if items else stage.name


def _text(stage: Stage, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, tuple):
        return str(value)
    if any(not item or "+" in item for item in value):
        raise UsageError(f"{stage.name}: an item of {key} can't be empty or hold a +")
    return "+".join(value)


def _escape(text: str) -> str:
    """A comma before anything like a key, and one behind a backslash, needs a backslash of its own."""
    return re.sub(rf"(?<=\\),|,(?={_KEY})", r"\\,", text)


def _hint(texts: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """What else may be wrong where a value is: it may hold an option the stage doesn't have."""
    for word in re.findall(rf",({_KEY})", ",".join(texts.values())):
        return f"; there is no option {word[:-1]!r}: {suggest(word[:-1], fields)}"
    return ""
