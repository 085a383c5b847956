"""`koprep fit bpe` and `koprep fit unigram`, and the stage behind them, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers import ROOT, koprep

REVIEWS = ROOT / "corpora/reviews.txt"


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_a_model_is_learned_and_splits_text(tmp_path: Path, kind: str) -> None:
    fitted = koprep("fit", kind, REVIEWS, "--size", "1500", "-o", "t.json", cwd=tmp_path)
    assert (fitted.code, fitted.out) == (0, "")
    assert fitted.err.splitlines()[-1].endswith(" records: t.json")
    assert " pieces from " in fitted.err
    ran = koprep("run", "normalize", "subwords:model=t.json", "--to", "jsonl", input="정말 좋다\n", cwd=tmp_path)
    record = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert "".join(record["tokens"]) == "▁정말▁좋다"
    assert record["recipe"]["steps"] == ["normalize", "subwords:model"]


def test_tokens_teach_and_are_split_in_a_pipe_by_several_workers(tmp_path: Path) -> None:
    (tmp_path / "t.tagged").write_text(
        "영화/NNG 가/JKS 좋/VA 다/EF\n음악/NNG 도/JX 좋/VA 다/EF\n" * 600, encoding="utf-8"
    )
    assert koprep("fit", "bpe", "t.tagged", "--size", "280", "-o", "m.json", cwd=tmp_path).code == 0
    alone, many = (
        koprep("run", "subwords:model=m.json", "-i", "t.tagged", "--to", "tagged", "--workers", n, cwd=tmp_path)
        for n in ("1", "2")
    )
    assert alone == many
    assert (alone.code, alone.err) == (0, "")
    assert alone.out.startswith("▁영화/NNG ▁가/JKS ▁좋/VA ▁다/EF\n")


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("가나다라\n" * 999 + "뷁", encoding="utf-8")
    fitted = koprep("fit", "unigram", "c.txt", "-o", "t.json", cwd=tmp_path)
    assert fitted.err.splitlines() == [
        "koprep: 1 rare characters are spelled in bytes; --coverage gives more of them a piece",
        "koprep: --size 8000: there was no more to learn from 2 different words",
        "koprep: 266 pieces from 1,000 records: t.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["fit", "bpe", "c.txt", "-o", "t.json"], 3, "c.txt: 1 records: nothing to learn from"),
        (["fit", "unigram", "g.txt", "--size", "100", "-o", "t.json"], 2, "--size 100 is too small: 5 characters"),
        (["fit", "bpe", "nope.txt", "-o", "t.json"], 3, "nope.txt: no such file"),
        (["fit", "bpe", "g.txt", "-o", "g.txt"], 2, "g.txt is both input and output"),
        (["run", "subwords:model=g.txt"], 3, "g.txt: no subword model of koprep's; koprep fit bpe"),
        (["run", "subwords"], 2, "subwords: model= is missing, as in subwords:model=tokenizer.json"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    (tmp_path / "c.txt").write_text("\n")
    (tmp_path / "g.txt").write_text("가나 다라\n" * 3, encoding="utf-8")
    ended = koprep(*arguments, cwd=tmp_path)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("koprep: ")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "t.json").exists()
