from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from koprep.embed.correlation import correlation, pearson, ranks, spearman

numbers = st.lists(st.tuples(st.integers(-5, 5), st.floats(-100, 100, width=32)), min_size=3, max_size=40)


@given(numbers)
def test_ranks_share_ties_as_scipy_does(values: list[tuple[int, float]]) -> None:
    for column in np.array(values).T:
        assert ranks(column).tolist() == stats.rankdata(column).tolist()


@given(numbers)
def test_both_correlations_are_those_of_scipy(values: list[tuple[int, float]]) -> None:
    first, second = np.array(values).T
    if np.ptp(first) < 1e-3 or np.ptp(second) < 1e-3:
        return
    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic, abs=1e-12)
    assert pearson(first, second) == pytest.approx(stats.pearsonr(first, second).statistic, abs=1e-6)


def test_what_has_no_correlation_is_not_a_number() -> None:
    assert math.isnan(pearson(np.ones(3), np.arange(3)))
    assert math.isnan(spearman(np.array([1.0]), np.array([2.0])))
    assert correlation(np.zeros(0), np.zeros(0)).pairs == 0
