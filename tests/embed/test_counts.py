from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import artifact
from koprep.embed import counts
from koprep.embed.tally import Means, pieces
from koprep.embed.windows import CONTEXTS, WEIGHTS, Windows
from koprep.errors import InputError, KoprepError, UsageError
from tests.embed.counted import corpus_of, dense, reference

RECORDS = st.lists(st.lists(st.integers(-1, 6), max_size=12), min_size=1, max_size=8)
TEXT = np.random.default_rng(0).zipf(1.3, (300, 20)).clip(max=400) - 2


@given(
    records=RECORDS,
    window=st.integers(1, 13),
    weight=st.sampled_from(WEIGHTS),
    contexts=st.sampled_from(CONTEXTS),
    clean=st.booleans(),
    memory=st.sampled_from([1, 10**8]),
    workers=st.integers(1, 3),
)
def test_counts_are_those_of_a_plain_loop(
    records: list[list[int]], window: int, weight: str, contexts: str, clean: bool, memory: int, workers: int
) -> None:
    expected = reference(records, 7, window, weight, contexts, clean)
    how, corpus = Windows(window, weight, contexts, clean=clean), corpus_of(records, 7)
    if not expected.any():
        with pytest.raises(InputError, match="no two of the 7 words"):
            counts.count(corpus, how, Path("here"), memory, workers)
        return
    found = counts.count(corpus, how, Path("here"), memory, workers)
    assert dense(found) == pytest.approx(expected, rel=1e-12)
    assert found.rows == pytest.approx(expected.sum(axis=1))
    assert found.columns == pytest.approx(expected.sum(axis=0))
    assert all((np.diff(found.indices[a:b]) > 0).all() for a, b in zip(found.indptr, found.indptr[1:], strict=False))


@pytest.mark.parametrize("contexts", CONTEXTS)
def test_a_large_text_is_counted_right_in_any_memory(tmp_path: Path, contexts: str) -> None:
    expected = reference(TEXT.tolist(), 399, 5, "inverse", contexts, False)
    for memory in (1, 100_000, 10**8):
        found = counts.count(corpus_of(TEXT.tolist(), 399), Windows(5, "inverse", contexts), tmp_path / "x", memory, 2)
        assert dense(found) == pytest.approx(expected)


@pytest.mark.parametrize("subsample", [0.0, 0.01])
def test_the_file_has_the_same_bytes_whatever_the_memory_and_the_workers(tmp_path: Path, subsample: float) -> None:
    corpus, how = corpus_of(TEXT.tolist(), 399), Windows(5, "dynamic", "directional", subsample)
    made = set()
    for memory in (1, 30_000, 500_000, 10**8):
        for workers in (1, 3):
            path = tmp_path / "counts.safetensors"
            counts.write(path, corpus, how, memory, workers)
            made.add(path.read_bytes())
    assert len(made) == 1
    assert os.listdir(tmp_path) == ["counts.safetensors"]


def test_a_file_is_read_as_it_was_counted(tmp_path: Path) -> None:
    path, corpus, how = tmp_path / "counts.safetensors", corpus_of(TEXT.tolist(), 399), Windows(3, "inverse")
    entries = counts.write(path, corpus, how, min_count=1)
    read, made = counts.read(path), counts.count(corpus, how, path)
    assert (dense(read) == dense(made)).all()
    assert (read.rows == made.rows).all()
    assert (read.columns == made.columns).all()
    assert read.vocab.tokens == corpus.vocab.tokens
    assert read.recipe.steps == ("embed.counts:window=3,min-count=1,weight=inverse",)
    assert read.info["sizes"] == {"types": 399, "contexts": 399, "values": entries}
    assert artifact.read(path).info["contexts"] == "symmetric"


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("koprep.embed.tally.spill", full)
    with pytest.raises(KoprepError, match=re.escape(f"{tmp_path}/c.safetensors: no space left on device")):
        counts.write(tmp_path / "c.safetensors", corpus_of(TEXT.tolist(), 399), Windows(), memory=1)
    assert not os.listdir(tmp_path)


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    found = pieces(corpus_of(TEXT.tolist(), 399), Windows(), Means(1, 2, tmp_path / "c.safetensors"))
    next(found)
    with pytest.raises(KeyboardInterrupt):
        found.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert not os.listdir(tmp_path)


def test_counts_that_do_not_fit_into_memory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KoprepError, match=r"over [\d,]+ pairs of words take .* of memory, but there are 1.0 KiB; use"):
        counts.count(corpus_of(TEXT.tolist(), 399), Windows(), tmp_path / "x", most=1024)


def test_records_of_one_word_have_no_pairs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no two of the 2 words stand in one record within 5 places"):
        counts.count(corpus_of([[0], [1], [], [0]], 2), Windows(), tmp_path / "x")
    with pytest.raises(InputError, match="no two of the 2 words"):
        counts.write(tmp_path / "c.safetensors", corpus_of([[0], [1]], 2), Windows())
    assert not os.listdir(tmp_path)


def test_more_contexts_than_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--contexts positions: 79,800,000,000 contexts"):
        counts.count(corpus_of(TEXT.tolist(), 399_000), Windows(100_000, contexts="positions"), tmp_path / "x")


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("indices", np.array([0, 9], np.int32)),
        ("indices", np.array([0], np.int32)),
        ("indptr", np.array([0, 2, 1], np.int64)),
        ("column_sums", np.ones(1)),
        ("data", None),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, name: str, array: np.ndarray | None) -> None:
    path = tmp_path / "counts.safetensors"
    counts.write(path, corpus_of([[0, 1]], 2), Windows())
    opened = artifact.read(path)
    tensors = {key: np.array(opened[key]) for key in opened} | {name: array}
    kept = {key: artifact.of(tensor) for key, tensor in tensors.items() if tensor is not None}
    artifact.write(path, "counts", kept, opened.recipe, {})
    with pytest.raises(InputError, match="damaged"):
        counts.read(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bow.safetensors"
    artifact.write(path, "bow", {"data": artifact.of(np.ones(1))}, corpus_of([[0]], 1).recipe, {})
    with pytest.raises(InputError, match="holds bow, not counts; koprep embed counts makes them"):
        counts.read(path)


def test_memory_is_what_the_process_may_take() -> None:
    assert 0 < counts.working_memory(counts.LEAST_MEMORY) < counts.LEAST_MEMORY
    with pytest.raises(UsageError, match="--max-memory 100M: too little; at least 256M"):
        counts.working_memory(10**8)
