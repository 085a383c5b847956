"""Learning phrases: pairs of neighbouring tokens that occur together more often than chance has it, by gensim.

Sources: Mikolov et al. 2013, "Distributed Representations of Words and Phrases and their Compositionality" (the score
`default`); Bouma 2009, "Normalized (Pointwise) Mutual Information in Collocation Extraction" (`npmi`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from koprep import modelfile
from koprep.errors import InputError, MissingError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.taggers.base import installed

SCORINGS = ("default", "npmi")

_THRESHOLDS = {"default": 10.0, "npmi": 0.5}
_BETWEEN = "\ud800"  # half a character is the one thing no token can hold
_MISSING = MissingError("phrases need a package; pip install gensim")


class Phrase(NamedTuple):
    """Two tokens, how often they stood side by side, and how much more often than chance."""

    first: str
    second: str
    times: int
    score: float


def fit(
    corpus: Corpus, output: Path, min_count: int = 5, threshold: float | None = None, scoring: str = "default"
) -> list[Phrase]:
    """Learn phrases from the tokens of a corpus and write them, best first, as rows first, second, count, score.

    Without a threshold it is 10, or 0.5 for `npmi`. Longer phrases come from a second round: join the tokens by the
    first model (``phrases:model=``), learn from what comes out, and join again: 인공_지능, then 인공_지능_학회.
    gensim counts every word and pair in memory and drops the rarest at 40 million of them. Raises UsageError for text,
    which has no tokens yet, and for thresholds no pair can pass; InputError where nothing is found.
    """
    threshold = _THRESHOLDS[scoring] if threshold is None else threshold
    if min_count < 1:
        raise UsageError(f"--min-count {min_count}: use 1 or more")
    if not (threshold > 0 if scoring == "default" else -1 <= threshold <= 1):
        limits = "above 0" if scoring == "default" else "from -1 to 1 for npmi"
        raise UsageError(f"--threshold {threshold}: use a number {limits}")
    step = f"fit-phrases:min-count={min_count},threshold={threshold},scoring={scoring}"
    recipe = corpus.recipe.then((step,), {"gensim": installed("gensim", _MISSING)})
    found = learn(corpus.tokens(), min_count, threshold, scoring)
    if not found:
        raise InputError(
            f"{corpus.sources[0].path}: no phrases in {corpus.records:,} records; give more text, or a lower "
            f"--min-count ({min_count}) or --threshold ({threshold:g})"
        )
    rows = ((first, second, str(times), f"{score:.6f}") for first, second, times, score in found)
    modelfile.write(output, "phrases", recipe, rows)
    return found


def learn(sentences: Iterable[list[str]], min_count: int, threshold: float, scoring: str) -> list[Phrase]:
    """The pairs that score above the threshold, best first, then by their tokens."""
    from gensim.models.phrases import Phrases

    model = Phrases(sentences, min_count=min_count, threshold=threshold, scoring=scoring, delimiter=_BETWEEN)
    found = []
    for pair, score in model.export_phrases().items():
        first, second = pair.split(_BETWEEN)
        found.append(Phrase(first, second, model.vocab[pair], float(score)))
    return sorted(found, key=lambda phrase: (-phrase.score, phrase.first, phrase.second))
