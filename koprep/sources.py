"""Sources: where records come from. A source knows its format and hands out blocks; workers decode them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from koprep import chats, compression, csvrows, encodings, files, formats, heads, modelfile, streams
from koprep.encodings import Encoding
from koprep.errors import InputError, UsageError
from koprep.flow import Shape
from koprep.heads import Head
from koprep.heads import Options as Options
from koprep.readers import Block, CsvReader, Reader
from koprep.recipe import Recipe

FORMATS = formats.SOURCES
DOCS = ("line", "blank", "file")
_COLUMNS = ("tsv", "csv", "jsonl", "parquet", "xlsx")
_NO_LINES = ("parquet", "xlsx")
_BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\0 \t\r"

Stream = Callable[[], Iterator["bytes | None"]]


@dataclass(frozen=True)
class Source:
    """One opened source: what its records hold, the recipe they come with, and its blocks.

    ``left_out`` says which part of the file won't be read.
    """

    path: Path
    format: str
    shape: Shape
    blocks: Callable[[], Iterator[Block | None]] = field(compare=False)
    encoding: Encoding | None = None
    recipe: Recipe | None = None
    empty: bool = False
    left_out: str = ""

    @property
    def size(self) -> int | None:
        """Bytes on disk, ``None`` where nobody knows."""
        return self.path.stat().st_size if files.is_regular(self.path) else None

    @property
    def packed(self) -> bool:
        """Whether the file is compressed, so that its size doesn't tell how much will be read."""
        return compression.suffix(self.path) != ""

    @property
    def line_based(self) -> bool:
        """Whether its blocks are bytes."""
        return self.format not in _NO_LINES


def open_all(arguments: Iterable[str], options: Options) -> list[Source]:
    """Find and open everything the ``-i`` arguments name, in order; an empty file holds what the others do.

    Raises InputError or UsageError.
    """
    sources = [open_one(path, options) for path in files.find_all(arguments)]
    model = next((source for source in sources if not source.empty), sources[0])
    for source in sources:
        if source.empty:
            continue
        if source.shape != model.shape:
            raise InputError(
                f"{source.path} holds {_words(source.shape)}, but {model.path} holds "
                f"{_words(model.shape)}; run them apart"
            )
        if _made(source.recipe) != _made(model.recipe):
            raise InputError(f"{source.path} and {model.path} were made by different steps; run them apart")
    recipe = model.recipe and msgspec.structs.replace(model.recipe, inputs=())
    return [replace(source, shape=model.shape, recipe=recipe) if source.empty else source for source in sources]


def size(sources: Iterable[Source]) -> int | None:
    """How many bytes there are to read, where that can be known beforehand."""
    sizes = [source.size if source.line_based and not source.packed else None for source in sources]
    return None if None in sizes else sum(filter(None, sizes))


def open_one(path: Path, options: Options) -> Source:
    """Open one file or standard input: read a little, decide format and encoding. Raises InputError or UsageError."""
    format = options.format or formats.SOURCE_ENDINGS.get(files.ending(path), "")
    kind = modelfile.kind_of(path) if not options.format and files.is_regular(path) else ""
    if kind:
        raise InputError(f"{path} is a {kind} file, not a corpus; koprep inspect {path} shows it")
    if format == "safetensors":
        raise UsageError(f"{path} is a tensor, which stages can't read; koprep inspect {path} shows it")
    if format == "xls":
        raise InputError(f"{path} is Excel's old format; save it as .xlsx or .csv")
    if format == "parquet":
        return _parquet(path, options)
    if format == "xlsx":
        return _xlsx(path, options)
    sample, stream = _begin(path)
    encoding = encodings.resolve(options.encoding, sample[: encodings.SAMPLE], str(path))
    text = sample[encoding.bom :].decode(encoding.name, "replace")
    if not format:
        format = "jsonl" if heads.is_own_json(text) else options.needs.replace("ids", "text")
    _check(path, format, options)
    head = heads.read(path, format, encoding, text, options)
    return Source(
        path, format, head.shape, lambda: _blocks(_lines(stream(), encoding), head), encoding, head.recipe, not text
    )


def _parquet(path: Path, options: Options) -> Source:
    from koprep import parquet

    _check(path, "parquet", options)
    head = parquet.read(path, options)
    return Source(path, "parquet", head.shape, lambda: parquet.blocks(path, head), None, head.recipe)


def _xlsx(path: Path, options: Options) -> Source:
    from koprep import xlsx

    _check(path, "xlsx", options)
    head, rows = xlsx.read(path, options)
    return Source(path, "xlsx", head.shape, lambda: xlsx.blocks(path, head), empty=not rows, left_out=head.left_out)


def _check(path: Path, format: str, options: Options) -> None:
    """Refuse options that mean nothing in a format."""
    for option, column in (("--text-col", options.text_col), ("--label-col", options.label_col)):
        if column and format not in _COLUMNS:
            raise UsageError(f"{option} is for {', '.join(_COLUMNS)}, but {path} is read as {format}; add --from tsv")
    if options.docs == "blank" and format not in ("text", "kakaotalk"):
        raise UsageError(f"--docs blank is for text and kakaotalk; {path} is {format}")


def _words(shape: Shape) -> str:
    return "tagged tokens" if shape == Shape("tagged", True) else shape.level


def _made(recipe: Recipe | None) -> object:
    return recipe and (recipe.steps, recipe.engines, recipe.files)


def _begin(path: Path) -> tuple[bytes, Stream]:
    """The first bytes of a source, and a way to read it from the beginning.

    What goes wrong further on is left to those who read that far.
    """
    arriving = streams.arrivals(path)
    seen: deque[bytes | None] = deque()
    fault: InputError | None = None
    try:
        for data in arriving:
            seen.append(data)
            if _enough(seen):
                break
    except InputError as error:
        if not any(seen):
            raise
        fault = error
    sample = b"".join(filter(None, seen))
    if files.is_regular(path):
        return sample, lambda: streams.arrivals(path)
    return sample, lambda: _again(seen, fault, arriving)


def _enough(seen: deque[bytes | None]) -> bool:
    """Whether format and encoding can be decided: on a whole line at least, which for JSON may be a very long one."""
    pieces = [data for data in seen if data]
    size = sum(map(len, pieces))
    whole = any(b"\n" in data for data in pieces)
    if seen[-1] is None or size < encodings.SAMPLE:
        return seen[-1] is None and whole
    return whole or size > streams.LONGEST_LINE or pieces[0].lstrip(_BEFORE_JSON)[:1] != b"{"


def _again(
    seen: deque[bytes | None], fault: InputError | None, arriving: Iterator[bytes | None]
) -> Iterator[bytes | None]:
    while seen:
        yield seen.popleft()
    if fault is not None:
        raise fault
    yield from arriving


def _lines(stream: Iterator[bytes | None], encoding: Encoding) -> Iterator[streams.Lines | None]:
    data = _without_bom(stream, encoding.bom)
    return streams.cut(streams.as_utf8(data, encoding.name) if encoding.wide else data)


def _without_bom(stream: Iterator[bytes | None], bom: int) -> Iterator[bytes | None]:
    for data in stream:
        if data is not None and bom:
            data, bom = data[bom:], max(0, bom - len(data))
        yield data


def _blocks(lines: Iterator[streams.Lines | None], head: Head) -> Iterator[Block | None]:
    reader, skip, doc = head.reader, head.skip, ""
    if isinstance(reader, chats.KakaoTalkReader):
        yield from chats.blocks(lines, reader)
        return
    for item in _whole_rows(lines) if isinstance(reader, CsvReader) else lines:
        if item is None:
            yield None
            continue
        first, data = item.first, item.data
        if skip and first == 1:
            rest = data.split(b"\n", skip)[skip:]
            if not rest:
                continue
            first, data = 1 + skip, rest[0]
        yield Block(reader, first, data, doc, item.fault)
        if reader.docs == "blank" and not item.fault:
            doc = _doc_at_end(data, first, doc, reader)


def _doc_at_end(data: bytes, first: int, doc: str, reader: Reader) -> str:
    """The document a block ends in, so that the next block can go on with it."""
    for number, line in enumerate(streams.decode(data, reader.encoding), first):
        if isinstance(line, str):
            doc = (doc or reader.id(number)) if line.strip() else ""
    return doc


def _whole_rows(lines: Iterator[streams.Lines | None]) -> Iterator[streams.Lines | None]:
    """Hold back a row whose quote is still open, so that no quoted field is cut (up to a limit).

    What doesn't end the row is only put aside, so that a quote that is never closed takes no quadratic time.
    """
    held: list[bytes] = []
    first = size = 0
    for item in lines:
        if item is None or item.fault:
            if item is not None and held:
                yield streams.Lines(first, b"\n".join(held))
                held = []
            yield item
            continue
        first, size = (first, size + 1 + len(item.data)) if held else (item.first, len(item.data))
        held.append(item.data)
        if len(held) > 1 and size <= csvrows.LONGEST and csvrows.stays_open(item.data):
            continue
        data = b"\n".join(held)
        start = csvrows.open_row(data)
        while start is not None and len(data) - start > csvrows.LONGEST:
            start = csvrows.open_row(data, data.find(b"\n", start) + 1 or len(data))
        if start != 0:
            yield streams.Lines(first, data if start is None else data[: start - 1])
        held = [] if start is None else [data[start:]]
        first, size = first + data.count(b"\n", 0, start or 0), len(data) - (start or 0)
    if held:
        yield streams.Lines(first, b"\n".join(held))
