from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from scipy import stats

from koprep.embed.embedding import Embedding
from koprep.embed.evaluate import Section, analogies, similarity
from koprep.embed.lookup import Lookup
from koprep.embed.rows import Array, Dense, Sparse
from koprep.embed.testsets import Analogy, Pair
from koprep.recipe import Recipe
from koprep.vocab import Vocab

WORDS = [f"낱말{number}" for number in range(60)]


def embedding(vectors: Array, words: list[str] = WORDS) -> Embedding:
    vectors = np.asarray(vectors, np.float32)
    return Embedding(Vocab.of(words[: len(vectors)]), Dense(vectors), np.linalg.norm(vectors, axis=1), Recipe(), {})


def any_vectors(words: int = 60, dimensions: int = 8) -> Array:
    """Made of few directions, so that some analogies come out right."""
    random = np.random.default_rng(5)
    pieces = random.standard_normal((words // 4 + 3, dimensions))
    made = pieces[np.arange(words) // 4] + pieces[-3:][np.arange(words) % 4 % 3]
    return np.asarray(made + 0.05 * random.standard_normal(made.shape), np.float32)


def quads(number: int = 200, known: int = 55) -> list[Analogy]:
    """Of rows of four: half of them parallel, all sections in one file; some words are unknown."""
    random = np.random.default_rng(6)
    found = []
    for place in range(number):
        first, second = random.choice(known // 4, 2, replace=False) * 4
        a, b = random.choice(4, 2, replace=False)
        names = [WORDS[first + a], WORDS[first + b], WORDS[second + a], WORDS[second + b]]
        found.append(Analogy(f"section {place // 50}", *names))
    return [*found, Analogy("section 3", "없는말", *WORDS[:3])]


def gensim(vectors: Array) -> KeyedVectors:
    made = KeyedVectors(vectors.shape[1])
    made.add_vectors(WORDS[: len(vectors)], vectors)
    return made


def gensim_file(path: Path, wanted: list[Analogy]) -> str:
    lines, section = [], None
    for quad in wanted:
        if quad.section != section:
            lines.append(f": {quad.section}")
            section = quad.section
        lines.append(" ".join(quad[1:]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("top", [None, 40])
def test_analogies_come_out_as_gensim_has_them(tmp_path: Path, top: int | None) -> None:
    vectors, wanted = any_vectors(), quads()
    score, sections = gensim(vectors).evaluate_word_analogies(
        gensim_file(tmp_path / "a.txt", wanted), restrict_vocab=top or 300000
    )
    found = analogies(wanted, Lookup(embedding(vectors), top=top)).seen
    right = [len(part["correct"]) for part in sections]
    used = [len(part["correct"]) + len(part["incorrect"]) for part in sections]
    assert [part.name for part in found] == [*(part["section"] for part in sections[:-1]), "total"]
    assert [(part.used, part.add) for part in found] == [
        (number, correct / number) for number, correct in zip(used, right, strict=True)
    ]
    assert found[-1].add == score
    assert 0.1 < score < 0.9


def test_products_of_cosines_solve_what_gensim_solves_with_them() -> None:
    """Gensim's evaluate_word_analogies only adds, whatever it is told; so its answers are taken one by one."""
    vectors, wanted = any_vectors(), quads()[:-1]
    model = gensim(vectors)
    solved = [model.most_similar_cosmul([b, c], [a], topn=1)[0][0] == d for _, a, b, c, d in wanted]
    found = analogies(wanted, Lookup(embedding(vectors))).seen[-1]
    assert found.mul == np.mean(solved)
    assert found.mul != found.add


def test_all_analogies_are_counted_and_those_with_an_unseen_word_not_used() -> None:
    found = analogies(quads(), Lookup(embedding(any_vectors()))).seen
    assert [(part.quads, part.used) for part in found] == [(50, 50)] * 3 + [(51, 50), (201, 200)]


def test_the_distance_is_that_of_b_less_a_and_c_from_d() -> None:
    vectors = np.array([[1, 0, 0], [0, 2, 0], [0, 0, 3], [0, 1, 1]])
    [section, total] = analogies([Analogy("", *WORDS[:4])], Lookup(embedding(vectors))).seen
    expected = 1 - np.array([-1, 1, 1]) @ np.array([0, 1, 1]) / np.sqrt(3 * 2)
    assert section[:-1] == Section("", 1, 1, 1.0, 1.0, 0.0)[:-1]
    assert section.distance == pytest.approx(expected, abs=1e-6)
    assert total == section._replace(name="total")


def test_made_words_are_questions_and_answers_but_apart() -> None:
    vectors = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1]])
    made = {"물을": np.array([0, 2, 2], np.float32)}
    lookup = Lookup(embedding(vectors, ["밥", "밥을", "물"]), made.get)
    found = analogies([Analogy("조사", "밥", "밥을", "물", "물을")], lookup)
    assert (found.seen[0].used, np.isnan(found.seen[0].distance)) == (0, True)
    assert found.composed is not None
    assert found.composed[0].used == found.composed[0].add == found.composed[0].mul == 1
    assert analogies([Analogy("", "밥", "밥을", "물", "물을")], Lookup(lookup.embedding)).composed is None


def test_zero_vectors_are_unseen_and_no_answers() -> None:
    vectors = np.array([[-1, -1], [-1, 1], [0, 0], [-1, 0.5], [0, 0]])
    lookup = Lookup(embedding(vectors))
    assert analogies([Analogy("", *WORDS[:4])], lookup).seen[0].used == 0
    solved = analogies([Analogy("", WORDS[0], WORDS[1], WORDS[1], WORDS[3])], lookup).seen[0]
    assert (solved.add, solved.mul) == (1, 1)


def test_sparse_vectors_give_the_same() -> None:
    vectors = np.maximum(any_vectors(), 0)
    rows, columns = np.nonzero(vectors)
    bounds = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(vectors)))))
    dense = embedding(vectors)
    thin = Sparse(vectors[rows, columns], columns, bounds, vectors.shape[1])
    other = Embedding(dense.vocab, thin, dense.norms, Recipe(), {})
    first, second = (analogies(quads(), Lookup(one)).seen for one in (dense, other))
    for ours, theirs in zip(first, second, strict=True):
        assert ours[:3] == theirs[:3]
        assert ours[3:] == pytest.approx(theirs[3:], abs=0.02)


def test_similarity_is_that_of_scipy_over_seen_and_over_all_pairs() -> None:
    vectors = any_vectors()
    random = np.random.default_rng(7)
    some = [
        Pair(WORDS[first], WORDS[second], rating)
        for (first, second), rating in zip(random.integers(0, 58, (60, 2)), random.random(60), strict=True)
    ]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    pairs = [*some, Pair("없는말", WORDS[0], 0.5), Pair("없는말", "없는말", 1.0)]
    gold = [pair.rating for pair in pairs]
    cosines = [float(unit[WORDS.index(a)] @ unit[WORDS.index(b)]) for a, b, _ in some]
    found = similarity(pairs, Lookup(embedding(vectors)))
    assert (found.seen.pairs, found.all.pairs, found.composed, found.unseen) == (60, 62, None, ("없는말",))
    assert found.seen.spearman == pytest.approx(stats.spearmanr(cosines, gold[:60]).statistic, abs=1e-6)
    assert found.seen.pearson == pytest.approx(stats.pearsonr(cosines, gold[:60]).statistic, abs=1e-6)
    assert found.all.spearman == pytest.approx(stats.spearmanr([*cosines, 0, 0], gold).statistic, abs=1e-6)


def test_composed_pairs_stand_apart_from_seen_ones() -> None:
    vectors = np.array([[1, 0], [1, 1], [0, 1]])
    pairs = [Pair(WORDS[0], WORDS[1], 3), Pair(WORDS[0], WORDS[2], 1), Pair(WORDS[0], "새말", 2)]
    made = {"새말": np.array([2, 1], np.float32)}
    found = similarity([*pairs, Pair("헌말", "새말", 0)], Lookup(embedding(vectors), made.get))
    assert found.seen.pairs == 2
    assert found.composed is not None
    assert found.composed.spearman == pytest.approx(stats.spearmanr([0.7071, 0, 0.8944, 0], [3, 1, 2, 0]).statistic)
    assert (found.unseen, found.unmade) == (("새말", "헌말"), ("헌말",))
