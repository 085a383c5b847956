"""The recipe of any file of koprep's, without reading the rest of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

from koprep import artifact, files, modelfile, streams
from koprep.errors import KoprepError
from koprep.recipe import Recipe


def recipe_of(path: Path) -> Recipe | None:
    """The recipe inside a file; ``None`` where there is none, in other people's files and in damaged ones."""
    try:
        return _recipe(path)
    except KoprepError:
        return None


def _recipe(path: Path) -> Recipe | None:
    if files.ending(path) == ".parquet":
        return _of_parquet(path)
    if path.suffix == ".safetensors" or artifact.is_artifact(path):
        return artifact.read(path).recipe
    if kind := modelfile.kind_of(path):
        with files.reading(path) as file:
            return modelfile.split(file.read(), kind, path)[0]
    return _of_source(path)


def _of_parquet(path: Path) -> Recipe | None:
    from koprep import arrow
    from koprep.recipe import from_json

    with arrow.open_file(path) as file:
        stored = (file.schema_arrow.metadata or {}).get(arrow.RECIPE_KEY)
    return from_json(stored, str(path)) if stored else None


def _of_source(path: Path) -> Recipe | None:
    from koprep import sources

    return sources.open_one(path, sources.Options(format="jsonl")).recipe if is_records(path) else None


def is_records(path: Path) -> bool:
    """Whether the first line is a record, as koprep writes JSON Lines."""
    from koprep import heads

    with files.reading(path) as file:
        if file.read(1) != b"{":
            return False
        line = b"{" + io.BufferedReader(cast(Any, file)).readline(streams.LONGEST_LINE)
    return heads.is_own_json(line.decode("utf-8", "replace"))
