"""What is exported and imported again is the same file, byte for byte, where the format has room for all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep import Vocab, artifact
from koprep.building import build_tensor, build_vocab
from koprep.convert.exporting import prepare
from koprep.convert.importing import import_file
from koprep.loading import load
from koprep.recipe import sha256
from tests.convert import made

few = settings(max_examples=40)


def export(path: Path, output: Path, **options: Any) -> Path:
    job = prepare(path, output, **options)
    with output.open("w+b") as out:
        job.write(out)
    return output


def returned(path: Path, ending: str, **options: Any) -> bytes:
    """The bytes after both ways, with no more than them left behind."""
    folder = path.parent / "way"
    folder.mkdir(exist_ok=True)
    import_file(export(path, folder / f"x{ending}", **options), folder / "back.safetensors")
    assert sorted(file.name for file in folder.iterdir()) == ["back.safetensors", f"x{ending}"]
    data = (folder / "back.safetensors").read_bytes()
    for file in folder.iterdir():
        file.unlink()
    return data


@few
@given(made.files())
def test_npz(tmp_path_factory: pytest.TempPathFactory, file: Any) -> None:
    path = made.write(tmp_path_factory.mktemp("c") / "x.safetensors", *file)
    assert returned(path, ".npz") == path.read_bytes()


@few
@given(made.files(made.ROWWISE), st.sampled_from([".parquet", ".jsonl"]), st.booleans())
def test_parquet_and_json_lines(tmp_path_factory: pytest.TempPathFactory, file: Any, ending: str, tokens: bool) -> None:
    path = made.write(tmp_path_factory.mktemp("c") / "x.safetensors", *file)
    assert returned(path, ending, tokens=tokens) == path.read_bytes()


@pytest.mark.parametrize("ending", [".npz", ".parquet", ".jsonl"])
def test_what_koprep_tensor_wrote(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.tokens").write_text("밥 먹다 밥\n\n물 밥\n잠\n", encoding="utf-8")
    build_vocab(str(tmp_path / "a.tokens"), tmp_path / "v.tsv")
    build_tensor(str(tmp_path / "a.tokens"), tmp_path / "v.tsv", tmp_path / "x.safetensors")
    assert returned(tmp_path / "x.safetensors", ending) == (tmp_path / "x.safetensors").read_bytes()


@pytest.mark.parametrize("ending", [".parquet", ".jsonl"])
@pytest.mark.parametrize("kind", made.ROWWISE)
def test_many_batches_are_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, ending: str) -> None:
    for module in ("rows._ROWS", "parquet._ROWS", "jsonlines._LINES", "parquet._CELLS", "jsonlines._CELLS"):
        monkeypatch.setattr(f"koprep.convert.{module}", 5)
    path = made.example(tmp_path / "x.safetensors", kind, rows=33)
    assert returned(path, ending) == path.read_bytes()


@few
@given(made.files(("padded",)), st.sampled_from([0, 1]))
def test_npy_brings_the_matrix_back(tmp_path_factory: pytest.TempPathFactory, file: Any, order: int) -> None:
    folder = tmp_path_factory.mktemp("c")
    path = made.write(folder / "x.safetensors", *file)
    export(path, folder / "x.npy")
    if order:
        np.save(folder / "x.npy", np.asfortranarray(np.load(folder / "x.npy")))
    file[2].write(folder / "v.tsv")
    import_file(folder / "x.npy", folder / "y.safetensors", vocab=folder / "v.tsv")
    assert np.array_equal(artifact.read(folder / "y.safetensors")["padded"], artifact.read(path)["padded"])


counted = made.vocabularies.filter(lambda vocab: "<pad>" not in vocab)


@few
@given(made.vocabularies)
def test_glove_brings_back_tokens_and_counts(tmp_path_factory: pytest.TempPathFactory, vocab: Vocab) -> None:
    folder = tmp_path_factory.mktemp("c")
    vocab.write(folder / "v.tsv")
    import_file(export(folder / "v.tsv", folder / "g.txt", to="glove"), folder / "back.tsv", format="glove")
    back = Vocab.read(folder / "back.tsv")
    assert (back.tokens, back.counts.tolist()) == (vocab.tokens, vocab.counts.tolist())


@few
@given(made.vocabularies)
def test_txt_brings_back_tokens(tmp_path_factory: pytest.TempPathFactory, vocab: Vocab) -> None:
    folder = tmp_path_factory.mktemp("c")
    vocab.write(folder / "v.tsv")
    import_file(export(folder / "v.tsv", folder / "v.txt"), folder / "back.tsv")
    assert Vocab.read(folder / "back.tsv").tokens == vocab.tokens


@few
@given(counted, st.booleans())
def test_keras_brings_back_tokens_where_id_0_is_padding(
    tmp_path_factory: pytest.TempPathFactory, vocab: Vocab, padded: bool
) -> None:
    folder = tmp_path_factory.mktemp("c")
    Vocab.of(["<pad>"] * padded + vocab.tokens).write(folder / "v.tsv")
    import_file(export(folder / "v.tsv", folder / "v.json"), folder / "back.tsv")
    assert Vocab.read(folder / "back.tsv").tokens == ["<pad>", *vocab.tokens]


def test_the_ways_of_a_vocabulary_say_where_it_came_from(tmp_path: Path) -> None:
    Vocab.of(["<pad>", "밥"], [0, 3]).write(tmp_path / "v.tsv")
    import_file(export(tmp_path / "v.tsv", tmp_path / "v.txt"), tmp_path / "back.tsv")
    recipe = Vocab.read(tmp_path / "back.tsv").recipe
    assert (recipe.steps, recipe.inputs) == (("import:from=txt",), (sha256(tmp_path / "v.txt"),))


@pytest.mark.parametrize("ending", [".npz", ".parquet", ".jsonl"])
def test_the_same_file_gives_the_same_bytes(tmp_path: Path, ending: str) -> None:
    path = made.example(tmp_path / "x.safetensors", "padded")
    one, two = (export(path, tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
    assert one == two


def test_a_failed_import_leaves_what_was_there(tmp_path: Path) -> None:
    path = made.example(tmp_path / "x.safetensors", "padded")
    before = path.read_bytes()
    np.savez(tmp_path / "bad.npz", ids=np.array([2, 3]), offsets=np.array([0, 9]))
    Vocab.of(made.WORDS).write(tmp_path / "v.tsv")
    with pytest.raises(Exception, match="offsets ends at 9"):
        import_file(tmp_path / "bad.npz", path, vocab=tmp_path / "v.tsv")
    assert path.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.npz", "v.tsv", "x.safetensors"]
    assert load(path)


def test_a_txt_with_counts_is_taken_as_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("밥 3\n물 1\n", encoding="utf-8")
    for format, tokens in (("", ["밥", "물"]), ("glove", ["밥", "물"]), ("txt", ["밥 3", "물 1"])):
        import_file(tmp_path / "v.txt", tmp_path / "v.tsv.gz", format=format)
        assert Vocab.read(tmp_path / "v.tsv.gz").tokens == tokens
