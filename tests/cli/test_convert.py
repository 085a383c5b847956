"""``koprep export`` and ``koprep import`` as a user runs them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from koprep import Vocab
from tests.convert import made
from tests.helpers import koprep, start


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made.example(tmp_path / "x.safetensors", "padded")
    Vocab.of(made.WORDS, [0, 0, 5, 3, 2]).write(tmp_path / "v.tsv")
    return tmp_path


def test_there_and_back(folder: Path) -> None:
    done = koprep("export", "x.safetensors", "-o", "x.npz", cwd=folder)
    assert done == (0, "", "koprep: x.safetensors as npz: x.npz\n")
    done = koprep("import", "x.npz", "-o", "y.safetensors", cwd=folder)
    assert done.err.startswith("koprep: padded, ")
    assert (folder / "y.safetensors").read_bytes() == (folder / "x.safetensors").read_bytes()
    assert koprep("import", "x.npz", "-o", "y.safetensors", "-q", cwd=folder) == (0, "", "")


def test_text_goes_to_standard_output_and_may_be_packed(folder: Path) -> None:
    done = koprep("export", "v.tsv", "--to", "glove", "-o", "-", "-q", cwd=folder)
    assert done == (0, "<pad> 0\n<unk> 0\n밥 5\n먹다 3\n물 2\n", "")
    assert koprep("export", "x.safetensors", "--to", "txt", "-o", "w.txt.gz", cwd=folder).code == 0
    assert gzip.decompress((folder / "w.txt.gz").read_bytes()).decode().split() == made.WORDS
    assert koprep("import", "w.txt.gz", "-o", "w.tsv", cwd=folder).code == 0
    assert Vocab.read(folder / "w.tsv").tokens == made.WORDS


def test_what_readers_must_know_is_said(folder: Path) -> None:
    done = koprep("export", "v.tsv", "--to", "glove", "-o", "g.txt", cwd=folder)
    assert "GloVe's own programs refuse a vocabulary with <unk>; --no-specials leaves" in done.err
    Vocab.of(["밥", "물"]).write(folder / "bare.tsv")
    done = koprep("export", "bare.tsv", "-o", "w.json", cwd=folder)
    assert "every id in word_index is one more than in tensors" in done.err
    np.savez(folder / "o.npz", x=np.array([[2, 3]]), y=np.array([1]))
    done = koprep("import", "o.npz", "--vocab", "v.tsv", "-o", "o.safetensors", cwd=folder)
    assert done.err == "koprep: left out of o.npz: y\nkoprep: padded, 1 records: o.safetensors\n"


def test_what_an_imported_vocabulary_lacks_is_said(folder: Path) -> None:
    (folder / "k.json").write_text('{"밥": 1, "물": 2}', encoding="utf-8")
    done = koprep("import", "k.json", "--from", "keras", "-o", "k.tsv", cwd=folder)
    assert "begin at 1: <pad> is added as id 0, every word keeps its id" in done.err
    assert "keras has no counts here, so all are 0" in done.err
    (folder / "k.json").write_text('{"<pad>": 0, "밥": 1}', encoding="utf-8")
    done = koprep("import", "k.json", "--from", "keras", "-o", "k.tsv", cwd=folder)
    assert "<pad>" not in done.err
    (folder / "w.txt").write_text("밥\n물\n", encoding="utf-8")
    assert "txt has no counts here" in koprep("import", "w.txt", "-o", "w.tsv", cwd=folder).err
    (folder / "w.txt").write_text("밥 3\n물 2\n", encoding="utf-8")
    assert "counts" not in koprep("import", "w.txt", "-o", "w.tsv", cwd=folder).err


def test_a_file_that_was_cut_off_is_refused(folder: Path) -> None:
    for kind in ("padded", "ids", "prefixes", "bow"):
        made.example(folder / "a.safetensors", kind)
        assert koprep("export", "a.safetensors", "-o", "a.jsonl", cwd=folder).code == 0
        lines = (folder / "a.jsonl").read_bytes().splitlines(keepends=True)
        (folder / "a.jsonl").write_bytes(b"".join(lines[:-1]))
        done = koprep("import", "a.jsonl", "-o", "cut.safetensors", cwd=folder)
        assert (done.code, done.err.count("\n")) == (3, 1), kind
        assert f"a.jsonl: {len(lines) - 1} records, but {len(lines)} were exported; it is cut off" in done.err
        assert not (folder / "cut.safetensors").exists()


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    made.example(tmp_path / "x.safetensors", "padded", rows=200_000)
    with start("export", "x.safetensors", "--to", "jsonl", "-o", "-", cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["koprep"]["kind"] == "padded"
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
        assert process.wait() == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["export", "x.safetensors", "-o", "x.mat"], 2, "-o x.mat: which format? say --to npz | npy"),
        (["export", "x.safetensors", "-o", "x", "--to", "npx"], 2, "--to npx: did you mean npz?"),
        (["export", "x.safetensors", "-o", "x.npz", "--tokens"], 2, "--tokens is for parquet and jsonl"),
        (["export", "x.safetensors", "-o", "x.npz", "--array", "padded"], 2, "--array is for .npy"),
        (["export", "x.safetensors", "-o", "x.npy", "--array", "paded"], 2, "--array paded: did you mean padded?"),
        (["export", "x.safetensors", "-o", "x.npz", "--no-specials"], 2, "--no-specials is for --to glove and"),
        (["export", "x.safetensors", "-o", "-", "--to", "npz"], 2, "npz can't go to standard output"),
        (["export", "x.safetensors", "-o", "x.npz.gz"], 2, "x.npz.gz: .npz files can't be packed"),
        (["export", "x.safetensors", "-o", "x.safetensors", "--to", "npz"], 2, "is both input and output"),
        (["export", "x.safetensors", "-o", "no/x.npz"], 2, "there is no folder"),
        (["export", "v.tsv", "-o", "x.npz"], 2, "v.tsv is a vocabulary; it goes to glove, keras, txt"),
        (["export", "none", "-o", "x.npz"], 3, "none: no such file"),
        (["export", "bad.safetensors", "-o", "x.npz"], 3, "bad.safetensors: its tensors changed"),
        (["export", "bow.safetensors", "-o", "x.npy"], 2, "holds one array, and bow.safetensors has none that"),
        (["export", "onehot.safetensors", "-o", "x.parquet"], 2, "of kind onehot, which Parquet can't hold"),
        (["import", "x.mat", "-o", "y.safetensors"], 3, "x.mat: no such file"),
        (["import", "v.tsv", "-o", "y.tsv"], 2, "v.tsv: which format? say --from npz | npy"),
        (["import", "w.txt", "-o", "y.safetensors"], 2, "w.txt becomes a vocabulary; use -o y.tsv"),
        (["import", "w.txt", "-o", "y.tsv", "--vocab", "v.tsv"], 2, "--vocab and --array are for tensors"),
        (["import", "o.npz", "-o", "y.tsv"], 2, "o.npz becomes tensors; use -o y.safetensors"),
        (["import", "o.npz", "-o", "y.safetensors"], 2, "name the one its ids are rows of: --vocab vocab.tsv"),
        (["import", "o.npz", "-o", "-"], 2, "-o -: this needs a file"),
        (["import", "o.npz", "-o", "v.tsv.safetensors", "--vocab", "none.tsv"], 3, "none.tsv: no such file"),
        (["import", "empty.txt", "-o", "y.tsv"], 3, "empty.txt: no words in it"),
        (["import", "empty.json", "-o", "y.tsv"], 3, "empty.json: no words in it"),
        (["import", "empty.npz", "-o", "y.safetensors"], 3, "empty.npz: no .npz file, or damaged"),
    ],
)
def test_mistakes_are_one_line(folder: Path, arguments: list[str], code: int, message: str) -> None:
    made.example(folder / "bow.safetensors", "bow")
    made.example(folder / "onehot.safetensors", "onehot")
    (folder / "bad.safetensors").write_bytes((folder / "x.safetensors").read_bytes()[:-1] + b"!")
    (folder / "w.txt").write_text("밥\n", encoding="utf-8")
    (folder / "empty.npz").write_bytes(b"")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "empty.json").write_bytes(b"{}")
    np.savez(folder / "o.npz", padded=np.array([[2, 3]]))
    before = sorted(file.name for file in folder.iterdir())
    done = koprep(*arguments, cwd=folder)
    assert message in done.err
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert sorted(file.name for file in folder.iterdir()) == before
