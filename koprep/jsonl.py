"""Records as JSON Lines, the format of pipes, which loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Annotated, Any

import msgspec

from koprep.recipe import Recipe
from koprep.record import Record, Token

Int32 = Annotated[int, msgspec.Meta(ge=-(1 << 31), lt=1 << 31)]


class Line(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A record as it is written; the first also carries the recipe. Where ``doc`` is left out, it is the id."""

    id: str
    doc: str = ""
    label: str | None = None
    text: str
    tokens: list[str] | None = None
    tags: list[str] | None = None
    spans: list[Int32] | None = None
    ids: tuple[Int32, ...] | None = None
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        self.doc = self.doc or self.id


decoder = msgspec.json.Decoder(Line)
KEYS = frozenset(Line.__struct_fields__)


def lines(records: list[Record], tagged: bool) -> Iterator[Line]:
    """Records ready to be encoded; ``tagged`` says whether the tokens have tags."""
    for record in records:
        line = Line(id=record.id, doc=record.doc, label=record.label, text=record.text, ids=record.ids)
        if record.tokens is not None:
            forms, tags, starts, ends = zip(*record.tokens, strict=True) if record.tokens else ((), (), (), ())
            line.tokens = list(forms)
            line.tags = list(tags) if tagged else None
            if starts and max(starts) >= 0:
                line.spans = list(chain.from_iterable(zip(starts, ends, strict=True)))
        yield line


def encode(records: list[Record], tagged: bool) -> bytes:
    """One JSON object a line."""
    return msgspec.json.Encoder().encode_lines(lines(records, tagged))


def record(line: Line) -> Record:
    """The record a line stands for. Raises ValueError where tokens, tags and spans don't fit together."""
    tokens = None if line.tokens is None else tuple(_tokens(line.tokens, line.tags, line.spans))
    return Record(line.id, line.text, line.doc, tokens, line.ids, line.label)


def parse(line: str) -> Any:
    """The JSON value of a line. Raises ValueError."""
    try:
        return msgspec.json.decode(line)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dotted(row: Any, path: str) -> Any:
    """The value at a dotted path of nested objects and lists, such as ``paragraphs.0.text``. Raises KeyError."""
    if isinstance(row, dict) and path in row:
        return row[path]
    for key in path.split("."):
        try:
            row = row[int(key)] if isinstance(row, list) else row[key]
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyError(path) from None
    return row


def _tokens(forms: list[str], tags: list[str] | None, spans: list[int] | None) -> Iterator[Token]:
    if tags is not None and len(tags) != len(forms):
        raise ValueError(f"{len(forms)} tokens but {len(tags)} tags")
    if spans is not None and len(spans) != 2 * len(forms):
        raise ValueError(f"{len(forms)} tokens but {len(spans)} numbers in spans")
    if "" in forms:
        raise ValueError("an empty token")
    starts, ends = (repeat(-1), repeat(-1)) if spans is None else (spans[::2], spans[1::2])
    return map(Token, forms, tags or repeat(""), starts, ends)
