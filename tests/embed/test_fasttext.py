from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import FastText

from koprep import artifact, hangul
from koprep.embed import checkpoint, corpus, fasttext
from koprep.embed.corpus import Corpus
from koprep.embed.embedding import Embedding
from koprep.embed.opening import open_embedding
from koprep.embed.predicting import Task
from koprep.embed.settings import Settings
from koprep.embed.subwords import USUAL, Subwords
from koprep.errors import InputError, UsageError
from tests.embed.small import EATING, FOODS, GOING, PLACES, ids_file, interrupt, read, sentences

QUICK = Settings(dim=8, window=3, min_count=1, epochs=2, deterministic=True, subsample=0.05)
CHAR = Subwords("char", 2, 4, buckets=3000)
UNSEEN = ["먹었더니", "국수집", "떠나", "김치볶음밥", "x먹었다"]


def task(read_from: Corpus, output: Path, settings: Settings = QUICK, **more: Any) -> Task:
    return Task(fasttext.NAME, read_from, settings, output, **more)


def trained(tmp_path: Path, settings: Settings, subwords: Subwords, records: list[list[str]]) -> Embedding:
    fasttext.train(task(read(tmp_path / "ids.safetensors", records), tmp_path / "emb.safetensors", settings), subwords)
    return open_embedding(tmp_path / "emb.safetensors")


def by_gensim(words: Corpus, records: list[list[str]], settings: Settings, subwords: Subwords) -> FastText:
    """gensim called directly, the vocabulary built in our order."""
    model = FastText(
        vector_size=settings.dim,
        window=settings.window,
        min_count=1,
        sg=int(settings.method == "skipgram"),
        hs=int(settings.hs),
        negative=settings.negative,
        sample=settings.subsample,
        cbow_mean=int(not settings.cbow_sum),
        seed=settings.seed,
        workers=1,
        sorted_vocab=0,
        min_n=subwords.minn,
        max_n=subwords.maxn,
        bucket=subwords.buckets,
    )
    model.build_vocab_from_freq(dict(zip(words.vocab.tokens, words.vocab.counts.tolist(), strict=True)))
    model.train(records, total_examples=len(records), epochs=settings.epochs)
    return model


@pytest.mark.parametrize(
    ("change", "buckets"),
    [({}, 3000), ({}, 40), ({"method": "cbow"}, 3000), ({"hs": True, "negative": 0}, 500), ({"cbow_sum": True}, 70)],
)
def test_characters_give_gensim_s_vectors_of_unseen_words_too(
    tmp_path: Path, change: dict[str, Any], buckets: int
) -> None:
    if "cbow_sum" in change:
        change = change | {"method": "cbow"}
    settings, subwords, records = replace(QUICK, **change), replace(CHAR, buckets=buckets), sentences(600)
    found = trained(tmp_path, settings, subwords, records)
    model = by_gensim(read(tmp_path / "ids.safetensors", records), records, settings, subwords)
    np.testing.assert_array_equal(found.rows.take(np.arange(len(found))), model.wv.vectors)
    opened = artifact.read(tmp_path / "emb.safetensors")
    np.testing.assert_array_equal(opened["words"], model.wv.vectors_vocab)
    np.testing.assert_array_equal(opened["buckets"], model.wv.vectors_ngrams[opened["bucket_numbers"]])
    untrained = np.setdiff1d(np.arange(buckets), opened["bucket_numbers"])
    model.wv.vectors_ngrams[untrained] = 0  # gensim leaves the noise it began with in them
    for word in UNSEEN:
        np.testing.assert_allclose(found.vector(word), model.wv[word], rtol=1e-5, atol=1e-8)


def test_a_word_without_a_known_part_has_no_vector(tmp_path: Path) -> None:
    found = trained(tmp_path, QUICK, CHAR, sentences(300))
    with pytest.raises(KeyError):
        found.vector("ΩΩΩ")


LONGER = replace(QUICK, dim=16, epochs=12, alpha=0.1, subsample=0.0)


def jamo_model(tmp_path: Path) -> Embedding:
    return trained(tmp_path, LONGER, USUAL["jamo"], sentences(1200))


def test_unseen_forms_misspellings_and_decomposed_words_are_near_their_stem(tmp_path: Path) -> None:
    found = jamo_model(tmp_path)
    for words, kind in (
        (("먹었더니", "먹었어요", "먹엇다", "먹었다ㅋ", unicodedata.normalize("NFD", "먹었더라")), {*EATING, "맛있게"}),
        (("떠났더니", "떠나요", "떠낫다", "떠났다ㅠㅠ"), {*GOING, "멀리"}),
        (("국수집", "만두국"), {*FOODS}),
        (("강릉시", "제주도민"), {*PLACES}),
    ):
        for word in words:
            assert word not in found
            assert found.similar(word)[0].word in kind, word


def test_answers_are_ordinary_hangul_and_the_file_says_how_words_are_cut(tmp_path: Path) -> None:
    found = jamo_model(tmp_path)
    assert all(unicodedata.is_normalized("NFC", word) for word in found.vocab.tokens)
    assert {word for word, _ in found.similar("먹었더니", top=99)} == set(found.vocab.tokens)
    subwords = found.info["subwords"]
    assert (subwords["unit"], subwords["minn"], subwords["maxn"]) == ("jamo", 3, 5)
    assert (subwords["min_syllables"], subwords["max_syllables"], subwords["hash"]) == (1, 4, "fnv1a-32")
    assert "words" not in artifact.read(tmp_path / "emb.safetensors")
    assert found.recipe.steps[-1].startswith("embed.fasttext:unit=jamo,dim=16,window=3,")


def test_a_shared_jamo_brings_nearer_than_characters_can(tmp_path: Path) -> None:
    """먹엇 has the letters of 먹었 but for one, yet only one of its characters is known in that company."""
    jamo = Subwords().ngrams("먹엇")
    char = Subwords("char", 2, 4).ngrams("먹엇")
    known = set(Subwords().ngrams("먹었")) | set(Subwords("char", 2, 4).ngrams("먹었"))
    assert sum(part in known for part in jamo) / len(jamo) > sum(part in known for part in char) / len(char)


def test_of_tagged_words_the_tag_is_no_part(tmp_path: Path) -> None:
    path = ids_file(tmp_path / "ids.safetensors", sentences(300), tag="/VV")
    opened = artifact.read(path)
    tensors = {name: artifact.of(array) for name, array in opened.tensors.items()}
    artifact.write(tmp_path / "tagged", "ids", tensors, opened.recipe, {"tagged": True})
    fasttext.train(task(corpus.read(tmp_path / "tagged", 1), tmp_path / "e"), USUAL["jamo"])
    found = open_embedding(tmp_path / "e")
    assert found.info["subwords"]["tagged"] is True
    np.testing.assert_array_equal(found.vector("먹었더니/VV"), found.vector("먹었더니"))
    np.testing.assert_array_equal(found.vector("먹었더니/NNG"), found.vector("먹었더니"))


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("subwords", [USUAL["jamo"], CHAR])
def test_an_interrupted_training_goes_on_to_the_same_bytes(tmp_path: Path, after: int, subwords: Subwords) -> None:
    words = read(tmp_path / "ids.safetensors", sentences(5000))
    fasttext.train(task(words, tmp_path / "whole.safetensors"), subwords)
    interrupt(lambda: fasttext.train(task(words, tmp_path / "cut.safetensors"), subwords), after)
    kept = checkpoint.path_for(tmp_path / "cut.safetensors")
    fasttext.train(task(words, tmp_path / "cut.safetensors", resume=kept), subwords)
    assert (tmp_path / "cut.safetensors").read_bytes() == (tmp_path / "whole.safetensors").read_bytes()


def test_a_checkpoint_with_other_parts_is_refused(tmp_path: Path) -> None:
    words = read(tmp_path / "ids.safetensors", sentences(300))
    interrupt(lambda: fasttext.train(task(words, tmp_path / "e.safetensors"), CHAR), 1)
    kept = checkpoint.path_for(tmp_path / "e.safetensors")
    with pytest.raises(UsageError, match="was trained with --maxn 4, not 5"):
        fasttext.train(task(words, tmp_path / "f", resume=kept), replace(CHAR, maxn=5))
    with pytest.raises(UsageError, match="was trained with --unit char, not jamo"):
        fasttext.train(task(words, tmp_path / "f", resume=kept), replace(CHAR, unit="jamo"))


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    trained(tmp_path, QUICK, CHAR, sentences(100))
    opened = artifact.read(tmp_path / "emb.safetensors")
    damages: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        ({"bucket_numbers": np.zeros(3, np.int32)}, {}, "don't fit its buckets"),
        ({"norms": np.zeros(3, np.float32)}, {}, "the file is damaged"),
        ({}, {"subwords": {"what": 1}}, "doesn't say what its buckets are"),
        ({}, {"subwords": {"unit": "char", "hash": "crc"}}, "doesn't say what its buckets are"),
    ]
    for tensors, info, said in damages:
        written = {name: artifact.of(array) for name, array in (opened.tensors | tensors).items()}
        artifact.write(tmp_path / "bad", opened.kind, written, opened.recipe, opened.info | info)
        with pytest.raises(InputError, match=said):
            open_embedding(tmp_path / "bad")


def test_very_long_words_and_words_of_one_letter_are_learned(tmp_path: Path) -> None:
    words = ["ㅋ" * 500, "e", hangul.compose("ㄱ", "ㅏ"), "/", "<", "밥 먹기"]
    found = trained(tmp_path, QUICK, USUAL["jamo"], [words] * 30)
    assert np.isfinite(found.vector("ㅋ" * 400)).all()
    assert all(word in found for word in words)


def test_words_too_short_to_be_cut_are_learned_whole(tmp_path: Path) -> None:
    found = trained(tmp_path, QUICK, Subwords("char", 50, 60), sentences(300))
    assert np.isfinite(found.vector("먹다")).all()
    with pytest.raises(KeyError):
        found.vector("먹" * 60)
