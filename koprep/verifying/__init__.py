"""Is a file whole: what ``koprep verify`` calls."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from koprep import artifact, files, modelfile
from koprep.errors import InputError
from koprep.payload import Payload
from koprep.recipe import Recipe, from_json
from koprep.verifying import kinds, recipes
from koprep.vocab import SPECIALS, Vocab

_ROWS = 1 << 14


class Report(NamedTuple):
    """What a file is, how it came about, and what is wrong with it, one line each; nothing if it is whole."""

    kind: str
    recipe: Recipe
    problems: tuple[str, ...]


def verify(path: Path) -> Report:
    """Check a tensor file, a vocabulary, a model, a Parquet or JSON Lines file to its last byte.

    Of a tensor file: the SHA-256 of its payload, and whether every number is possible (ids below V, offsets that rise
    and end right, sorted sparse rows, labels of known classes, nothing infinite). Memory is bounded but for the
    vocabulary. What is wrong is reported, not raised.
    """
    try:
        path = files.require_file(path)
        if path.suffix == ".parquet":
            return _parquet(path)
        if path.suffix == ".safetensors" or artifact.is_artifact(path):
            return _tensors(path)
        return _text(path)
    except InputError as error:
        return Report("", Recipe(), (_without(path, str(error)),))


def _without(path: Path, message: str) -> str:
    """A message without the file's name, which a report says itself."""
    rest = message.removeprefix(str(path))
    if rest[:1] == ":" and rest[1:2].isdecimal():
        return f"line {rest[1:]}"
    return rest.removeprefix(":").lstrip()


def _tensors(path: Path) -> Report:
    opened = artifact.read(path)
    with Payload(opened) as payload:
        digest = hashlib.sha256()
        for data in payload.raw():
            digest.update(data)
        changed = [] if digest.hexdigest() == opened.info.get("sha256") else [_CHANGED]
        return Report(opened.kind, opened.recipe, (*changed, *kinds.problems(opened, payload)))


_CHANGED = "its tensors changed after it was written (their SHA-256 is another)"


def _text(path: Path) -> Report:
    kind = modelfile.kind_of(path)
    if kind == "vocab":
        vocab = Vocab.read(path)
        return Report(kind, vocab.recipe, tuple(_misplaced(vocab)))
    if kind:
        return Report(kind, modelfile.read(path, kind)[1], ())
    if recipes.is_records(path):
        return _jsonl(path)
    with files.reading(path) as file:
        start = file.read(1) if files.ending(path) != ".jsonl" else b""
    if start == b"{":
        from koprep.taggers import subwords

        return Report("subwords", subwords.load(str(path)).recipe, ())
    raise InputError("nothing koprep verify knows: no tensor file, vocabulary, token file or model of koprep's")


def _jsonl(path: Path) -> Report:
    """Records, read to the last: each must be whole, with as many tags and spans as tokens."""
    from koprep import sources
    from koprep.record import Reject

    source = sources.open_one(path, sources.Options(format="jsonl"))
    recipe = source.recipe or Recipe()
    for block in source.blocks():
        for item in block.decode() if block is not None else ():
            if isinstance(item, Reject):
                return Report("records", recipe, (f"line {item.id.rpartition(':')[2]}: {item.reason}",))
    return Report("records", recipe, ())


def _misplaced(vocab: Vocab) -> Iterator[str]:
    """The first row out of order in a vocabulary that `koprep vocab` ranked: specials, then by (-count, token)."""
    if not (vocab.recipe.steps and vocab.recipe.steps[-1].partition(":")[0] == "vocab"):
        return
    heads = {f"<{name}>" for name in SPECIALS}
    first = next((id for id, token in enumerate(vocab.tokens) if token not in heads), len(vocab))
    rows = zip(vocab.tokens[first:], vocab.counts[first:].tolist(), strict=True)
    for id, ((token, count), (after, fewer)) in enumerate(pairwise(rows), start=first):
        if (-count, token) > (-fewer, after):
            yield f"row {id + 1} ({after!r}, {fewer:,}) stands below {token!r}, {count:,}; rows go by count, then token"
            return


def _parquet(path: Path) -> Report:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from koprep import arrow

    arrow.open_file(path).close()  # it says what is wrong with the footer
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        stored = (file.schema_arrow.metadata or {}).get(arrow.RECIPE_KEY)
        exported = (file.metadata.metadata or {}).get(arrow.TENSOR_KEY)
        recipe = _told(exported) if exported else from_json(stored, str(path)) if stored else Recipe()
        rows = 0
        try:
            for batch in file.iter_batches(batch_size=_ROWS):
                if stored and (fault := _uneven(batch)):
                    return Report("records", recipe, (f"row {rows + fault[0]}: {fault[1]}",))
                rows += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"damaged after row {rows} ({str(error).splitlines()[0]})") from None
        whole = rows == file.metadata.num_rows
        problems = () if whole else (f"{rows:,} rows, but its footer says {file.metadata.num_rows:,}",)
        return Report("records" if stored else "parquet", recipe, problems)


def _told(exported: bytes) -> Recipe:
    """The recipe of a tensor that `koprep export` wrote as Parquet."""
    try:
        return msgspec.json.decode(exported, type=_Exported).recipe
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"what koprep wrote beside the data is damaged ({error})") from None


class _Exported(msgspec.Struct):
    recipe: Recipe


def _uneven(batch: Any) -> tuple[int, str] | None:
    """The first record whose tags or spans aren't as many as its tokens."""
    import numpy as np
    import pyarrow.compute as pc

    def lengths(name: str) -> Any:
        return pc.list_value_length(batch.column(name)).fill_null(0).to_numpy(zero_copy_only=False)

    for name, each in (("tags", 1), ("spans", 2)):
        if name in batch.schema.names and "tokens" in batch.schema.names:
            bad = np.flatnonzero(lengths(name) != each * lengths("tokens"))
            if bad.size:
                return int(bad[0]), f"as many {name} as fit other tokens than it has"
    return None
