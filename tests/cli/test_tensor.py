"""``koprep tensor`` as a user runs it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

import koprep as library
from koprep.artifact import Artifact
from koprep.cli import options
from koprep.cli.app import app
from koprep.errors import UsageError
from tests import helpers
from tests.helpers import Ended

LINES = "경마장에 있는 말이 뛰고 있다\n그의 말이 법이다\n가는 말이 고와야 오는 말이 곱다\n"
"""The course's three lines, which make 11 samples."""
LABELLED = (
    '{"id":"1","text":"","label":"좋음","tokens":["밥","먹다"]}\n{"id":"2","text":"","label":"나쁨","tokens":["밥"]}\n'
)


def koprep(*args: str) -> Ended:
    """Run koprep in this process, which is quicker."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
        app(list(args), prog_name="koprep")
    return Ended(int(ended.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The working folder: tokens, labelled tokens, a vocabulary of each, and a TF-IDF of each."""
    folder = tmp_path_factory.mktemp("tensor")
    (folder / "c.tokens").write_text(LINES, encoding="utf-8")
    (folder / "l.jsonl").write_text(LABELLED, encoding="utf-8")
    (folder / "e.tokens").write_text("\n")
    with contextlib.chdir(folder):
        for tokens, vocab, output in (("c.tokens", "v.tsv", "c.safetensors"), ("l.jsonl", "w.tsv", "l.safetensors")):
            assert koprep("vocab", tokens, "-o", vocab).code == 0
            assert koprep("tensor", tokens, "--vocab", vocab, "--as", "tfidf", "-o", output).code == 0
        yield folder


def made(*args: str, tokens: str = "c.tokens", vocab: str = "v.tsv") -> tuple[str, Artifact]:
    """What the command said, and the file it wrote."""
    ended = koprep("tensor", tokens, "--vocab", vocab, "-o", "x.safetensors", *args)
    assert (ended.code, ended.out) == (0, ""), ended.err
    return ended.err, library.load("x.safetensors")


def test_the_courses_lines_as_next_word_samples() -> None:
    said, opened = made("--as", "prefixes")
    words = library.Vocab(opened["vocab"], opened["vocab_offsets"], opened["counts"])
    rows = [
        (words.decode(id for id in row if id), words[target])
        for row, target in zip(opened["X"], opened["y"], strict=True)
    ]
    assert len(rows) == 11
    assert rows[0] == (["경마장에"], "있는")
    assert rows[1] == (["경마장에", "있는"], "말이")
    assert rows[2] == (["경마장에", "있는", "말이"], "뛰고")
    assert opened["X"].shape == (11, 5)
    assert (opened["X"][0, :4] == 0).all()
    assert "11 samples: rows of 5 ids (the longest) and the word that follows" in said
    said, opened = made("--as", "prefixes", "--max-len", "2", "--pad", "post")
    assert opened["X"].shape == (11, 2)
    assert "rows of 2 ids (9 tokens cut)" in said


def test_bags_one_hot_rows_and_what_is_said_of_them(folder: Path) -> None:
    said, opened = made("--as", "bow")
    assert opened["data"].sum() == 14
    assert "13 pairs of a record and a word" in said
    said, opened = made("--as", "onehot", "--max-len", "4", "--dense")
    assert opened["onehot"].shape == (3, 4, 15)
    assert "rows of 4 ids; 3 tokens cut" in said
    said, opened = made("--as", "tfidf", "--no-smooth", "--sublinear", "--no-l2")
    assert opened.recipe.steps[-1] == "tfidf:smooth=no,sublinear=yes,l2=no"
    args = ["tensor", "-", "--vocab", "v.tsv", "--as", "bow", "-q", "-o", "y.safetensors"]
    assert helpers.koprep(*args, input=LINES, cwd=folder) == (0, "", "")
    assert library.load("y.safetensors")["data"].sum() == 14


def test_labels_take_the_classes_of_another_file(folder: Path) -> None:
    said, opened = made("--onehot-labels", tokens="l.jsonl", vocab="w.tsv")
    assert opened["labels_onehot"].tolist() == [[0, 1], [1, 0]]
    (folder / "one.jsonl").write_text(LABELLED.replace("좋음", "나쁨"), encoding="utf-8")
    said, opened = made("--classes", "l.safetensors", tokens="one.jsonl", vocab="w.tsv")
    assert opened["labels"].tolist() == [0, 0]
    assert "warning" not in said
    said, opened = made(tokens="one.jsonl", vocab="w.tsv")
    assert "all labels are '나쁨': a single class" in said


def test_strict_stops_where_a_warning_would_be_given(folder: Path) -> None:
    (folder / "new.jsonl").write_text(LABELLED.replace("좋음", "최고"), encoding="utf-8")
    for tokens, vocab, more, says in (
        ("new.jsonl", "w.tsv", ["--classes", "l.safetensors"], "no classes of l.safetensors become -1: '최고'"),
        ("e.tokens", "v.tsv", [], "no record has a token"),
    ):
        args = ["tensor", tokens, "--vocab", vocab, *more, "-o", "s.safetensors"]
        ended = koprep(*args, "--strict")
        assert (ended.code, ended.err.count("\n")) == (3, 1)
        assert says in ended.err
        assert not (folder / "s.safetensors").exists()
        ended = koprep(*args)
        assert ended.code == 0
        assert "warning: " in ended.err
        (folder / "s.safetensors").unlink()


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--as", "bow", "--max-len", "3"], 2, "--max-len is for --as padded | onehot | prefixes, not bow"),
        (["--pad-value", "0"], 2, "--pad-value is for --as padded | onehot | prefixes, not ids"),
        (["--as", "padded", "--dense"], 2, "--dense is for --as onehot, not padded"),
        (["--as", "bow", "--no-l2"], 2, "--no-l2 is for --as tfidf, not bow"),
        (["--as", "padded", "--pad", "middle"], 2, "--pad middle: unknown; known: pre, post"),
        (["--as", "padded", "--pad-value", "15"], 2, "--pad-value 15 is no id of a vocabulary of 15; use a lower"),
        (["--as", "prefixes", "--pad-value", "15"], 2, "--pad-value 15 is no id of a vocabulary of 15; use a lower"),
        (["--as", "onehot", "--max-bytes", "1G"], 2, "--max-bytes is for --dense"),
        (["--as", "onehot", "--dense", "--max-bytes", "1x"], 2, "--max-bytes 1x: no size; type 500M or 2G"),
        (
            ["--as", "onehot", "--dense", "--max-bytes", "1000"],
            2,
            "would take 1.1 KiB, more than --max-bytes 1000 bytes",
        ),
        (["--as", "onehot", "--dense", "--max-bytes", "1k"], 2, "3 × 6 × 15 numbers would take 1.1 KiB, more than"),
        (["--as", "onehot", "--max-len", "0"], 2, "--max-len 0 is too small; use 1 or more"),
        (["--as", "prefixes", "--max-len", "9999999999"], 2, "--max-len 9999999999 is too large"),
        (["--as", "prefixes", "--max-len", "2147483647"], 2, "max-len 2,147,483,647 is far beyond the longest record"),
        (["--as", "tfidf", "--idf", "c.safetensors", "--no-smooth"], 2, "--no-smooth is for making an idf, but --idf"),
        (["--as", "tfidf", "--idf", "l.safetensors"], 3, "made with another vocabulary"),
        (["--as", "tfidf", "--idf", "nowhere"], 3, "nowhere: no such file"),
        (["--classes", "c.safetensors"], 3, "--classes c.safetensors: its records have no labels"),
        (["--onehot-labels"], 3, "--onehot-labels: the records have no labels"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_in_an_option_is_one_line(args: list[str], code: int, says: str) -> None:
    ended = koprep("tensor", "c.tokens", "--vocab", "v.tsv", "-o", "wrong.safetensors", *args)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1), ended.err
    assert says in ended.err
    assert not Path("wrong.safetensors").exists()


def test_sizes_as_people_write_them() -> None:
    sizes = {
        "500M": 500 * 10**6,
        "2G": 2 * 10**9,
        "1GiB": 1 << 30,
        "1.5 kb": 1500,
        "4ti": 4 << 40,
        "1000000": 10**6,
        "64 B": 64,
    }
    for text, size in sizes.items():
        assert options.size("--max-bytes", text) == size
    for text in ("", "G", "B", "1.5", "2i", "-2G", "2X", "1e9G", "9" * 400 + "G", "٣G"):
        with pytest.raises(UsageError, match=r"--max-bytes .*: no size; type 500M or 2G"):
            options.size("--max-bytes", text)
