"""Capitals in `lemma`: names and acronyms keep theirs, the first word of an English sentence doesn't."""

from __future__ import annotations

import pytest

from koprep.record import Record, Token
from koprep.stages.lemma import Lemma
from koprep.stages.morphs import Morphs
from koprep.stages.wordpunct import WordPunct


def forms(batch: list[object]) -> str:
    [record] = Lemma(lang="en")(batch)  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return " ".join(token.form for token in record.tokens or ())


def korean(text: str) -> str:
    [record] = Lemma()(Morphs()([Record("a:1", text)]))
    assert isinstance(record, Record)
    return " ".join(token.form for token in record.tokens or ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mice ran. The Windows crashed", "the mouse run . the Windows crash"),
        ("We watched Friends in Apple Parks", "we watch Friends in Apple Parks"),
        ("Is it true? Are they? Yes: Mice!", "be it true ? be they ? yes : mouse !"),
        ("“Mice are small”", "“ mouse be small ”"),
        ("WHO told US that IT fails", "WHO tell US that IT fail"),
        ("I saw Germans", "I see German"),
    ],
)
def test_a_capital_is_kept_where_no_sentence_begins(text: str, expected: str) -> None:
    assert forms(WordPunct()([Record("a:1", text)])) == expected  # type: ignore[arg-type]


def test_punctuation_that_is_no_token_ends_a_sentence_too() -> None:
    text = "Cats sleep. Mice run"
    tokens = (Token("Cats", "", 0, 4), Token("sleep", "", 5, 10), Token("Mice", "", 12, 16), Token("run", "", 17, 20))
    assert forms([Record("a:1", text, tokens=tokens)]) == "cat sleep mouse run"


def test_tokens_without_offsets_are_judged_by_the_token_before() -> None:
    tokens = tuple(map(Token, ["Mice", "ran", ".", "Mice", "saw", "Windows"]))
    assert forms([Record("a:1", "", tokens=tokens)]) == "mouse run . mouse see Windows"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apple은 Windows를 만들지 않는다.", "Apple 은 Windows 를 만들다 않다 ."),
        ("The cars were fast. 정말 빨랐다.", "the car be fast . 정말 빠르다 ."),
        ("영화 Friends가 좋다", "영화 Friends 가 좋다"),
        ("새 models와 mice", "새 model 와 mouse"),
    ],
)
def test_in_korean_text_a_capitalized_word_is_a_name_unless_english_goes_on(text: str, expected: str) -> None:
    assert korean(text) == expected
