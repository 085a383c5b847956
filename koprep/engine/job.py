"""What is done with one block, wherever it runs: decode, run the stages, encode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from koprep.encoders import Encoder
from koprep.pipeline import Pipeline
from koprep.readers import Block
from koprep.record import Record, Reject


class Result(NamedTuple):
    """One block's payload, its rejects, and the counts of records: in, out, filtered by ``match``."""

    payload: Any
    rejects: list[Reject]
    read: int
    written: int
    tally: dict[str, int]


@dataclass(frozen=True)
class Job:
    """A pure function from a block to its result, small enough to send to another process."""

    pipeline: Pipeline
    encoder: Encoder

    def __call__(self, block: Block) -> Result:
        decoded = block.decode()
        records = [item for item in decoded if type(item) is Record]
        rejects = [item for item in decoded if isinstance(item, Reject)]
        output, more, tally = self.pipeline(records)
        return Result(self.encoder(output), rejects + more, len(decoded), len(output), tally)
