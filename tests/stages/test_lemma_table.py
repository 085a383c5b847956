"""`lemma` on tests/data/lemmas_ko.tsv: regular and irregular conjugation, form by form, with each analyzer."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from koprep.record import Record
from koprep.stages.lemma import Lemma
from koprep.stages.morphs import Morphs
from koprep.taggers.corrections import corrected
from tests.helpers import ROOT

CLASSES = {
    "규칙", "ㄷ", "ㅂ", "ㅅ", "ㅎ", "르", "러", "우", "으", "여", "ㄹ탈락", "이다/아니다", "하다", "보조용언", "준말",
}  # fmt: skip
PREDICATES = {"VV", "VA", "VX", "VCP", "VCN"}


class Row(NamedTuple):
    sentence: str
    form: str
    lemma: str
    kind: str
    known: str


@cache
def rows() -> list[Row]:
    lines = (ROOT / "tests/data/lemmas_ko.tsv").read_text("utf-8").split("\n")
    return [Row(*line.split("\t")) for line in lines if line and not line.startswith("#")]


@cache
def found(engine: str) -> list[str]:
    """The lemmas of the predicates that begin inside the form of each row."""
    records = [Record(f"a:{line}", row.sentence) for line, row in enumerate(rows())]
    lemmas = Lemma(lang="ko")(Morphs(engine=engine)(records))  # type: ignore[arg-type]
    return [_inside(row, record) for row, record in zip(rows(), lemmas, strict=True) if isinstance(record, Record)]


def _inside(row: Row, record: Record) -> str:
    start = row.sentence.index(row.form)
    inside = range(start, start + len(row.form))
    return " ".join(token.form for token in record.tokens or () if token.tag in PREDICATES and token.start in inside)


def test_the_table_holds_every_class() -> None:
    counts = Counter(row.kind for row in rows())
    assert set(counts) == CLASSES
    assert min(counts.values()) >= 8
    assert len(rows()) >= 200
    assert len({row[:2] for row in rows()}) == len(rows())
    assert all(row.form in row.sentence for row in rows())


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_forms_have_the_lemma_of_the_dictionary_but_for_those_known_to_fail(kind: str, engine: str) -> None:
    pairs = [(row, lemma) for row, lemma in zip(rows(), found(engine), strict=True) if row.kind == kind]
    wrong = [(row.form, row.lemma, lemma) for row, lemma in pairs if lemma != row.lemma]
    known = [(row.form, row.lemma, lemma) for row, lemma in pairs if engine in row.known.split()]
    assert wrong == known


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_what_was_corrected_once_stays(engine: str) -> None:
    records = Morphs(engine=engine)([Record("a:1", row.sentence) for row in rows()])
    for record in records:
        once = corrected(record.tokens or ())  # type: ignore[union-attr]
        assert list(corrected(once)) == list(once)


@pytest.mark.parametrize(("engine", "least"), [("kiwi", 0.985), ("mecab", 0.9)])
def test_how_many_forms_each_engine_gets_right(engine: str, least: float) -> None:
    right = sum(row.lemma == lemma for row, lemma in zip(rows(), found(engine), strict=True))
    assert right / len(rows()) >= least
