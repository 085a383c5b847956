"""Words as mecab-ko-dic describes them, taken apart into morphemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from koprep.hangul import to_compat
from koprep.record import Token
from koprep.taggers.allomorphs import filled, merged
from koprep.taggers.mecab_userdic import USER
from koprep.taggers.placing import places
from koprep.taggers.tagset import Same, sign

_MOST = 200_000
_new = tuple.__new__
_EXPANDED = ("Inflect", "Preanalysis")


class Part(NamedTuple):
    """A morpheme of a word, and its place in the word."""

    form: str
    tag: str
    start: int
    end: int


Word = tuple[str, tuple[Part, ...]]


class Words(dict[str, Word]):
    """The surface and the morphemes of a word, by the line MeCab prints for it; each line is read once.

    >>> Words({"XSV": "XSV", "EP": "EP"}, "surface")["했\\tXSV+EP,*,T,했,Inflect,XSV,EP,하/XSV/*+았/EP/*"]
    ('했', (Part(form='하', tag='XSV', start=0, end=1), Part(form='았', tag='EP', start=0, end=1)))
    """

    def __init__(self, names: Mapping[str, str], allomorph: str) -> None:
        super().__init__()
        self._names = names
        self._merge = allomorph == "merge"
        self._native = isinstance(names, Same)

    def __missing__(self, line: str) -> Word:
        surface, _, feature = line.partition("\t")
        self[line] = word = (
            surface,
            self._users(surface, feature) or self._parts(surface, feature),
        )
        return word

    def tokens(self, said: str, sentence: str) -> list[Token]:
        """The tokens of a sentence by what MeCab prints of it, a word a line."""
        found: list[Token] = []
        place = 0
        for line in said.split("\n")[:-2]:
            surface, parts = self[line]
            place = sentence.find(surface, place)
            found += [_new(Token, (form, tag, place + start, place + end)) for form, tag, start, end in parts]
            place += len(surface)
        return found

    def forget(self) -> None:
        """Start anew when so many lines are known that they take some hundred megabytes."""
        if len(self) > _MOST:
            self.clear()

    def _users(self, surface: str, feature: str) -> tuple[Part, ...]:
        """A word of the user's dictionary, which says what it is called; nothing for any other word."""
        fields = feature.split(",", 7)
        if fields[4] != USER:
            return ()
        return (Part(fields[7], fields[0] if self._native else fields[5], 0, len(surface)),)

    def _parts(self, surface: str, feature: str) -> tuple[Part, ...]:
        pairs = [self._morpheme(form, tag) for form, tag in _morphemes(surface, feature)]
        spans = places(surface, [form for form, _ in pairs])
        return tuple(Part(*pair, *span) for pair, span in zip(pairs, spans, strict=True))

    def _morpheme(self, form: str, tag: str) -> tuple[str, str]:
        form = filled(to_compat(form), tag)
        form = merged(form, tag) if self._merge else form
        return form, self._names[tag] if self._native else sign(form) or self._names[tag]


def _morphemes(surface: str, feature: str) -> list[tuple[str, str]]:
    """Expand what is inflected or analyzed beforehand; a compound, and 재미있 (for 재밌), stay what they are."""
    fields = feature.split(",")
    if fields[4] in _EXPANDED and "+" in fields[7]:
        return [(part[0], part[1]) for part in (item.split("/") for item in fields[7].split("+"))]
    return [(surface, fields[0])]
