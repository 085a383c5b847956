"""Which files an artifact was made from: hashes and recipes against those its own recipe keeps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from koprep import files
from koprep.errors import InputError
from koprep.recipe import Recipe, sha256
from koprep.verifying.recipes import recipe_of


class Given(NamedTuple):
    """A file that something may have been made from: its SHA-256, and its recipe if it is koprep's."""

    digest: str
    recipe: Recipe | None = None


def given(arguments: Sequence[str]) -> dict[Path, Given]:
    """Files, folders' data files, globs and ``konlpy:NAME``. Raises InputError."""
    found: dict[Path, Given] = {}
    for path in (path for argument in arguments for path in files.find(argument)):
        if not files.is_regular(path):
            raise InputError(f"--inputs {path}: not a regular file, so it can't be read again")
        try:
            found[path] = Given(sha256(path), recipe_of(path))
        except OSError as error:
            raise InputError(f"{path}: {files.reason(error)}") from None
    return found


def places(recipe: Recipe, inputs: dict[Path, Given]) -> dict[Path, list[str]]:
    """What each file was to an artifact, files that were nothing to it left out.

    ``input 2``; the option that named it, as in ``encode.vocab``; or, of an artifact on the way to it, its last step:
    ``what it was after step 2 (morphs)``.
    """
    known: dict[str, list[str]] = {}
    for number, digest in enumerate(recipe.inputs, start=1):
        if digest is not None:
            known.setdefault(digest, []).append(f"input {number}")
    for key, digest in sorted(recipe.files.items()):
        known.setdefault(digest, []).append(key)
    found = {path: known.get(file.digest, []) or _on_the_way(recipe, file.recipe) for path, file in inputs.items()}
    return {path: names for path, names in found.items() if names}


def absent(recipe: Recipe, inputs: dict[Path, Given]) -> list[str]:
    """Inputs of the recipe that none of the files is, or was made from; a pipe can't be looked at again."""
    if not recipe.inputs:
        return ["its recipe names no inputs"]
    if any(_on_the_way(recipe, file.recipe) for file in inputs.values()):
        return []
    digests = {file.digest for file in inputs.values()}
    return [
        f"input {number} ({digest[:16]}…) is none of the files given"
        for number, digest in enumerate(recipe.inputs, start=1)
        if digest is not None and digest not in digests
    ]


def _on_the_way(recipe: Recipe, earlier: Recipe | None) -> list[str]:
    """What an artifact is to another one if its recipe is a beginning of the other's: of the same known inputs, by the
    same first steps, engines and files."""
    if earlier is None or earlier.inputs != recipe.inputs or not any(recipe.inputs):
        return []
    steps = len(earlier.steps)
    if steps >= len(recipe.steps) or earlier.steps != recipe.steps[:steps]:
        return []
    if not (earlier.engines.items() <= recipe.engines.items() and earlier.files.items() <= recipe.files.items()):
        return []
    return [f"what it was after step {steps} ({earlier.steps[-1]})" if steps else "what it was before its first step"]
