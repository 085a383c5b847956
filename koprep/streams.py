"""Bytes as they arrive, cut into whole lines: what every line-based source is made of."""

from __future__ import annotations

import codecs
import os
import select
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from koprep import compression, files

READ = 1 << 20
LINES = 512
LONGEST_LINE = 64 << 20
IDLE_SECONDS = 0.05
TOO_LONG = f"line longer than {LONGEST_LINE >> 20} MiB"

_KEPT = 200


class Lines(NamedTuple):
    """Some whole lines, joined by ``\\n`` without a last one, and the number of the first; ``fault`` says what is
    wrong with a line whose beginning only is kept."""

    first: int
    data: bytes
    fault: str = ""


def arrivals(path: Path) -> Iterator[bytes | None]:
    """The bytes of a file or of standard input as they arrive; ``None`` each time nothing came for 50 ms.

    Raises InputError, but only after everything that could be read before the damage.
    """
    with files.reading(path) as file:
        live = _live_descriptor(path, file)
        yield from _stored(file) if live is None else _live(live)


def as_utf8(stream: Iterable[bytes | None], encoding: str) -> Iterator[bytes | None]:
    """Turn UTF-16 and UTF-32 into UTF-8, since their line ends are not single bytes.

    What is malformed becomes bytes that are no UTF-8, so that its line is rejected like any other bad line.
    """
    decoder = codecs.getincrementaldecoder(encoding)(_MALFORMED)
    for data in stream:
        if data is None:
            yield None
        elif text := decoder.decode(data):
            yield text.encode("utf-8", "surrogatepass")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "surrogatepass")


def cut(stream: Iterable[bytes | None]) -> Iterator[Lines | None]:
    """Cut bytes at ``\\n`` into blocks of at most 512 lines (or about 1 MiB); ``None`` passes through.

    A line longer than 64 MiB is not kept in memory: its beginning comes out with a fault.
    """
    number = 1
    pending: list[bytes] = []
    size = 0
    for data in stream:
        if data is None:
            yield None
            continue
        end = data.find(b"\n")
        if size + (len(data) if end < 0 else end) > LONGEST_LINE:
            pending = [(pending or [data.partition(b"\n")[0]])[0][:_KEPT]]
            if end < 0:
                size += len(data)
                continue
            yield Lines(number, pending[0], TOO_LONG)
            number, pending, size, data = number + 1, [], 0, data[end + 1 :]
        head, newline, tail = data.rpartition(b"\n")
        if newline:
            for lines in _groups(b"".join([*pending, head]), number):
                yield lines
                number = lines.first + lines.data.count(b"\n") + 1
            pending, size = [], 0
        if tail:
            pending.append(tail)
            size += len(tail)
    if pending:
        yield Lines(number, b"".join(pending), TOO_LONG if size > LONGEST_LINE else "")


def decode(data: bytes, encoding: str) -> list[str | bytes]:
    """The lines of a block as text, without ``\\r``; a line that doesn't decode stays bytes."""
    try:
        lines: list[str | bytes] = list(data.decode(encoding).split("\n"))
    except UnicodeDecodeError:
        lines = [_decode_line(line, encoding) for line in data.split(b"\n")]
    if b"\r" in data:
        lines = [line.removesuffix("\r") if isinstance(line, str) else line.removesuffix(b"\r") for line in lines]
    return lines


def _live_descriptor(path: Path, file: BinaryIO) -> int | None:
    """The descriptor to wait on, for inputs that may stay silent for a while: pipes and terminals."""
    if files.is_regular(path) or compression.suffix(path):
        return None
    try:
        return file.fileno()
    except (OSError, AttributeError):  # standard input replaced by a test
        return None


def _live(descriptor: int) -> Iterator[bytes | None]:
    """All that is there at once, so that a fast writer makes large pieces and a slow one doesn't wait."""
    while True:
        if not _ready(descriptor, IDLE_SECONDS):
            yield None
            _ready(descriptor, None)
        data = os.read(descriptor, READ)
        if not data:
            return
        yield data


def _stored(file: BinaryIO) -> Iterator[bytes]:
    """Pieces of 1 MiB; what was read before a damaged place comes out before the error."""
    read = getattr(file, "read1", file.read)
    held: list[bytes] = []
    size = 0
    try:
        while data := read(READ):
            held.append(data)
            size += len(data)
            if size >= READ:
                yield b"".join(held)
                held, size = [], 0
    except Exception:
        yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def _ready(descriptor: int, seconds: float | None) -> bool:
    return bool(select.select([descriptor], [], [], seconds)[0])


def _groups(data: bytes, number: int) -> Iterator[Lines]:
    if data.count(b"\n") < LINES:
        yield Lines(number, data)
        return
    lines = data.split(b"\n")
    for start in range(0, len(lines), LINES):
        yield Lines(number + start, b"\n".join(lines[start : start + LINES]))


def _decode_line(line: bytes, encoding: str) -> str | bytes:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return line


def _malformed(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\udcff", error.end


_MALFORMED = "koprep.malformed"
codecs.register_error(_MALFORMED, _malformed)
