"""Counting units, and the alphabet of a model."""

from __future__ import annotations

from pathlib import Path

from koprep.fitting.corpus import Corpus
from koprep.fitting.units import alphabet, apart, count
from koprep.sources import Options


def test_units_are_counted_once_through(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("가나 다!\n가나\t가나\n\n" + "긴" * 1001, encoding="utf-8")
    assert count(Corpus.open([str(tmp_path / "a.txt")], Options()), 1) == {"▁가나": 2, "▁다": 1, "!": 1, "가나": 1}
    assert count(Corpus.open([str(tmp_path / "a.txt")], Options()), 2) == {"▁가나": 2}


def test_units_of_tokens_dont_cross_them(tmp_path: Path) -> None:
    (tmp_path / "a.tokens").write_text("가 나 가\\s나 \u1100\u1161\n", encoding="utf-8")
    assert count(Corpus.open([str(tmp_path / "a.tokens")], Options()), 1) == {"▁가": 3, "▁나": 2}


def test_units_are_cut_at_rare_characters() -> None:
    assert apart({"▁나뷁가": 2, "▁나": 3, "뷁": 1}, ["뷁"]) == {"▁나": 5, "가": 2}


def test_the_alphabet_is_the_most_frequent_characters() -> None:
    counts = {"aab": 2, "c": 1, "▅": 5}
    assert alphabet(counts, 1.0) == (["a", "b", "c"], ["▅"])
    assert alphabet(counts, 0.9) == (["a", "b"], ["c", "▅"])
