"""Messages of chat exports: a record each, whatever the number of lines it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from koprep import streams
from koprep.kakaotalk import Opening, day_mark, is_header, opening
from koprep.readers import Block, Decoded, Reader
from koprep.record import Record, Reject

LONGEST = 1 << 20
"""A message may be that many bytes long; lines that begin further behind are rejected."""
NO_MESSAGE = "belongs to no message"


class _Group(NamedTuple):
    """What one line begins and the lines that go on with it, undecodable ones as bytes; the number of the first."""

    number: int
    opening: Opening | None
    lines: list[str | bytes]


@dataclass(frozen=True)
class KakaoTalkReader(Reader):
    """A record a message of KakaoTalk, its speaker as label. Its ``doc`` is the minute it was sent, with
    ``docs="blank"`` the day.

    What the messenger writes itself (header, days, who came and went) is no record. A block begins in the day that
    is its ``doc``.
    """

    layout: str = ""

    def decode(self, block: Block) -> Decoded:
        found: Decoded = []
        day = block.doc
        for group in self._groups(block):
            lines, mark = self._without_marks(group.lines)
            if group.opening is not None and group.opening.speaker:
                found.append(self._message(group.number, group.opening, lines, day))
            else:
                found += self._strays(group)
            day = mark or (group.opening.day if group.opening else "") or day
        return found

    def last_opening(self, data: bytes) -> int | None:
        """How many lines stand before the last that begins something, ``None`` if none does."""
        lines = [_text(line, self.encoding) for line in streams.decode(data, self.encoding)]
        return next((at for at in reversed(range(len(lines))) if opening(lines[at], self.layout) is not None), None)

    def day_behind(self, data: bytes, day: str) -> str:
        """The day in which whole messages end that begin in ``day``, "" where each message has its own.

        The last of decode's days, but found from the end.
        """
        if self.layout == "phone":
            return ""
        if self.layout == "pc" and b"---" not in data:
            return day
        ending = True
        for line in reversed(streams.decode(data, self.encoding)):
            text = _text(line, self.encoding)
            begun = opening(text, self.layout)
            found = (begun.day if begun else "") or (self._mark(text) if ending else "")
            if found:
                return found
            ending = begun is not None or (ending and not text.strip())
        return day

    def _groups(self, block: Block) -> Iterator[_Group]:
        group, size = _Group(block.first, None, []), 0
        lines = streams.decode(block.data, self.encoding)
        for number, (line, raw) in enumerate(zip(lines, block.data.split(b"\n"), strict=True), block.first):
            begun = opening(_text(line, self.encoding), self.layout)
            if begun is not None or size > LONGEST:
                yield group
                group, size = _Group(number, begun, []), 0
            group.lines.append(line)
            size += len(raw) + 1
        yield group

    def _without_marks(self, lines: list[str | bytes]) -> tuple[list[str | bytes], str]:
        """The lines without blank ones and days at their end, which lead to the next message, and the last such day."""
        end, day = len(lines), ""
        while end and isinstance(line := lines[end - 1], str) and (not line.strip() or self._mark(line)):
            day = day or self._mark(line)
            end -= 1
        return lines[:end], day

    @property
    def _undecoded(self) -> str:
        return f"not {self.encoding} text"

    def _mark(self, line: str) -> str:
        return "" if self.layout == "pc" else day_mark(line)

    def _message(self, number: int, head: Opening, lines: list[str | bytes], day: str) -> Record | Reject:
        id = self.id(number)
        texts = [line for line in lines if isinstance(line, str)]
        if len(texts) < len(lines):
            raw = b"\n".join(line if isinstance(line, bytes) else line.encode(self.encoding) for line in lines)
            return Reject(id, "source", self._undecoded, raw)
        day = head.day or day
        when = day if self.docs == "blank" else f"{day}T{head.minute}"
        doc = self.name if self.docs == "file" else when if day else id
        return Record(id, "\n".join([head.text, *texts[1:]]), doc, label=head.speaker)

    def _strays(self, group: _Group) -> Decoded:
        """Lines of no message: the header and the days say nothing, others are rejected."""
        first = 1 if group.opening is not None else 0
        return [
            Reject(self.id(number), "source", NO_MESSAGE if isinstance(line, str) else self._undecoded, line)
            for number, line in enumerate(group.lines[first:], group.number + first)
            if isinstance(line, bytes) or (line.strip() and not is_header(line) and not self._mark(line))
        ]


def blocks(lines: Iterator[streams.Lines | None], reader: KakaoTalkReader) -> Iterator[Block | None]:
    """Blocks that cut no message, each with the day it begins in."""
    day = ""
    for item in _whole_messages(lines, reader):
        if item is None:
            yield None
            continue
        yield Block(reader, item.first, item.data, day, item.fault)
        if not item.fault:
            day = reader.day_behind(item.data, day)


def _whole_messages(lines: Iterator[streams.Lines | None], reader: KakaoTalkReader) -> Iterator[streams.Lines | None]:
    """Hold back the last message until the next begins (or it is too long to be one)."""
    held: list[bytes] = []
    first = size = 0
    for item in lines:
        if item is None or item.fault:
            if item is not None and held:
                yield streams.Lines(first, b"\n".join(held))
                held = []
            yield item
            continue
        start = reader.last_opening(item.data)
        if start is None:
            first, size = (first, size) if held else (item.first, 0)
            held.append(item.data)
            size += len(item.data) + 1
        else:
            rows = item.data.split(b"\n")
            if before := held + rows[:start]:
                yield streams.Lines(first if held else item.first, b"\n".join(before))
            held, first = [b"\n".join(rows[start:])], item.first + start
            size = len(held[0]) + 1
        if size > LONGEST:
            yield streams.Lines(first, b"\n".join(held))
            held = []
    if held:
        yield streams.Lines(first, b"\n".join(held))


def _text(line: str | bytes, encoding: str) -> str:
    """The line to be looked at; what doesn't decode hides no beginning."""
    return line if isinstance(line, str) else line.decode(encoding, "replace")
