"""Learning phrases."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from koprep import modelfile
from koprep.errors import InputError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.fitting.phrases import Phrase, fit, learn
from koprep.sources import Options

SENTENCES = [
    ["인공", "지능", "이", "좋", "다"],
    ["인공", "지능", "을", "배우", "다"],
    ["지능", "이", "높", "다"],
    ["책", "을", "읽", "다"],
    ["인공", "지능", "학회"],
]


def corpus(folder: Path, text: str, ending: str = ".tokens") -> Corpus:
    (folder / f"corpus{ending}").write_text(text, encoding="utf-8")
    return Corpus.open([str(folder / f"corpus{ending}")], Options())


def spelled(sentences: list[list[str]]) -> str:
    return "\n".join(" ".join(sentence) for sentence in sentences)


def test_the_score_is_that_of_the_paper() -> None:
    vocabulary = {word for sentence in SENTENCES for word in sentence}
    vocabulary |= {f"{a} {b}" for sentence in SENTENCES for a, b in pairwise(sentence)}
    assert learn(SENTENCES, 1, 0.5, "default")[0] == Phrase("인공", "지능", 3, (3 - 1) / (3 * 4) * len(vocabulary))


@pytest.mark.parametrize("scoring", ["default", "npmi"])
def test_gensim_finds_the_same(scoring: str) -> None:
    from gensim.models.phrases import Phrases

    theirs = Phrases(SENTENCES, min_count=1, threshold=0.1, scoring=scoring).export_phrases()
    found = learn(SENTENCES, 1, 0.1, scoring)
    assert {f"{phrase.first}_{phrase.second}": phrase.score for phrase in found} == theirs


def test_tokens_may_hold_what_gensim_joins_by() -> None:
    found = learn([["a_b", "c"], ["a", "b_c"], ["a_b", "c"], ["x\x1fy", "c d"], ["x\x1fy", "c d"]], 1, 0.1, "default")
    assert {(phrase.first, phrase.second) for phrase in found} == {("a_b", "c"), ("x\x1fy", "c d")}


def test_the_best_comes_first_and_equals_by_their_words() -> None:
    found = learn([["다", "라"], ["가", "나"], ["다", "라"], ["가", "나"]], 1, 0.1, "default")
    assert [(phrase.first, phrase.second) for phrase in found] == [("가", "나"), ("다", "라")]


def test_a_model_file_holds_phrases_counts_and_scores(tmp_path: Path) -> None:
    fit(corpus(tmp_path, spelled(SENTENCES)), tmp_path / "p.tsv", 1, 3.5)
    rows, recipe = modelfile.read(tmp_path / "p.tsv", "phrases")
    assert rows == [["인공", "지능", "3", "4.000000"]]
    assert recipe.steps == ("fit-phrases:min-count=1,threshold=3.5,scoring=default",)
    assert list(recipe.engines) == ["gensim"]


@pytest.mark.parametrize("scoring", ["default", "npmi"])
def test_a_corpus_without_phrases_is_an_error(tmp_path: Path, scoring: str) -> None:
    for text in ("", "가 나\n", "\n\n"):
        with pytest.raises(InputError, match=r"no phrases in \d+ records; give more text, or a lower --min-count"):
            fit(corpus(tmp_path, text), tmp_path / "p.tsv", scoring=scoring)
    assert not (tmp_path / "p.tsv").exists()


def test_text_has_no_tokens_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds text, not tokens"):
        fit(corpus(tmp_path, "가 나", ".txt"), tmp_path / "p.tsv")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_count": 0}, "--min-count 0: use 1 or more"),
        ({"threshold": 0.0}, "--threshold 0.0: use a number above 0"),
        ({"threshold": 2.0, "scoring": "npmi"}, "from -1 to 1 for npmi"),
        ({"threshold": float("nan")}, "above 0"),
    ],
)
def test_limits_that_cant_be_meant_are_refused(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        fit(corpus(tmp_path, spelled(SENTENCES)), tmp_path / "p.tsv", **options)
