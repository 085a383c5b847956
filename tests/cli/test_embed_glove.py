"""``koprep embed glove``, and embeddings to other tools and back, as a user runs them."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.embed import small
from tests.helpers import koprep, start


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("glove")
    small.ids_file(folder / "ids.safetensors", small.sentences(400))
    done = koprep(
        "embed",
        "counts",
        "ids.safetensors",
        "-o",
        "counts.safetensors",
        "--window",
        "3",
        "--weight",
        "inverse",
        cwd=folder,
    )
    assert done.code == 0, done.err
    return folder


def test_counts_give_the_same_bytes_as_the_ids_they_were_made_of(folder: Path, tmp_path: Path) -> None:
    options = ["--deterministic", "--epochs", "2", "--dim", "4", "-o"]
    done = koprep("embed", "glove", "counts.safetensors", *options, tmp_path / "a.safetensors", "-v", cwd=folder)
    assert done.code == 0
    assert done.out == ""
    assert [line.split(":")[1].split(",")[0].split()[0:2] for line in done.err.splitlines()[:2]] == [
        ["epoch", "1/2"],
        ["epoch", "2/2"],
    ]
    assert "cost" in done.err.splitlines()[0]
    assert "non-zeros/s" in done.err.splitlines()[0]
    done = koprep(
        "embed", "glove", "ids.safetensors", "--window", "3", *options, tmp_path / "b.safetensors", "-q", cwd=folder
    )
    assert done == (0, "", "")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    assert koprep("verify", tmp_path / "a.safetensors").code == 0


def test_ctrl_c_leaves_a_checkpoint_to_go_on_from(folder: Path, tmp_path: Path) -> None:
    command = [
        "embed",
        "glove",
        "counts.safetensors",
        "-o",
        str(tmp_path / "a.safetensors"),
        "--epochs",
        "100000",
        "-v",
    ]
    with start(*command, cwd=folder) as process:
        assert process.stderr is not None
        assert b"epoch 1/" in process.stderr.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read().decode()
        assert process.wait(60) == 130
    assert "Traceback" not in rest
    assert f"to go on, type the same command with --continue-from {tmp_path / 'a.checkpoint.safetensors'}" in rest
    assert [file.name for file in tmp_path.iterdir()] == ["a.checkpoint.safetensors"]


def test_there_and_back(folder: Path, tmp_path: Path) -> None:
    done = koprep("embed", "glove", folder / "counts.safetensors", "--epochs", "1", "-o", "e.safetensors", cwd=tmp_path)
    assert done.code == 0
    done = koprep("export", "e.safetensors", "-o", "x.vec.gz", cwd=tmp_path)
    assert done == (0, "", "koprep: e.safetensors as fasttext: x.vec.gz\n")
    done = koprep("import", "x.vec.gz", "-o", "y.safetensors", cwd=tmp_path)
    assert done == (0, "", "koprep: embedding, 26 words: y.safetensors\n")
    done = koprep("export", "e.safetensors", "-o", "-", "--to", "glove", "-q", cwd=tmp_path)
    assert done.out.count("\n") == 26
    assert koprep("export", "e.safetensors", "-o", "x.tsv", cwd=tmp_path).err == (
        "koprep: words and counts: x.metadata.tsv\nkoprep: e.safetensors as projector: x.tsv\n"
    )
    assert koprep("import", "x.tsv", "-o", "z.safetensors", "-q", cwd=tmp_path) == (0, "", "")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["ids.safetensors", "--dim", "0"], 2, "--dim 0: use 1 to 100,000"),
        (["ids.safetensors", "--epochs", "0"], 2, "--epochs 0: use 1"),
        (["ids.safetensors", "--eta", "0"], 2, "--eta 0: use a number above 0; 0.05 is usual"),
        (["ids.safetensors", "--x-max", "0"], 2, "--x-max 0: use a number above 0"),
        (["ids.safetensors", "--alpha", "-1"], 2, "--alpha -1: use a number from 0"),
        (["ids.safetensors", "--workers", "0"], 2, "--workers 0: use 1 or more"),
        (["ids.safetensors", "--workers", "2", "--deterministic"], 2, "--deterministic takes one"),
        (["ids.safetensors", "--window", "0"], 2, "--window 0: use 1"),
        (["ids.safetensors", "--min-count", "0"], 2, "--min-count 0: use 1 or more"),
        (["ids.safetensors", "--min-count", "10000"], 3, "none of its 1,600 tokens is seen 10000 times"),
        (["ids.safetensors", "--max-memory", "1M"], 2, "--max-memory 1M: too little"),
        (["ids.safetensors", "--eta", "1e30"], 1, "use a lower --eta than 1e+30"),
        (["ids.safetensors", "--continue-from", "none"], 3, "none: no such file"),
        (["ids.safetensors", "--continue-from", "counts.safetensors"], 3, "holds counts, no checkpoint"),
        (
            ["counts.safetensors", "--window", "3"],
            2,
            "--window 3: counts.safetensors holds counts, made with their own",
        ),
        (["counts.safetensors", "--min-count", "3"], 2, "--min-count 3: counts.safetensors holds counts"),
        (["none.safetensors"], 3, "none.safetensors: no such file"),
        (["emb.vec"], 3, "emb.vec: no safetensors file"),
        (["ids.safetensors", "-o", "ids.safetensors"], 2, "is both input and output"),
        (["ids.safetensors", "-o", "-"], 2, "it needs a file"),
        (["ids.safetensors", "-o", "x.safetensors.gz"], 2, "can't be packed"),
    ],
)
def test_mistakes_are_one_line(folder: Path, arguments: list[str], code: int, message: str) -> None:
    (folder / "emb.vec").write_text("1 1\n밥 1\n", encoding="utf-8")
    before = sorted(file.name for file in folder.iterdir())
    done = koprep("embed", "glove", *(["-o", "x.safetensors"] if "-o" not in arguments else []), *arguments, cwd=folder)
    assert message in done.err
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert sorted(file.name for file in folder.iterdir()) == before
