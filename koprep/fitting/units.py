"""What subwords are learned from: how often each unit of a corpus occurs, and which characters get pieces."""

from __future__ import annotations

from collections import Counter
from unicodedata import normalize

from koprep.fitting.corpus import Corpus
from koprep.taggers.subwords import units

_LONGEST = 1000
_UNUSABLE = frozenset("\0▅")  # what sentencepiece keeps for itself


def count(corpus: Corpus, least: int) -> dict[str, int]:
    """How often each unit occurs that does so often enough; white space other than the space is in none."""
    counts: Counter[str] = Counter()
    if not corpus.tokenized:
        for text in corpus.texts():
            counts.update(units(text))
    else:
        tokens: Counter[str] = Counter()
        for forms in corpus.tokens():
            tokens.update(forms)
        for form, count in tokens.items():
            for unit in units(normalize("NFC", form)):
                counts[unit] += count
    return {
        unit: count for unit, count in counts.items() if count >= least and len(unit) <= _LONGEST and not unit.isspace()
    }


def apart(counts: dict[str, int], rare: list[str]) -> dict[str, int]:
    """The units cut at the characters that have no piece, in a fixed order."""
    without = frozenset(rare)
    whole = {unit: count for unit, count in counts.items() if without.isdisjoint(unit)}
    cut = str.maketrans(dict.fromkeys(rare, "\n"))
    for unit in counts.keys() - whole.keys():
        for part in filter(None, unit.translate(cut).split("\n")):
            whole[part] = whole.get(part, 0) + counts[unit]
    return dict(sorted(whole.items()))


def alphabet(counts: dict[str, int], coverage: float) -> tuple[list[str], list[str]]:
    """The characters that get a piece of their own, most frequent first, and those that don't.

    >>> alphabet({"▁가나": 98, "▁뷁": 1}, 0.99)
    (['▁', '가', '나'], ['뷁'])
    """
    seen: Counter[str] = Counter()
    for unit, count in counts.items():
        for letter in unit:
            seen[letter] += count
    total, covered, letters = sum(seen.values()), 0, []
    for letter, count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        if covered < coverage * total and letter not in _UNUSABLE:
            letters.append(letter)
        covered += count
    return letters, sorted(seen.keys() - set(letters))
