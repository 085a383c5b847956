from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.embed import batches as tested
from koprep.embed.batches import batches, count_parts, sample
from koprep.embed.corpus import Corpus
from koprep.embed.settings import Settings
from koprep.recipe import Recipe
from koprep.vocab import Vocab


def corpus(records: list[list[int]], block: int) -> Corpus:
    """Words 0 to 7 of ids 0 to 7; id 8 is left out."""
    ids = np.array([id for record in records for id in record], np.int32)
    number = np.array([*range(8), -1, -1], np.int32)

    class Small(Corpus):
        def blocks(self, tokens: int = block):  # type: ignore[no-untyped-def]
            return super().blocks(block)

    counts = np.bincount(ids[ids < 8], minlength=8)
    return Small(ids, np.cumsum([0, *map(len, records)]), number, Vocab.of("가나다라마바사아", counts), Recipe())


def parts(records: list[list[int]], limit: int) -> list[list[int]]:
    whole = [[id for id in record if id != 8] for record in records]
    return [record[at : at + limit] for record in whole for at in range(0, len(record), limit)]


def packed(lists: list[list[int]], limit: int) -> list[list[list[int]]]:
    """As gensim's job producer does it."""
    jobs: list[list[list[int]]] = []
    room = 0
    for one in lists:
        if room < len(one) or not jobs:
            jobs.append([])
            room = limit
        jobs[-1].append(one)
        room -= len(one)
    return jobs


RECORDS = st.lists(st.lists(st.integers(0, 8), max_size=12), min_size=1, max_size=20)


@given(RECORDS, st.integers(1, 30), st.integers(1, 7))
def test_no_token_is_lost_and_batches_are_gensim_s(records: list[list[int]], block: int, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tested, "LIMIT", limit)
        found = list(batches(corpus(records, block)))
        lists = parts(records, limit)
        assert [batch.lists() for batch in found] == packed(lists, limit)
        assert [batch.before for batch in found] == np.cumsum([0, *(len(batch.lists()) for batch in found)])[
            :-1
        ].tolist()
        assert count_parts(corpus(records, block)) == (len(lists), sum(len(one) for one in lists if len(one) > 1))


@given(RECORDS, st.integers(1, 30), st.integers(1, 4), st.sampled_from(["skipgram", "cbow"]))
def test_the_sample_has_only_neighbours_of_the_same_record(
    records: list[list[int]], block: int, window: int, method: str
) -> None:
    settings = Settings(method, window=window)
    read = corpus(records, block)
    neighboured = count_parts(read)[1]
    if not neighboured:
        return
    found = sample(read, settings, neighboured)
    assert len(found.targets) == neighboured
    pairs = {
        (a, b)
        for one in parts(records, 10_000)
        for i, a in enumerate(one)
        for j, b in enumerate(one)
        if 0 < abs(i - j) <= window
    }
    for inputs, target in zip(found.inputs.tolist(), found.targets.tolist(), strict=True):
        there = [id for id in inputs if id >= 0]
        assert there
        assert {(id, target) for id in there} <= pairs


def test_a_long_record_is_cut_at_ten_thousand_tokens() -> None:
    lengths = [len(one) for batch in batches(corpus([[1, 2, 3, 4, 5] * 5001], 10)) for one in batch.lists()]
    assert lengths == [10_000, 10_000, 5_005]
