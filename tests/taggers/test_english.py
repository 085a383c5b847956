"""English lemmas from a list, offline."""

from __future__ import annotations

import pytest

from koprep.errors import MissingError
from koprep.taggers import english


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("am", "be"),
        ("are", "be"),
        ("is", "be"),
        ("mice", "mouse"),
        ("running", "run"),
        ("n't", "not"),
        ("n’t", "not"),
        ("AI", "AI"),
        ("ChatGPT", "ChatGPT"),
        ("한국어", "한국어"),
        ("", ""),
        ("\u200b", "\u200b"),
        ("a" * 5000, "a" * 5000),
    ],
)
def test_words_have_lemmas_and_names_stay(word: str, lemma: str) -> None:
    assert english.load()(word) == lemma


def test_without_simplemma_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "simplemma", None)
    english.load.cache_clear()
    with pytest.raises(MissingError, match="pip install simplemma"):
        english.load()
    english.load.cache_clear()
