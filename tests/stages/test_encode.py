"""``encode``: tokens to ids."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from koprep import Pipeline, Record, Token, Vocab
from koprep.errors import InputError
from koprep.recipe import Recipe
from koprep.stages.encode import Encode


def record(*words: str, tag: str = "NNG") -> Record:
    return Record("a:1", " ".join(words), "a", tuple(Token(word, tag) for word in words), None, "1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Vocab.count([["밥", "밥", "먹다"]]).write(tmp_path / "vocab.tsv")
    return tmp_path / "vocab.tsv"


def encoded(path: Path, *batch: Record) -> list[tuple[int, ...] | None]:
    return [item.ids for item in Encode(str(path))(batch) if isinstance(item, Record)]


def test_tokens_become_ranks_and_unknown_ones_unk(path: Path) -> None:
    assert encoded(path, record("밥", "국", "먹다"), record(), record("<pad>")) == [(4, 1, 5), (), (0,)]


def test_everything_else_of_a_record_stays(path: Path) -> None:
    [result] = Encode(str(path))([record("밥")])
    assert result == Record("a:1", "밥", "a", (Token("밥", "NNG"),), (4,), "1")


def test_a_record_without_tokens_has_no_ids(path: Path) -> None:
    assert encoded(path, Record("a:1", "밥")) == [()]


def test_unknown_tokens_are_dropped_without_unk(path: Path) -> None:
    Vocab.of(["밥"]).write(path)
    assert encoded(path, record("국", "밥", "국")) == [(0,)]


def test_a_vocabulary_of_tagged_tokens_sees_the_tags(path: Path) -> None:
    Vocab.of(["<unk>", "밥/NNG", "밥"], recipe=Recipe(steps=("vocab:with-tags=yes",))).write(path)
    assert encoded(path, record("밥"), record("밥", tag="VV")) == [(1,), (0,)]


def test_unknown_tokens_are_told(path: Path) -> None:
    _, _, tally = Pipeline((Encode(str(path)),))([record("밥", "국", "떡"), record("밥"), record("떡")])
    assert tally == {"unknown tokens": 3}
    Vocab.of(["밥"]).write(path)
    _, _, tally = Pipeline((Encode(str(path)),))([record("밥", "국", "떡"), record("밥"), record("떡")])
    assert tally == {"unknown tokens": 3}


def test_the_course_example_by_frequency_rank(tmp_path: Path) -> None:
    """정수 인코딩: ties stand in code point order, so the same text always gives the same ids."""
    texts = ["나 밥 먹다", "나 물 마시다", "나 밥 짓다"]
    words = Pipeline.parse(["words"])
    tokens = [[token.form for token in one.tokens or ()] for one in words.map(texts)]
    Vocab.count(tokens, specials=["pad", "unk"]).write(tmp_path / "v.tsv")
    pipeline = Pipeline.parse(["words", f"encode:vocab={tmp_path / 'v.tsv'}"])
    assert Vocab.read(tmp_path / "v.tsv").tokens == ["<pad>", "<unk>", "나", "밥", "마시다", "먹다", "물", "짓다"]
    assert [one.ids for one in pipeline.map([*texts, "너 밥 먹다"])] == [(2, 3, 5), (2, 6, 4), (2, 3, 7), (1, 3, 5)]


def test_a_vocabulary_that_changed_is_read_again(path: Path) -> None:
    stage = Encode(str(path))
    assert stage([record("밥")]) == [Record("a:1", "밥", "a", (Token("밥", "NNG"),), (4,), "1")]
    Vocab.of(["<unk>", "밥"]).write(path)
    assert encoded(path, record("밥")) == [(1,)]
    path.write_bytes("밥\t1\n떡\t1\n".encode())
    os.utime(path, ns=(1, 1))
    assert encoded(path, record("떡")) == [(1,)]
    path.write_bytes("떡\t1\n밥\t1\n".encode())
    os.utime(path, ns=(2, 2))
    assert encoded(path, record("떡")) == [(0,)]


def test_a_missing_vocabulary_shows_when_warmed_up(tmp_path: Path) -> None:
    stage = Encode(str(tmp_path / "no.tsv"))
    with pytest.raises(InputError, match=r"no\.tsv: no such file"):
        stage.warm()
