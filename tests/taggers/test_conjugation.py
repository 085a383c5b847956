"""Stems as they sound, and those of the dictionary."""

from __future__ import annotations

import pytest

from koprep.tables import read
from koprep.taggers import kiwi
from koprep.taggers.base import Fault
from koprep.taggers.conjugation import alternants, stem
from koprep.taggers.homonyms import homonyms

STEMS = [word for _, _, words in read("conjugation.tsv") for word in words.split()]


def test_every_stem_of_the_table_is_a_verb_to_kiwi_or_ends_in_one() -> None:
    for word, tokens in zip(STEMS, kiwi.tag([f"{word}고 싶다" for word in STEMS]), strict=True):
        assert not isinstance(tokens, Fault)
        verbs = [token.form for token in tokens if token.tag in ("VV", "VA", "VX") and token.end <= len(word)]
        assert word.endswith(verbs[-1]), word


def test_no_stem_is_listed_twice_and_none_is_the_sound_of_another() -> None:
    assert len(STEMS) == len(set(STEMS))
    certain = {form for form, found in alternants().items() if any(before == "any" for before, _, _ in found)}
    assert not certain & set(STEMS)


@pytest.mark.parametrize(
    ("form", "stems"),
    [("부", {"붓", "불"}), ("저", {"젓", "절"}), ("만드", {"만들"}), ("도우", {"돕"}), ("웁", {"울"})],
)
def test_a_form_may_stand_for_several_stems(form: str, stems: set[str]) -> None:
    assert {found for _, found, _ in alternants()[form]} == stems


def test_a_verb_in_d_is_no_adjective() -> None:
    assert stem("길", "VA", "으면") == ("긷", "VV")
    assert stem("나", "VA", "은") == ("낫", "VA")


def test_a_contraction_is_no_stem() -> None:
    assert [stem(form, "VV", "지")[0] for form in ("돼", "봐", "느껴", "되", "보")] == ["되", "보", "느끼", "되", "보"]


def test_homonyms_differ_by_their_l_only() -> None:
    assert all(len(form) == 1 and ord(found[0]) - ord(form) == 8 for form, (found, _, _) in homonyms().items())
