"""What soynlp's WordExtractor counts, counted in one pass over texts and in bounded memory.

soynlp takes every eojeol (어절) apart whenever it occurs. Here eojeols are counted as wholes, with the letter before
and the letter behind them, and taken apart once: the same counts, several times faster. When they outgrow their share
of the memory, the rare ones are taken apart early, which loses nothing; when their parts outgrow theirs, the rarest
parts are forgotten. Both depend on numbers of entries, never on the memory a machine happens to have: the same input
always gives the same counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from koprep.taggers.soynlp import RIGHT, Tables, longest_suffix

_EVERY = 2_500
"""Eojeols after which the numbers of entries are looked at."""
_OFTEN = 10_000

Way = Callable[[str], Iterable[str]]


class Counting:
    """Counts that grow text by text.

    ``limit`` is about how many entries there may be in all, a third of them wholes. ``words`` counts eojeols; ``least``
    is above 1 if those seen less often were missing from it at some time. ``pruned`` is how often a part had been seen
    at most when it was forgotten, 0 if none was.
    """

    def __init__(self, max_length: int, limit: int) -> None:
        self.words: Counter[str] = Counter()
        self.records = self.pruned = self._since = 0
        self.least = 1
        self._after: Counter[str] = Counter()
        self._before: Counter[str] = Counter()
        self._limit = limit
        self._tables = Tables(*(defaultdict(int) for _ in Tables._fields))
        self._suffix = longest_suffix(max_length)
        self._reach = max_length + RIGHT + 1
        self._ways = _ways(max_length, self._suffix)

    def add(self, text: str) -> None:
        """Count the eojeols of a text. The first and the last are neighbours for soynlp."""
        eojeols = text.split()
        if eojeols and len(max(eojeols, key=len)) > self._reach + self._suffix:
            eojeols = list(map(self._shortened, eojeols))
        self.words.update(eojeols)
        if len(eojeols) > 1:
            nexts, lasts = eojeols[1:] + eojeols[:1], eojeols[-1:] + eojeols[:-1]
            self._after.update([f"{eojeol} {next[0]}" for eojeol, next in zip(eojeols, nexts, strict=True)])
            self._before.update([f"{last[-1]} {eojeol}" for eojeol, last in zip(eojeols, lasts, strict=True)])
        self.records += 1
        self._since += len(eojeols)
        if self._since >= _EVERY:
            self._since = 0
            self._shrink()

    def finish(self, min_count: int) -> Tables:
        """What soynlp counts, without what it takes for too rare. Of the wholes only ``words`` are left."""
        for wholes, places in ((self._after, (2,)), (self._before, (3,)), (self.words, (0, 1))):
            self._take_apart(wholes, places)
            if wholes is not self.words:
                wholes.clear()
        kept = []
        for table, least in zip(self._tables, (min_count, min_count, 2, 2), strict=True):
            kept.append(_frequent(table, least))
            table.clear()
        return Tables(*kept)

    def _shortened(self, eojeol: str) -> str:
        """A long eojeol (a URL, text without spaces) without its middle, which is in no part."""
        if len(eojeol) <= self._reach + self._suffix:
            return eojeol
        return eojeol[: self._reach] + eojeol[-self._suffix :]

    def _shrink(self) -> None:
        """Take rare wholes apart if there are too many: first those with a neighbour, which nothing else needs."""
        share = self._limit // 3
        level = 0
        while len(self.words) + len(self._after) + len(self._before) > share:
            level += 1
            self._move(self._after, level, (2,))
            self._move(self._before, level, (3,))
            if len(self.words) > share // 2:
                self._move(self.words, level, (0, 1))
                self.least = max(self.least, level + 1)

    def _move(self, wholes: Counter[str], level: int, places: tuple[int, ...]) -> None:
        """Take apart what was seen as often as ``level`` at most."""
        frequent = _frequent(wholes, level + 1)
        self._take_apart({key: count for key, count in wholes.items() if count <= level}, places)
        wholes.clear()
        wholes.update(frequent)

    def _take_apart(self, wholes: dict[str, int], places: tuple[int, ...]) -> None:
        for place in places:
            table, way = self._tables[place], self._ways[place]
            for number, (key, count) in enumerate(wholes.items(), 1):
                for part in way(key):
                    table[part] += count
                if not number % _OFTEN:
                    self._forget()
            self._forget()

    def _forget(self) -> None:
        """Forget the rarest parts if there are too many."""
        level, most = 0, self._limit * 2 // 3
        while sum(map(len, self._tables)) > (most * 3 // 4 if level else most):
            level += 1
            for table in self._tables:
                frequent = _frequent(table, level + 1)
                table.clear()
                table.update(frequent)
        self.pruned = max(self.pruned, level)


def _frequent(table: dict[str, int], least: int) -> dict[str, int]:
    return {key: count for key, count in table.items() if count >= least}


def _ways(longest: int, suffix: int) -> tuple[Way, Way, Way, Way]:
    """The ways from a whole to its parts, for each of the tables; parts too long to matter for a score are left out."""

    def beginnings(word: str) -> Iterator[str]:
        return (word[:end] for end in range(1, min(longest, len(word)) + 1) if len(word) > 1)

    def ends(word: str) -> Iterator[str]:
        return (word[-length:] for length in range(1, min(suffix, len(word) - 1) + 1))

    def ends_after(key: str) -> Iterator[str]:
        letters = len(key) - 2
        if letters < longest:
            yield key
        yield from (key[-2 - length :] for length in range(1, min(suffix, letters - 1) + 1))

    def beginnings_before(key: str) -> Iterator[str]:
        return (key[: 2 + length] for length in range(1, min(suffix, len(key) - 1)))

    return beginnings, ends, ends_after, beginnings_before
