"""`koprep stats` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import koprep, start

TAGGED = "밥/NNG 을/JKO 먹/VV 다/EF\n밥/NNG 이/JKS 좋/VA 다/EF\n\n[bold]/SW \x1b[31m/SW\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.tagged").write_text(TAGGED, encoding="utf-8")
    (tmp_path / "e.tokens").write_text("")
    return tmp_path


def test_a_pipe_gets_aligned_columns(folder: Path) -> None:
    ended = koprep("stats", "a.tagged", "--max-len", "3", "--ngrams", "2", "--top", "2", cwd=folder)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.split("\n")
    rows = [line.split() for line in lines]
    assert lines[0] == "corpus"
    assert ["format", "tagged,", "utf-8"] in rows
    assert ["records", "longer", "than", "3", "2", "(50.0", "%)"] in rows
    assert len({len(line) for line in lines[1:10]}) == 1  # ASCII only: numbers end in one column
    assert "  NNG       2  20.0 %      1  밥 2" in lines
    at = lines.index("words")
    assert lines[at : at + 4] == ["words", "  word  count   share", "  다        2  20.0 %", "  밥        2  20.0 %"]
    assert "2-grams: 7 different ones of 7" in lines
    assert "[bold] \\x1b[31m" in ended.out
    assert "\x1b" not in ended.out
    assert all(line == line.rstrip() for line in lines)


def test_json_has_the_same_numbers(folder: Path) -> None:
    ended = koprep("stats", "-", "--from", "tagged", "--json", input=TAGGED, cwd=folder)
    assert (ended.code, ended.err) == (0, "")
    facts = json.loads(ended.out)
    assert (facts["records"], facts["tokens"], facts["types"], facts["empty"]) == (4, 10, 8, 1)
    assert facts["words"] == "tokens"
    assert ended.out == koprep("stats", "a.tagged", "--json", cwd=folder).out


def test_a_terminal_gets_tables(folder: Path) -> None:
    import os
    import pty

    parent, child = pty.openpty()
    process = start("stats", "a.tagged", cwd=folder, stdout=child, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"})
    assert process.wait(60) == 0
    os.close(child)
    seen = b""
    while piece := _read(parent):
        seen += piece
    text = seen.decode()
    assert "───" in text
    assert "밥 2" in text
    assert "[bold]" in text  # words are no markup
    assert "\x1b[31m" not in text


def _read(descriptor: int) -> bytes:
    import os

    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        return b""


MISTAKES = [
    (["e.tokens"], 3, "e.tokens: no records"),
    (["a.tagged", "a.tagged"], 2, "a.tagged is given twice"),
    (["a.tagged", "--top", "0"], 2, "--top 0 is too small; use 1 or more"),
    (["a.tagged", "--ngrams", "0"], 2, "--ngrams 0 is too small; use 2 or more"),
    (["a.tagged", "--keywords", "가"], 2, "--keywords 가: the records have no labels"),
    (["a.tagged", "--against", "e.tokens"], 3, "they can't be counted together"),
    (["a.tagged", "--from", "tagd"], 2, "did you mean tagged?"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), MISTAKES, ids=lambda value: str(value)[:40])
def test_mistakes_get_one_line(folder: Path, arguments: list[str], code: int, says: str) -> None:
    ended = koprep("stats", *arguments, cwd=folder)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert ended.err.startswith("koprep: ")
    assert says in ended.err


def test_strict_stops_at_a_vocabulary_of_another_engine(folder: Path) -> None:
    recipe = {"koprep": "1", "steps": ["morphs"], "engines": {"kiwi": "0.24.1"}, "files": {}, "inputs": []}
    line = {"id": "a:1", "text": "밥", "tokens": ["밥"], "recipe": recipe}
    (folder / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    head = json.dumps(recipe | {"engines": {"mecab": "1.3.7"}})
    (folder / "v.tsv").write_text(f"# koprep vocab 1 {head}\n밥\t1\n", encoding="utf-8")
    ended = koprep("stats", "a.jsonl", "--vocab", "v.tsv", "--json", cwd=folder)
    assert ended.code == 0
    assert ended.err == "koprep: warning: v.tsv was counted from tokens of mecab 1.3.7; here it is kiwi 0.24.1\n"
    ended = koprep("stats", "a.jsonl", "--vocab", "v.tsv", "--strict", cwd=folder)
    assert (ended.code, ended.out) == (3, "")


def test_lines_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "a.txt").write_bytes("밥 물\n".encode() * 40 + b"\xff\xff\n")
    ended = koprep("stats", "a.txt", cwd=folder)
    assert ended.err == "koprep: 1 lines can't be read; the first: a.txt:41: not utf-8 text\n"
    assert "lines that can't be read 1" in [" ".join(line.split()) for line in ended.out.split("\n")]
