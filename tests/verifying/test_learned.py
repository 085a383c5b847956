"""Embeddings, sparse vectors, counts and checkpoints: whole ones as koprep writes them, and each fault on purpose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from koprep import Vocab, artifact
from koprep.embed import checkpoint, counts, embedding
from koprep.embed import corpus as corpora
from koprep.embed.learning import State
from koprep.embed.rows import Sparse
from koprep.embed.windows import Windows
from koprep.recipe import Recipe
from koprep.verifying import verify
from tests.convert import made

I32, I64, F32 = np.int32, np.int64, np.float32
VOCAB = Vocab.of(["밥", "먹다", "물"], [5, 3, 2])
VECTORS = np.array([[3, 4], [0, 0], [1, 0]], F32)
EMBEDDING: made.Tensors = {
    "vectors": VECTORS,
    "norms": np.array([5, 0, 1], F32),
    "buckets": np.ones((2, 2), F32),
    "bucket_numbers": np.array([3, 9], I32),
}
SPARSE: made.Tensors = {
    "data": np.array([3, 4, 2], F32),
    "indices": np.array([0, 3, 1], I32),
    "indptr": np.array([0, 2, 2, 3], I64),
    "shape": np.array([3, 4], I64),
    "norms": np.array([5, 0, 2], F32),
}
COUNTS: made.Tensors = {
    "data": np.array([1, 0.5, 1]),
    "indices": np.array([1, 2, 0], I32),
    "indptr": np.array([0, 2, 2, 3], I64),
    "shape": np.array([3, 3], I64),
    "row_sums": np.array([1.5, 0, 1]),
    "column_sums": np.array([1, 1, 0.5]),
}
CHECKPOINT: made.Tensors = {"words": VECTORS, "random": np.zeros(625, I64)}
STATE = [1, 2, [0.5]]


def problems(path: Path, kind: str, tensors: made.Tensors, vocab: Vocab = VOCAB, **info: object) -> list[str]:
    return list(verify(made.write(path / "x", kind, tensors, vocab, **info)).problems)


def test_what_koprep_writes_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    embedding.write(path, VOCAB, VECTORS, Recipe(), {"method": "word2vec"})
    assert verify(path) == ("embedding", Recipe(), ())
    rows = Sparse(SPARSE["data"], SPARSE["indices"], SPARSE["indptr"], 4)
    embedding.write_sparse(path, VOCAB, rows, Recipe(), {})
    assert verify(path) == ("sparse", Recipe(), ())
    ids = {"ids": np.array([0, 1, 2, 0, 1], I32), "offsets": np.array([0, 3, 5], I64), "doc_offsets": np.array([0, 2])}
    corpus = corpora.read(made.write(tmp_path / "ids", "ids", ids, VOCAB), min_count=1)
    for contexts in ("symmetric", "directional", "positions"):
        counts.write(path, corpus, Windows(2, contexts=contexts), min_count=1)
        assert verify(path).problems == ()
    checkpoint.write(path, "glove", {"words": VECTORS}, np.random.RandomState(1), corpus, {}, State(1, 0, (0.5,)))
    assert verify(path)[::2] == ("checkpoint", ())


def test_random_embeddings_are_whole(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    vocab = Vocab.of([f"말{number}" for number in range(9000)])
    vectors = rng.normal(size=(9000, 120)).astype(F32) * 10.0 ** rng.integers(-9, 9, (9000, 1)).astype(F32)
    embedding.write(tmp_path / "x", vocab, vectors, Recipe(), {})
    assert verify(tmp_path / "x").problems == ()
    opened = artifact.read(tmp_path / "x")
    norms = opened["norms"].copy()
    norms[8765] *= 1.01
    assert [line[:11] for line in problems(tmp_path, "embedding", {"vectors": vectors, "norms": norms}, vocab)] == [
        "norms[8765]"
    ]


FAULTS = [
    ("embedding", EMBEDDING | {"norms": np.array([5, 0, 2], F32)}, "norms[2] is 2, but its vector is 1 long"),
    ("embedding", EMBEDDING | {"norms": np.array([5, 0], F32)}, "norms has 2 rows, but the vocabulary 3"),
    ("embedding", EMBEDDING | {"vectors": VECTORS[:2]}, "vectors has 2 rows, but the vocabulary 3"),
    ("embedding", EMBEDDING | {"vectors": VECTORS.astype(float)}, "vectors is float64 in 2 dimensions, not float32 in"),
    ("embedding", EMBEDDING | {"buckets": np.full((2, 2), np.inf, F32)}, "buckets[0, 0] is inf"),
    ("embedding", EMBEDDING | {"buckets": np.ones((3, 2), F32)}, "buckets is (3, 2), not (2, 2)"),
    ("embedding", EMBEDDING | {"bucket_numbers": np.array([9, 9], I32)}, "bucket_numbers[1] is 9, not above the one"),
    (
        "embedding",
        EMBEDDING | {"bucket_numbers": np.array([-1, 9], I32)},
        "bucket_numbers[0] is -1, but there are 10 buckets",
    ),
    (
        "embedding",
        EMBEDDING | {"bucket_numbers": np.array([1, 10], I32)},
        "bucket_numbers[1] is 10, but there are 10 b",
    ),
    ("sparse", SPARSE | {"indices": np.array([0, 4, 1], I32)}, "indices[1] is 4, but there are 4 dimensions"),
    ("sparse", SPARSE | {"indptr": np.array([0, 2, 2, 4], I64)}, "indptr ends at 4, not at 3"),
    ("sparse", SPARSE | {"shape": np.array([2, 4], I64)}, "shape is [2, 4], but its tensors fit [3, 4]"),
    ("sparse", SPARSE | {"norms": np.array([5, 0, 3], F32)}, "norms[2] is 3, but its vector is 2 long"),
    ("sparse", SPARSE | {"norms": np.array([5, 1, 2], F32)}, "norms[1] is 1, but its vector is 0 long"),
    ("counts", COUNTS | {"data": np.array([1, -1, 1.0])}, "data[1] is -1.0, which is no count"),
    ("counts", COUNTS | {"row_sums": np.array([1.5, 0, -1])}, "row_sums[2] is -1.0, which is no count"),
    ("counts", COUNTS | {"row_sums": np.array([1.5, 0])}, "row_sums has 2 rows, but the vocabulary 3"),
    ("counts", COUNTS | {"indices": np.array([2, 1, 0], I32)}, "indices[1] is not above the one before it in its row"),
    ("counts", COUNTS | {"indices": np.array([1, 3, 0], I32)}, "indices[1] is 3, but there are 3 contexts"),
    ("checkpoint", CHECKPOINT | {"random": np.zeros(3, I64)}, "random has 3 items, not 625"),
    ("checkpoint", CHECKPOINT | {"random": np.full(625, -1, I64)}, "random[0] is -1, which no random state has"),
    ("checkpoint", CHECKPOINT | {"words": VECTORS * F32(np.nan)}, "words[0, 0] is nan"),
]


@pytest.mark.parametrize(("kind", "tensors", "message"), FAULTS, ids=[fault[2][:40] for fault in FAULTS])
def test_a_fault_is_named(tmp_path: Path, kind: str, tensors: made.Tensors, message: str) -> None:
    found = problems(tmp_path, kind, tensors, state=STATE, subwords={"buckets": 10})
    assert [line[: len(message)] for line in found] == [message]


def test_the_examples_without_a_fault_are_whole(tmp_path: Path) -> None:
    whole = {"embedding": EMBEDDING, "sparse": SPARSE, "counts": COUNTS, "checkpoint": CHECKPOINT}
    for kind, tensors in whole.items():
        assert problems(tmp_path, kind, tensors, state=STATE, subwords={"buckets": 10}) == []


@pytest.mark.parametrize("state", [None, 5, [1, 2], [1, -2, []], [1, 2, ["x"]], [1, 2, 3]])
def test_a_checkpoint_that_does_not_say_where_it_is(tmp_path: Path, state: object) -> None:
    assert problems(tmp_path, "checkpoint", CHECKPOINT, state=state) == ["it doesn't say how far its training is"]


def test_sizes_and_halves(tmp_path: Path) -> None:
    sizes = {"types": 3, "dimensions": 5}
    assert problems(tmp_path, "embedding", EMBEDDING, sizes=sizes, subwords={"buckets": 10}) == [
        "its header says 5 dimensions, but there are 2"
    ]
    half = {name: tensor for name, tensor in EMBEDDING.items() if name != "buckets"}
    assert problems(tmp_path, "embedding", half) == ["it has bucket_numbers but no buckets"]
    assert problems(tmp_path, "embedding", EMBEDDING, subwords=7) == ["it doesn't say what its buckets are"]
