"""Bad input gets one line on standard error that says what, where and what to type, and the right exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.helpers import COMMAND, koprep

WRONG_COMMANDS = [
    (["rum"], 2, "Did you mean 'run'?"),
    (["run", "--wokers", "2"], 2, "--workers"),
    (["run", "wrods"], 2, "did you mean words?"),
    (["run", "words:enginee=space"], 2, "did you mean engine?"),
    (["run", "words", "normalize"], 2, "normalize needs text, but words gives tokens"),
    (["run", "pad:max-len=3"], 2, "pad needs ids"),
    (["run", "morphs:engine=okt,keep=NNG"], 2, "NNG is no tag of okt"),
    (["run", "morphs:engine=mecab,typos=basic"], 2, "typos= is for engine=kiwi"),
    (["run", "morphs:engine=kiwi,norm=yes"], 2, "norm= is for engine=okt"),
    (["run", "morphs:limit=0"], 2, "use a number of seconds"),
    (["run", "morphs:dict=nothing.tsv"], 3, "nothing.tsv: no such file"),
    (["run", "sentences:engine=punkt"], 2, "koprep fit punkt"),
    (["run", "words:engine=soynlp-l"], 2, "koprep fit soynlp"),
    (["run", "subwords:model=nothing.json"], 3, "nothing.json: no such file"),
    (["fit", "punk", "-", "-o", "x"], 2, "Did you mean 'punkt'?"),
    (["doctor", "mecap"], 2, "did you mean mecab?"),
    (["run", "words", "pad:max-len=3"], 2, "put encode:vocab=FILE before it"),
    (["run", "words", "encode", "pad"], 2, "vocab= is missing, as in encode:vocab=vocab.tsv"),
    (["run", "words", "--from", "tvs"], 2, "did you mean tsv?"),
    (["run", "words", "--to", "jsonk"], 2, "did you mean jsonl?"),
    (["run", "words", "--docs", "files"], 2, "did you mean file?"),
    (["run", "words", "--engine", "locl"], 2, "did you mean local?"),
    (["run", "words", "--workers", "0"], 2, "--workers"),
    (["run", "words", "--workers", "two"], 2, "--workers"),
    (["run", "words", "-i", "nowhere.txt"], 3, "nowhere.txt: no such file"),
    (["run", "words", "-i", "konlpy:kolow"], 3, "did you mean kolaw?"),
    (["run", "words", "--encoding", "utf-9"], 3, "no such encoding"),
    (["run", "words", "--recipe", "nowhere.toml"], 3, "nowhere.toml: no such file"),
    (["run", "words", "-o", "x.safetensors"], 2, "end the stages with encode:vocab=FILE"),
    (["run", "words", "--to", "tagged"], 2, "only morphs gives tags"),
    (["run", "--to", "tokens"], 2, "the stages make no tokens"),
    (["run", "words", "--to", "parquet"], 2, "name a file with -o"),
    (["run", "words", "-o", "nowhere/x.tokens"], 2, "mkdir -p"),
    (["stages", "normalise"], 2, "did you mean normalize?"),
    (["vocab", "nowhere.parquet", "-o", "v.tsv"], 3, "nowhere.parquet: no such file"),
    (["vocab", "x.tokens"], 2, "--output"),
    (["tensor", "x.tokens", "-o", "x.safetensors"], 2, "--vocab"),
    (["inspect", "nowhere.safetensors"], 3, "no such file"),
]


@pytest.mark.parametrize(("args", "code", "says"), WRONG_COMMANDS, ids=lambda value: str(value)[:40])
def test_a_mistake_gets_one_line_and_its_exit_code(args: list[str], code: int, says: str, tmp_path: Path) -> None:
    ended = koprep(*args, input="한국어 글\n", cwd=tmp_path)
    assert ended.code == code, ended.err
    assert says in ended.err
    assert ended.err.startswith("koprep: ")
    assert ended.err.count("\n") == 1
    assert ended.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--max-len", "0", "--as", "padded"], "--max-len 0"),
        (["--as", "paded"], "did you mean padded?"),
        (["--pad", "left", "--as", "padded"], "--pad left"),
        (["--truncate", "left", "--as", "padded"], "--truncate left"),
        (["--pad-value", "-1", "--as", "padded"], "--pad-value -1"),
    ],
)
def test_a_wrong_tensor_option_names_itself(args: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "x.tokens").write_text("가 나\n")
    assert koprep("vocab", "x.tokens", "-o", "v.tsv", cwd=tmp_path).code == 0
    ended = koprep("tensor", "x.tokens", "--vocab", "v.tsv", "-o", "x.safetensors", *args, cwd=tmp_path)
    assert ended.code == 2
    assert says in ended.err
    assert not (tmp_path / "x.safetensors").exists()


def test_the_output_may_not_be_the_input(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("한국어\n")
    ended = koprep("run", "words", "-i", text, "-o", text)
    assert (ended.code, text.read_text()) == (2, "한국어\n")
    assert "both input and output" in ended.err


def test_good_lines_come_out_beside_bad_ones_which_are_kept(tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    lines = "좋은 줄\n".encode() * 30 + b"\xff\xfe bad\n" + "끝\n".encode()
    ended = koprep("run", "words", "--rejects", rejects, input=lines)
    assert ended.code == 0
    assert ended.out == "좋은 줄\n" * 30 + "끝\n"
    assert "1 of 32 records rejected" in ended.err
    assert "-:31" in ended.err
    kept = {"source": "-", "line": 31, "stage": "source", "reason": "not utf-8 text", "base64": "//4gYmFk"}
    assert json.loads(rejects.read_text()) == kept


def test_more_rejects_than_allowed_exit_with_5_after_complete_output() -> None:
    lines = "좋은 줄\n".encode() * 30 + b"\xff\xfe bad\n"
    assert koprep("run", "words", "--max-rejects", "0", input=lines).code == 5
    assert koprep("run", "words", "--max-rejects", "0", input=lines).out == "좋은 줄\n" * 30
    assert koprep("run", "words", "--max-rejects", "1", input=lines).code == 0


def test_an_empty_input_gives_an_empty_output_and_says_so() -> None:
    ended = koprep("run", "words")
    assert (ended.code, ended.out) == (0, "")
    assert "nothing to read" in ended.err


def test_a_binary_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    ended = koprep("run", "words", "-i", tmp_path / "picture.txt")
    assert ended.code == 3
    assert "looks like a binary file" in ended.err


@pytest.mark.parametrize("command", ["stages", "fetch", "doctor kiwi"])
def test_what_is_said_to_a_full_disk_is_one_line(command: str) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [*COMMAND, *command.split()], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr == "koprep: standard output: no space left on device\n"
