"""koprep embed word2vec and fasttext, as a user runs them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
from pathlib import Path

import pytest

from koprep import artifact
from tests.embed.small import ids_file, sentences
from tests.helpers import koprep, start

QUICK = ("--dim", "8", "--min-count", "1", "--window", "3", "--deterministic")


@pytest.fixture(scope="module")
def ids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ids_file(tmp_path_factory.mktemp("ids") / "ids.safetensors", sentences(3000))


@pytest.mark.parametrize("command", ["word2vec", "fasttext"])
def test_the_same_command_gives_the_same_bytes_whatever_the_hash_seed(ids: Path, tmp_path: Path, command: str) -> None:
    run = ("embed", command, ids, *QUICK, "--epochs", "2", "-o")
    loud = koprep(*run, tmp_path / "1", "-v", PYTHONHASHSEED="1")
    quiet = koprep(*run, tmp_path / "2", "-q", PYTHONHASHSEED="2")
    assert (loud.code, loud.out, quiet) == (0, "", (0, "", "")), loud.err
    lines = loud.err.splitlines()
    assert [line.split(":")[1].strip() for line in lines[:2]] == ["epoch 1/2", "epoch 2/2"]
    assert "after the first epoch" in lines[2]
    assert "words/s" in lines[3]
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2"]


def test_ctrl_c_keeps_a_checkpoint_and_going_on_gives_the_same_bytes(ids: Path, tmp_path: Path) -> None:
    options = (*QUICK, "--epochs", "30", "-v")
    running = start("embed", "fasttext", ids, "-o", tmp_path / "cut.safetensors", *options)
    assert running.stderr is not None
    assert b"epoch 1/30" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    said = running.stderr.read().decode()
    assert running.wait(60) == 130
    kept = tmp_path / "cut.checkpoint.safetensors"
    assert f"type the same command with --continue-from {kept}" in said
    assert "Traceback" not in said
    assert artifact.read(kept).info["method"] == "fasttext"
    assert not (tmp_path / "cut.safetensors").exists()
    ended = koprep("embed", "fasttext", ids, "-o", tmp_path / "cut.safetensors", *options, "--continue-from", kept)
    assert ended.code == 0, ended.err
    assert "epoch 1/30" not in ended.err
    assert koprep("embed", "fasttext", ids, "-o", tmp_path / "whole.safetensors", *options).code == 0
    assert (tmp_path / "cut.safetensors").read_bytes() == (tmp_path / "whole.safetensors").read_bytes()


def test_a_terminal_shows_epochs_speed_and_loss(ids: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = ("embed", "word2vec", ids, "-o", tmp_path / "e", "--dim", "4", "--min-count", "1", "--epochs", "3")
    running = start(*command, stderr=theirs, env=os.environ | {"TERM": "xterm", "COLUMNS": "120"})
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(ours, 4096):
            said += piece
    os.close(ours)
    assert running.wait(60) == 0
    assert b"epoch 3/3" in said
    assert b"words/s" in said
    assert re.search(rb"loss [0-9.]+", said)


def test_the_recipe_tells_how_it_was_made_with_the_window_of_content_words(ids: Path, tmp_path: Path) -> None:
    opened = artifact.read(ids)
    tensors = {name: artifact.of(array) for name, array in opened.tensors.items()}
    recipe = opened.recipe.then(("morphs:engine=kiwi,keep=content",))
    artifact.write(tmp_path / "content.safetensors", "ids", tensors, recipe, {})
    run = ("embed", "fasttext", tmp_path / "content.safetensors", "--dim", "4", "--min-count", "1", "--epochs", "1")
    assert koprep(*run, "-o", tmp_path / "e.safetensors").code == 0
    told = json.loads(koprep("inspect", tmp_path / "e.safetensors", "--json").out)
    assert (told["kind"], told["dimensions"]) == ("embedding", 4)
    assert told["recipe"]["steps"][1] == "embed.fasttext:unit=jamo,dim=4,window=5,min-count=1,epochs=1"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--epochs", "0"), 2, "--epochs 0: use 1 or more"),
        (("--workers", "2", "--deterministic"), 2, "--deterministic takes one"),
        (("--method", "skip-gram"), 2, "--method skip-gram: did you mean skipgram?"),
        (("--hs", "--negative", "5"), 2, "leave out --negative 5"),
        (("--min-count", "99999"), 3, "use a lower --min-count"),
        (("--continue-from", "none"), 3, "none: no such file"),
    ],
)
def test_a_mistake_is_one_line(ids: Path, tmp_path: Path, options: tuple[str, ...], code: int, said: str) -> None:
    ended = koprep("embed", "word2vec", ids, "-o", tmp_path / "e", *options)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (code, "", 1), ended.err
    assert said in ended.err
    assert not (tmp_path / "e").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--unit", "char", "--minn", "7"), "--minn 7 is more than --maxn 6"),
        (("--unit", "char", "--max-syllables", "2"), "--max-syllables is for --unit jamo"),
    ],
)
def test_parts_that_cannot_be_meant_are_refused(ids: Path, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    ended = koprep("embed", "fasttext", ids, "-o", tmp_path / "e", *options)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1), ended.err
    assert said in ended.err


def test_files_that_cannot_be_meant_are_refused(ids: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for source, output, code, said in (
        (tmp_path / "empty", "e", 3, "no safetensors file"),
        (ids, str(ids), 2, "is both input and output"),
        (ids, "-", 2, "needs a file"),
        (ids, "e.safetensors.gz", 2, "can't be packed"),
    ):
        ended = koprep("embed", "word2vec", source, "-o", output, cwd=tmp_path)
        assert (ended.code, len(ended.err.splitlines())) == (code, 1), ended.err
        assert said in ended.err
