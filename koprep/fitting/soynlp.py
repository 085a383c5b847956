"""Word scores and nouns from raw text: what `koprep fit soynlp` calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from koprep import modelfile
from koprep.errors import InputError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.fitting.soynlp_counts import Counting
from koprep.stages.soynlp_words import COLUMNS, KIND
from koprep.taggers import soynlp
from koprep.taggers.soynlp import NO_SCORES, RIGHT, WordScores

MEMORY = 2_000_000_000
LEAST_MEMORY = 300_000_000

_BASE = 180_000_000
"""Bytes of Python with soynlp, of an entry of a table, and of an eojeol cut at one place in soynlp's noun extractor."""
_ENTRY = 220
_CUT = 500
CUTS = (MEMORY - _BASE) // _CUT
"""At how many places eojeols can be cut in the memory that is the default."""

Say = Callable[[str], None]
Nouns = dict[str, tuple[int, float]]


class Summary(NamedTuple):
    """What was learned, and what was lost for want of memory.

    ``pruned`` is how often parts of words had been seen at most when they were forgotten, 0 if none were; ``least`` the
    count from which eojeols were searched for nouns, 1 if all were.
    """

    records: int
    words: int
    nouns: int
    pruned: int
    least: int


def fit_soynlp(
    corpus: Corpus,
    output: Path,
    *,
    min_count: int = 10,
    max_length: int = 10,
    max_memory: int = MEMORY,
    say: Say = lambda line: None,
) -> Summary:
    """Write the scores of all words with at least ``min_count`` occurrences and ``max_length`` letters at most.

    They are those of soynlp's `WordExtractor.extract` and `LRNounExtractor_v2.extract` on the same texts, as long as
    ``max_memory`` (in bytes) is enough. ``say`` is told what is going on. Raises InputError where the corpus is too
    small, UsageError for a value that can't be.
    """
    check(min_count, max_length, max_memory)
    version = soynlp.version()
    counting = Counting(max_length, (max_memory - _BASE) // _ENTRY)
    for text in corpus.texts():
        counting.add(text)
    say("scoring words")
    scores, words = soynlp.word_scores(counting.finish(min_count), min_count, max_length)
    say("finding nouns")
    least = least_count(counting.words, max_length, (max_memory - _BASE) // _CUT)
    nouns = find_nouns(counting.words, least, min_count, max_length)
    if not any(len(word) > 1 for word in words | nouns.keys()):
        raise InputError(
            f"no word of two letters occurs {min_count} times in {corpus.records:,} records; "
            "lower --min-count, or learn from more text"
        )
    least = max(least, counting.least)
    step = f"fit-soynlp:min-count={min_count},max-length={max_length}"
    if counting.pruned or least > 1:
        step += f",max-memory={max_memory}"
    recipe = corpus.recipe.then((step,), {"soynlp": version})
    modelfile.write(output, KIND, recipe, rows(scores, words, nouns))
    return Summary(corpus.records, len(words | nouns.keys()), len(nouns), counting.pruned, least)


def check(min_count: int, max_length: int, max_memory: int) -> None:
    """Raises UsageError for options that make no sense."""
    if min_count < 1:
        raise UsageError(f"--min-count {min_count}: at least 1")
    if max_length < 2:
        raise UsageError(f"--max-length {max_length}: at least 2; words are cut from eojeols of two letters or more")
    if max_memory < LEAST_MEMORY:
        raise UsageError(f"--max-memory {max_memory // 10**6}M: too little; at least {LEAST_MEMORY // 10**6}M")


def find_nouns(words: Mapping[str, int], least: int, min_count: int, max_length: int) -> Nouns:
    """The nouns that occur ``min_count`` times, found in the eojeols that occur ``least`` times."""
    found = soynlp.noun_scores({word: count for word, count in words.items() if count >= least}, max_length)
    return {noun: score for noun, score in found.items() if score[0] >= min_count}


def least_count(words: Mapping[str, int], max_length: int, limit: int) -> int:
    """The least count such that all eojeols that occur as often can be cut at no more than ``limit`` places in all."""
    places: Counter[int] = Counter()
    for word, count in words.items():
        places[count] += max(0, min(max_length, len(word)) - max(1, len(word) - RIGHT) + 1)
    total, least = sum(places.values()), 1
    for count in sorted(places):
        if total <= limit:
            break
        total -= places[count]
        least = count + 1
    return least


def rows(scores: Mapping[str, WordScores], words: set[str], nouns: Nouns) -> Iterator[tuple[str, ...]]:
    """The lines of the model file: the names of the columns, then words and nouns by (-count, word)."""
    yield COLUMNS
    chosen = [(scores.get(word, NO_SCORES), word) for word in words | nouns.keys()]
    for score, word in sorted(chosen, key=lambda pair: (-pair[0].leftside_frequency, pair[1])):
        frequency, noun = nouns.get(word, (0, 0.0))
        yield (
            word,
            str(score.leftside_frequency),
            str(score.rightside_frequency),
            *map(_digits, score[:4]),
            str(score.left_accessor_variety),
            str(score.right_accessor_variety),
            str(frequency),
            _digits(noun),
        )


def _digits(value: float) -> str:
    return f"{value + 0.0:.6f}"
