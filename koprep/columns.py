"""Token columns as Arrow: what counting and encoding read instead of records."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from koprep import arrow, encodings, escapes, files, jsonl, sources
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, from_json, sha256

Array = np.ndarray[Any, np.dtype[Any]]
_READ = 8 << 20
_ROWS = 1 << 15


class Chunk(NamedTuple):
    """Tokens of some records: ``words`` are the distinct tokens (a word may stand twice), ``codes`` (tokens,) int32
    points into them, ``lengths`` (records,) int64 says how many tokens each record has. ``docs`` and ``labels`` are
    those of the records; without ``docs`` every record is a document."""

    words: pa.Array
    codes: Array
    lengths: Array
    docs: pa.Array | None = None
    labels: list[str | None] | None = None


class Tokens(NamedTuple):
    """An opened token file: its recipe, and its chunks, to be read once."""

    recipe: Recipe
    chunks: Iterator[Chunk]


def open_tokens(argument: str, format: str = "", tagged: bool = False) -> Tokens:
    """Open a tokens, tagged, JSON Lines or Parquet file (``-`` is standard input).

    ``tagged`` makes every word ``form/TAG``. Raises InputError, or UsageError where the file holds no tokens (or tags).
    """
    paths = files.find(argument)
    if len(paths) != 1:
        raise UsageError(f"{argument}: {len(paths)} files; join them with koprep run -i {argument} -o all.parquet")
    path = paths[0]
    known = {".parquet": "parquet", ".jsonl": "jsonl", ".tagged": "tagged", ".tokens": "tokens"}
    format = format or known.get(files.ending(path), "")
    if format == "parquet":
        return _parquet(path, tagged)
    source = sources.open_one(path, sources.Options(format=format or "", needs="tokens"))
    if source.shape.level == "text" or source.format not in ("tokens", "tagged", "jsonl"):
        raise InputError(f"{path} holds no tokens; make some: koprep run normalize morphs -i {path} -o tokens.parquet")
    if tagged and not source.shape.tagged:
        raise UsageError(f"{path} has no tags for --with-tags; make them with morphs and --to tagged or parquet")
    if source.format == "jsonl":
        return Tokens(source.recipe or _from_file(path), _jsonl(source, tagged))
    lines = functools.partial(_text_chunks, path, source, source.shape.tagged and not tagged)
    return Tokens(_from_file(path), lines())


def _from_file(path: Path) -> Recipe:
    """Formats without a header bring no recipe, only themselves as an input."""
    return Recipe().then(inputs=(sha256(path) if files.is_regular(path) else None,))


def _text_chunks(path: Path, source: sources.Source, drop_tags: bool) -> Iterator[Chunk]:
    line = 1
    for data in _whole_lines(source):
        if source.encoding and source.encoding.name not in ("utf-8",):
            data = _recode(data, source.encoding, path, line)
        yield _text_chunk(data.replace(b"\r\n", b"\n") if b"\r\n" in data else data, path, line, drop_tags)
        line += data.count(b"\n")


def _whole_lines(source: sources.Source) -> Iterator[bytes]:
    """About 8 MiB at a time, each piece ending in a line end."""
    held: list[bytes] = []
    size = 0
    for block in source.blocks():
        if block is None:
            continue
        if block.fault:
            raise InputError(f"{source.path}:{block.first}: {block.fault}")
        held.append(block.data)
        size += len(block.data)
        if size > _READ:
            yield b"\n".join([*held, b""])
            held, size = [], 0
    if held:
        yield b"\n".join([*held, b""])


def _text_chunk(data: bytes, path: Path, line: int, drop_tags: bool) -> Chunk:
    """Split lines at spaces without making a string a token: an Arrow array whose items keep their separator."""
    raw = np.frombuffer(data, np.uint8)
    separators = np.flatnonzero((raw == 32) | (raw == 10))
    offsets = np.concatenate(([0], separators + 1)).astype(np.int32)
    items = pa.StringArray.from_buffers(len(separators), pa.py_buffer(offsets), pa.py_buffer(data)).dictionary_encode()
    try:
        words = [escapes.unescape(word[:-1]) for word in items.dictionary.to_pylist()]
    except UnicodeDecodeError:
        raise InputError(f"{path}:{line + _bad_line(data)}: not UTF-8 text") from None
    codes = items.indices.to_numpy()
    ends = np.concatenate(([0], np.flatnonzero(raw[separators] == 10) + 1))
    empty = np.array([not word for word in words], bool)
    if empty.any():
        kept = ~empty[codes]
        codes = codes[kept]
        ends = np.concatenate(([0], np.cumsum(kept)))[ends]
    if drop_tags:
        words = [word.rpartition("/")[0] or word for word in words]
    return Chunk(pa.array(words, pa.string()), codes, np.diff(ends))


def _bad_line(data: bytes) -> int:
    for number, line in enumerate(data.split(b"\n")):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return 0


def _recode(data: bytes, encoding: encodings.Encoding, path: Path, line: int) -> bytes:
    try:
        return data.decode("utf-8" if encoding.wide else encoding.name).encode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}:{line + data.count(10, 0, error.start)}: not {encoding.name} text") from None


def _jsonl(source: sources.Source, tagged: bool) -> Iterator[Chunk]:
    for block in source.blocks():
        if block is None:
            continue
        records = []
        for number, line in enumerate(block.data.split(b"\n"), block.first):
            if line.strip():
                try:
                    records.append(jsonl.decoder.decode(line))
                except ValueError as error:
                    raise InputError(f"{source.path}:{number}: {error}") from None
        lists = [_keys(record, tagged) for record in records]
        items = pa.array([word for words in lists for word in words], pa.string()).dictionary_encode()
        yield Chunk(items.dictionary, items.indices.to_numpy(), np.array([len(words) for words in lists], np.int64),
                    pa.array([record.doc for record in records], pa.string()), [record.label for record in records])


def _keys(line: jsonl.Line, tagged: bool) -> list[str]:
    tokens = line.tokens or []
    return [f"{form}/{tag}" for form, tag in zip(tokens, line.tags or [], strict=True)] if tagged else tokens


def _parquet(path: Path, tagged: bool) -> Tokens:
    file = arrow.open_file(path)
    names = file.schema_arrow.names
    if "tokens" not in names or not pa.types.is_list(file.schema_arrow.field("tokens").type):
        raise InputError(f"{path} holds no tokens; make some: koprep run normalize morphs -i {path} -o tokens.parquet")
    if tagged and "tags" not in names:
        raise UsageError(f"{path} has no tags for --with-tags; make them with morphs")
    file = arrow.open_file(path, [f"{name}.list.element" for name in ("tokens", "tags") if name in names])
    metadata = file.schema_arrow.metadata or {}
    recipe = metadata.get(arrow.RECIPE_KEY)
    base = from_json(recipe, str(path)) if recipe else _from_file(path)
    wanted = [name for name in ("tokens", "doc", "label", *(["tags"] if tagged else [])) if name in names]
    return Tokens(base, _parquet_chunks(file, wanted))


def _parquet_chunks(file: pq.ParquetFile, wanted: list[str]) -> Iterator[Chunk]:
    for batch in file.iter_batches(batch_size=_ROWS, columns=wanted):
        column = batch.column("tokens")
        words, codes = _codes(column.flatten())
        if "tags" in wanted:
            words, codes = _pairs(words, codes, *_codes(batch.column("tags").flatten()))
        lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        docs = batch.column("doc") if "doc" in wanted else None
        labels = batch.column("label").to_pylist() if "label" in wanted else None
        yield Chunk(words, codes, lengths, docs, labels)


def _codes(column: pa.Array) -> tuple[pa.Array, Array]:
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return column.dictionary, column.indices.to_numpy(zero_copy_only=False)


def _pairs(forms: pa.Array, form_codes: Array, tags: pa.Array, tag_codes: Array) -> tuple[pa.Array, Array]:
    """Distinct ``form/TAG`` words, spelled once each, and the codes that point into them."""
    both = pa.array(form_codes.astype(np.int64) * max(1, len(tags)) + tag_codes).dictionary_encode()
    pairs = both.dictionary.to_numpy()
    words = pc.binary_join_element_wise(
        forms.take(pa.array(pairs // max(1, len(tags)))), tags.take(pa.array(pairs % max(1, len(tags)))), "/"
    )
    return words, both.indices.to_numpy()


def split_docs(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Array]]:
    """Every chunk with a (records,) bool array: does the record begin another document than the one before?"""
    last: Any = object()
    for chunk in chunks:
        if chunk.docs is None or not len(chunk.docs):
            yield chunk, np.ones(len(chunk.lengths), bool)
            continue
        differs = pc.not_equal(chunk.docs[1:], chunk.docs[:-1]).to_numpy(zero_copy_only=False)
        yield chunk, np.concatenate(([chunk.docs[0].as_py() != last], differs)).astype(bool)
        last = chunk.docs[-1].as_py()


Encoder = Callable[[Chunk], tuple[Array, Array]]


def encoder(data: Array, offsets: Array, unknown: int | None) -> Encoder:
    """A function from a chunk to (ids, lengths) by a vocabulary's bytes and offsets.

    ids (tokens,) int32; unknown words get ``unknown``, or are dropped (and the lengths shrink) where it is ``None``.
    """
    known = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))

    def encode(chunk: Chunk) -> tuple[Array, Array]:
        found = pc.index_in(chunk.words.cast(pa.large_string()), known)
        ids = found.fill_null(-1 if unknown is None else unknown).to_numpy()[chunk.codes].astype(np.int32)
        if unknown is not None:
            return ids, chunk.lengths
        kept = ids >= 0
        bounds = np.concatenate(([0], np.cumsum(chunk.lengths)))
        return ids[kept], np.diff(np.concatenate(([0], np.cumsum(kept)))[bounds])

    return encode


def word_counts(chunk: Chunk) -> pa.Table:
    """The chunk's words with how often each occurs."""
    counts = np.bincount(chunk.codes, minlength=len(chunk.words)).astype(np.int64)
    return cast(pa.Table, pa.table({"token": chunk.words.cast(pa.large_string()), "count": counts}))
