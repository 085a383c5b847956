"""What `koprep fit punkt` learns."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep import Pipeline, modelfile
from koprep.errors import InputError
from koprep.fitting.corpus import Corpus
from koprep.fitting.punkt import fit
from koprep.sources import Options

LINES = [
    f"Dr. {name} arrived at approx. {hour} p.m. on Monday. The report by Dr. {name} was read by Mr. Han."
    for name in ("Kim", "Lee", "Park", "Choi", "Jung")
    for hour in range(3, 9)
]


def corpus(folder: Path, lines: list[str]) -> Corpus:
    (folder / "a.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Corpus.open([str(folder / "a.txt")], Options())


def test_abbreviations_are_learned_and_used(tmp_path: Path) -> None:
    found = fit(corpus(tmp_path, LINES), tmp_path / "punkt.tsv")
    rows, recipe = modelfile.read(tmp_path / "punkt.tsv", "punkt")
    assert ["abbreviation", "dr"] in rows
    assert found["abbreviation"] == sum(row[0] == "abbreviation" for row in rows) > 0
    assert recipe.steps == ("fit-punkt",)
    assert len(recipe.inputs) == 1
    pipeline = Pipeline.parse([f"sentences:engine=punkt,model={tmp_path / 'punkt.tsv'}"])
    assert [r.text for r in pipeline.map(["We met Dr. Yoon. He smiled."])] == ["We met Dr. Yoon.", "He smiled."]


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.tsv", "two.tsv"):
        fit(corpus(tmp_path, LINES), tmp_path / name)
    assert (tmp_path / "one.tsv").read_bytes() == (tmp_path / "two.tsv").read_bytes()


def test_a_corpus_too_small_to_learn_from_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="give more text"):
        fit(corpus(tmp_path, ["한 줄뿐이다."]), tmp_path / "punkt.tsv")
    assert not (tmp_path / "punkt.tsv").exists()
