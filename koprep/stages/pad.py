"""``pad``: ids to one length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from koprep.errors import UsageError
from koprep.record import Record, Reject
from koprep.stages.base import Batch, Output, Stage, option

SIDES = ("pre", "post")


@dataclass(frozen=True)
class Pad(Stage):
    """Bring ids to one length (패딩): shorter records are filled, longer ones cut.

    In a stream nobody knows the longest record, so the length must be given.
    """

    name: ClassVar[str] = "pad"
    example: ClassVar[str] = "pad:max-len=40"
    max_len: int = option(help="length of every record, in ids")
    side: str = option("post", help="where to fill", choices=SIDES)
    truncate: str = option("post", help="where to cut", choices=SIDES)
    value: int = option(0, help="the id to fill with")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.max_len < 1:
            raise UsageError(f"pad: max-len={self.max_len} is too small; use 1 or more")
        if not 0 <= self.value < 1 << 31:
            raise UsageError(f"pad: value={self.value} is no id; use 0 or more")

    @property
    def needs(self) -> str:
        return "ids"

    def __call__(self, batch: Batch) -> Output:
        return [
            Record(record.id, record.text, record.doc, record.tokens, self._pad(record.ids or ()), record.label)
            for record in batch
        ]

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        return {"tokens cut": sum(max(0, len(record.ids or ()) - self.max_len) for record in before)}

    def _pad(self, ids: tuple[int, ...]) -> tuple[int, ...]:
        kept = ids[-self.max_len :] if self.truncate == "pre" else ids[: self.max_len]
        fill = (self.value,) * (self.max_len - len(kept))
        return fill + kept if self.side == "pre" else kept + fill
