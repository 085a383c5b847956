import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.record import Record, Token
from koprep.stages.jamo import Jamo, spell


def letters(text, **options):
    (record,) = Jamo(**options)([Record("a:1", text)])
    return " ".join(token.form for token in record.tokens)


def test_every_letter_is_a_token_with_the_place_of_its_syllable():
    (record,) = Jamo()([Record("a:1", "값 ok")])
    assert record.tokens == (
        Token("ㄱ", "", 0, 1), Token("ㅏ", "", 0, 1), Token("ㅄ", "", 0, 1), Token(" ", "", 1, 2),
        Token("o", "", 2, 3), Token("k", "", 3, 4),
    )  # fmt: skip


def test_an_empty_final_is_marked_if_told():
    assert letters("강아지", empty="e") == "ㄱ ㅏ ㅇ ㅇ ㅏ e ㅈ ㅣ e"
    assert letters("강아지") == "ㄱ ㅏ ㅇ ㅇ ㅏ ㅈ ㅣ"


def test_spaces_go_if_told():
    assert letters("가 나", spaces="drop") == "ㄱ ㅏ ㄴ ㅏ"


def test_tokens_are_spelled_with_tag_and_place_kept():
    tokens = (Token("강아지", "NNG", 0, 3), Token("ㄴ", "JX", 2, 3), Token("AI", "SL", 3, 5))
    (record,) = Jamo(unit="token")([Record("a:1", "강아진AI", tokens=tokens)])
    assert record.tokens == (Token("ㄱㅏㅇㅇㅏㅈㅣ", "NNG", 0, 3), *tokens[1:])


def test_only_the_unit_token_works_on_tokens():
    assert (Jamo().needs, Jamo().gives) == ("text", "tokens")
    assert (Jamo(unit="token").needs, Jamo(unit="token").gives) == ("tokens", "same")


def test_what_is_no_modern_syllable_stays_or_becomes_compatibility_jamo():
    assert letters("\u11abㅋ👨‍👩‍👧") == "ㄴ ㅋ 👨‍👩‍👧"
    assert letters("\u1112\u119e\u11ab") == "ㅎ \u119e ㄴ"


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_the_letters_compose_back_to_the_text(text):
    """The independent authority is Unicode's own decomposition: three conjoining jamo, or two."""
    sizes = [len(unicodedata.normalize("NFD", char)) for char in text]
    assert len("".join(spell(text))) == sum(sizes)
    assert len("".join(spell(text, "ᇿ"))) == 3 * len(text)


@given(st.text(alphabet="가각갂ㄱㄲ e", max_size=5), st.text(alphabet="가각갂ㄱㄲ e", max_size=5))
def test_with_a_mark_a_final_and_the_consonant_after_it_are_two_things(one, other):
    """Without it, 각 and 가ㄱ are spelled alike."""
    assert (list(spell(one, "ᇿ")) == list(spell(other, "ᇿ"))) == (one == other)


def test_spaces_have_no_meaning_for_tokens():
    with pytest.raises(UsageError, match="spaces=drop"):
        Jamo(unit="token", spaces="drop")
