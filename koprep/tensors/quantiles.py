"""Quantiles of a histogram of lengths, and the length of rows where nobody says one."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST_DEFAULT = 128


def quantile(lengths: Mapping[int, int], share: int, of: int = 100) -> int:
    """The least length that ``share`` of ``of`` records don't exceed, given how many records have each; 0 without any.

    This is NumPy's ``inverted_cdf``, in whole numbers.

    >>> quantile({1: 1, 2: 1, 3: 1, 9: 1}, 75)
    3
    """
    seen, total = 0, sum(lengths.values())
    for length in sorted(lengths):
        seen += lengths[length]
        if lengths[length] and of * seen >= share * total:
            return length
    return 0


def default_max_len(lengths: Mapping[int, int]) -> int:
    """The length of padded rows where nobody says one: the 99th percentile, at least 1 and at most 128."""
    return max(1, min(quantile(lengths, 99), LONGEST_DEFAULT))
