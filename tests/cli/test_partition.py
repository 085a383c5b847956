"""`koprep partition` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import koprep

ROWS = "별점\t글\n" + "".join(f"{n % 2}\t{n} 번째 글\n" for n in range(400))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "r.tsv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "e.txt").write_text("")
    return tmp_path


def run(folder: Path, *arguments: str, source: str = "r.tsv") -> tuple[int, str, str]:
    columns = ["--text-col", "글", "--label-col", "별점"] if source == "r.tsv" else []
    return koprep("partition", source, *columns, *arguments, cwd=folder)


def test_three_calls_make_three_parts_and_say_their_ratios(folder: Path) -> None:
    texts = []
    for part in ("train", "valid", "test"):
        code, out, err = run(folder, "--ratio", "8:1:1", "--part", part, "-o", f"{part}.jsonl")
        assert (code, out) == (0, "")
        lines = err.splitlines()
        assert lines[0].startswith("koprep: train ")
        assert lines[0].endswith(" of 400 records (asked for: 8:1:1)")
        assert [line.partition(":")[2].partition(":")[0] for line in lines[1:3]] == ["   label 0", "   label 1"]
        assert lines[3].endswith(f" records: {part}.jsonl")
        texts += koprep("run", "-i", f"{part}.jsonl", "--to", "text", cwd=folder).out.splitlines()
    assert sorted(texts) == sorted(line.partition("\t")[2] for line in ROWS.splitlines()[1:])


def test_standard_input_to_standard_output(folder: Path) -> None:
    lines = "".join(f"{n}\n" for n in range(50))
    parts = [
        koprep("partition", "-", "--ratio", "1:1", "--part", part, "-q", input=lines) for part in ("train", "test")
    ]
    assert [ended.err for ended in parts] == ["", ""]
    assert sorted("".join(ended.out for ended in parts).split(), key=int) == lines.split()


def test_a_label_that_a_part_lacks_is_told(folder: Path) -> None:
    (folder / "r.tsv").write_text(ROWS + "9\t드문 글\n", encoding="utf-8")
    warned = [
        "warning: no record of label 9 fell into" in run(folder, "--ratio", "8:1:1", "--part", part, "-o", "x.txt")[2]
        for part in ("train", "valid", "test")
    ]
    assert sorted(warned) == [False, True, True]


def test_one_document_is_told(folder: Path) -> None:
    (folder / "a.txt").write_text("밥\n물\n국\n", encoding="utf-8")
    said = [
        run(folder, "--ratio", "1:1", "--part", part, "--docs", "file", "-o", "x.txt", source="a.txt")[2]
        for part in ("train", "test")
    ]
    assert sorted("may be one document" in err for err in said) == [False, True]
    assert sorted("too few documents" in err for err in said) == [False, True]


def test_files_of_one_name_are_told(folder: Path) -> None:
    for name in ("1", "2"):
        (folder / name).mkdir()
        (folder / name / "a.txt").write_text("밥\n", encoding="utf-8")
    ended = koprep("partition", "1", "2", "--ratio", "1:1", "--part", "test", "-o", "x.txt", cwd=folder)
    assert "warning: several files are called a.txt" in ended.err


MISTAKES = [
    (["--ratio", "8", "--part", "train"], 2, "--ratio 8: use two numbers"),
    (["--ratio", "8:0", "--part", "train"], 2, "--ratio 8:0: a part of 0 has no records"),
    (["--ratio", "8:2"], 2, "--part"),
    (["--ratio", "8:2", "--part", "test", "--seed", "-1"], 2, "--seed"),
    (["--ratio", "8:2", "--part", "test", "-o", "x.safetensors"], 2, "a part holds records"),
    (["--ratio", "8:2", "--part", "test", "-o", "r.tsv"], 2, "is both input and output"),
    (["--ratio", "8:2", "--part", "test", "-o", "no/r.tsv"], 2, "mkdir -p no"),
    (["--ratio", "8:2", "--part", "test", "--to", "parquet"], 2, "name a file with -o"),
    (["--ratio", "8:2", "--part", "test", "--from", "tvs"], 2, "did you mean tsv?"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), MISTAKES, ids=lambda value: str(value)[-60:])
def test_mistakes_get_one_line(folder: Path, arguments: list[str], code: int, says: str) -> None:
    ended = run(folder, *arguments)
    assert (ended[0], ended[1]) == (code, "")
    assert says in ended[2]
    assert ended[2].startswith("koprep: ")
    assert ended[2].count("\n") == 1
    assert (folder / "r.tsv").read_text(encoding="utf-8") == ROWS


def test_an_empty_file_gives_an_empty_part(folder: Path) -> None:
    code, _, err = run(folder, "--ratio", "8:2", "--part", "test", "-o", "x.txt", source="e.txt")
    assert (code, err) == (0, "koprep: nothing to read\nkoprep: 0 records: x.txt\n")
    assert (folder / "x.txt").read_bytes() == b""
