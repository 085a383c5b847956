"""What ``koprep tensor`` makes of the same tokens: every kind with its recipe, its labels, and what can go wrong."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

import koprep
from koprep import Vocab, artifact
from koprep.artifact import Artifact
from koprep.building import build_tensor, build_vocab
from koprep.building.kinds import Bow, OneHot, Padded, Prefixes, TfIdf
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, sha256
from koprep.tensors import Padding
from koprep.tensors.tfidf import Weighting

TRAIN = [(["밥", "먹다", "밥"], "좋음"), (["물", "마시다"], "나쁨"), ([], None), (["밥", "<unk>", "짓다"], "좋음")]
TEST = [(["물", "밥", "물"], "나쁨"), (["국", "먹다"], "좋음")]
KINDS = {
    "bow": (Bow(), ("bow",)),
    "tfidf": (TfIdf(), ("tfidf",)),
    "tfidf options": (TfIdf(Weighting(False, True, False)), ("tfidf:smooth=no,sublinear=yes,l2=no",)),
    "onehot": (OneHot(), ("pad:max-len=3", "onehot")),
    "onehot dense": (OneHot(Padding(2, "pre"), dense=True), ("pad:max-len=2,side=pre", "onehot:dense=yes")),
    "prefixes": (Prefixes(), ("prefixes:max-len=2",)),
    "prefixes options": (
        Prefixes(Padding(1, "post", "post", 3)),
        ("prefixes:max-len=1,side=post,truncate=post,value=3",),
    ),
}


def tokens_file(path: Path, records: list[tuple[list[str], str | None]]) -> Path:
    rows = [{"id": str(n), "text": "", "tokens": words, "label": label} for n, (words, label) in enumerate(records)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return tokens_file(tmp_path / "train.jsonl", TRAIN)


@pytest.fixture
def vocab(train: Path) -> Path:
    build_vocab(str(train), train.parent / "v.tsv")
    return train.parent / "v.tsv"


def matrix(opened: Artifact) -> Any:
    return csr_matrix((opened["data"], opened["indices"], opened["indptr"]), shape=tuple(opened["shape"]))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_opens_with_its_recipe_vocabulary_and_labels(train: Path, vocab: Path, name: str) -> None:
    kind, steps = KINDS[name]
    output = train.parent / "x.safetensors"
    summary = build_tensor(str(train), vocab, output, kind=kind)
    opened = koprep.load(output)
    assert isinstance(opened, Artifact)
    assert opened.kind == name.split()[0]
    assert opened.recipe.steps == ("encode:vocab", *steps)
    assert opened.recipe.files == {"encode.vocab": hashlib.sha256(vocab.read_bytes()).hexdigest()}
    assert opened.recipe.inputs == (sha256(train),)
    assert koprep.loading.vocab_of(opened).tokens == Vocab.read(vocab).tokens
    assert opened.info["classes"] == ["나쁨", "좋음"]
    assert opened["labels"].tolist() == ([1, 1, 0, 1, 1] if opened.kind == "prefixes" else [1, 0, -1, 1])
    assert opened.info["sizes"]["records"] == summary.records == 4
    assert summary.rows == (5 if opened.kind == "prefixes" else 4)
    assert summary.classes == ("나쁨", "좋음")
    assert not any(array.flags.writeable or array.flags.owndata for array in opened.tensors.values())
    assert str(train.parent).encode() not in output.read_bytes()
    assert load_file(output).keys() == opened.tensors.keys()


@pytest.mark.parametrize("name", KINDS)
def test_the_same_input_gives_the_same_bytes(train: Path, vocab: Path, name: str) -> None:
    contents = set()
    for output in ("x.safetensors", "y.safetensors"):
        build_tensor(str(train), vocab, train.parent / output, kind=KINDS[name][0])
        contents.add((train.parent / output).read_bytes())
    assert len(contents) == 1


def test_a_test_part_takes_idf_and_classes_of_the_training_part(train: Path, vocab: Path) -> None:
    test = tokens_file(train.parent / "test.jsonl", TEST)
    fitted, found = train.parent / "train.safetensors", train.parent / "test.safetensors"
    build_tensor(str(train), vocab, fitted, kind=TfIdf())
    build_tensor(str(test), vocab, found, kind=TfIdf(idf=fitted), classes=fitted)
    words = Vocab.read(vocab).tokens
    vectorizer = TfidfVectorizer(
        analyzer=lambda tokens: [token for token in tokens if not token.startswith("<")],
        vocabulary={token: id for id, token in enumerate(words)},
    ).fit([tokens for tokens, _ in TRAIN])
    opened = artifact.read(found)
    assert matrix(opened).toarray().tolist() == vectorizer.transform([tokens for tokens, _ in TEST]).toarray().tolist()
    assert opened["idf"].tolist() == vectorizer.idf_.tolist() == artifact.read(fitted)["idf"].tolist()
    assert opened["labels"].tolist() == [0, 1]
    assert opened.recipe.steps == ("encode:vocab", "labels:classes", "tfidf:idf")
    assert opened.recipe.files == {
        "encode.vocab": sha256(vocab),
        "labels.classes": sha256(fitted),
        "tfidf.idf": sha256(fitted),
    }


def test_labels_that_are_no_classes_are_told(train: Path, vocab: Path) -> None:
    one, two = train.parent / "1.safetensors", train.parent / "2.safetensors"
    build_tensor(str(train), vocab, one)
    other = tokens_file(
        train.parent / "other.jsonl", [(["밥"], label) for label in ("최악", "좋음", "최고", "음", "흠")]
    )
    heard: list[str] = []
    summary = build_tensor(str(other), vocab, two, classes=one, onehot_labels=True, warn=heard.append)
    assert heard == [f"labels that are no classes of {one} become -1: '최악', '최고', '음' …"]
    assert summary.classes == ("나쁨", "좋음")
    opened = artifact.read(two)
    assert opened["labels"].tolist() == [-1, 1, -1, -1, -1]
    assert opened["labels_onehot"].tolist() == [[0, 0], [0, 1], [0, 0], [0, 0], [0, 0]]
    assert opened.recipe.steps == ("encode:vocab", "labels:classes,onehot=yes")


def test_records_without_labels(tmp_path: Path, train: Path, vocab: Path) -> None:
    bare, fitted, output = tmp_path / "a.tokens", tmp_path / "1.safetensors", tmp_path / "x.safetensors"
    bare.write_text("밥 먹다\n", encoding="utf-8")
    build_tensor(str(train), vocab, fitted)
    heard: list[str] = []
    build_tensor(str(bare), vocab, output, classes=fitted, warn=heard.append)
    assert heard == [f"--classes {fitted}: the records have no labels"]
    assert "labels" not in artifact.read(output)
    assert "classes" not in artifact.read(output).info
    with pytest.raises(InputError, match="--onehot-labels: the records have no labels"):
        build_tensor(str(bare), vocab, output, onehot_labels=True)
    build_tensor(str(bare), vocab, fitted)
    with pytest.raises(InputError, match="its records have no labels; name another tensor file"):
        build_tensor(str(train), vocab, output, classes=fitted)
    artifact.write(fitted, "ids", {}, Recipe(), {"classes": [3]})
    with pytest.raises(InputError, match="its classes are no list of names"):
        build_tensor(str(train), vocab, output, classes=fitted)


def test_an_idf_of_something_else_is_refused(train: Path, vocab: Path) -> None:
    output, other = train.parent / "x.safetensors", train.parent / "y.safetensors"
    build_tensor(str(train), vocab, other)
    with pytest.raises(InputError, match=r"y\.safetensors: it holds ids, not tfidf; name a file made with --as tfidf"):
        build_tensor(str(train), vocab, output, kind=TfIdf(idf=other))
    for words in (["<pad>"], ["<pad>", "<unk>", "<bos>", "<eos>", "밥", "먹다", "물", "짓다", "마시다"]):
        Vocab.of(words).write(train.parent / "w.tsv")
        build_tensor(str(train), train.parent / "w.tsv", other, kind=TfIdf())
        with pytest.raises(InputError, match=r"y\.safetensors: made with another vocabulary"):
            build_tensor(str(train), vocab, output, kind=TfIdf(idf=other))
    save_file({"idf": np.ones(3)}, other)
    with pytest.raises(InputError, match="not one of koprep's"):
        build_tensor(str(train), vocab, output, kind=TfIdf(idf=other))
    with pytest.raises(InputError, match="no such file"):
        build_tensor(str(train), vocab, output, kind=TfIdf(idf=train.parent / "nowhere"))
    assert not output.exists()


@pytest.mark.parametrize("change", ["two columns", "a hole", "whole numbers"])
def test_an_idf_that_is_no_row_of_numbers_is_refused(train: Path, vocab: Path, change: str) -> None:
    fitted, other, output = (train.parent / f"{name}.safetensors" for name in ("x", "y", "z"))
    build_tensor(str(train), vocab, fitted, kind=TfIdf())
    opened = artifact.read(fitted)
    idf = opened["idf"]
    holed = np.where(np.arange(len(idf)) == 5, np.nan, idf)
    changed = {"two columns": np.stack([idf, idf], 1), "a hole": holed, "whole numbers": idf.astype(np.uint8)}[change]
    tensors = {name: artifact.of(changed if name == "idf" else opened[name]) for name in opened}
    artifact.write(other, "tfidf", tensors, opened.recipe, {})
    with pytest.raises(InputError, match="its idf is no row of finite float64 numbers; it is damaged"):
        build_tensor(str(train), vocab, output, kind=TfIdf(idf=other))
    assert not output.exists()


def test_the_files_of_options_are_no_outputs(train: Path, vocab: Path) -> None:
    output = train.parent / "x.safetensors"
    build_tensor(str(train), vocab, output, kind=TfIdf())
    before = output.read_bytes()
    for options in ({"kind": TfIdf(idf=output)}, {"classes": output}):
        with pytest.raises(UsageError, match="is both input and output"):
            build_tensor(str(train), vocab, output, **options)
    assert output.read_bytes() == before


def test_a_padding_id_must_be_in_the_vocabulary(train: Path, vocab: Path) -> None:
    size = len(Vocab.read(vocab))
    output = train.parent / "x.safetensors"
    for kind in (OneHot(Padding(2, value=size)), Padded(Padding(2, value=size)), Prefixes(Padding(2, value=size))):
        with pytest.raises(UsageError, match=f"--pad-value {size} is no id of a vocabulary of {size}; use a lower"):
            build_tensor(str(train), vocab, output, kind=kind)
    build_tensor(str(train), vocab, output, kind=OneHot(Padding(2, value=size - 1)))
    for kind in (OneHot(Padding(value=-1)), Prefixes(Padding(value=-1))):
        with pytest.raises(UsageError, match="value=-1 is no id"):
            build_tensor("nowhere", vocab, output, kind=kind)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", r"a\.tokens holds no records, so the tensor has no rows"),
        ("\n\n", r"a\.tokens: no record has a token, so all 2 rows are empty"),
        ("밥\n", r"a\.tokens: no record has two tokens, so there are no samples"),
        ("국 국\n", r"a\.tokens: none of the 2 tokens is in the vocabulary, so all 1 rows are empty"),
    ],
)
def test_nothing_to_make_a_tensor_of_is_worth_a_warning(tmp_path: Path, content: str, says: str) -> None:
    tokens, vocab, output = tmp_path / "a.tokens", tmp_path / "v.tsv", tmp_path / "x.safetensors"
    tokens.write_text(content, encoding="utf-8")
    Vocab.of(["밥", "물"]).write(vocab)
    for kind, _ in KINDS.values():
        if isinstance(kind, OneHot | Prefixes) and kind.padding.value:
            continue
        heard: list[str] = []
        build_tensor(str(tokens), vocab, output, kind=kind, warn=heard.append)
        if "samples" not in says or isinstance(kind, Prefixes):
            assert len(heard) == 1
            assert re.search(says, heard[0])
        assert all(np.isfinite(array).all() for array in artifact.read(output).tensors.values())
