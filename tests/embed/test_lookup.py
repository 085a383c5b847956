from __future__ import annotations

import numpy as np
import pytest

from koprep.embed.embedding import Embedding
from koprep.embed.lookup import Lookup, summed
from koprep.embed.rows import Array, Dense
from koprep.recipe import Recipe
from koprep.vocab import Vocab


class Fixed:
    """Parts that make one vector of any word with ㅋ in it."""

    def vector(self, word: str) -> Array | None:
        return np.array([3, 4], np.float32) if "ㅋ" in word else None


def embedding(words: list[str], tagged: bool = False, parts: Fixed | None = None) -> Embedding:
    vectors = np.array([[1, place] for place in range(len(words))], np.float32)
    counts = [10 * (len(words) - place) for place in range(len(words))]
    norms = np.linalg.norm(vectors, axis=1)
    return Embedding(Vocab.of(words, counts), Dense(vectors), norms, Recipe(), {"tagged": tagged}, parts)


def test_a_word_is_itself_before_one_that_differs_in_case() -> None:
    lookup = Lookup(embedding(["POLISH", "polish", "Athens"]))
    assert [lookup.id(word) for word in ("polish", "Polish", "athens", "Rome")] == [1, 0, 2, None]
    assert Lookup(embedding(["Athens"]), fold=False).id("athens") is None


def test_a_form_stands_for_its_most_frequent_token() -> None:
    lookup = Lookup(embedding(["배/NNG", "이/JKS", "배/NNB", "이/NNG"], tagged=True))
    assert [lookup.id(word) for word in ("배", "이", "배/NNB", "가")] == [0, 1, 2, None]
    assert Lookup(embedding(["배/NNG"])).id("배") is None


def test_only_the_top_words_are_there() -> None:
    lookup = Lookup(embedding(["밥", "물", "쌀"]), top=2)
    assert (lookup.size, lookup.id("물"), lookup.id("쌀")) == (2, 1, None)
    assert Lookup(embedding(["밥"]), top=9).size == 1


def test_vectors_have_length_1_and_a_zero_vector_is_unseen() -> None:
    made = Lookup(embedding(["밥", "물"]), lambda word: np.zeros(2, np.float32) if word == "쌀" else None)
    assert made.vectors(["밥", "쌀", "물"])["물"] == pytest.approx([2**-0.5, 2**-0.5])
    assert made.made(["쌀", "콩"]) == {}


def test_an_unseen_word_is_the_sum_of_its_tokens() -> None:
    tokens = {"물을": ["물", "을"], "물도": ["물", "도"], "콩": ["콩"], "콩이": ["콩", "이"]}
    make = summed(embedding(["밥", "물", "을"]), lambda word: tokens[word])
    assert make("물을") == pytest.approx([2, 3])
    assert make("물도") == pytest.approx([1, 1])
    assert (make("콩"), make("콩이")) == (None, None)


def test_tokens_and_words_without_a_vector_get_it_from_their_parts() -> None:
    tokens = {"물ㅋㅋ": ["물", "ㅋㅋ"], "ㅋㅋㅋ": ["ㅋㅋㅋ"], "앜ㅋ": ["아", "앜"]}
    make = summed(embedding(["밥", "물"], parts=Fixed()), lambda word: tokens[word])
    assert make("물ㅋㅋ") == pytest.approx([4, 5])
    assert make("ㅋㅋㅋ") == pytest.approx([3, 4])
    assert make("앜ㅋ") == pytest.approx([3, 4])


def test_tagged_tokens_are_found_by_form_where_the_tag_was_never_seen() -> None:
    make = summed(embedding(["밥/NNG", "을/JKO"], tagged=True), lambda word: ["밥/NNP", "을/JKO"])
    assert make("밥을") == pytest.approx([2, 1])
