"""``koprep verify`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.convert import made
from tests.helpers import koprep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, its tokens, vocabulary and tensor."""
    folder = tmp_path_factory.mktemp("verify")
    (folder / "a.txt").write_text("밥을 먹다\n물\n", encoding="utf-8")
    assert koprep("run", "words", "-i", "a.txt", "-o", "t.parquet", cwd=folder).code == 0
    assert koprep("vocab", "t.parquet", "-o", "v.tsv", cwd=folder).code == 0
    assert koprep("tensor", "t.parquet", "--vocab", "v.tsv", "-o", "x.safetensors", cwd=folder).code == 0
    return folder


def test_a_line_a_file(folder: Path) -> None:
    made.example(folder / "bad.safetensors", "padded")
    data = bytearray((folder / "bad.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "bad.safetensors").write_bytes(data)
    whole = koprep("verify", "t.parquet", "v.tsv", "x.safetensors", cwd=folder)
    assert whole == (0, "t.parquet: ok\nv.tsv: ok\nx.safetensors: ok\n", "")
    broken = koprep("verify", "v.tsv", "bad.safetensors", "nowhere", cwd=folder)
    assert broken.code == 3
    assert broken.out.splitlines() == [
        "v.tsv: ok",
        "bad.safetensors: its tensors changed after it was written (their SHA-256 is another)",
        "nowhere: no such file",
    ]


def test_inputs(folder: Path) -> None:
    done = koprep("verify", "t.parquet", "x.safetensors", "--inputs", "a.txt", "--inputs", "v.tsv", cwd=folder)
    assert done == (
        0,
        "t.parquet: ok, a.txt is input 1\nx.safetensors: ok, a.txt is input 1; v.tsv is encode.vocab\n",
        "",
    )
    (folder / "b.txt").write_text("다른 글\n", encoding="utf-8")
    other = koprep("verify", "t.parquet", "--inputs", "b.txt", cwd=folder)
    assert other.code == 3
    assert "…) is none of the files given" in other.out
    assert other.out.endswith("b.txt: none of them was made from it\n")


def test_a_token_file_is_what_a_tensor_was_made_from(folder: Path) -> None:
    assert koprep("run", "words", "-i", "a.txt", "-o", "t.jsonl", cwd=folder).code == 0
    for tokens in ("t.parquet", "t.jsonl"):
        done = koprep("verify", "x.safetensors", "--inputs", tokens, "--inputs", "v.tsv", cwd=folder)
        said = f"x.safetensors: ok, {tokens} is what it was after step 1 (words); v.tsv is encode.vocab\n"
        assert done == (0, said, "")


def test_json_lines_are_read_to_the_end(folder: Path) -> None:
    assert koprep("run", "words", "-i", "a.txt", "-o", "j.jsonl", cwd=folder).code == 0
    assert koprep("verify", "j.jsonl", "--inputs", "a.txt", cwd=folder).out == "j.jsonl: ok, a.txt is input 1\n"
    whole = (folder / "j.jsonl").read_bytes()
    (folder / "j.jsonl").write_bytes(whole[:-5])
    assert koprep("verify", "j.jsonl", cwd=folder) == (3, "j.jsonl: line 2: Input data was truncated\n", "")
    (folder / "j.jsonl").write_text('{"id":"a:1","text":"밥","tokens":["밥"],"tags":[]}\n', encoding="utf-8")
    assert koprep("verify", "j.jsonl", cwd=folder) == (3, "j.jsonl: line 1: 1 tokens but 0 tags\n", "")
    (folder / "j.jsonl").write_text('{"문장":"밥"}\n', encoding="utf-8")
    assert koprep("verify", "j.jsonl", cwd=folder).out.startswith("j.jsonl: nothing koprep verify knows")


def test_json(folder: Path) -> None:
    done = koprep("verify", "x.safetensors", "none", "--inputs", "a.txt", "--json", cwd=folder)
    one, two = map(json.loads, done.out.splitlines())
    assert one == {
        "file": "x.safetensors",
        "kind": "ids",
        "ok": True,
        "problems": [],
        "inputs": {"a.txt": ["input 1"]},
    }
    assert (two["ok"], two["problems"], done.code) == (False, ["no such file"], 3)


def test_inputs_that_are_missing_are_an_error(folder: Path) -> None:
    done = koprep("verify", "v.tsv", "--inputs", "nowhere.txt", cwd=folder)
    assert (done.code, done.out, done.err) == (3, "", "koprep: nowhere.txt: no such file\n")


def test_nothing_to_verify(folder: Path) -> None:
    done = koprep("verify", cwd=folder)
    assert done.code == 2
    assert "FILE" in done.err
