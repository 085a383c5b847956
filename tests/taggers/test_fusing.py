"""Stems with fused endings; Kiwi, which joins morphemes by rules of its own, is the authority."""

from __future__ import annotations

import pytest

from koprep.taggers import kiwi
from koprep.taggers.fusing import fused, irregular


@pytest.mark.parametrize(
    ("stem", "tag"),
    [
        ("떠나", "VV"), ("서", "VV"), ("보내", "VV"), ("세", "VV"), ("켜", "VV"), ("오", "VV"), ("바꾸", "VV"),
        ("치", "VV"), ("되", "VV"), ("쓰", "VV"), ("모으", "VV"), ("흐르", "VV"), ("모르", "VV"), ("만들", "VV"),
        ("공부하", "VV"), ("뛰", "VV"), ("꿰", "VV"), ("크", "VA"), ("사랑스럽", "VA"), ("아름답", "VA"),
        ("조용하", "VA"), ("빠르", "VA"), ("길", "VA"), ("먹", "VV"), ("좁", "VA"), ("잡", "VV"),
    ],
)  # fmt: skip
def test_forms_are_those_kiwi_makes_of_stem_and_ending(stem: str, tag: str) -> None:
    join = kiwi.load().join
    kind = "-I" if irregular(stem, tag) else ""
    for surface, ending, last in fused(stem, tag):
        assert join([(stem, tag + kind), (_conjoining(ending), last)]) == surface, (stem, ending)


def _conjoining(ending: str) -> str:
    """Kiwi takes an ending's bare consonant as a coda."""
    return {"ㄴ": "ᆫ", "ㄹ": "ᆯ", "ㅁ": "ᆷ", "ㅂ": "ᆸ"}.get(ending[0], ending[0]) + ending[1:]


def test_closed_stems_have_no_fused_forms() -> None:
    assert list(fused("먹", "VV")) == []
    assert list(fused("좁", "VA")) == []


@pytest.mark.parametrize(
    ("stem", "tag", "some"),
    [
        ("꿀잼하", "VV", "꿀잼한 꿀잼한다 꿀잼할까 꿀잼함 꿀잼합니다 꿀잼해 꿀잼해서 꿀잼해요 꿀잼했"),
        ("힙스럽", "VA", "힙스러운 힙스러울 힙스러우면 힙스러워 힙스러워서 힙스러웠"),
        ("떡메치", "VV", "떡메친다 떡메쳐 떡메쳤"),
        ("만들", "VV", "만든 만듭니다"),
        ("뛰", "VV", "뛴 뜁니다"),
    ],
)
def test_a_new_stem_has_the_forms_people_write(stem: str, tag: str, some: str) -> None:
    assert set(some.split()) <= {form.surface for form in fused(stem, tag)}
