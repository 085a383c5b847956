"""Words to ids: one hash table of the vocabulary for all chunks."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from koprep.columns.chunk import Array, Chunk
from koprep.vocab import Vocab

_SCHEMA = pa.schema([("word", pa.string())])


def encode(chunks: Iterable[Chunk], vocab: Vocab) -> Generator[tuple[Chunk, Array, Array], None, None]:
    """Every chunk with its ids (tokens,) int32 and lengths (records,) int64.

    Unknown words get the id of ``<unk>``, or are dropped (and the lengths shrink) in a vocabulary without it.
    """
    unknown = -1 if vocab.unknown is None else vocab.unknown
    for chunk, found in _found(chunks, strings(vocab)):
        ids = found.fill_null(unknown).to_numpy()
        ids = ids if chunk.codes is None else ids[chunk.codes]
        lengths = chunk.lengths
        if unknown < 0:
            known = ids >= 0
            ids, bounds = ids[known], np.concatenate(([0], np.cumsum(lengths)))
            lengths = np.diff(np.concatenate(([0], np.cumsum(known)))[bounds])
        yield chunk, ids, lengths


def strings(vocab: Vocab) -> pa.Array:
    """The tokens of a vocabulary as an Arrow array."""
    offsets = vocab.offsets.astype(np.int32)
    return pa.StringArray.from_buffers(len(vocab), pa.py_buffer(offsets), pa.py_buffer(vocab.data))


def _found(chunks: Iterable[Chunk], known: pa.Array) -> Iterator[tuple[Chunk, pa.Array]]:
    """Every chunk with the place of each of its words among the known ones, or null.

    A scanner looks the words up, since it builds the hash table once, where a call of index_in would build it for every
    chunk again.
    """
    waiting: deque[Chunk] = deque()
    stopped = False

    def batches() -> Iterator[pa.RecordBatch]:
        for chunk in chunks:
            if stopped:
                return
            waiting.append(chunk)
            yield pa.record_batch([chunk.words], schema=_SCHEMA)

    reader = pa.RecordBatchReader.from_batches(_SCHEMA, batches())
    scanner = ds.Scanner.from_batches(reader, columns={"id": pc.index_in(ds.field("word"), known)}, batch_readahead=4)
    held = pa.array([], pa.int32())
    scanned = scanner.to_batches()
    try:
        for batch in scanned:
            held = pa.concat_arrays([held, batch.column(0)])
            while waiting and len(held) >= len(waiting[0].words):
                size = len(waiting[0].words)
                yield waiting.popleft(), held[:size]
                held = held[size:]
        for chunk in waiting:  # without words
            yield chunk, held
    finally:  # Arrow's threads must not be inside batches() when Python ends
        stopped = True
        deque(scanned, maxlen=0)
