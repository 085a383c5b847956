"""Trying one engine: it is loaded and given a sentence, in a process of its own, which may die of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from koprep.doctor.engines import Engine, Row, examined, find, version_of
from koprep.doctor.java import find_java
from koprep.errors import MissingError

_PATIENCE = 300
"""Seconds after which an engine is given up; the slowest needs ten on a machine that isn't busy."""


@dataclass(frozen=True)
class Trial:
    """What an engine made of a text; seconds for the first time, with loading, and for the second; bytes of memory at
    most, its helper processes included (None: unknown)."""

    engine: str
    version: str
    text: str
    result: str
    first: float
    second: float
    memory: int | None


def try_engine(name: str) -> Trial:
    """Load an engine and let it work, twice. What it prints is dropped.

    Raises UsageError for an unknown name, MissingError where it can't work: what is wrong and what to type.
    """
    row = find(name)
    said = _run(row)
    if "error" in said:
        raise MissingError(_explained(examined(row, find_java()), row.packages, said["error"]))
    return Trial(name, version_of(row), **said)


def _run(row: Row) -> dict[str, Any]:
    """What the process that tries an engine says: the fields of a trial, or an error."""
    command = [sys.executable, "-P", "-m", "koprep.doctor.tries", row.name]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False, encoding="utf-8"
        )
    except subprocess.TimeoutExpired:
        return {"error": f"no answer in {_PATIENCE} s"}
    try:
        said: dict[str, Any] = json.loads(done.stdout.rstrip("\n").rpartition("\n")[2])
        return said
    except ValueError:
        return {"error": _end(done.returncode, done.stderr)}


def _end(code: int, words: str) -> str:
    """How a process ended that said nothing: a signal, most often SIGKILL (no memory) or SIGILL (an old processor)."""
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return f"it was ended by {name}" + ("; is there enough memory?" if name == "SIGKILL" else "")
    last = words.rstrip().rpartition("\n")[2].strip()
    return f"it ended with {code}: {last}" if last else f"it ended with {code}, without a word"


def _explained(engine: Engine, packages: tuple[str, ...], error: str) -> str:
    """One line: what is known to be wrong, else what went wrong, and what to type."""
    if engine.problem:
        return "; ".join(filter(None, (f"{engine.name}: {engine.problem}", engine.remedy)))
    said = f"{engine.name} is installed but doesn't work: {error}"
    if not packages or "pip install" in error or "memory" in error:
        return said
    return f"{said}; pip install --force-reinstall {' '.join(packages)}"
