"""Bytes as they arrive, cut into whole lines: what every line-based source is made of."""

from __future__ import annotations

import codecs
import os
import select
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from koprep import files

READ = 1 << 20
LINES = 512
LONGEST_LINE = 64 << 20
IDLE_SECONDS = 0.05
TOO_LONG = f"line longer than {LONGEST_LINE >> 20} MiB"


class Lines(NamedTuple):
    """Some whole lines, joined by ``\\n`` without a last one, and the number of the first; ``fault`` says what is
    wrong with a line whose beginning only is kept."""

    first: int
    data: bytes
    fault: str = ""


def arrivals(path: Path) -> Iterator[bytes | None]:
    """The bytes of a file or of standard input as they arrive; ``None`` each time nothing came for 50 ms."""
    with files.reading(path) as file:
        live = _live_descriptor(path)
        while True:
            if live is not None and not select.select([live], [], [], IDLE_SECONDS)[0]:
                yield None
                select.select([live], [], [])
            data = file.read(READ) if live is None else os.read(live, READ)
            if not data:
                return
            yield data


def as_utf8(stream: Iterable[bytes | None], encoding: str) -> Iterator[bytes | None]:
    """Turn UTF-16 and UTF-32 into UTF-8, since their line ends are not single bytes.

    What is malformed becomes bytes that are no UTF-8, so that its line is rejected like any other bad line.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for data in stream:
        if data is None:
            yield None
        elif text := _decode_some(decoder, data):
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
            pending = [b"".join(pending)[:200] or data[:200]]
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


def _live_descriptor(path: Path) -> int | None:
    """The descriptor to wait on, for inputs that may stay silent for a while: pipes and terminals."""
    if path != files.STDIN:
        return None
    try:
        return sys.stdin.buffer.fileno()
    except (OSError, AttributeError, ValueError):
        return None


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


def _decode_some(decoder: codecs.IncrementalDecoder, data: bytes) -> str:
    try:
        return decoder.decode(data)
    except UnicodeDecodeError:
        decoder.reset()
        return "\udcff"
