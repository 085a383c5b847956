"""`sentences`: one record a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from koprep.record import Record, Reject
from koprep.stages import sentence_rules
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi, kss, mecab
from koprep.taggers.base import Fault

Split = Sequence[list[str] | Fault]


@dataclass(frozen=True)
class Sentences(Stage):
    """Split text into sentences (문장 토큰화), each a record of its own; a period alone is not an end (3.14, Mr. Kim).

    kiwi cuts where `morphs:sentences=yes` does; kss is the most exact engine and the slowest; rule needs no analyzer
    and is a hundred times as fast.
    """

    name: ClassVar[str] = "sentences"
    example: ClassVar[str] = "sentences:engine=rule"
    engine: str = option("kiwi", help="what finds the ends", choices=("kiwi", "kss", "rule"))

    @property
    def threads(self) -> bool:
        return self.engine == "kiwi"

    def __call__(self, batch: Batch) -> Output:
        records = composed(batch)
        output: Output = []
        for record, sentences in zip(records, _SPLIT[self.engine]([r.text for r in records]), strict=True):
            if isinstance(sentences, Fault):
                output.append(Reject(record.id, self.name, sentences.reason, record.text))
                continue
            id, doc, label = record.id, record.doc, record.label
            if len(sentences) == 1:
                output.append(Record(f"{id}.1", sentences[0], doc, None, None, label))
            else:
                numbered = enumerate(sentences or [""], 1)
                output += [Record(f"{id}.{number}", text, doc, None, None, label) for number, text in numbered]
        return output

    def engines(self) -> dict[str, str]:
        if self.engine == "kss":
            return {"kss": kss.version(), "mecab": mecab.version()}
        return {"kiwi": kiwi.version()} if self.engine == "kiwi" else {}

    def warm(self) -> None:
        if self.engine != "rule":
            (kiwi if self.engine == "kiwi" else kss).load()


def _by_kiwi(texts: list[str]) -> list[list[str] | Fault]:
    return [
        found if isinstance(found, Fault) else _slices(text, [tokens[0].start for tokens in found])
        for text, found in zip(texts, kiwi.tag_sentences(texts), strict=True)
    ]


def _slices(text: str, starts: list[int]) -> list[str]:
    """The text from each start to the next one; what stands before the first belongs to it."""
    bounds = [0, *starts[1:], len(text)]
    return [text[start:end].strip() for start, end in pairwise(bounds)]


_SPLIT: dict[str, Callable[[list[str]], Split]] = {
    "kiwi": _by_kiwi,
    "kss": kss.split,
    "rule": sentence_rules.split,
}
