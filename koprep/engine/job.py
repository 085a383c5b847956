"""What is done with one block, wherever it runs: decode, run the stages, encode."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from koprep.encoders import Encoder
from koprep.pipeline import Pipeline
from koprep.readers import Block
from koprep.record import Record, Reject
from koprep.stages.base import Stage


class Result(NamedTuple):
    """One block's payload, its rejects, how many records it had and has now, and the stages' tallies."""

    payload: Any
    rejects: list[Reject]
    read: int
    written: int
    tally: dict[str, int]


@dataclass(frozen=True)
class Job:
    """A pure function from a block to its result, small enough to send to another process.

    ``left`` is a last stage the sink does itself; only its tally is taken here.
    """

    pipeline: Pipeline
    encoder: Encoder
    left: Stage | None = None

    def __call__(self, block: Block) -> Result:
        decoded = block.decode()
        records = [item for item in decoded if type(item) is Record]
        rejects = [item for item in decoded if isinstance(item, Reject)]
        output, more, tally = self.pipeline(records)
        if self.left is not None:
            tally = dict(Counter(tally) + Counter(self.left.tally(output, output)))
        payload, output, broken = self._encode(output)
        rejects = sorted(rejects + more + broken, key=lambda reject: reject.line or 0)
        return Result(payload, rejects, len(decoded), len(output), tally)

    def _encode(self, records: list[Record]) -> tuple[Any, list[Record], list[Reject]]:
        """The payload; records that hold half a character (a user's pattern can make one) can't be written."""
        try:
            return self.encoder(records), records, []
        except UnicodeEncodeError:
            fit = [record for record in records if _encodable(record)]
            broken = [
                Reject(record.id, "output", "half a character (a lone surrogate)", record.text)
                for record in records
                if not _encodable(record)
            ]
            return self.encoder(fit), fit, broken


def _encodable(record: Record) -> bool:
    texts = (record.id, record.text, record.doc, record.label or "")
    try:
        for text in (*texts, *(token[0] for token in record.tokens or ())):
            text.encode()
    except UnicodeEncodeError:
        return False
    return True
