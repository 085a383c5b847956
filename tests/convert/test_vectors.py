"""Word vectors to and from other tools' formats, with gensim as the authority."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from koprep import artifact
from koprep.convert.importing import import_file
from koprep.embed import embedding
from koprep.embed.opening import open_embedding
from koprep.embed.rows import Sparse
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe
from koprep.vocab import Vocab
from tests.convert import made
from tests.convert.test_round_trips import export

Array = np.ndarray[Any, np.dtype[Any]]
WORDS = ["밥", "자연어 처리", "<unk>", "<밥>", "a\\b", "\ufeff물"]
VECTORS = np.array([[0.1, -2], [1e-30, 3], [9, 9], [1 / 3, 4e20], [0, 0], [-0.0, 1e-7]], np.float32)
KEPT = [0, 1, 3, 4, 5]
ESCAPED = ["밥", "자연어\\s처리", "<밥>", "a\\\\b", "\ufeff물"]
FORMATS = [("x.vec", ""), ("x.bin", ""), ("x.txt", ""), ("x.tsv", ""), ("x.txt", "word2vec"), ("x.vec.gz", "")]


def made_embedding(path: Path, words: list[str] = WORDS, vectors: Array = VECTORS) -> Path:
    embedding.write(path, Vocab.of(words, range(7, 7 + len(words))), vectors, Recipe(), {"method": "word2vec"})
    return path


def exported(folder: Path, name: str, to: str = "", **options: Any) -> Path:
    path = made_embedding(folder / "emb.safetensors", **options)
    if name.endswith(".gz"):
        plain = export(path, folder / name.removesuffix(".gz"), to=to)
        (folder / name).write_bytes(gzip.compress(plain.read_bytes()))
        return folder / name
    return export(path, folder / name, to=to)


@pytest.mark.parametrize(
    ("name", "to", "options"),
    [
        ("x.vec", "", {}),
        ("x.txt", "word2vec", {}),
        ("x.bin", "", {"binary": True}),
        ("x", "word2vec-bin", {"binary": True}),
        ("x.txt", "", {"no_header": True}),
        ("x", "glove", {"no_header": True}),
    ],
)
def test_gensim_reads_the_same_words_and_vectors(tmp_path: Path, name: str, to: str, options: dict[str, bool]) -> None:
    read = KeyedVectors.load_word2vec_format(str(exported(tmp_path, name, to)), **options)
    first = "\ufeff" if not options.get("binary") else ""
    assert [word.removeprefix(first) for word in read.index_to_key] == [word.removeprefix(first) for word in ESCAPED]
    np.testing.assert_array_equal(read.vectors, VECTORS[KEPT])


@pytest.mark.parametrize("binary", [False, True])
def test_what_gensim_wrote_is_read(tmp_path: Path, binary: bool) -> None:
    written = KeyedVectors(2)
    written.add_vectors(ESCAPED[:4], VECTORS[KEPT[:4]])
    written.save_word2vec_format(str(tmp_path / "x.bin"), binary=binary)
    if not binary:
        (tmp_path / "x.bin").rename(tmp_path / "x.vec")
    done = import_file(tmp_path / ("x.bin" if binary else "x.vec"), tmp_path / "y.safetensors")
    opened = open_embedding(tmp_path / "y.safetensors")
    assert done[:3] == ("embedding", 4, ())
    assert opened.vocab.tokens == ["밥", "자연어 처리", "<밥>", "a\\b"]
    np.testing.assert_array_equal(opened.rows.take(np.arange(4)), VECTORS[KEPT[:4]])


@pytest.mark.parametrize(("name", "to"), FORMATS)
def test_words_and_vectors_come_back(tmp_path: Path, name: str, to: str) -> None:
    source = exported(tmp_path, name, to)
    assert import_file(source, tmp_path / "y.safetensors").rows == len(KEPT)
    opened = open_embedding(tmp_path / "y.safetensors")
    assert opened.vocab.tokens == [WORDS[id] for id in KEPT]
    np.testing.assert_array_equal(opened.rows.take(np.arange(5)), VECTORS[KEPT])
    np.testing.assert_allclose(opened.norms, np.linalg.norm(VECTORS[KEPT].astype(float), axis=1), rtol=1e-6)
    assert opened.info["method"] == "import"
    assert opened.vocab.counts.tolist() == ([7, 8, 10, 11, 12] if name == "x.tsv" else [0] * 5)


floats = st.floats(width=32, allow_nan=False, allow_infinity=False)
words = st.lists(made.tokens.filter(lambda word: word[:1] != "\ufeff"), min_size=1, max_size=6, unique=True)


@settings(max_examples=40, deadline=None)
@given(words, st.data(), st.sampled_from([("x.vec", ""), ("x.bin", ""), ("x", "glove"), ("x.tsv", "")]))
def test_any_words_and_numbers_come_back(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], data: st.DataObject, way: tuple[str, str]
) -> None:
    folder, (name, to) = tmp_path_factory.mktemp("v"), way
    rows = data.draw(arrays(np.float32, (len(words), 3), elements=floats))
    known = [word for word in words if word not in ("<pad>", "<unk>", "<bos>", "<eos>")]
    if known == words:
        source = exported(folder, name, to, words=words, vectors=rows)
        import_file(source, folder / "y.safetensors", format="" if name != "x" else to)
        opened = open_embedding(folder / "y.safetensors")
        assert opened.vocab.tokens == words
        assert np.asarray(opened.rows.take(np.arange(len(words)))).tobytes() == rows.tobytes()


def test_many_pieces_are_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from koprep.convert import textblocks, word2vec, wordvectors

    for module, name in ((wordvectors, "_CELLS"), (textblocks, "_BLOCK"), (word2vec, "_READ"), (word2vec, "_CELLS")):
        monkeypatch.setattr(module, name, 7)
    for number, (name, to) in enumerate(FORMATS[:4]):
        (folder := tmp_path / str(number)).mkdir()
        test_words_and_vectors_come_back(folder, name, to)


def test_special_tokens_of_other_tools_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("밥 1 2\n<unk> 0 1\n물 3 4", encoding="utf-8")
    assert import_file(tmp_path / "x.txt", tmp_path / "y.safetensors")[:3] == ("embedding", 2, ("<unk>",))
    assert artifact.read(tmp_path / "y.safetensors").recipe.steps == ("import:from=glove",)


def test_words_that_all_have_tags_are_known_as_such(tmp_path: Path) -> None:
    for words, tagged in ((["먹/VV", "//SP"], True), (["먹/VV", "밥"], False), (["and/or", "1/2"], False)):
        source = exported(tmp_path, "x.vec", words=words, vectors=VECTORS[:2])
        import_file(source, tmp_path / "y.safetensors")
        assert open_embedding(tmp_path / "y.safetensors").info["tagged"] is tagged


def test_a_first_line_of_sizes_is_no_glove(tmp_path: Path) -> None:
    source = exported(tmp_path, "x.vec")
    with pytest.raises(UsageError, match="begins with its sizes, which GloVe's text doesn't: --from word2vec"):
        import_file(source, tmp_path / "y.safetensors", format="glove")


def test_trailing_spaces_windows_line_ends_and_plus_signs_are_no_faults(tmp_path: Path) -> None:
    (tmp_path / "x.vec").write_bytes("2 2\r\n밥 +1 2e0 \r\n물 .5 -1. \r\n".encode())
    import_file(tmp_path / "x.vec", tmp_path / "y.safetensors")
    found = open_embedding(tmp_path / "y.safetensors").rows.take(np.arange(2))
    assert found.tolist() == [[1, 2], [0.5, -1]]


def test_metadata_may_be_a_word_a_line(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("1\t2\n3\t4\n", encoding="utf-8")
    (tmp_path / "x.metadata.tsv").write_text("밥\n물\n", encoding="utf-8")
    import_file(tmp_path / "x.tsv", tmp_path / "y.safetensors")
    opened = open_embedding(tmp_path / "y.safetensors")
    assert opened.vocab.tokens == ["밥", "물"]
    assert opened.vector("물").tolist() == [3, 4]


BAD: list[tuple[str, str | bytes, str]] = [
    ("x.vec", "", "empty; word vectors need at least one word"),
    ("x.vec", "밥 1 2\n", ":1: not the number of words and dimensions: '밥 1 2'"),
    (
        "x.vec",
        "1000000000000 300\n밥 1\n",
        "it says that it has 1,000,000,000,000 words of 300 dimensions, but has only",
    ),
    ("x.vec", "0 300\n", "it has 0 words of 300 dimensions; there is none"),
    ("x.vec", "2 2\n밥 1 2\n", "1 words, but its first line says 2; it is cut off"),
    ("x.vec", "1 2\n밥 1 2\n물 3 4\n", ":3: more lines than the 1 words its first line says"),
    ("x.vec", "2 2\n밥 1 2\n물 3 4 5\n", ":3: 3 numbers, where the vectors have 2"),
    ("x.vec", "2 2\n밥 1 2\n물 3\n", ":3: 1 numbers, where the vectors have 2"),
    ("x.vec", "2 2\n밥 1 2\n물\n", ":3: not a word and 2 numbers: '물'"),
    ("x.vec", "2 2\n밥 1 2\n 3 4\n", ":3: no word before the first space"),
    ("x.vec", "2 2\n밥 1 2\n물 nan 4\n", ":3: 'nan' is no number a vector can have"),
    ("x.vec", "2 2\n밥 1 2\n물 3 1e99\n", ":3: '1e99' is no number a vector can have"),
    ("x.vec", "2 2\n밥 1 2\n물 3 1_0\n", ":3: '1_0' is no number a vector can have"),
    ("x.vec", "2 2\n밥 1 2\n밥 3 4\n", "the word '밥' stands twice: 1 and 2"),
    ("x.vec", "2 2\n밥 1 2\n물 3 4\n".encode("cp949"), ":2: not UTF-8 text"),
    ("x.txt", "밥 1 2\n물 1 2 3\n", ":2: 3 numbers, where the vectors have 2"),
    ("x.txt", "<unk> 1 2\n", "no word in it but specials"),
    ("x.bin", b"", "neither word2vec's binary format, which begins with a line of sizes, nor fastText's"),
    ("x.bin", b"\x80\x02}q\x00", "neither word2vec's binary format"),
    ("x.bin", b"9999999 300\nab ", "it says that it has 9,999,999 words of 300 dimensions, but has only"),
    ("x.bin", b"2 1\na \x00\x00\x80?\nb \x00\x00", "word 2 of 2: the file ends inside its vector"),
    ("x.bin", b"1 1\nabcdefgh", "word 1 of 1: no space behind it"),
    ("x.bin", b"1 1\na \x00\x00\x80?\nb \x00\x00\x80?", "it goes on after the 1 words"),
    ("x.bin", b"1 1\na \x00\x00\xc0\x7f", "the vector of 'a' (word 1) holds nan"),
    ("x.bin", b"1 1\n\xff \x00\x00\x80?", "word 1 of 1: not UTF-8 text"),
    ("x.bin", b"1 1\n \x00\x00\x80?", "word 1 of 1 is empty"),
    ("x.bin", b"2 1\na \x00\x00\x80?\na \x00\x00\x80?", "the word 'a' stands twice"),
    ("x.tsv", "1\t2\n", "x.metadata.tsv: no such file"),
    ("x.vec.gz", b"junk", "not a gzipped file"),
]


@pytest.mark.parametrize(("name", "data", "said"), BAD, ids=[said for _, _, said in BAD])
def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path: Path, name: str, data: str | bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(InputError) as caught:
        import_file(tmp_path / name, tmp_path / "y.safetensors")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("vectors", "about", "said"),
    [
        ("1\t2\n3\t4\n", "밥\n", "x.tsv:2: more vectors than the 1 words beside it"),
        ("1\t2\n", "밥\n물\n", "x.tsv: 1 vectors for the 2 words beside it"),
        ("1\t2\n3\n", "밥\n물\n", "x.tsv:2: 1 numbers, where the vectors have 2"),
        ("1\t2\n", "word\tcount\n밥\tx\n", "x.metadata.tsv:2: 'x' is no count"),
        ("1\t2\n", "word\tcount\n밥\n", "x.metadata.tsv:2: 1 columns"),
    ],
)
def test_files_of_the_projector_must_fit(tmp_path: Path, vectors: str, about: str, said: str) -> None:
    (tmp_path / "x.tsv").write_text(vectors, encoding="utf-8")
    (tmp_path / "x.metadata.tsv").write_text(about, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        import_file(tmp_path / "x.tsv", tmp_path / "y.safetensors")
    assert said in str(caught.value)


def test_a_txt_of_words_is_still_a_vocabulary(tmp_path: Path) -> None:
    for text in ("밥 3\n물 1\n", "밥\n자연어 처리\n"):
        (tmp_path / "x.txt").write_text(text, encoding="utf-8")
        assert import_file(tmp_path / "x.txt", tmp_path / "v.tsv").kind == "vocab"
    (tmp_path / "x.txt").write_text("밥 1 2\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"x.txt holds word vectors; use -o .*v.safetensors"):
        import_file(tmp_path / "x.txt", tmp_path / "v.tsv")


def test_what_can_t_be_exported_is_refused(tmp_path: Path) -> None:
    path = made_embedding(tmp_path / "emb.safetensors")
    only = made_embedding(tmp_path / "only.safetensors", ["<unk>"], VECTORS[:1])
    rows = Sparse(np.ones(1, np.float32), np.zeros(1, np.int32), np.array([0, 1]), 1)
    embedding.write_sparse(tmp_path / "sparse.safetensors", Vocab.of(["밥"]), rows, Recipe(), {})
    ids = made.example(tmp_path / "ids.safetensors", "ids")
    for source, name, to, said in (
        (tmp_path / "sparse.safetensors", "x.vec", "", "sparse vectors of 1 dimensions"),
        (ids, "x.vec", "", "holds no word vectors, which fasttext is for"),
        (ids, "x.bin", "word2vec-bin", "holds no word vectors"),
        (path, "x.bin", "fasttext", "has no vectors of n-grams, which fastText's .bin is made of; use -o with .vec"),
        (path, "x.tsv.gz", "", "can't be packed"),
        (path, "-", "projector", "needs a file; name one"),
    ):
        with pytest.raises(UsageError) as caught:
            export(source, tmp_path / name if name != "-" else Path("-"), to=to)
        assert said in str(caught.value)
    with pytest.raises(InputError, match="no word in it to export"):
        export(only, tmp_path / "x.vec")


def test_other_exports_of_an_embedding_stay(tmp_path: Path) -> None:
    path = made_embedding(tmp_path / "emb.safetensors")
    assert export(path, tmp_path / "w.txt", to="txt").read_text(encoding="utf-8").splitlines()[0] == "밥"
    import_file(export(path, tmp_path / "x.npz"), tmp_path / "y.safetensors")
    assert (tmp_path / "y.safetensors").read_bytes() == path.read_bytes()
    np.testing.assert_array_equal(np.load(export(path, tmp_path / "x.npy")), VECTORS)
