"""Token and Record, what flows through a pipeline, and Reject, what could not."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Token(NamedTuple):
    """One token: its form, its tag, and where it stands in ``Record.text``.

    ``start`` and ``end`` are offsets in code points, -1 where they are unknown. ``text[start:end]`` need not equal
    ``form``: in 했다 the morphemes 하 and 었 share the span of 했.
    """

    form: str
    tag: str = ""
    start: int = -1
    end: int = -1


class Record(msgspec.Struct, frozen=True, gc=False):
    """One line of a corpus on its way through the stages.

    ``id`` is ``<file name>:<line>``, with ``.1``, ``.2`` … appended by every stage that may split. ``doc`` names the
    document the record belongs to. ``tokens`` and ``ids`` stay ``None`` until a stage makes them.
    """

    id: str
    text: str
    doc: str = ""
    tokens: tuple[Token, ...] | None = None
    ids: tuple[int, ...] | None = None
    label: str | None = None


class Reject(msgspec.Struct, frozen=True, gc=False):
    """A line that could not be read, or a record a stage could not work on, with the reason.

    ``text`` is the line as text, or its raw bytes where they don't decode.
    """

    id: str
    stage: str
    reason: str
    text: str | bytes

    @property
    def source(self) -> str:
        """The file's base name, ``-`` for standard input; the whole id where that holds no line number."""
        return self.id if self.line is None else self.id.rpartition(":")[0]

    @property
    def line(self) -> int | None:
        """The line number in the source, ``None`` where the id holds none."""
        _, colon, place = self.id.rpartition(":")
        number = place.partition(".")[0]
        return int(number) if colon and number.isdecimal() else None
