"""The errors koprep raises on purpose, each with the exit code the command line gives it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class KoprepError(Exception):
    """Something koprep can explain: one line that says what, where, and what to do instead."""

    exit_code = 1


class UsageError(KoprepError):
    """The command, a stage spec or an option is wrong."""

    exit_code = 2


class InputError(KoprepError):
    """An input or an artifact is missing, damaged or of another kind."""

    exit_code = 3


class MissingError(KoprepError):
    """An engine or a package is not installed; the message says how to get it."""

    exit_code = 4


class TooManyRejectsError(KoprepError):
    """The output is complete and in place, but more lines were rejected than allowed."""

    exit_code = 5


def suggest(word: str, known: Iterable[str]) -> str:
    """Say which of the known names was probably meant, and list them all.

    >>> suggest("normalise", ["clean", "normalize"])
    'did you mean normalize? (known: clean, normalize)'
    >>> suggest("middle", ["pre", "post"])
    'unknown; known: pre, post'
    """
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    listing = f"known: {', '.join(names)}"
    return f"did you mean {near[0]}? ({listing})" if near else f"unknown; {listing}"
