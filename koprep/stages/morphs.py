"""`morphs`: text to morphemes with their tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import ClassVar, cast

from koprep.errors import UsageError
from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi
from koprep.taggers.base import Fault, Settings, Tagger
from koprep.taggers.compounds import joined
from koprep.taggers.corrections import corrected
from koprep.taggers.shapes import clipped, uncovered
from koprep.taggers.tagset import COARSE, OWN, UNKNOWN, choose, expand

_ENGINES = ("kiwi", "mecab", "okt", "komoran", "hannanum", "kkma", "konlpy-mecab")
_LIMIT = 10.0
_DAY = 86_400.0
_GUARDED = ("okt", "komoran", "hannanum", "kkma")


@dataclass(frozen=True)
class Morphs(Stage):
    """Split Korean into morphemes (형태소) with their tags; URLs, numbers with units and emoticons stay whole.

    Tags are those of the Sejong corpus, whatever the engine, but okt keeps its own. `keep=` and `drop=` take tags,
    groups (N V J E M S) and `content`: what carries the meaning, negations included. kiwi is the most exact engine,
    mecab the fastest. okt, komoran, hannanum and kkma are konlpy's: they need Java (pip install 'koprep[jvm]') and work
    in processes of their own, and a text that kills one, or takes longer than `limit=`, is rejected.
    """

    name: ClassVar[str] = "morphs"
    example: ClassVar[str] = "morphs:engine=kiwi,keep=content"
    engine: str = option("kiwi", help="the analyzer", choices=_ENGINES)
    keep: tuple[str, ...] = option((), help="tags to keep: tags (NNG), groups (N V J E M S), content; all if empty")
    drop: tuple[str, ...] = option((), help="tags to drop, named as in keep=")
    compound: str = option("keep", help="join nouns that touch (인공+지능+학과) to one", choices=("keep", "join"))
    allomorph: str = option("merge", help="았, 였 → 었 and 아서 → 어서, or as they are", choices=("merge", "surface"))
    sentences: bool = option(False, help="also split into sentences, in the same analysis (kiwi)")
    tagset: str = option("sejong", help="the Sejong corpus' tags, or the engine's own", choices=("sejong", "native"))

    dict_: str = option("", help="words of yours: form, tag and score, parted by tabs", file=True)
    typos: str = option("", help="forgive misspellings (kiwi)", choices=("basic", "continual", "lengthening"))
    norm: bool = option(False, help="mend spellings (okt): 되나욬ㅋㅋ → 되나요 ㅋㅋ")
    stem: bool = option(False, help="predicates as -다 (okt): 했다 → 하다")
    limit: float = option(_LIMIT, help="seconds a text may take, for every 4,096 characters (konlpy's)")

    def __post_init__(self) -> None:
        super().__post_init__()
        for key, given, engine in (
            ("typos", self.typos, "kiwi"),
            ("norm", self.norm, "okt"),
            ("stem", self.stem, "okt"),
        ):
            if given and self.engine != engine:
                raise UsageError(f"morphs: {key}= is for engine={engine}, not {self.engine}; leave it out")
        if not 0 < self.limit <= _DAY:
            raise UsageError(f"morphs: limit={self.limit:g} is no time; use a number of seconds such as 10")
        if self.limit != _LIMIT and self.engine not in _GUARDED:
            raise UsageError(f"morphs: limit= is for {', '.join(_GUARDED)}, not {self.engine}; leave it out")
        if self.own_tags in OWN and self.compound == "join":
            raise UsageError(f"morphs: compound=join needs Sejong's tags, not {self.own_tags}'s own; leave one out")
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
        return Settings(
            self.allomorph, self.tagset == "native", self.dict_, self.typos, self.norm, self.stem, self.limit
        )

    @property
    def own_tags(self) -> str:
        own = self.tagset == "native" or self.engine in COARSE
        return self.engine.removeprefix("konlpy-") if own else ""

    @property
    def threads(self) -> bool:
        return self.engine == "kiwi" or self.engine in _GUARDED

    def __call__(self, batch: Batch) -> Output:
        return self.counted(batch)[0]

    def counted(self, batch: Batch) -> tuple[Output, dict[str, int]]:
        records = composed(batch)
        results = self._results([record.text for record in records])
        choose, output = self._chooser(), list[Record | Reject]()
        for record, found in zip(records, results, strict=True):
            if isinstance(found, Fault):
                output.append(Reject(record.id, self.name, found.reason, record.text))
            elif self.sentences:
                output += self._split(record, found)
            else:
                tokens = tuple(choose(found[0]))
                output.append(Record(record.id, record.text, record.doc, tokens, None, record.label))
        return output, self._tally(records, results)

    def _results(self, texts: list[str]) -> Sequence[Sequence[Sequence[Token]] | Fault]:
        """The tokens of the sentences of every text; all in one where no sentences are asked for."""
        if self.sentences:
            found: Sequence[Sequence[Sequence[Token]] | Fault] = kiwi.tag_sentences(texts, self.settings)
        else:
            whole = _tagger(self.engine).tag(texts, self.settings)
            found = [result if isinstance(result, Fault) else [result] for result in whole]
        if self.own_tags:
            return found
        return [result if isinstance(result, Fault) else [corrected(tokens) for tokens in result] for result in found]

    def _tally(self, records: Sequence[Record], results: Sequence[Sequence[Sequence[Token]] | Fault]) -> dict[str, int]:
        """What the engine doesn't know, and what a fragile one left out without a word, before any filter."""
        found = [result for result in results if not isinstance(result, Fault)]
        unknown = sum([token[1] == UNKNOWN for result in found for tokens in result for token in tokens])
        tally = {f"words unknown to {self.engine}": unknown}
        if self.engine in _GUARDED:
            pairs = zip(records, results, strict=True)
            lost = [uncovered(one.text, result[0]) for one, result in pairs if not isinstance(result, Fault)]
            tally[f"letters swallowed by {self.engine}"] = sum(lost)
        return tally

    def engines(self) -> dict[str, str]:
        return {self.engine: _tagger(self.engine).version()}

    def warm(self) -> None:
        _tagger(self.engine).load(self.settings)

    def _split(self, record: Record, sentences: Sequence[Sequence[Token]]) -> Iterator[Record]:
        """A record a sentence; each goes from its first token to the next one's, the first from the text's start."""
        choose, text = self._chooser(), record.text
        starts = [0, *[tokens[0].start for tokens in sentences[1:]], len(text)]
        for number, (start, end) in enumerate(pairwise(starts)):
            part = text[start:end].lstrip()
            begin, part = end - len(part), part.rstrip()
            tokens = clipped(choose(sentences[number]), begin, begin + len(part)) if sentences else []
            yield Record(f"{record.id}.{number + 1}", part, record.doc, tuple(tokens), None, record.label)

    def _chooser(self) -> Callable[[Sequence[Token]], Sequence[Token]]:
        """What keep=, drop= and compound= make of the tokens of one text."""
        keep, drop = self._tags(self.keep), self._tags(self.drop)

        def chosen(tokens: Sequence[Token]) -> Sequence[Token]:
            return choose(joined(tokens) if self.compound == "join" else tokens, keep, drop)

        return chosen if keep or drop or self.compound == "join" else lambda tokens: tokens

    def _tags(self, names: tuple[str, ...]) -> frozenset[str]:
        return expand(names, self.own_tags)


@cache
def _tagger(engine: str) -> Tagger:
    """The module of an engine; those of konlpy bring much that nobody needs who doesn't ask for them."""
    return cast(Tagger, import_module(f"koprep.taggers.{engine.replace('-', '_')}"))
