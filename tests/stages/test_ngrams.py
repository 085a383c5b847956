import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.record import Record, Token
from koprep.stages.ngrams import Ngrams, join_neighbours
from koprep.stages.words import Words


def grams(text, **options):
    (record,) = Ngrams(**options)(Words()([Record("a:1", text)]))
    return record.tokens


def test_two_neighbours_become_one_token_over_both_places():
    assert grams("딥 러닝 모델") == (Token("딥_러닝", "", 0, 4), Token("러닝_모델", "", 2, 7))


def test_a_range_gives_every_size_in_order_of_place():
    assert [token.form for token in grams("가 나 다", n="1-3", sep="+")] == [
        "가", "가+나", "가+나+다", "나", "나+다", "다",
    ]  # fmt: skip


def test_a_record_of_fewer_tokens_becomes_empty():
    assert grams("하나 둘", n="3") == ()


def test_an_ngram_with_an_unknown_place_has_none():
    tokens = (Token("가", "NNG", 0, 1), Token("나"), Token("다", "NNG", 4, 5))
    (record,) = Ngrams()([Record("a:1", "가 나 다", tokens=tokens)])
    assert record.tokens == (Token("가_나"), Token("나_다"))


def test_ngrams_have_no_tags():
    assert Ngrams().gives == "tokens"


@given(st.lists(st.sampled_from("가나다"), max_size=9), st.integers(1, 4), st.integers(0, 3))
def test_there_are_as_many_as_there_are_windows(forms, least, more):
    joined = join_neighbours(least, least + more, " ", tuple(map(Token, forms)))
    windows = [forms[i : i + n] for n in range(least, least + more + 1) for i in range(len(forms) - n + 1)]
    assert sorted(token.form for token in joined) == sorted(map(" ".join, windows))


@pytest.mark.parametrize("n", ["0", "3-2", "a", "", "1-", "-1", "1-2-3", "٣"])
def test_a_size_that_is_none_is_refused(n):
    with pytest.raises(UsageError, match="ngrams: n="):
        Ngrams(n=n)
