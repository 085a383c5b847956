from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from gensim.models.fasttext import ft_ngram_hashes
from hypothesis import given
from hypothesis import strategies as st

from koprep.embed.jamo_units import apart
from koprep.embed.subwords import USUAL, Subwords, checked, cut, hashes
from koprep.errors import UsageError

WORDS = st.text(st.sampled_from("가먹다ㅋabé漢🙂<>"), max_size=12)


@given(WORDS, st.integers(1, 3), st.integers(0, 4), st.sampled_from([1, 7, 1000, 2_000_000]))
def test_characters_are_cut_and_hashed_as_gensim_does(word: str, minn: int, more: int, buckets: int) -> None:
    found = Subwords("char", minn, minn + more, buckets=buckets).of(word)
    assert found.tolist() == ft_ngram_hashes(unicodedata.normalize("NFC", word), minn, minn + more, buckets)


def test_jamo_of_three_to_five_and_syllables_of_one_to_four() -> None:
    parts = USUAL["jamo"].ngrams("달")
    jamo = "<" + apart("달") + ">"
    assert parts == [jamo[:3], jamo[:4], jamo, jamo[1:4], jamo[1:], jamo[2:], "<달", "<달>", "달", "달>"]


def test_what_is_not_hangul_is_not_counted_twice() -> None:
    parts = USUAL["jamo"].ngrams("AI3")
    assert len(parts) == len(set(parts))
    assert {"A", "AI", "<AI", "AI3", "<AI3>"} <= set(parts)


def test_of_tagged_words_only_the_form_is_cut() -> None:
    tagged = Subwords(tagged=True)
    assert tagged.ngrams("먹/VV") == Subwords().ngrams("먹")
    assert tagged.ngrams("//SP") == Subwords().ngrams("/")
    assert tagged.ngrams("먹") == Subwords().ngrams("먹")


def test_decomposed_words_have_the_parts_of_composed_ones() -> None:
    assert Subwords().ngrams(unicodedata.normalize("NFD", "먹었다")) == Subwords().ngrams("먹었다")


@given(st.lists(WORDS, max_size=6), st.sampled_from(["char", "jamo"]), st.sampled_from([3, 5000]))
def test_a_vocabulary_is_cut_as_its_words_are(words: list[str], unit: str, buckets: int) -> None:
    subwords = Subwords(unit, 2, 3, buckets=buckets)
    grams = cut([*words, "밥"], subwords)
    assert (np.diff(grams.buckets) > 0).all()
    for id, word in enumerate([*words, "밥"]):
        rows = grams.numbers[grams.bounds[id] : grams.bounds[id + 1]]
        assert grams.buckets[rows].tolist() == subwords.of(word).tolist()


def test_hashing_nothing_is_nothing() -> None:
    assert hashes([]).tolist() == []
    assert hashes([""]).tolist() == [2166136261]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Subwords(minn=6), "--minn 6 is more than --maxn 5"),
        (Subwords(minn=0), "--minn 0: use 1 or more"),
        (Subwords(min_syllables=5), "--min-syllables 5 is more than --max-syllables 4"),
        (Subwords(buckets=0), "--buckets 0: use a number from 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: Subwords, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        checked(wrong)
