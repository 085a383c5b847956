"""Partitions of a corpus (데이터의 분리): every document belongs to one part, told by a seeded hash of its key."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import ClassVar, NamedTuple

from koprep import files
from koprep.engine.plan import Plan
from koprep.errors import UsageError
from koprep.pipeline import Pipeline
from koprep.record import Record
from koprep.sources import Source
from koprep.stages.base import Batch, Output, Stage, option

PARTS = {2: ("train", "test"), 3: ("train", "valid", "test")}
"""The names of the parts of a ratio, by how many numbers it has."""

_POSITIONS = 1 << 64
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Partition(Stage):
    """Keep the records whose document belongs to a part.

    A document's place between 0 and 1 is the BLAKE2b hash of the seed and its key, ``Record.doc``, and nothing else.
    So lines that are added move no other line, a document is never split, tokens fall into the part of their text, and
    8:1:1 and 8:2 have the same train part. The label has no say, since the records of a document may have several; a
    hash doesn't look at labels, so each label comes out in about the same ratio: a part that is to get the share r of
    n documents gets r·n ± √(r·(1-r)·n).

    ``level`` is what the records hold. ``earlier`` are the partitions they went through before: a part of a part is
    drawn anew, else the train part of a train part would be all of it.
    """

    name: ClassVar[str] = "partition"
    example: ClassVar[str] = "partition:ratio=8:1:1,part=train"
    ratio: str = option(help="two numbers (train:test) or three (train:valid:test)")
    part: str = option(help="train, valid or test")
    seed: int = option(0, help="another seed, another partition")
    level: str = "text"
    earlier: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.part not in self._names:
            raise UsageError(f"--part {self.part}: --ratio {self.ratio} has {', '.join(self._names)}")

    @property
    def needs(self) -> str:
        return self.level

    @cached_property
    def _ends(self) -> list[int]:
        return _bounds(self.ratio)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return PARTS[len(self._ends) + 1]

    @cached_property
    def _salt(self) -> bytes:
        """What is hashed before a key."""
        return "\n".join([str(self.seed), *self.earlier, ""]).encode()

    def __call__(self, batch: Batch) -> Output:
        return self.counted(batch)[0]

    def counted(self, batch: Batch) -> tuple[Output, dict[str, int]]:
        parts = [self.part_of(record.doc or record.id) for record in batch]
        kept: Output = [record for record, part in zip(batch, parts, strict=True) if part == self.part]
        return kept, dict(Counter(map(_key, parts, batch)))

    def part_of(self, doc: str) -> str:
        """The part a document belongs to.

        >>> Partition("8:2", "train").part_of("reviews.tsv:17")
        'test'
        """
        digest = hashlib.blake2b(self._salt + doc.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return self._names[bisect(self._ends, int.from_bytes(digest, "big"))]


class Share(NamedTuple):
    """How the records of a label (``None``: of all records, or of those without one) fell into the parts."""

    label: str | None
    records: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.records.values())


def plan(
    sources: list[Source],
    output: Path,
    *,
    ratio: str,
    part: str,
    seed: int = 0,
    to: str = "",
    rejects: Path | None = None,
) -> Plan:
    """One part of the sources into a file, as a plan to execute. Raises UsageError."""
    if files.ending(output) == ".safetensors" and not to:
        raise UsageError(f"{output}: a part holds records; write it as .parquet, then make a tensor of that")
    recipe = sources[0].recipe
    earlier = tuple(step for step in recipe.steps if step.startswith("partition:")) if recipe else ()
    stage = Partition(ratio, part, seed, sources[0].shape.level, earlier)
    return Plan(Pipeline((stage,)), sources, output, to, rejects=rejects)


def shares(tally: dict[str, int], ratio: str) -> list[Share]:
    """What a run counted: first all records, then those of each label, the most frequent first, then those without."""
    names = PARTS[len(_bounds(ratio)) + 1]
    rows: dict[str | None, dict[str, int]] = {}
    for key, count in tally.items():
        part, tab, label = key.partition("\t")
        rows.setdefault(label if tab else None, dict.fromkeys(names, 0))[part] = count
    whole = {name: sum(row[name] for row in rows.values()) for name in names}
    labelled = [Share(label, row) for label, row in rows.items() if label is not None]
    labelled.sort(key=lambda share: (-share.total, share.label))
    bare = [Share(None, rows[None])] if labelled and None in rows else []
    return [Share(None, whole), *labelled, *bare]


def same_names(sources: Iterable[Source]) -> list[str]:
    """Names that several sources share: their lines have the same keys, and so fall into the same part."""
    times = Counter(files.display_name(source.path) for source in sources if source.recipe is None)
    return [name for name, count in times.items() if count > 1]


def _key(part: str, record: Record) -> str:
    return part if record.label is None else f"{part}\t{record.label}"


def _bounds(ratio: str) -> list[int]:
    """Where in the 64 bits of a hash the parts but the last end. Raises UsageError."""
    texts = ratio.split(":")
    numbers = [Fraction(text) for text in texts if _NUMBER.fullmatch(text)]
    if len(numbers) == len(texts) in PARTS and min(numbers) == 0:
        raise UsageError(f"--ratio {ratio}: a part of 0 has no records; leave it out, or use a number above 0")
    if len(numbers) != len(texts) or len(numbers) not in PARTS:
        raise UsageError(f"--ratio {ratio}: use two numbers (train:test) or three (train:valid:test), as in 8:1:1")
    total = sum(numbers)
    return [int(upto * _POSITIONS / total) for upto in accumulate(numbers[:-1])]
