from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from koprep import artifact
from koprep.embed import corpus
from koprep.errors import InputError
from koprep.recipe import Recipe
from koprep.vocab import Vocab

RECORDS = [["밥", "을", "먹", "다"], [], ["밥", "<unk>", "먹"], ["밥"]]
WORDS = ["<pad>", "<unk>", "밥", "먹", "을", "다"]


def tensor(path: Path, records: list[list[str]] = RECORDS, words: list[str] = WORDS, kind: str = "ids") -> Path:
    vocab = Vocab.of(words)
    ids = [vocab.ids[word] for record in records for word in record]
    bounds = np.cumsum([0, *map(len, records)])
    tensors = {"ids": np.array(ids, np.int32), "offsets": bounds, "vocab": vocab.data}
    tensors |= {"vocab_offsets": vocab.offsets, "counts": vocab.counts}
    artifact.write(path, kind, {name: artifact.of(array) for name, array in tensors.items()}, Recipe(), {})
    return path


def test_rare_words_and_specials_are_left_out(tmp_path: Path) -> None:
    opened = corpus.read(tensor(tmp_path / "a.safetensors"), min_count=2)
    assert opened.vocab.tokens == ["밥", "먹"]
    assert opened.vocab.counts.tolist() == [3, 2]
    assert opened.tokens == 5


def test_blocks_hold_whole_records_with_gaps_or_without(tmp_path: Path) -> None:
    opened = corpus.read(tensor(tmp_path / "a.safetensors"), min_count=2)
    [whole] = opened.blocks()
    assert whole.ids.tolist() == [0, -1, 1, -1, 0, -1, 1, 0]
    assert whole.bounds.tolist() == [0, 4, 4, 7, 8]
    assert whole.without_gaps().ids.tolist() == [0, 1, 0, 1, 0]
    assert whole.without_gaps().bounds.tolist() == [0, 2, 2, 4, 5]


@pytest.mark.parametrize("size", [1, 3, 4, 7, 100])
def test_blocks_of_any_size_are_the_same_records(tmp_path: Path, size: int) -> None:
    opened = corpus.read(tensor(tmp_path / "a.safetensors"), min_count=1)
    blocks = list(opened.blocks(size))
    assert np.concatenate([block.ids for block in blocks]).tolist() == [0, 2, 1, 3, 0, -1, 1, 0]
    assert [n for block in blocks for n in np.diff(block.bounds).tolist()] == [4, 0, 3, 1]
    assert all(len(block.ids) <= size or len(block.bounds) == 2 for block in blocks)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("padded", "need ragged ids"), ("bow", "holds bow, not ids")],
)
def test_another_kind_of_tensor_is_refused(tmp_path: Path, kind: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        corpus.read(tensor(tmp_path / "a.safetensors", kind=kind))


def test_a_corpus_with_too_few_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none of its 8 tokens is seen 5 times"):
        corpus.read(tensor(tmp_path / "a.safetensors"))
    with pytest.raises(InputError, match="none of its 0 tokens"):
        corpus.read(tensor(tmp_path / "a.safetensors", records=[]), min_count=1)


def test_an_id_outside_the_vocabulary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    tensors = {name: np.asarray(array) for name, array in artifact.read(tensor(path)).tensors.items()}
    tensors["ids"] = np.array([2, 99], np.int32)
    artifact.write(path, "ids", {name: artifact.of(array.copy()) for name, array in tensors.items()}, Recipe(), {})
    with pytest.raises(InputError, match="an id is outside its vocabulary"):
        corpus.read(path)
