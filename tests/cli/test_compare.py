"""`koprep compare` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.helpers import koprep, start


def test_two_texts_give_one_line_of_five_columns() -> None:
    ended = koprep("compare", "나는 밥\t먹었다", "나는 물 먹었다", "-q")
    assert (ended.code, ended.out, ended.err) == (0, "나는 밥 먹었다\t나는 물 먹었다\t0.6667\t1.4142\t0.5000\n", "")


def test_a_note_says_what_words_are() -> None:
    ended = koprep("compare", "밥", "물")
    assert ended.err == (
        "koprep: words are what stands between spaces; for morphemes: --stages 'normalize morphs:keep=content'\n"
    )


def test_json_is_an_object_a_line(tmp_path: Path) -> None:
    ended = koprep("compare", "-", "--json", "-q", input="밥 물\n밥 국\n밥 물\n")
    first, *rest = map(json.loads, ended.out.splitlines())
    assert first == {"a": "-:1", "b": "-:2", "cosine": 0.5, "euclid": 2**0.5, "jaccard": 1 / 3} | {
        "cosine": first["cosine"]
    }
    assert abs(first["cosine"] - 0.5) < 1e-12
    assert len(rest) == 2


def test_mistakes_get_one_line_and_leave_stdout_empty(tmp_path: Path) -> None:
    (tmp_path / "e.txt").write_text("")
    for arguments, code in ((["e.txt"], 3), (["x.txt"], 3), (["밥"], 2), (["a", "b", "--vectors", "tfdf"], 2)):
        ended = koprep("compare", *arguments, cwd=tmp_path)
        assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
        assert ended.err.startswith("koprep: ")


def test_head_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("".join(f"밥 {n}\n" for n in range(800)), encoding="utf-8")
    process = start("compare", "a.txt", "-q", cwd=tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == b"a.txt:1\ta.txt:2\t0.5000\t1.4142\t0.3333\n"
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
