"""fastText's ``.bin``, with gensim and the ``fasttext`` package, the original program, as authorities."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import load_facebook_model, load_facebook_vectors, save_facebook_model

from koprep.convert import fasttext as format
from koprep.convert.importing import import_file
from koprep.embed import fasttext
from koprep.embed.embedding import Embedding
from koprep.embed.opening import open_embedding
from koprep.embed.predicting import Task
from koprep.embed.settings import Settings
from koprep.embed.subwords import Subwords
from koprep.errors import InputError, UsageError
from tests.convert.test_round_trips import export
from tests.embed import small

QUICK = Settings(dim=16, window=3, min_count=1, epochs=2, deterministic=True, subsample=0.05)
CHAR = Subwords("char", 2, 4, buckets=3000)
UNSEEN = ["먹었더니", "국수집", "x먹었다", "제주도에서"]


def trained(folder: Path, subwords: Subwords = CHAR, tag: str = "") -> Path:
    records = [*small.sentences(300), ["자연어 처리", "밥"], ["</s>", "밥"]]
    corpus = small.corpus.read(small.ids_file(folder / "ids.safetensors", records, tag), 1)
    if tag:
        object.__setattr__(corpus, "tagged", True)
    fasttext.train(Task(fasttext.NAME, corpus, QUICK, folder / "emb.safetensors"), subwords)
    return folder / "emb.safetensors"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(tmp_path_factory.mktemp("fasttext"))


@pytest.fixture(scope="module")
def model(path: Path) -> Path:
    return export(path, path.with_name("x.bin"))


def asked(opened: Embedding) -> list[str]:
    return [*(word for word in opened.vocab.tokens if word != "</s>"), *UNSEEN]


def test_gensim_gives_the_same_vectors_unseen_words_included(path: Path, model: Path) -> None:
    opened, read = open_embedding(path), load_facebook_vectors(str(model))
    assert read.index_to_key == opened.vocab.tokens
    for word in asked(opened):
        np.testing.assert_allclose(read.get_vector(word), opened.vector(word), rtol=1e-5, atol=1e-8)
    assert all(read.get_vecattr(word, "count") == opened.vocab.counts[id] for word, id in opened.vocab.ids.items())


def test_gensim_can_go_on_training_it(model: Path) -> None:
    read = load_facebook_model(str(model))
    read.train([["밥", "먹다"]], total_examples=1, epochs=1)


def test_the_original_program_gives_the_same_vectors(path: Path, model: Path) -> None:
    program = pytest.importorskip("fasttext")
    opened, read = open_embedding(path), program.load_model(str(model))
    assert read.get_words() == opened.vocab.tokens
    for word in asked(opened):
        np.testing.assert_allclose(read.get_word_vector(word), opened.vector(word), rtol=1e-4, atol=1e-7)
    assert read.get_subwords("먹다")[0] == ["먹다", *CHAR.ngrams("먹다")]


def test_it_comes_back_with_its_n_grams_and_counts(path: Path, model: Path, tmp_path: Path) -> None:
    assert import_file(model, tmp_path / "y.safetensors")[:3] == ("embedding", len(open_embedding(path)), ())
    before, after = open_embedding(path), open_embedding(tmp_path / "y.safetensors")
    assert after.vocab.tokens == before.vocab.tokens
    assert after.vocab.counts.tolist() == before.vocab.counts.tolist()
    for word in asked(before):
        np.testing.assert_allclose(after.vector(word), before.vector(word), rtol=1e-5, atol=1e-8)
    assert export(tmp_path / "y.safetensors", tmp_path / "x.bin").read_bytes() == model.read_bytes()


def test_the_original_program_writes_the_same_bytes(model: Path, tmp_path: Path) -> None:
    program = pytest.importorskip("fasttext")
    program.load_model(str(model)).save_model(str(tmp_path / "x.bin"))
    assert (tmp_path / "x.bin").read_bytes() == model.read_bytes()


@pytest.mark.parametrize("bucket", [400, 0])
def test_a_model_of_gensim_is_read(tmp_path: Path, bucket: int) -> None:
    grams = {"min_n": 2, "max_n": 3} if bucket else {"min_n": 0, "max_n": 0}
    written = FastText(small.sentences(100), vector_size=5, bucket=bucket, workers=1, **grams)
    save_facebook_model(written, str(tmp_path / "x.bin"))
    import_file(tmp_path / "x.bin", tmp_path / "y.safetensors")
    opened = open_embedding(tmp_path / "y.safetensors")
    assert opened.vocab.tokens == written.wv.index_to_key
    for word in [*opened.vocab.tokens, *(UNSEEN if bucket else [])]:
        np.testing.assert_allclose(opened.vector(word), written.wv.get_vector(word), rtol=1e-5, atol=1e-8)
    assert (opened.parts is None) == (bucket == 0)


def test_only_plain_fasttext_goes_to_bin(tmp_path: Path) -> None:
    jamo = trained(tmp_path, Subwords(buckets=3000))
    with pytest.raises(
        UsageError, match=r"learned from jamo, which fastText's .bin knows nothing of; use -o with .vec"
    ):
        export(jamo, tmp_path / "x.bin")
    assert export(jamo, tmp_path / "x.vec").read_text(encoding="utf-8").startswith("28 16\n")
    assert export(jamo, tmp_path / "x.bin", to="word2vec-bin").read_bytes().startswith(b"28 16\n")
    tagged = trained(tmp_path, CHAR, tag="/NNG")
    with pytest.raises(UsageError, match="words with tags, which fastText would cut"):
        export(tagged, tmp_path / "x.bin")


HEAD = [format.MAGIC, 12, 2, 5, 5, 1, 5, 1, 2, 2, 4, 2, 3, 100, 1e-4]


def of(words: bytes = b"ab\0" + format.ENTRY.pack(3, 0), rows: int = 5, **changes: Any) -> bytes:
    """A small model, with something wrong in it."""
    head = [changes.get(str(place), value) for place, value in enumerate(HEAD)]
    number = words.count(b"\0" + format.ENTRY.pack(3, 0))
    sizes = changes.get("entries", number), changes.get("words", number), changes.get("labels", 0), 3
    start = format.HEAD.pack(*head) + format.SIZES.pack(*sizes, changes.get("pruned", -1)) + words
    matrix = format.MATRIX.pack(changes.get("quantized", False), rows, head[2])
    return start + matrix + struct.pack(f"<{2 * rows}f", *[changes.get("value", 1.0)] * (2 * rows))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (of(**{"9": 3}), "a classifier of fastText's, no word vectors"),
        (of(labels=1), "a classifier of fastText's"),
        (of(quantized=True), "a quantized model of fastText's (.ftz); give the .bin it was made from"),
        (of(pruned=7), "a pruned model of fastText's"),
        (of(**{"1": 99}), "fastText's format 99; koprep reads 12"),
        (of(**{"2": 0}), "impossible; it is damaged"),
        (of(**{"2": 90_000}), "it says that it has 5 rows of 90,000 dimensions, but has only"),
        (of(words=b"", entries=10**9), "impossible; it is damaged"),
        (of(**{"10": 2_000_000}), "it says that it has 2,000,001 rows of 2 dimensions, but has only"),
        (of(rows=4), "4 rows of 2, not the 5 of 2 its head says"),
        (of(value=float("nan")), "row 0 of its matrix holds what is no number"),
        (of(words=2 * (b"ab\0" + format.ENTRY.pack(3, 0)), rows=6), "the word 'ab' stands twice"),
        (of()[:-3], "the file ends too early; it is cut off"),
        (of()[:30], "the file ends too early; it is cut off"),
        (of(words=b"\0" + format.ENTRY.pack(3, 0)), "word 1 is damaged"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_in_one_line(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x.bin").write_bytes(data)
    with pytest.raises(InputError) as caught:
        import_file(tmp_path / "x.bin", tmp_path / "y.safetensors")
    assert said in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == ["x.bin"]


def test_words_cut_between_bytes_are_left_out_and_counted(tmp_path: Path) -> None:
    entry = b"\0" + format.ENTRY.pack(3, 0)
    (tmp_path / "x.bin").write_bytes(of(words=b"ab" + entry + "밥".encode()[:2] + entry, rows=6))
    done = import_file(tmp_path / "x.bin", tmp_path / "y.safetensors")
    assert done[:3] == ("embedding", 1, ("1 words that are no UTF-8 text",))
    assert open_embedding(tmp_path / "y.safetensors").vocab.tokens == ["ab"]
