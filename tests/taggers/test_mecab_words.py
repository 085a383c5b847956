"""mecab-ko-dic's descriptions of words, without MeCab."""

from __future__ import annotations

import pytest

from koprep.taggers.mecab_words import Words
from koprep.taggers.tagset import names_of

COPULA = "뭔가\tNP+VCP+EC,*,F,뭔가,Inflect,NP,EC,뭐/NP/*+이/VCP/*+ᆫ가/EC/*"


def parts(line: str, allomorph: str = "merge", native: bool = False) -> list[tuple[str, str, int, int]]:
    return [tuple(part) for part in Words(names_of("mecab", native), allomorph)[line][1]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("했\tXSV+EP,*,T,했,Inflect,XSV,EP,하/XSV/*+았/EP/*", [("하", "XSV", 0, 1), ("었", "EP", 0, 1)]),
        ("샀\tVV+EP,*,T,샀,Inflect,VV,EP,사/VV/*+ㅏㅆ/EP/*", [("사", "VV", 0, 1), ("었", "EP", 0, 1)]),
        (COPULA, [("뭐", "NP", 0, 2), ("이", "VCP", 0, 2), ("ㄴ가", "EC", 0, 2)]),
        (
            "짐캐리\tNNP,인명,F,짐캐리,Preanalysis,NNP,NNP,짐/NNP/인명+캐리/NNP/인명",
            [("짐", "NNP", 0, 1), ("캐리", "NNP", 1, 3)],
        ),
        ("재미있\tVA,*,T,재미있,Inflect,VA,VA,재밌/VA/*", [("재미있", "VA", 0, 3)]),
        ("주인공\tNNG,*,T,주인공,Compound,*,*,주인/NNG/*+공/NNG/*", [("주인공", "NNG", 0, 3)]),
        ("맠\tUNKNOWN,*,*,*,*,*,*,*", [("맠", "NA", 0, 1)]),
        (",\tSC,*,*,*,*,*,*,*", [(",", "SP", 0, 1)]),
        ("가\tVV+EC,*,F,가,Inflect,VV,EC,가/VV/*+아/EC/*", [("가", "VV", 0, 1), ("어", "EC", 0, 1)]),
    ],
)
def test_words_come_apart_where_they_are_inflected(line: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert parts(line) == expected


def test_surface_and_native_keep_what_the_dictionary_says() -> None:
    assert parts("샀\tVV+EP,*,T,샀,Inflect,VV,EP,사/VV/*+ㅏㅆ/EP/*", "surface")[1][0] == "았"
    assert parts("개\tNNBC,*,F,개,*,*,*,*", native=True) == [("개", "NNBC", 0, 1)]


def test_every_line_is_read_once_and_all_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    words = Words(names_of("mecab", False), "merge")
    assert words[COPULA] is words[COPULA]
    assert len(words) == 1
    words.forget()
    assert len(words) == 1
    monkeypatch.setattr("koprep.taggers.mecab_words._MOST", 0)
    words.forget()
    assert not words
