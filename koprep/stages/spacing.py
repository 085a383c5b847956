"""`spacing`: spaces between words where they are missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from koprep.record import Record, Reject
from koprep.spans import Span, find_spans
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import composed
from koprep.taggers import kiwi
from koprep.taggers.pieces import pieces

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Spacing(Stage):
    """Put in the spaces that are missing between Korean words (띄어쓰기), by Kiwi; nothing but white space changes.

    URLs, numbers with units, emoticons and masks stay whole. It corrects spacing, not spelling.
    """

    name: ClassVar[str] = "spacing"
    example: ClassVar[str] = "spacing:reset=yes"
    reset: bool = option(False, help="yes: also take out spaces where none belong (띄 어 쓰 기)")

    @property
    def threads(self) -> bool:
        return True

    def __call__(self, batch: Batch) -> Output:
        records = composed(batch)
        fit = [record.text for record in records if not _SURROGATE.search(record.text)]
        spaced = iter(respace(fit, self.reset))
        output: Output = []
        for record in records:
            if _SURROGATE.search(record.text):
                reason = "the text holds half a character (a lone surrogate)"
                output.append(Reject(record.id, self.name, reason, record.text))
                continue
            text = next(spaced)
            output.append(record if text == record.text else Record(record.id, text, record.doc, label=record.label))
        return output

    def engines(self) -> dict[str, str]:
        return {"kiwi": kiwi.version()}

    def warm(self) -> None:
        kiwi.load()


def respace(texts: Sequence[str], reset: bool = False) -> list[str]:
    """Put in missing spaces; with `reset`, also take out those between syllables that belong together.

    Newlines stay where they are, and long lines go through Kiwi piece by piece.

    >>> respace(["글을썼다고하더라도이해할수있습니다."])
    ['글을 썼다고 하더라도 이해할 수 있습니다.']
    """
    parts = [[_cut(line) for line in text.split("\n")] for text in texts]
    flat = [piece for lines in parts for line in lines for piece in line]
    results = iter(zip(flat, kiwi.load().space(flat, reset_whitespace=reset), strict=True))
    return ["\n".join("".join(_keep_whole(*next(results)) for _ in line) for line in lines) for lines in parts]


def _cut(line: str) -> list[str]:
    return [line[start:end] for start, end in pieces(line, find_spans(line))]


def _keep_whole(text: str, spaced: str) -> str:
    """Take back what was done inside and around spans, and whatever is more than a change of white space."""
    if text == spaced:
        return text
    spaced = _only_spaced(text, spaced)
    spans = find_spans(text)
    return _merge(text, spaced, spans) if spans else spaced


def _only_spaced(text: str, spaced: str) -> str:
    """Kiwi now and then writes a jamo of a syllable twice (글을ᆯ); leave out what the text doesn't have."""
    solid, at = "".join(text.split()), 0
    if solid == "".join(spaced.split()):
        return spaced
    kept = [char for char in spaced if char.isspace() or (char == solid[at : at + 1] and (at := at + 1))]
    return "".join(kept) if at == len(solid) else text


def _merge(text: str, spaced: str, spans: Sequence[Span]) -> str:
    """The characters of a text with the white space before each as in `spaced`, but as in `text` around spans."""
    kept = {place for start, end, _ in spans for place in range(start + 1, end)}
    edges = {place for start, end, _ in spans for place in (start, end)}
    merged: list[str] = []
    before = after = 0
    for char in "".join(text.split()):
        old, new = text.index(char, before), spaced.index(char, after)
        blank, made = text[before:old], spaced[after:new]
        as_it_was = old in kept or (blank and (old in edges or before in edges))
        merged += blank if as_it_was else made, char
        before, after = old + 1, new + 1
    return "".join((*merged, spaced[after:]))
