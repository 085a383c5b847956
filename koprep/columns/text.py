"""Tokens and tagged text as columns, cut without making a Python string a token."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import escapes, streams
from koprep.columns.chunk import Array, Chunk, change, distinct
from koprep.encodings import Encoding
from koprep.errors import InputError
from koprep.sources import Source

_SPACE, _NEWLINE = b" \n"


def chunks(source: Source, tags: bool) -> Iterator[Chunk]:
    """The chunks of a tokens or tagged file; ``tags`` keeps every tagged token as ``form/TAG``.

    Raises InputError with the line for bytes that don't decode and tagged tokens that aren't ``form/TAG``.
    """
    for line, data in _pieces(source):
        where = f"{source.path}:{line}"
        try:
            words, lengths = split(_as_utf8(data, source.encoding).replace(b"\r\n", b"\n"))
        except UnicodeDecodeError as error:
            raise InputError(f"{source.path}:{line + data.count(10, 0, error.start)}: not {error.encoding} text") from None
        where = [source.path, line, lengths]
        if not source.shape.tagged:
            yield Chunk(words, None, lengths)
        elif tags:
            yield Chunk(words, None, lengths)
        else:
            yield _forms(words, lengths, where)
