"""User dictionaries: words an analyzer should know, read from a table and checked line by line."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from koprep import files, modelfile
from koprep.errors import InputError, suggest
from koprep.spans import Span
from koprep.taggers.base import Settings
from koprep.taggers.userwords import Finder
from koprep.userfile import cells, kept, lines

INFLECTED = ("VV", "VA")
"""Tags of words that stand in a dictionary as stems, and in a text with endings fused to them (꿀잼하: 꿀잼했다)."""

TAGS = ("NNG", "NNP", "NNB", "NR", "NP", *INFLECTED, "MM", "MAG", "MAJ", "IC", "XR", "SL", "SH", "SN", "SW")
"""What a user's word may be: any word that stands alone. Particles, endings and affixes are closed classes."""

LONGEST = 100
"""Characters a form may have."""

_HEADING = ["form", "tag", "score"]
_SPACES = re.compile(r"\s+")
_HANGUL = re.compile("[가-힣 ]+")
_STEM = re.compile('[^/+,"]*[가-힣](?<!다)')
_CONTROL = re.compile("[\0-\x08\x0e-\x1b\x7f]")


class Entry(NamedTuple):
    """A word of a user dictionary: its form with single spaces inside, its tag, its score, and the line it is from."""

    form: str
    tag: str
    score: float
    line: int


_NONE = Entry("", "", -math.inf, 0)


@dataclass(frozen=True, eq=False)
class Dictionary:
    """The words of a user dictionary, in the order of the file, each form and tag once; equal only to itself."""

    path: Path
    entries: tuple[Entry, ...]

    @cached_property
    def _finder(self) -> Finder:
        """Of several tags of one form that with the highest score counts, the first of equals."""
        best: dict[str, Entry] = {}
        for entry in self.entries:
            if entry.tag not in INFLECTED and entry.score > best.get(entry.form, _NONE).score:
                best[entry.form] = entry
        return Finder({form: entry.tag for form, entry in best.items()})

    @cached_property
    def _signs(self) -> re.Pattern[str]:
        """What stands in every text with a word that isn't Hangul through and through."""
        signs = {char for entry in self.entries for char in entry.form if not is_hangul(char)}
        return re.compile(f"[{re.escape(''.join(sorted(signs)))}]" if signs else "(?!)")

    def find(self, text: str) -> list[Span]:
        """Where in a text in NFC words of the dictionary stand that don't inflect: in order, without overlaps.

        The longest word wins at each place. What counts as a word is said in `koprep.taggers.userwords`.
        """
        return self._finder.find(text)

    def form(self, surface: str) -> str:
        """How the dictionary writes a word found in a text: 자연어 처리, where the text has 자연어처리."""
        return self._finder.spelled(surface)

    def beside(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """The spans of a text, and all words of the dictionary in it; in order.

        Where the two overlap the word wins, unless the span holds the word and more: the 원 of 12,000원, a name in
        a URL.
        """
        return _merged(spans, self._words(text, spans))

    def among(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """As `beside`, but with those words only that overlap a span, for an analyzer that finds the others itself.

        >>> words = Dictionary(Path("-"), (Entry("갤럭시 S24+", "NNP", 0.0, 1), Entry("아령", "NNG", 0.0, 2)))
        >>> words.among("갤럭시S24+와 3.5kg 아령", [Span(3, 7, "SL"), Span(9, 14, "SN")])
        [Span(start=0, end=7, tag='NNP'), Span(start=9, end=14, tag='SN')]
        """
        return _merged(spans, [(word, lost) for word, lost in self._words(text, spans) if lost])

    def amid(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """As `among`, but also with the words that aren't Hangul through and through (LG전자, BTS)."""
        if not spans and not self._signs.search(text):
            return []
        found = self._words(text, spans)
        return _merged(
            spans, [(word, lost) for word, lost in found if lost or not is_hangul(text[word.start : word.end])]
        )

    def _words(self, text: str, spans: Sequence[Span]) -> list[tuple[Span, list[Span]]]:
        """The words in a text, each with the spans that make way for it."""
        starts, ends = [span.start for span in spans], [span.end for span in spans]
        found = (
            (word, list(spans[bisect_right(ends, word.start) : bisect_left(starts, word.end)]))
            for word in self.find(text)
        )
        return [(word, lost) for word, lost in found if not any(_holds(span, word) for span in lost)]

    def refuse_inflected(self, engine: str) -> None:
        """Raise InputError that names the first line with a verb or an adjective, for an engine that takes none."""
        for entry in self.entries:
            if entry.tag in INFLECTED:
                raise InputError(
                    f"{self.path}:{entry.line}: {engine} can't learn {entry.form}/{entry.tag}, since it would have to "
                    "know its inflected forms; leave the line out or use engine=kiwi"
                )


def is_hangul(form: str) -> bool:
    """Whether a form holds nothing but syllables and spaces."""
    return _HANGUL.fullmatch(form) is not None


def _merged(spans: Sequence[Span], words: Sequence[tuple[Span, list[Span]]]) -> list[Span]:
    lost = {span for _, overlapped in words for span in overlapped}
    return sorted([word for word, _ in words] + [span for span in spans if span not in lost])


def _holds(span: Span, word: Span) -> bool:
    """Whether a span holds a word and more."""
    return span.start <= word.start and word.end <= span.end and span[:2] != word[:2]


@kept
def read(path: Path) -> Dictionary:
    """Read a user dictionary: ``form<TAB>tag<TAB>score`` a line, or a csv, UTF-8 or CP949; once, until it changes.

    Without a tag a word is an NNP, without a score its score is 0. Blank lines, lines that begin with # and a heading
    ``form tag score`` are left out. Raises InputError that names the line.
    """
    modelfile.refuse_other(path, "dictionary")
    found: dict[tuple[str, str], Entry] = {}
    for number, line in enumerate(lines(path), 1):
        if line.strip() and not line.startswith("#"):
            columns = cells(line, path, number)
            if columns in (_HEADING, _HEADING[:2]):
                continue
            entry = _entry(columns, path, number)
            first = found.setdefault(entry[:2], entry)
            if first.score != entry.score:
                raise InputError(
                    f"{path}:{number}: {entry.form}/{entry.tag} has the score {entry.score:g} here, but "
                    f"{first.score:g} in line {first.line}; leave one of the lines out"
                )
    return Dictionary(path, tuple(found.values()))


def wanted(settings: Settings) -> Dictionary | None:
    """The user dictionary that settings name, if they name one. Raises InputError for a broken one."""
    return read(settings.dictionary) if settings.dictionary else None


def _entry(columns: list[str], path: Path, number: int) -> Entry:
    where = f"{path}:{number}"
    if len(columns) > len(_HEADING):
        parted = "commas" if files.ending(path) == ".csv" else "tabs"
        raise InputError(f"{where}: {len(columns)} columns; write form, tag and score, parted by {parted}")
    form, tag, score = (*columns, "", "")[: len(_HEADING)]
    if len(columns) == 1 and form.rpartition(" ")[2] in TAGS:
        raise InputError(f"{where}: {form!r} has no tab; part form, tag and score by tabs, not by spaces")
    for name, cell in zip(_HEADING, columns, strict=False):
        if cell != cell.strip():
            raise InputError(f"{where}: white space before or after the {name} {cell.strip()!r}; take it away")
    entry = Entry(_form(form, where), _tag(tag or "NNP", where), _score(score or "0", where), number)
    if entry.tag in INFLECTED and not _STEM.fullmatch(entry.form):
        raise InputError(f"{where}: {entry.form}/{entry.tag} is no stem; write the word as it is before 다 (꿀잼하)")
    return entry


def _form(form: str, where: str) -> str:
    form = _SPACES.sub(" ", form)
    if not form:
        raise InputError(f"{where}: no form; the first column is the word")
    if len(form) > LONGEST:
        raise InputError(f"{where}: the form has {len(form)} characters; a word has at most {LONGEST}")
    if _CONTROL.search(form):
        raise InputError(f"{where}: the form {form!r} holds a control character; take it away")
    return form


def _tag(tag: str, where: str) -> str:
    if tag not in TAGS:
        raise InputError(f"{where}: {tag!r} is no tag a word of yours can have: {suggest(tag, TAGS)}")
    return tag


def _score(score: str, where: str) -> float:
    try:
        value = float(score)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{where}: the score {score!r} is no number; write one such as 0 or 1.5, or leave it out")
    return value
