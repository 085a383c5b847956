"""Which files an artifact was made from: hashes against those its recipe keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from koprep import files
from koprep.errors import InputError
from koprep.recipe import Recipe, sha256


def hashes(arguments: Sequence[str]) -> dict[Path, str]:
    """The SHA-256 of files, folders' data files, globs and ``konlpy:NAME``. Raises InputError."""
    found: dict[Path, str] = {}
    for path in (path for argument in arguments for path in files.find(argument)):
        if not files.is_regular(path):
            raise InputError(f"--inputs {path}: not a regular file, so it can't be read again")
        try:
            found[path] = sha256(path)
        except OSError as error:
            raise InputError(f"{path}: {files.reason(error)}") from None
    return found


def places(recipe: Recipe, digests: dict[Path, str]) -> dict[Path, list[str]]:
    """What each file was to an artifact: ``input 2``, or the option that named it, as in ``encode.vocab``."""
    known: dict[str, list[str]] = {}
    for number, digest in enumerate(recipe.inputs, start=1):
        if digest is not None:
            known.setdefault(digest, []).append(f"input {number}")
    for key, digest in sorted(recipe.files.items()):
        known.setdefault(digest, []).append(key)
    return {path: known[digest] for path, digest in digests.items() if digest in known}


def absent(recipe: Recipe, digests: dict[Path, str]) -> list[str]:
    """Inputs of the recipe that none of the files is; a pipe can't be looked at again."""
    if not recipe.inputs:
        return ["its recipe names no inputs"]
    given = set(digests.values())
    return [
        f"input {number} ({digest[:16]}…) is none of the files given"
        for number, digest in enumerate(recipe.inputs, start=1)
        if digest is not None and digest not in given
    ]
