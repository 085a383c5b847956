"""Log-likelihood against its formula written out, published properties and scipy; top lists against sorting."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chi2_contingency

from koprep.view.stats.ranking import log_likelihood, ranked, top

counts = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=20)


def test_a_value_computed_by_hand() -> None:
    # a = 100 and b = 50 of 10,000 tokens each: E = 75 each, 2·(100·ln(100/75) + 50·ln(50/75)) = 57.5364 - 40.5465
    of, against = np.array([100, 9_900]), np.array([50, 9_950])
    assert log_likelihood(of, against)[0] == pytest.approx(16.98990, abs=1e-5)


def test_equal_shares_give_zero_whatever_the_sizes() -> None:
    of = np.array([10, 20, 70])
    assert log_likelihood(of, 7 * of) == pytest.approx(0, abs=1e-9)


@given(counts)
def test_it_is_the_formula_of_rayson_and_garside(pairs: list[tuple[int, int]]) -> None:
    of, against = np.array(pairs).T
    c, d = of.sum(), against.sum()
    for (a, b), found in zip(pairs, log_likelihood(of, against), strict=True):
        expected = 0.0
        if a + b:
            first, second = c * (a + b) / (c + d), d * (a + b) / (c + d)
            expected = 2 * ((a * math.log(a / first) if a else 0) + (b * math.log(b / second) if b else 0))
        assert found == pytest.approx(expected, abs=1e-6)


def test_of_rare_words_it_is_dunnings_test_on_four_cells() -> None:
    of, against = np.array([40, 1_000_000]), np.array([10, 1_000_000])
    table = np.array([[40, 10], [1_000_000, 1_000_000]])
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert log_likelihood(of, against)[0] == pytest.approx(expected, rel=1e-4)


def test_the_critical_value_that_the_docstring_names() -> None:
    assert chi2.isf(1e-4, 1) == pytest.approx(15.13, abs=0.01)
    assert "15.13" in str(log_likelihood.__doc__)


@given(st.lists(st.text("가나다라", min_size=1, max_size=2), max_size=40), st.integers(0, 12))
def test_top_lists_are_sorted_by_count_then_name(words: list[str], most: int) -> None:
    counted = Counter(words)
    names = [*counted, "없음"]
    values = np.array([*counted.values(), 0])
    expected = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
    assert top(values, names.__getitem__, most) == expected
    assert [names[id] for id in ranked(values, names.__getitem__, most)] == [name for name, _ in expected]
