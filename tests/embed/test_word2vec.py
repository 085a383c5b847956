from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import Word2Vec

from koprep import artifact
from koprep.embed import checkpoint, word2vec
from koprep.embed.corpus import Corpus
from koprep.embed.opening import open_embedding
from koprep.embed.predicting import Task, Trained, check_room, finished
from koprep.embed.settings import Settings, checked
from koprep.errors import InputError, KoprepError, UsageError
from tests.embed.small import interrupt, read, sentences

QUICK = Settings(dim=8, window=3, min_count=1, epochs=3, deterministic=True, subsample=0.05)


def task(corpus: Corpus, output: Path, settings: Settings = QUICK, **more: Any) -> Task:
    return Task(word2vec.NAME, corpus, settings, output, **more)


def by_gensim(corpus: Corpus, records: list[list[str]], settings: Settings) -> np.ndarray:
    """gensim called directly, the vocabulary built in our order."""
    model = Word2Vec(
        vector_size=settings.dim,
        window=settings.window,
        min_count=1,
        sg=int(settings.method == "skipgram"),
        hs=int(settings.hs),
        negative=settings.negative,
        ns_exponent=settings.ns_exponent,
        sample=settings.subsample,
        alpha=settings.alpha,
        min_alpha=settings.min_alpha,
        cbow_mean=int(not settings.cbow_sum),
        shrink_windows=not settings.fixed_window,
        seed=settings.seed,
        workers=1,
        sorted_vocab=0,
    )
    model.build_vocab_from_freq(dict(zip(corpus.vocab.tokens, corpus.vocab.counts.tolist(), strict=True)))
    model.train(records, total_examples=len(records), epochs=settings.epochs)
    return np.asarray(model.wv.vectors)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"method": "cbow"},
        {"method": "cbow", "cbow_sum": True, "subsample": 0.0},
        {"hs": True, "negative": 0},
        {"method": "cbow", "hs": True, "negative": 0, "alpha": 0.05, "min_alpha": 0.01},
        {"seed": 7, "negative": 2, "ns_exponent": 0.0, "fixed_window": True, "epochs": 1},
    ],
)
def test_vectors_are_gensim_s(tmp_path: Path, change: dict[str, Any]) -> None:
    settings, records = replace(QUICK, **change), sentences()
    corpus = read(tmp_path / "ids.safetensors", records)
    word2vec.train(task(corpus, tmp_path / "emb.safetensors", settings))
    found = open_embedding(tmp_path / "emb.safetensors")
    expected = by_gensim(corpus, records, settings)
    assert found.vocab.tokens == corpus.vocab.tokens
    np.testing.assert_array_equal(found.rows.take(np.arange(len(found))), expected)


def test_no_token_of_a_long_record_is_lost(tmp_path: Path) -> None:
    words = [word for record in sentences(6000) for word in record]
    corpus = read(tmp_path / "ids.safetensors", [words])
    word2vec.train(task(corpus, tmp_path / "emb.safetensors"))
    parts = [words[at : at + 10_000] for at in range(0, len(words), 10_000)]
    found = artifact.read(tmp_path / "emb.safetensors")["vectors"]
    np.testing.assert_array_equal(found, by_gensim(corpus, parts, QUICK))
    assert (found != by_gensim(corpus, [words], QUICK)).any()


def test_rare_words_are_gone_before_windows_are_made(tmp_path: Path) -> None:
    records = [[*record[:2], f"드문{index}", *record[2:]] for index, record in enumerate(sentences(400))]
    corpus = read(tmp_path / "ids.safetensors", records, min_count=2)
    word2vec.train(task(corpus, tmp_path / "emb.safetensors"))
    found = artifact.read(tmp_path / "emb.safetensors")["vectors"]
    np.testing.assert_array_equal(found, by_gensim(corpus, sentences(400), QUICK))


@pytest.mark.parametrize("change", [{}, {"method": "cbow"}, {"hs": True, "negative": 0}])
def test_the_loss_falls_while_words_are_learned(tmp_path: Path, change: dict[str, Any]) -> None:
    settings = replace(QUICK, epochs=6, alpha=0.1, **change)
    losses = word2vec.train(task(read(tmp_path / "i.safetensors", sentences()), tmp_path / "e", settings)).losses
    assert len(losses) == 6
    assert losses[-1] < losses[0] - 0.1


def test_words_of_one_kind_are_neighbours_whatever_the_number_of_threads(tmp_path: Path) -> None:
    settings = replace(QUICK, epochs=15, alpha=0.1, deterministic=False)
    word2vec.train(task(read(tmp_path / "i.safetensors", sentences()), tmp_path / "e", settings, workers=3))
    near = {word for word, _ in open_embedding(tmp_path / "e").similar("김치", top=5)}
    assert near <= {"밥", "국수", "라면", "만두", "떡볶이", "맛있게"}


def test_the_same_training_gives_the_same_bytes_and_the_recipe_says_how(tmp_path: Path) -> None:
    corpus = read(tmp_path / "ids.safetensors", sentences())
    for name in ("a", "b"):
        word2vec.train(task(corpus, tmp_path / name))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    recipe = artifact.read(tmp_path / "a").recipe
    assert recipe.steps[-1] == "embed.word2vec:dim=8,window=3,min-count=1,subsample=0.05,epochs=3,deterministic=yes"
    assert recipe.engines["gensim"]


@pytest.mark.parametrize("after", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("change", [{}, {"method": "cbow", "hs": True, "negative": 0}])
def test_an_interrupted_training_goes_on_to_the_same_bytes(tmp_path: Path, after: int, change: dict[str, Any]) -> None:
    settings = replace(QUICK, **change)
    corpus = read(tmp_path / "ids.safetensors", sentences(5000))  # 20,000 tokens: two batches an epoch
    word2vec.train(task(corpus, tmp_path / "whole.safetensors", settings))
    interrupt(lambda: word2vec.train(task(corpus, tmp_path / "cut.safetensors", settings)), after)
    kept = tmp_path / "cut.checkpoint.safetensors"
    assert not (tmp_path / "cut.safetensors").exists()
    word2vec.train(task(corpus, tmp_path / "cut.safetensors", settings, resume=kept))
    assert (tmp_path / "cut.safetensors").read_bytes() == (tmp_path / "whole.safetensors").read_bytes()
    assert not kept.exists()


def interrupted(corpus: Corpus, output: Path) -> Path:
    interrupt(lambda: word2vec.train(task(corpus, output)), 1)
    return checkpoint.path_for(output)


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    corpus = read(tmp_path / "ids.safetensors", sentences())
    kept = interrupted(corpus, tmp_path / "e.safetensors")
    with pytest.raises(UsageError, match="was trained with --dim 8, not 9"):
        word2vec.train(task(corpus, tmp_path / "f", replace(QUICK, dim=9), resume=kept))
    with pytest.raises(UsageError, match="was trained with --deterministic yes, not no"):
        word2vec.train(task(corpus, tmp_path / "f", replace(QUICK, deterministic=False), resume=kept))
    other = read(tmp_path / "other.safetensors", sentences(100))
    with pytest.raises(InputError, match="other words or counts"):
        word2vec.train(task(other, tmp_path / "f", resume=kept))
    with pytest.raises(InputError, match="holds ids, no checkpoint"):
        word2vec.train(task(corpus, tmp_path / "f", resume=tmp_path / "ids.safetensors"))


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    corpus = read(tmp_path / "ids.safetensors", sentences())
    opened = artifact.read(interrupted(corpus, tmp_path / "e.safetensors"))
    damages: list[dict[str, np.ndarray]] = [
        {"vectors": np.zeros((3, 8), np.float32)},
        {"random": np.zeros(3, np.int64)},
    ]
    for damage in damages:
        tensors = {name: artifact.of(array) for name, array in (opened.tensors | damage).items()}
        artifact.write(tmp_path / "bad", "checkpoint", tensors, opened.recipe, opened.info)
        with pytest.raises(InputError, match="not a whole checkpoint"):
            word2vec.train(task(corpus, tmp_path / "f", resume=tmp_path / "bad"))


def test_training_ends_early_where_the_loss_no_longer_falls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = iter([3.0, 2.0, 2.5, 2.0, 1.0, 0.5])
    monkeypatch.setattr("koprep.embed.loss.Loss.__call__", lambda *_: next(losses))
    settings = replace(QUICK, epochs=6, patience=2)
    trained = word2vec.train(task(read(tmp_path / "i.safetensors", sentences()), tmp_path / "e", settings))
    assert trained == Trained((3.0, 2.0, 2.5, 2.0))


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a vocabulary of one word, '밥'"):
        word2vec.train(task(read(tmp_path / "a.safetensors", [["밥", "밥"]]), tmp_path / "e"))
    with pytest.raises(InputError, match="no record has two words"):
        word2vec.train(task(read(tmp_path / "b.safetensors", [["밥"], ["국"]]), tmp_path / "e"))


def test_vectors_that_memory_cannot_hold_are_refused_before_they_are_made() -> None:
    check_room(1_000_000, 100)
    with pytest.raises(KoprepError, match="100,000,000,000 vectors of 100 numbers need 40,000 GB of memory"):
        check_room(100_000_000_000, 100)


def test_numbers_that_run_away_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = read(tmp_path / "i.safetensors", sentences(10))
    with pytest.raises(KoprepError, match=r"use a lower --alpha than 0\.025"):
        finished(task(corpus, tmp_path / "e"), np.array([[1, np.nan]], np.float32))
    monkeypatch.setattr("koprep.embed.loss.Loss.__call__", lambda *_: float("inf"))
    with pytest.raises(KoprepError, match=r"use a lower --alpha than 0\.025"):
        word2vec.train(task(corpus, tmp_path / "e"))
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dim": 0}, "--dim 0: use 1 or more"),
        ({"dim": 10**6}, "--dim 1000000: use 100,000 or less"),
        ({"window": 0}, "--window 0: use 1"),
        ({"min_count": 0}, "--min-count 0: use 1"),
        ({"epochs": 0}, "--epochs 0: use 1"),
        ({"patience": -1}, "--patience -1: use 0"),
        ({"negative": 0}, "--negative 0: use 1 or more, or --hs"),
        ({"hs": True}, "--hs takes the place"),
        ({"subsample": 1.0}, "--subsample 1:"),
        ({"subsample": float("nan")}, "--subsample nan:"),
        ({"ns_exponent": 99.0}, "--ns-exponent 99:"),
        ({"alpha": 0.0}, "--alpha 0:"),
        ({"min_alpha": 0.5}, "--min-alpha 0.5:"),
        ({"seed": -1}, "--seed -1:"),
        ({"cbow_sum": True}, "--cbow-sum is for --method cbow"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        checked(replace(QUICK, **change))


def test_workers_are_one_or_more_and_one_if_deterministic(tmp_path: Path) -> None:
    corpus = read(tmp_path / "i.safetensors", sentences(10))
    with pytest.raises(UsageError, match="--workers 0: use 1 or more"):
        word2vec.train(task(corpus, tmp_path / "e", workers=0))
    with pytest.raises(UsageError, match="--workers 2: --deterministic takes one"):
        word2vec.train(task(corpus, tmp_path / "e", workers=2))
