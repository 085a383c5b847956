"""Nouns that touch become one."""

from __future__ import annotations

import pytest

from koprep.record import Token
from koprep.taggers.compounds import joined


def tokens(tagged: str) -> list[Token]:
    """Tokens of ``form/TAG`` items; ``_`` is a space."""
    found, place = [], 0
    for item in tagged.split():
        if item == "_":
            place += 1
            continue
        form, _, tag = item.rpartition("/")
        found.append(Token(form, tag, place, place + len(form)))
        place += len(form)
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("인공/NNG 지능/NNG 학과/NNG", "인공지능학과/NNG"),
        ("대학원/NNG 생/XSN 들/XSN 의/JKG", "대학원생/NNG 들/XSN 의/JKG"),
        ("선생/NNG 님/XSN", "선생/NNG 님/XSN"),
        ("서울/NNP 역/NNP", "서울역/NNP"),
        ("서울/NNP 시장/NNG", "서울시장/NNG"),
        ("딥/NNG _ 러닝/NNG", "딥/NNG 러닝/NNG"),
        ("재/XPN 사용/NNG 하/XSV", "재사용/NNG 하/XSV"),
        ("AI/SL 화/XSN 기술/NNG", "AI/SL 화/XSN 기술/NNG"),
        ("비/XPN _ 사용/NNG", "비/XPN 사용/NNG"),
        ("친구/NNG", "친구/NNG"),
        ("", ""),
    ],
)
def test_what_joins_and_what_doesn_t(before: str, after: str) -> None:
    assert " ".join(f"{token.form}/{token.tag}" for token in joined(tokens(before))) == after


def test_a_compound_stands_where_its_parts_stood() -> None:
    assert joined([Token("인공", "NNG", 3, 5), Token("지능", "NNG", 5, 7)]) == [Token("인공지능", "NNG", 3, 7)]
