"""A vocabulary from a token file: what ``koprep vocab`` calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from koprep import counting, files
from koprep.building.steps import step
from koprep.columns.opening import open_tokens
from koprep.vocab import SPECIALS, special_tokens


class VocabSummary(NamedTuple):
    """What was counted and what was cut."""

    records: int
    tokens: int
    types: int
    size: int
    cut_types: int
    cut_tokens: int


def build_vocab(
    tokens: str,
    output: Path,
    *,
    min_count: int = 1,
    max_size: int = 0,
    specials: Sequence[str] = SPECIALS,
    with_tags: bool = False,
    format: str = "",
) -> VocabSummary:
    """Count a token file into ``vocab.tsv``. Memory grows with the number of types only. Raises KoprepError."""
    heads = special_tokens(specials, min_count, max_size)
    files.check_whole(output, files.find(tokens))
    opened = open_tokens(tokens, format, with_tags, documents=False)
    counts = counting.count(opened.chunks)
    ranked = counting.select(counts, min_count, max_size, heads)
    options: dict[str, tuple[object, object]] = {
        "min-count": (min_count, 1),
        "max-size": (max_size, 0),
        "specials": ("+".join(specials), "+".join(SPECIALS)),
        "with-tags": (with_tags, False),
    }
    counting.write(ranked, opened.recipe.then((step("vocab", options),)), output)
    return VocabSummary(
        counts.records, counts.tokens, len(counts.table), len(ranked.rows), ranked.cut_types, ranked.cut_tokens
    )
