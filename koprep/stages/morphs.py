"""`morphs`: text to morphemes with their tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from koprep.errors import UsageError
from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi, mecab
from koprep.taggers.base import Fault, Settings, Tagger
from koprep.taggers.compounds import joined
from koprep.taggers.shapes import clipped
from koprep.taggers.tagset import UNKNOWN, choose, expand

_ENGINES: dict[str, Tagger] = {"kiwi": kiwi, "mecab": mecab}


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
    def settings(self) -> Settings:
        """What the analyzer is told."""
        return Settings(self.allomorph, self.tagset == "native")

    @property
    def threads(self) -> bool:
        return self.engine == "kiwi"

    def __call__(self, batch: Batch) -> Output:
        records = composed(batch)
        texts = [record.text for record in records]
        output: Output = []
        if self.sentences:
            for record, result in zip(records, kiwi.tag_sentences(texts, self.settings), strict=True):
                output += self._reject(record, result) if isinstance(result, Fault) else self._split(record, result)
            return output
        choose = self._chooser()
        for record, found in zip(records, _ENGINES[self.engine].tag(texts, self.settings), strict=True):
            if isinstance(found, Fault):
                output += self._reject(record, found)
            else:
                output.append(Record(record.id, record.text, record.doc, tuple(choose(found)), None, record.label))
        return output

    def engines(self) -> dict[str, str]:
        return {self.engine: _ENGINES[self.engine].version()}

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        tokens = (token for record in after if isinstance(record, Record) for token in record.tokens or ())
        return {f"words unknown to {self.engine}": sum(token[1] == UNKNOWN for token in tokens)}

    def warm(self) -> None:
        _ENGINES[self.engine].load(self.settings)

    def _reject(self, record: Record, fault: Fault) -> list[Reject]:
        return [Reject(record.id, self.name, fault.reason, record.text)]

    def _split(self, record: Record, sentences: list[list[Token]]) -> Iterator[Record]:
        """A record a sentence; each goes from its first token to the next one's, the first from the text's start."""
        choose, text = self._chooser(), record.text
        starts = [0, *[tokens[0].start for tokens in sentences[1:]], len(text)]
        for number, (start, end) in enumerate(pairwise(starts)):
            part = text[start:end].lstrip()
            begin, part = end - len(part), part.rstrip()
            tokens = clipped(choose(sentences[number]), begin, begin + len(part)) if sentences else []
            yield Record(f"{record.id}.{number + 1}", part, record.doc, tuple(tokens), None, record.label)

    def _chooser(self) -> Callable[[list[Token]], list[Token]]:
        """What keep=, drop= and compound= make of the tokens of one text."""
        keep, drop = self._tags(self.keep), self._tags(self.drop)

        def chosen(tokens: list[Token]) -> list[Token]:
            return choose(joined(tokens) if self.compound == "join" else tokens, keep, drop)

        return chosen if keep or drop or self.compound == "join" else lambda tokens: tokens

    def _tags(self, names: tuple[str, ...]) -> frozenset[str]:
        return expand(names, self.engine if self.tagset == "native" else "")
