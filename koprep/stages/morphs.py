"""`morphs`: text to morphemes with their tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import ClassVar

from koprep.errors import UsageError
from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.compounds import joined
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi, mecab
from koprep.taggers.base import Fault
from koprep.taggers.tagset import choose, expand

_ENGINES: dict[str, ModuleType] = {"kiwi": kiwi, "mecab": mecab}


@dataclass(frozen=True)
class Morphs(Stage):
    """Split Korean into morphemes (형태소) with their tags; URLs, numbers with units and emoticons stay whole.

    Tags are those of the Sejong corpus, whatever the engine. `keep=` and `drop=` take tags, groups (N V J E M S) and
    `content`: what carries the meaning, negations included. kiwi is the more exact engine, mecab the faster one.
    """

    name: ClassVar[str] = "morphs"
    example: ClassVar[str] = "morphs:engine=kiwi,keep=content"
    engine: str = option("kiwi", help="the analyzer", choices=("kiwi", "mecab"))
    keep: tuple[str, ...] = option((), help="tags to keep: tags (NNG), groups (N V J E M S), content; all if empty")
    drop: tuple[str, ...] = option((), help="tags to drop, named as in keep=")
    compound: str = option("keep", help="join nouns that touch (인공+지능+학과) to one", choices=("keep", "join"))
    allomorph: str = option("merge", help="았, 였 → 었 and 아서 → 어서, or as they are", choices=("merge", "surface"))
    sentences: bool = option(False, help="also split into sentences, in the same analysis (kiwi)")
    tagset: str = option("sejong", help="the Sejong corpus' tags, or the engine's own", choices=("sejong", "native"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sentences and self.engine != "kiwi":
            raise UsageError(f"morphs: {self.engine} finds no sentences; use engine=kiwi, or sentences: before morphs")
        for key, names in (("keep", self.keep), ("drop", self.drop)):
            try:
                self._tags(names)
            except UsageError as error:
                raise UsageError(f"morphs: {key}=: {error}") from None

    @property
    def gives(self) -> str:
        return "tagged"

    @property
    def threads(self) -> bool:
        return self.engine == "kiwi"

    def __call__(self, batch: Batch) -> Output:
        records = composed(batch)
        texts = [record.text for record in records]
        keep, drop = self._tags(self.keep), self._tags(self.drop)
        if self.sentences:
            return self._sentences(records, texts)
        native = self.tagset == "native"
        output: Output = []
        for record, result in zip(records, _ENGINES[self.engine].tag(texts, self.allomorph, native), strict=True):
            if isinstance(result, Fault):
                output.append(Reject(record.id, self.name, result.reason, record.text))
            else:
                tokens = self._chosen(result)
                output.append(Record(record.id, record.text, record.doc, tokens, None, record.label))
        return output
