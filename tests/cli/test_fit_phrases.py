"""`koprep fit phrases` and the stage behind it, as a user runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep.fitting.corpus import Corpus
from koprep.fitting.phrases import fit
from koprep.sources import Options
from tests.helpers import koprep

TOKENS = "인공 지능 이 좋 다\n인공 지능 을 배우 다\n책 을 읽 다\n책 이 싫 다\n" * 6


def test_phrases_are_learned_and_joined(tmp_path: Path) -> None:
    (tmp_path / "a.tokens").write_text(TOKENS, encoding="utf-8")
    fitted = koprep("fit", "phrases", "a.tokens", "--threshold", "1", "-o", "p.tsv", cwd=tmp_path)
    assert (fitted.code, fitted.out) == (0, "")
    assert fitted.err.startswith("koprep: 1 phrases (인공 지능 …) from 24 records")
    assert (tmp_path / "p.tsv").read_text(encoding="utf-8").endswith("\n인공\t지능\t12\t1.118056\n")
    ran = koprep("run", "phrases:model=p.tsv", "--from", "tokens", input="큰 인공 지능\n", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, "큰 인공_지능\n", "")


def test_tokens_from_a_pipe_teach_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.tokens").write_text(TOKENS, encoding="utf-8")
    fit(Corpus.open([str(tmp_path / "a.tokens")], Options()), tmp_path / "p.tsv", 2, scoring="npmi")
    options = ("--from", "tokens", "--scoring", "npmi", "--min-count", "2")
    assert koprep("fit", "phrases", "-", *options, "-o", "q.tsv", input=TOKENS, cwd=tmp_path).code == 0
    rows = [(tmp_path / name).read_text(encoding="utf-8").split("\n")[1:] for name in ("p.tsv", "q.tsv")]
    assert rows[0] == rows[1] != [""]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["fit", "phrases", "g.txt", "-o", "p.tsv"], 2, "g.txt holds text, not tokens; make some with koprep run"),
        (["fit", "phrases", "g.tokens", "-o", "p.tsv"], 3, "g.tokens: no phrases in 1 records; give more text, or a"),
        (["fit", "phrases", "g.tokens", "--scoring", "pmi", "-o", "p.tsv"], 2, "--scoring pmi: did you mean npmi?"),
        (["run", "words", "phrases:model=g.txt"], 3, "g.txt: no phrases file; koprep fit phrases writes one"),
        (["run", "phrases:model=g.txt", "-i", "g.txt"], 2, "phrases needs tokens, but g.txt gives text"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    for name in ("g.txt", "g.tokens"):
        (tmp_path / name).write_text("가나 다라\n", encoding="utf-8")
    ended = koprep(*arguments, cwd=tmp_path)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith("koprep: ")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert not (tmp_path / "p.tsv").exists()
