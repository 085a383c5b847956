"""One spelling an ending."""

from __future__ import annotations

import pytest

from koprep.taggers.allomorphs import filled, merged


@pytest.mark.parametrize(
    ("form", "tag", "expected"),
    [
        ("았", "EP", "었"), ("였", "EP", "었"), ("았었", "EP", "었었"), ("아서", "EC", "어서"), ("여", "EF", "어"),
        ("아야지", "EF", "어야지"), ("었", "EP", "었"), ("시", "EP", "시"), ("으로", "JKB", "으로"), ("아", "IC", "아"),
        ("아이", "NNG", "아이"), ("야", "EF", "야"), ("은", "ETM", "은"), ("아시", "EP", "아시"),
    ],
)  # fmt: skip
def test_only_endings_in_a_and_yeo_are_merged(form: str, tag: str, expected: str) -> None:
    assert merged(form, tag) == expected


@pytest.mark.parametrize(
    ("form", "tag", "expected"),
    [
        ("ㅏㅆ", "EP", "았"),
        ("ㅓㅆ었", "EP", "었었"),
        ("ㅏ서", "EC", "아서"),
        ("ㅔ요", "EF", "에요"),
        ("ㄴ다", "EF", "ㄴ다"),
        ("ㅠㅠ", "IC", "ㅠㅠ"),
    ],
)
def test_an_ending_that_begins_with_a_bare_vowel_gets_its_silent_consonant(form: str, tag: str, expected: str) -> None:
    assert filled(form, tag) == expected
