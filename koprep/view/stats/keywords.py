"""Keywords: what one corpus says more often than another."""

from __future__ import annotations

from typing import Any

import numpy as np

from koprep.columns.chunk import Array
from koprep.errors import InputError
from koprep.view.stats.ranking import log_likelihood, ranked
from koprep.view.stats.tally import Tally


def keywords(tally: Tally, rest: Tally | None, name: str, most: int) -> dict[str, Any]:
    """Words that are more frequent in one corpus than in another: the surest by G², the heaviest by TF-IDF.

    One is the records of ``tally.label`` or, without a label, all of ``tally``; the other is ``rest``, which is called
    ``name``, or the other records of ``tally``. TF-IDF is 1000·(a/c - b/d)·idf: how much more often a word stands in a
    thousand, weighed by its idf = ln((1 + N)/(1 + df)) + 1 over the records of both, as scikit-learn has it. Raises
    InputError where one of them has no words.
    """
    label, size = tally.label, len(tally.lexicon)
    of = _filled(tally.counts if label is None else tally.of_label, size)
    against = rest.counts if rest is not None else tally.counts - of
    if not of.any():
        raise InputError(f"--keywords {label}: the records of this label are all empty")
    if not against.any():
        raise InputError(f"--keywords {label}: no other record to compare with; name a file, --against FILE")
    records = tally.records + (rest.records if rest else 0)
    spread = _filled(tally.spread, size) + (rest.spread if rest else 0)
    difference = of / of.sum() - against / against.sum()
    g2 = np.where(difference > 0, log_likelihood(of, against), 0)
    tfidf = 1000 * difference * (np.log((1 + records) / (1 + spread)) + 1)
    words = tally.lexicon.words
    columns = {"count": of, "against": against, "g2": g2, "tfidf": tfidf}
    return {
        "of": label,
        "against": name if rest else None,
        "tokens": int(of.sum()),
        "against_tokens": int(against.sum()),
        "by_g2": _rows(words, columns, ranked(g2, words.__getitem__, most)),
        "by_tfidf": _rows(words, columns, ranked(tfidf, words.__getitem__, most)),
    }


def _rows(words: list[str], columns: dict[str, Array], ids: list[int]) -> list[dict[str, Any]]:
    return [{"word": words[id]} | {name: column[id].item() for name, column in columns.items()} for id in ids]


def _filled(counts: Array, size: int) -> Array:
    return np.concatenate((counts, np.zeros(size - len(counts), np.int64)))
