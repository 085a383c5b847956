"""Opening a token file of any format as columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from koprep import arrow, files, heads, parquet, sources
from koprep.columns import rows, text
from koprep.columns.chunk import Chunk
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, from_json, sha256


class Tokens(NamedTuple):
    """An opened token file: its recipe, and its chunks, to be read once."""

    recipe: Recipe
    chunks: Iterator[Chunk]


def open_tokens(argument: str, format: str = "", tags: bool = False, documents: bool = True) -> Tokens:
    """Open a tokens, tagged, JSON Lines or Parquet file (``-`` is standard input).

    ``tags`` makes every word ``form/TAG``; without ``documents`` nobody needs docs and labels. Raises InputError, or
    UsageError where the file holds no tokens (or tags).
    """
    paths = files.find(argument)
    if len(paths) != 1:
        raise UsageError(f"{argument}: {len(paths)} files; join them with koprep run -i {argument} -o all.parquet")
    path = paths[0]
    if format == "parquet" or (not format and files.ending(path) == ".parquet"):
        return _parquet(path, tags, documents)
    try:
        source = sources.open_one(path, sources.Options(format=format, needs="tokens"))
    except heads.NoTextColumnError:
        raise _no_tokens(path) from None
    if source.shape.level == "text":
        raise _no_tokens(path)
    if tags and not source.shape.tagged:
        raise UsageError(f"{path} has no tags; make them with morphs and --to tagged or parquet")
    if source.format == "jsonl":
        return Tokens(source.recipe or _from_file(path), rows.of_jsonl(source, tags))
    return Tokens(_from_file(path), text.chunks(source, tags))


def _parquet(path: Path, tags: bool, documents: bool) -> Tokens:
    parquet.refuse_stdin(path)
    schema = arrow.open_file(path).schema_arrow
    kind = schema.field("tokens").type if "tokens" in schema.names else pa.null()
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        raise _no_tokens(path)
    if tags and "tags" not in schema.names:
        raise UsageError(f"{path} has no tags; make them with morphs")
    wanted = ["tokens", *(["tags"] if tags else []), *(["doc", "label"] if documents else [])]
    stored = (schema.metadata or {}).get(arrow.RECIPE_KEY)
    recipe = from_json(stored, str(path)) if stored else _from_file(path)
    return Tokens(recipe, rows.of_parquet(path, [name for name in wanted if name in schema.names]))


def _from_file(path: Path) -> Recipe:
    """Formats without a header bring no recipe, only themselves as an input."""
    return Recipe().then(inputs=(sha256(path) if files.is_regular(path) else None,))


def _no_tokens(path: Path) -> InputError:
    return InputError(
        f"{path} holds no tokens; make some: koprep run normalize morphs -i {path} -o tokens.parquet "
        "(or say --from tokens)"
    )
