"""What can be wrong inside a tensor file, each fault made on purpose in a file whose hash is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from koprep import Vocab, artifact
from koprep.recipe import Recipe
from koprep.verifying import verify
from tests.convert import made

I32, I64, F32 = np.int32, np.int64, np.float32


@given(made.files())
def test_what_fits_is_whole(tmp_path_factory: pytest.TempPathFactory, file: Any) -> None:
    report = verify(made.write(tmp_path_factory.mktemp("v") / "x.safetensors", *file))
    assert report.problems == ()
    assert report.kind == file[0].removeprefix("dense ")
    assert report.recipe == made.RECIPE


def bow(**change: Any) -> made.Tensors:
    """Two bags: 밥 once and 물 twice; 먹다 once."""
    tensors = {
        "data": np.array([1, 2, 1], I64),
        "indices": np.array([2, 4, 3], I32),
        "indptr": np.array([0, 2, 3], I64),
        "shape": np.array([2, 5], I64),
    }
    return tensors | change


IDS = {"ids": np.array([2, 3, 4], I32), "offsets": np.array([0, 2, 3], I64), "doc_offsets": np.array([0, 2], I64)}
PADDED = {"padded": np.array([[2, 3], [4, 0]], I32), "lengths": np.array([2, 1], I32)}
PREFIXES = {"X": np.array([[0, 2]], I32), "y": np.array([3], I32), "lengths": np.array([1], I32)}
FAULTS = [
    ("ids", IDS | {"ids": np.array([2, 5, 4], I32)}, "ids[1] is 5, but the vocabulary has 5 rows"),
    ("ids", IDS | {"ids": np.array([2, -1, 4], I32)}, "ids[1] is -1, but the vocabulary has 5 rows"),
    ("ids", IDS | {"ids": np.array([2, 3, 4], I64)}, "ids is int64 in 1 dimension, not int32 in 1 dimension"),
    ("ids", IDS | {"offsets": np.array([1, 2, 3], I64)}, "offsets begins with 1, not 0"),
    ("ids", IDS | {"offsets": np.array([0, 3, 2], I64)}, "offsets[2] is 2, below the one before it"),
    ("ids", IDS | {"offsets": np.array([0, 2, 4], I64)}, "offsets ends at 4, not at 3"),
    ("ids", IDS | {"offsets": np.array([], I64)}, "offsets is empty; at least it holds the 0 it begins with"),
    ("ids", IDS | {"doc_offsets": np.array([0, 0, 2], I64)}, "doc_offsets[1] is 0, not above the one before it"),
    ("ids", IDS | {"doc_offsets": np.array([0, 1], I64)}, "doc_offsets ends at 1, not at 2"),
    (
        "padded",
        PADDED | {"padded": np.array([[2, 3], [4, 9]], I32)},
        "padded[1, 1] is 9, but the vocabulary has 5 rows",
    ),
    ("padded", PADDED | {"lengths": np.array([2, 3], I32)}, "lengths[1] is 3, in rows of 2"),
    ("padded", PADDED | {"lengths": np.array([2, -1], I32)}, "lengths[1] is -1, in rows of 2"),
    ("padded", PADDED | {"lengths": np.array([2], I32)}, "lengths has 1 items for 2 rows"),
    ("padded", {"padded": PADDED["padded"]}, "no tensor lengths, which a file of kind padded has"),
    ("prefixes", PREFIXES | {"y": np.array([7], I32)}, "y[0] is 7, but the vocabulary has 5 rows"),
    ("prefixes", PREFIXES | {"y": np.array([2, 2], I32)}, "y has 2 items, but X 1 rows"),
    ("bow", bow(data=np.array([1, 0, 1], I64)), "data[1] is 0, which is no count"),
    ("bow", bow(data=np.array([1, 2], I64)), "data has 2 items, but indices 3"),
    ("bow", bow(indices=np.array([4, 2, 3], I32)), "indices[1] is not above the one before it in its row"),
    ("bow", bow(indices=np.array([2, 2, 3], I32)), "indices[1] is not above the one before it in its row"),
    ("bow", bow(indices=np.array([2, 5, 3], I32)), "indices[1] is 5, but the vocabulary has 5 rows"),
    ("bow", bow(indptr=np.array([0, 2, 2], I64)), "indptr ends at 2, not at 3"),
    ("bow", bow(shape=np.array([2, 4], I64)), "shape is [2, 4], but its tensors fit [2, 5]"),
    ("tfidf", bow(data=np.array([1, np.nan, 1]), idf=np.ones(5)), "data[1] is nan"),
    ("tfidf", bow(data=np.ones(3), idf=np.array([1, 1, 1, 1, np.inf])), "idf[4] is inf"),
    ("tfidf", bow(data=np.ones(3), idf=np.ones(4)), "idf has 4 items, but the vocabulary 5 rows"),
    ("onehot", {"onehot": np.zeros((1, 2, 4), F32), "lengths": np.array([1], I32)}, "onehot is 4 wide, but the"),
    ("other", {"vectors": np.array([[1, 2], [3, -np.inf]], F32)}, "vectors[1, 1] is -inf"),
]


@pytest.mark.parametrize(("kind", "tensors", "message"), FAULTS, ids=[fault[2][:40] for fault in FAULTS])
def test_a_fault_is_named(tmp_path: Path, kind: str, tensors: made.Tensors, message: str) -> None:
    path = made.write(tmp_path / "x.safetensors", kind, tensors, Vocab.of(made.WORDS))
    assert [line[: len(message)] for line in verify(path).problems] == [message]


def test_the_examples_without_a_fault_are_whole(tmp_path: Path) -> None:
    tfidf = bow(data=np.ones(3), idf=np.ones(5))
    for kind, tensors in (("ids", IDS), ("padded", PADDED), ("prefixes", PREFIXES), ("bow", bow()), ("tfidf", tfidf)):
        assert verify(made.write(tmp_path / "x", kind, tensors, Vocab.of(made.WORDS))).problems == ()


def test_columns_of_a_sparse_row_may_fall_where_the_next_row_begins_after_empty_ones(tmp_path: Path) -> None:
    tensors = bow(indptr=np.array([0, 0, 2, 2, 3], I64), shape=np.array([4, 5], I64))
    assert verify(made.write(tmp_path / "x", "bow", tensors, Vocab.of(made.WORDS))).problems == ()


def test_rows_over_many_pieces_are_compared_across_them(tmp_path: Path) -> None:
    vocab = Vocab.of([f"말{number}" for number in range(70_000)])
    columns = np.arange(70_000, dtype=I32)
    tensors = {
        "data": np.ones(140_000, I64),
        "indices": np.concatenate((columns, columns)),
        "indptr": np.array([0, 70_000, 140_000], I64),
        "shape": np.array([2, 70_000], I64),
    }
    assert verify(made.write(tmp_path / "x", "bow", tensors, vocab)).problems == ()
    tensors["indices"][1 << 16] = 5
    [problem] = verify(made.write(tmp_path / "x", "bow", tensors, vocab)).problems
    assert problem == "indices[65536] is not above the one before it in its row"


@pytest.mark.parametrize(
    ("labels", "info", "message"),
    [
        (np.array([0, 2], I32), {"classes": ["가", "나"]}, "labels[1] is 2, but there are 2 classes"),
        (np.array([0, -2], I32), {"classes": ["가", "나"]}, "labels[1] is -2, but there are 2 classes"),
        (np.array([0], I32), {"classes": ["가"]}, "labels has 1 items for 2 records"),
        (np.array([0, 0], I32), {}, "labels[0] is 0, but there are 0 classes"),
        (np.array([0, 0], I32), {"classes": ["가", "가"]}, "one of its classes stands twice"),
        (np.array([0, 0], I32), {"classes": 7}, "its classes are no list of names"),
        (np.array([-1, -1], I32), {"sizes": {"types": 6}}, "its header says 6 types, but there are 5"),
        (np.array([-1, -1], I32), {"sizes": {"types": "x"}}, "its sizes are no numbers"),
        (np.array([-1, -1], I32), {"sizes": 3}, "its sizes are no numbers"),
        (np.array([0, 0], I32), {"classes": [1, 2]}, "its classes are no list of names"),
        (np.array([-1, -1], I32), {"sizes": {"records": 99}}, "its header says 99 records, but there are 2"),
        (np.array([-1, -1], I32), {"sizes": {"tokens": 77}}, "its header says 77 tokens, but there are 3"),
    ],
)
def test_labels_and_header(tmp_path: Path, labels: Any, info: dict[str, Any], message: str) -> None:
    path = made.write(tmp_path / "x", "padded", PADDED | {"labels": labels}, Vocab.of(made.WORDS), **info)
    assert verify(path).problems == (message,)


@pytest.mark.parametrize(
    ("kind", "tensors", "sizes", "told"),
    [
        ("ids", IDS, {"records": 2, "tokens": 3}, ["records", "tokens"]),
        ("padded", PADDED, {"records": 2, "tokens": 3}, ["records", "tokens"]),
        ("prefixes", PREFIXES, {"records": 7, "tokens": 9, "samples": 1}, ["samples"]),
        ("bow", bow(), {"records": 2, "tokens": 4}, ["records", "tokens"]),
        ("tfidf", bow(data=np.ones(3), idf=np.ones(5)), {"records": 2, "tokens": 9}, ["records"]),
    ],
)
def test_sizes_that_tensors_tell_must_be_right(
    tmp_path: Path, kind: str, tensors: made.Tensors, sizes: dict[str, int], told: list[str]
) -> None:
    vocab = Vocab.of(made.WORDS)
    assert verify(made.write(tmp_path / "x", kind, tensors, vocab, sizes=sizes)).problems == ()
    wrong = made.write(tmp_path / "x", kind, tensors, vocab, sizes={name: size + 1 for name, size in sizes.items()})
    assert [line.split()[4].strip(",") for line in verify(wrong).problems] == told


def test_one_hot_labels_that_are_not_as_many(tmp_path: Path) -> None:
    path = made.write(tmp_path / "x", "padded", PADDED | {"labels_onehot": np.zeros((2, 3), F32)}, Vocab.of(made.WORDS))
    assert verify(path).problems == ("labels_onehot is (2, 3), not (2, 0)",)


@pytest.mark.parametrize(
    ("data", "offsets", "counts", "message"),
    [
        ("밥물".encode(), [0, 1, 6], [1, 1], "its vocab is not UTF-8 text"),
        (b"\xff\xfe", [0, 1, 2], [1, 1], "its vocab is not UTF-8 text"),
        ("밥밥".encode(), [0, 3, 6], [1, 1], "the token '밥' stands twice in its vocab"),
        ("밥물".encode(), [0, 3, 6], [1, -1], "a count of its vocab is negative"),
        ("밥물".encode(), [0, 4, 3], [1, 1], "its vocab_offsets don't fit its vocab; it is damaged"),
    ],
)
def test_the_vocabulary_inside(
    tmp_path: Path, data: bytes, offsets: list[int], counts: list[int], message: str
) -> None:
    vocab = Vocab(np.frombuffer(data, np.uint8), np.array(offsets, I64), np.array(counts, I64))
    tensors = {"padded": np.zeros((1, 1), I32), "lengths": np.zeros(1, I32)}
    assert verify(made.write(tmp_path / "x", "padded", tensors, vocab)).problems == (message,)


def test_rows_may_be_filled_with_the_id_the_recipe_tells(tmp_path: Path) -> None:
    tensors = PADDED | {"padded": np.array([[2, 3], [4, 99]], I32)}
    path = made.write(tmp_path / "x", "padded", tensors, Vocab.of(made.WORDS))
    assert verify(path).problems
    opened = artifact.read(path)
    ready = {name: artifact.of(array.copy()) for name, array in opened.tensors.items()}
    for value, problems in ((99, 0), (98, 1)):
        recipe = Recipe(steps=("encode:vocab", f"pad:max-len=2,value={value}"))
        artifact.write(tmp_path / "y", "padded", ready, recipe, {})
        assert len(verify(tmp_path / "y").problems) == problems
