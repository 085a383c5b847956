"""What a tally amounts to, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from koprep.columns.chunk import Array
from koprep.tensors.quantiles import quantile
from koprep.view.stats.input import Opened
from koprep.view.stats.ranking import ranked, top
from koprep.view.stats.tally import Tally
from koprep.vocab import UNKNOWN, Vocab

PERCENTILES = (5, 25, 50, 75, 90, 95, 99)


def general(tally: Tally, opened: Sequence[Opened]) -> dict[str, Any]:
    """Records, documents, tokens, types and labels."""
    forms = _form_counts(tally)
    types, hapaxes = int((forms > 0).sum()), int((forms == 1).sum())
    encodings = [file.encoding.name for file in opened if file.encoding is not None]
    facts: dict[str, Any] = {
        "formats": list(dict.fromkeys(file.format for file in opened)),
        "encodings": list(dict.fromkeys(encodings)),
        "words": "tokens" if opened[0].tokens else "between white space",
        "records": tally.records,
        "docs": tally.docs,
        "empty": tally.lengths[0],
        "duplicates": tally.duplicates,
        "rejected": tally.rejected,
        "tokens": tally.tokens,
        "types": types,
        "type_token_ratio": types / tally.tokens,
        "hapaxes": hapaxes,
        "hapax_share": hapaxes / types,
    }
    if any(label is not None for label in tally.labels):
        order = sorted(tally.labels.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
        facts["labels"] = [{"label": label, "records": n, "share": n / tally.records} for label, n in order]
    return facts


def lengths(tally: Tally, max_len: int) -> dict[str, Any]:
    """How long records are, in words and, of texts, in characters; and what ``max_len`` (0: none) words would cut."""
    facts: dict[str, Any] = {"lengths": _summary(tally.lengths)}
    if tally.text_lengths:
        facts["text_lengths"] = _summary(tally.text_lengths)
    if max_len:
        longer = {length: count for length, count in tally.lengths.items() if length > max_len}
        records, tokens = sum(longer.values()), sum((length - max_len) * n for length, n in longer.items())
        facts["cut"] = {
            "max_len": max_len,
            "records": records,
            "record_share": records / tally.records,
            "tokens": tokens,
            "token_share": tokens / tally.tokens,
        }
    return facts


def _summary(lengths: Counter[int]) -> dict[str, float]:
    """Mean and quantiles of lengths."""
    mean = sum(length * count for length, count in lengths.items()) / lengths.total()
    quantiles = {f"p{percent}": quantile(lengths, percent) for percent in PERCENTILES}
    return {"mean": mean, "min": min(lengths), **quantiles, "max": max(lengths)}


def words(tally: Tally, most: int) -> dict[str, Any]:
    """Scripts, the most frequent words, and tags where there are any."""
    forms, counts = tally.lexicon.forms, _form_counts(tally)
    if not tally.text_lengths:
        tally.characters.add_words(forms, counts)
    scripts = tally.characters.scripts()
    total = max(1, sum(scripts.values()))
    facts: dict[str, Any] = {
        "scripts": [{"script": name, "characters": n, "share": n / total} for name, n in scripts.items()],
        "top": _rows(top(counts, forms.__getitem__, most)),
    }
    if tally.lexicon.tagged:
        facts["tags"] = _tags(tally, forms, most)
    return facts


def _tags(tally: Tally, forms: list[str], most: int) -> list[dict[str, Any]]:
    """The tags by how often they occur, each with its most frequent words."""
    form_of, tag_of = tally.lexicon.split()
    tags = tally.lexicon.tags
    totals = np.bincount(tag_of, tally.counts, len(tags)).astype(np.int64)
    found = []
    for tag in ranked(totals, tags.__getitem__, len(tags)):
        words = np.flatnonzero(tag_of == tag)
        counts = tally.counts[words]
        best = top(counts, lambda row, words=words: forms[form_of[words[row]]], most)  # type: ignore[misc]
        share = int(totals[tag]) / tally.tokens
        found.append(
            {
                "tag": tags[tag],
                "tokens": int(totals[tag]),
                "share": share,
                "types": int((counts > 0).sum()),
                "top": _rows(best),
            }
        )
    return found


def unknown(tally: Tally, vocab: Vocab | None, most: int) -> dict[str, Any]:
    """What a vocabulary doesn't have; in a tensor without one, what already became ``<unk>``."""
    tagged = vocab is not None and vocab.tagged
    words, counts = (tally.lexicon.words, tally.counts) if tagged else (tally.lexicon.forms, _form_counts(tally))
    known = set() if vocab is None else vocab.ids.keys() - {UNKNOWN}
    lost = np.array([word == UNKNOWN if vocab is None else word not in known for word in words], bool) & (counts > 0)
    tokens = int(counts[lost].sum())
    return {
        "tokens": tokens,
        "share": tokens / tally.tokens,
        "types": int(lost.sum()),
        "top": _rows(top(np.where(lost, counts, 0), words.__getitem__, most)),
    }


def ngrams(tally: Tally, most: int) -> dict[str, Any]:
    """The most frequent n-grams of forms."""
    assert tally.ngrams is not None
    found = tally.ngrams
    return {
        "n": found.size,
        "tokens": found.total,
        "types": len(found),
        "top": _rows(found.top(tally.lexicon.forms, most), "ngram"),
    }


def _form_counts(tally: Tally) -> Array:
    """How often every form occurs, whatever its tags."""
    if not tally.lexicon.tagged:
        return tally.counts
    return np.bincount(tally.lexicon.split()[0], tally.counts, len(tally.lexicon.forms)).astype(np.int64)


def _rows(pairs: list[tuple[str, int]], name: str = "word") -> list[dict[str, Any]]:
    return [{name: word, "count": count} for word, count in pairs]
