"""koprep fit soynlp and koprep fit words as a user meets them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.helpers import koprep

NOUNS = ["영화", "음악", "배우", "달빛우체통", "주인공"]
PARTICLES = ["는", "를", "가", "에서", "의", ""]


@pytest.fixture(scope="module")
def text() -> str:
    chance = random.Random(0)
    lines = [" ".join(chance.choice(NOUNS) + chance.choice(PARTICLES) for _ in range(4)) for _ in range(400)]
    return "".join(f"{line} 좋았다\n" for line in lines)


def test_words_are_learned_from_a_pipe_and_used(tmp_path: Path, text: str) -> None:
    model = tmp_path / "words.tsv"
    done = koprep("fit", "soynlp", "-", "-o", model, input=text)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(f"nouns, in 400 records: {model}\n")
    assert model.read_bytes().startswith(b"# koprep soynlp 1 {")
    for engine, expected in (("l", "음악 에서는 배우 처럼\n"), ("max", "음악 에서는 배우 처럼\n")):
        spec = f"words:engine=soynlp-{engine},model={model}"
        assert koprep("run", spec, input="음악에서는 배우처럼\n").out == expected


def test_a_file_and_a_pipe_teach_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"body": line}) + "\n" for line in text.splitlines()), encoding="utf-8"
    )
    assert koprep("fit", "soynlp", tmp_path / "a.jsonl", "--text-col", "body", "-o", tmp_path / "a.tsv", "-q").err == ""
    koprep("fit", "soynlp", "-", "-o", tmp_path / "b.tsv", input=text)
    first, second = ((tmp_path / name).read_bytes().split(b"\n", 1)[1] for name in ("a.tsv", "b.tsv"))
    assert first == second


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--max-memory", "lots"], 2, "--max-memory lots: no size; type 500M or 2G"),
        (["--max-memory", "10M"], 2, "--max-memory 10M: too little; at least 300M"),
        (["--min-count", "0"], 2, "--min-count 0: at least 1"),
        ([], 3, "no word of two letters occurs 10 times in 1 records; lower --min-count, or learn from more text"),
    ],
)
def test_what_can_t_be_done_is_one_line(tmp_path: Path, args: list[str], code: int, message: str) -> None:
    done = koprep("fit", "soynlp", "-", "-o", tmp_path / "w.tsv", *args, input="영화가 좋다\n")
    assert (done.code, done.out, done.err) == (code, "", f"koprep: {message}\n")
    assert not (tmp_path / "w.tsv").exists()


def test_the_phases_are_told_with_v(tmp_path: Path, text: str) -> None:
    done = koprep("fit", "soynlp", "-", "-o", tmp_path / "w.tsv", "-v", input=text)
    assert "koprep: scoring words\nkoprep: finding nouns\n" in done.err


def test_proposed_words_are_a_dictionary_for_morphs(tmp_path: Path, text: str) -> None:
    entries = tmp_path / "dict.tsv"
    done = koprep("fit", "words", "-", "-o", entries, "--engine", "soynlp", input=text)
    assert (done.code, done.out) == (0, "")
    assert "entries proposed, from 400 records" in done.err
    assert "달빛우체통\t" in entries.read_text(encoding="utf-8")
    tagged = koprep("run", f"morphs:dict={entries}", "--to", "tagged", input="달빛우체통에서\n")
    assert tagged.out.startswith("달빛우체통/NN")


def test_an_unknown_engine_is_named(tmp_path: Path) -> None:
    done = koprep("fit", "words", "-", "-o", tmp_path / "d.tsv", "--engine", "soy", input="가\n")
    assert done.code == 2
    assert done.err.startswith("koprep: --engine soy: did you mean soynlp?")
