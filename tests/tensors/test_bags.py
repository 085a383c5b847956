"""Bags of words, with scikit-learn's CountVectorizer as the authority."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file
from sklearn.feature_extraction.text import CountVectorizer

from koprep import Vocab, artifact
from koprep.recipe import Recipe
from koprep.tensors import bags, scratch
from koprep.tensors.bags import Bags, bag, counted_ids
from tests.tensors.helpers import VOCAB, gather, matrix

ids = st.lists(st.lists(st.integers(0, len(VOCAB) - 1), max_size=9), max_size=9)
SPECIAL = {"<pad>", "<unk>", "<bos>", "<eos>"}


def counted(rows: list[list[int]]) -> np.ndarray:
    """What CountVectorizer counts where its vocabulary lacks the specials."""
    vocabulary = {token: id for id, token in enumerate(VOCAB.tokens)}
    vectorizer = CountVectorizer(analyzer=lambda tokens: [t for t in tokens if t not in SPECIAL], vocabulary=vocabulary)
    return vectorizer.transform([VOCAB.decode(row) for row in rows]).toarray()


@given(ids, st.integers(1, 4), st.integers(1, 5))
def test_counts_are_those_of_scikit_learn(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[int]], batch: int, piece: int
) -> None:
    path = tmp_path_factory.mktemp("a") / "a.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bags, "_ROWS", piece)
        patch.setattr(scratch, "_PIECE", piece)
        with gather(Bags, path, rows, batch=batch) as gathered:
            gathered.write_bow(Recipe(), {})
    found = load_file(path)
    assert matrix(found).toarray().tolist() == counted(rows).reshape(len(rows), len(VOCAB)).tolist()
    assert {name: found[name].dtype.str for name in ("data", "indices", "indptr", "shape")} == {
        "data": "<i8",
        "indices": "<i4",
        "indptr": "<i8",
        "shape": "<i8",
    }
    assert artifact.read(path).info["sizes"] == {
        "records": len(rows),
        "tokens": int(counted(rows).sum()),
        "types": len(VOCAB),
    }


def test_columns_are_sorted_and_stand_once_a_row(tmp_path: Path) -> None:
    with gather(Bags, tmp_path / "a.safetensors", [[7, 3, 7, 1, 4], [], [5, 3]]) as gathered:
        gathered.write_bow(Recipe(), {})
    found = load_file(tmp_path / "a.safetensors")
    assert found["indices"].tolist() == [3, 4, 7, 3, 5]
    assert found["data"].tolist() == [1, 1, 2, 1, 1]
    assert found["indptr"].tolist() == [0, 3, 3, 5]
    assert matrix(found).has_canonical_format


def test_only_the_four_specials_are_not_counted() -> None:
    assert [VOCAB[id] for id in np.flatnonzero(~counted_ids(VOCAB))] == ["<pad>", "<unk>", "<bos>"]
    assert counted_ids(Vocab.of(["밥", "<end>", "<eos>"])).tolist() == [True, True, False]
    assert counted_ids(Vocab.of(["밥"])).tolist() == [True]


def test_ids_of_a_large_vocabulary_do_not_run_into_one_another() -> None:
    types = (1 << 31) - 1
    found = bag(np.array([types - 1, 0, types - 1, 5]), np.array([1, 0, 3]), np.broadcast_to(np.True_, (types,)))
    assert found.columns.tolist() == [types - 1, 0, 5, types - 1]
    assert found.sizes.tolist() == [1, 0, 3]


def test_the_same_records_give_the_same_bytes_whatever_the_batches(tmp_path: Path) -> None:
    contents = set()
    for batch in (1, 2, 100):
        with gather(
            Bags, tmp_path / "a.safetensors", [[3, 4, 3], [5], [], [7, 7, 3]], ["b", None, "a", "b"], batch
        ) as g:
            g.write_bow(Recipe(), {})
        contents.add((tmp_path / "a.safetensors").read_bytes())
    assert len(contents) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["a.safetensors"]
