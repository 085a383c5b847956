from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from koprep.embed import counts as counting
from koprep.embed.factorizing import Factoring, check_memory, learn, write, write_ppmi
from koprep.embed.opening import open_embedding
from koprep.embed.ppmi import Information, ppmi
from koprep.embed.selecting import chosen, narrowed
from koprep.embed.windows import Windows
from koprep.errors import InputError, KoprepError, UsageError
from koprep.vocab import Vocab
from tests.embed.counted import Array, corpus_of, dense

TEXT = (np.random.default_rng(0).zipf(1.4, (400, 20)) % 150).tolist()
COUNTS = counting.count(corpus_of(TEXT, 150), Windows(3), Path("here"))
PLAIN = Information(cds=1.0)
PTB = Path(os.environ.get("KOPREP_DATA", ""), "ptb/ptb.train.txt")


def cosines(vectors: Array) -> Array:
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(unit @ unit.T)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_vectors_are_left_vectors_times_a_power_of_the_values(power: float) -> None:
    left, values, _ = np.linalg.svd(dense(ppmi(COUNTS, PLAIN)).astype(np.float64))
    found = learn(COUNTS, PLAIN, Factoring(dim=8, power=power, min_count=1))
    assert cosines(found) == pytest.approx(cosines(left[:, :8] * values[:8] ** power), abs=1e-3)


def test_contexts_are_added() -> None:
    left, values, right = np.linalg.svd(dense(ppmi(COUNTS, Information())).astype(np.float64))
    found = learn(COUNTS, Information(), Factoring(dim=8, power=0.5, add_context=True, min_count=1))
    assert cosines(found) == pytest.approx(cosines((left[:, :8] + right.T[:, :8]) * values[:8] ** 0.5), abs=1e-3)


def test_rare_words_lie_where_their_contexts_put_them() -> None:
    """A word that is factorized, and one that is folded in, have the same place if they keep the same company."""
    core = np.asarray(COUNTS.vocab.counts) >= 20
    matrix = dense(ppmi(narrowed(COUNTS, core), PLAIN)).astype(np.float64)
    _, values, right = np.linalg.svd(matrix[core])
    found = learn(COUNTS, PLAIN, Factoring(dim=6, power=1.0, min_count=20))
    assert 0 < core.sum() < 150
    assert cosines(found) == pytest.approx(cosines(matrix @ right[:6].T), abs=1e-3)
    halved = learn(COUNTS, PLAIN, Factoring(dim=6, power=0.5, min_count=20))
    assert cosines(halved) == pytest.approx(cosines(matrix @ right[:6].T * values[:6] ** -0.5), abs=1e-3)


def test_contexts_are_the_frequent_words_alone() -> None:
    core = np.asarray(COUNTS.vocab.counts) >= 20
    part, whole = narrowed(COUNTS, core), dense(COUNTS)
    assert dense(part) == pytest.approx(whole[:, core])
    assert part.rows == pytest.approx(whole[:, core].sum(axis=1))
    assert part.columns == pytest.approx(whole[core][:, core].sum(axis=0))
    sides = counting.count(corpus_of(TEXT, 150), Windows(3, contexts="directional"), Path("here"))
    assert dense(narrowed(sides, core)) == pytest.approx(dense(sides)[:, np.tile(core, 2)])


def test_words_too_rare_even_to_fold_in_are_gone() -> None:
    kept = np.asarray(COUNTS.vocab.counts) >= 10
    part = chosen(COUNTS, 10)
    assert part.vocab.tokens == [word for word, there in zip(COUNTS.vocab.tokens, kept, strict=True) if there]
    assert dense(part) == pytest.approx(dense(COUNTS)[kept][:, kept])
    assert part.rows == pytest.approx(dense(part).sum(axis=1))
    assert part.columns == pytest.approx(dense(part).sum(axis=0))
    with pytest.raises(InputError, match="none of 150 words is seen 100000 times"):
        chosen(COUNTS, 10**5)


def test_the_file_is_an_embedding_that_answers(tmp_path: Path) -> None:
    path, how = tmp_path / "emb.safetensors", Factoring(dim=8, power=0.5, min_count=12, fold_in=2, parts=False)
    vocab, empty = write(path, COUNTS, Information(), how)
    opened = open_embedding(path)
    assert (len(vocab), opened.dimensions) == (len(opened), 8)
    assert opened.info["method"] == "ppmi"
    assert opened.recipe.steps == ("embed.ppmi:dim=8,power=0.5,parts=no,min-count=12,fold-in=2",)
    assert empty == (opened.norms == 0).sum()
    assert opened.similar("말1", 3)[0].score > 0.1
    learned = learn(chosen(COUNTS, 2), Information(), how)
    assert (opened.rows.take(np.arange(len(vocab))) == learned).all()


def test_unseen_words_are_made_of_parts(tmp_path: Path) -> None:
    path, how = tmp_path / "emb.safetensors", Factoring(dim=8)
    write(path, COUNTS, Information(), how)
    opened = open_embedding(path)
    assert opened.recipe.steps == ("embed.ppmi:dim=8",)
    assert "말말" not in opened.vocab
    assert opened.vector("말말").any()
    again = tmp_path / "again.safetensors"
    write(again, COUNTS, Information(), how, workers=2)
    assert again.read_bytes() == path.read_bytes()


def test_sparse_vectors_are_rows_of_ppmi(tmp_path: Path) -> None:
    path = tmp_path / "emb.safetensors"
    write_ppmi(path, COUNTS, Information(neg=2), Factoring(min_count=1, fold_in=1))
    opened, expected = open_embedding(path), dense(ppmi(COUNTS, Information(neg=2)))
    assert (opened.rows.take(np.arange(150)) == expected).all()
    assert opened.recipe.steps == ("embed.ppmi:no-svd=yes,neg=2,min-count=1",)
    scores = cosines(expected)[1]
    scores[1] = -1
    assert opened.similar("말1", 1)[0] == (f"말{scores.argmax()}", pytest.approx(scores.max(), abs=1e-5))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (Factoring(dim=0), "--dim 0: use 1 or more"),
        (Factoring(min_count=0), "--min-count 0: use 1 or more"),
        (Factoring(fold_in=0), "--fold-in 0: use 1 or more"),
        (Factoring(power=-1), "--power -1: use 0, 0.5 or 1"),
        (Factoring(svd="lanczos"), r"--svd lanczos: unknown; known: krylov, arpack"),
        (Factoring(seed=-1), "--seed -1: use 0 or more"),
        (Factoring(dim=1000, min_count=1), "--dim 1000: there are only 150 words"),
    ],
)
def test_what_cannot_be_meant_is_refused(how: Factoring, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        learn(COUNTS, Information(), how)


def test_contexts_apart_by_side_cannot_be_added_to_words() -> None:
    sides = counting.count(corpus_of(TEXT, 150), Windows(3, contexts="directional"), Path("here"))
    with pytest.raises(UsageError, match="--add-context: only symmetric contexts are words"):
        learn(sides, Information(), Factoring(dim=8, add_context=True))
    assert learn(sides, Information(), Factoring(dim=8)).shape == (150, 8)


def test_a_minimum_nobody_reaches_is_one_line() -> None:
    with pytest.raises(InputError, match="none of 150 words is seen 1000000 times; use a lower --min-count"):
        learn(COUNTS, Information(), Factoring(min_count=10**6))


def test_what_does_not_fit_into_memory_is_known_before() -> None:
    check_memory(COUNTS, 100, 10**9)
    with pytest.raises(
        KoprepError, match=r"[\d,]+ pairs of words take .* of memory, but there are 97.7 KiB; use a higher"
    ):
        check_memory(COUNTS, 100, 10**5)


@pytest.mark.skipif(not PTB.is_file(), reason="KOPREP_DATA is not set")
def test_neighbours_in_the_penn_treebank() -> None:
    records = [line.split() for line in PTB.read_text(encoding="utf-8").split("\n")]
    vocab = Vocab.count(records, specials=[])
    ids = {word: id if word != "<unk>" else -1 for id, word in enumerate(vocab.tokens)}
    corpus = corpus_of([[ids[word] for word in record] for record in records], len(vocab))
    counts = counting.count(corpus, Windows(2), Path("here"), workers=2)
    vectors = learn(counts, Information(), Factoring(), workers=2)
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def neighbours(word: str, top: int) -> set[str]:
        return {vocab[id] for id in np.argsort(-(unit @ unit[ids[word]]))[1 : top + 1].tolist()}

    assert {"motor", "motors", "nissan"} <= neighbours("toyota", 10)
    assert {"we", "i"} <= neighbours("you", 4)
