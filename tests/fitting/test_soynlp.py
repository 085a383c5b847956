from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import modelfile
from koprep.errors import InputError, UsageError
from koprep.fitting import soynlp
from koprep.fitting.corpus import Corpus
from koprep.fitting.soynlp import fit_soynlp, least_count
from koprep.fitting.soynlp_counts import Counting
from koprep.sources import Options
from koprep.stages.soynlp_words import COLUMNS
from koprep.taggers.soynlp import longest_suffix, word_scores

NOUNS = ["영화", "음악", "배우", "감독", "영화관", "영화음악", "이야기", "주인공", "가", "초코파이정"]
PARTICLES = ["는", "를", "가", "에서", "의", "", "도", "만", "에게는"]
VERBS = ["좋았다", "재밌어요", "보고", "들었던", "최고", "별로였어ㅠㅠ", "ㅋㅋㅋ", "재미있는데.", "10점!!"]


LONG = st.builds(
    lambda first, second, times: f"{first} {first * times}{second} 가",
    *[st.text("가나다", max_size=4)] * 2,
    st.integers(1, 20),
)


def sentences(number: int, seed: int = 0) -> list[str]:
    chance = random.Random(seed)
    return [
        " ".join(
            chance.choice(NOUNS) + chance.choice(PARTICLES) if chance.random() < 0.6 else chance.choice(VERBS)
            for _ in range(chance.randint(0, 9))
        )
        for _ in range(number)
    ]


def corpus(folder: Path, texts: list[str]) -> Corpus:
    (folder / "texts.txt").write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return Corpus.open([str(folder / "texts.txt")], Options("", "", "", "auto"))


def learned(path: Path) -> dict[str, list[str]]:
    rows, _ = modelfile.read(path, "soynlp")
    assert tuple(rows[0]) == COLUMNS
    return {row[0]: row[1:] for row in rows[1:]}


def extractors_scores(texts: list[str], min_count: int, max_length: int = 10):
    """What soynlp says when it does all by itself."""
    from soynlp.word import WordExtractor

    extractor = WordExtractor(
        max_left_length=max_length,
        max_right_length=longest_suffix(max_length),
        min_frequency=min_count,
        verbose_points=0,
    )
    extractor.train(texts)
    return extractor.extract()


def digits(value: float) -> str:
    return f"{value + 0.0:.6f}"


@pytest.mark.parametrize(("min_count", "max_length"), [(10, 10), (2, 10), (5, 4), (1, 2), (3, 6)])
def test_word_scores_are_those_of_soynlp(tmp_path, min_count, max_length):
    texts = sentences(400)
    fit_soynlp(corpus(tmp_path, texts), tmp_path / "w.tsv", min_count=min_count, max_length=max_length)
    rows = learned(tmp_path / "w.tsv")
    expected = extractors_scores(texts, min_count, max_length)
    assert len(expected) > 20
    for word, score in expected.items():
        assert rows[word][:8] == [
            str(score.leftside_frequency),
            str(score.rightside_frequency),
            *map(digits, score[:4]),
            str(score.left_accessor_variety),
            str(score.right_accessor_variety),
        ]


@given(
    texts=st.lists(st.text(alphabet="가나다 라ab\t", max_size=30) | LONG, max_size=12),
    max_length=st.integers(2, 11),
    min_count=st.integers(1, 3),
)
def test_counting_wholes_gives_soynlp_s_scores_on_any_texts(texts, max_length, min_count):
    counting = Counting(max_length, 10**6)
    for text in texts:
        counting.add(text)
    scores, words = word_scores(counting.finish(min_count), min_count, max_length)
    expected = extractors_scores(texts, min_count, max_length)
    assert words == expected.keys()
    for word in words:
        assert scores[word] == pytest.approx(expected[word])


def test_the_middle_of_a_very_long_eojeol_is_not_kept():
    counting = Counting(10, 10**6)
    counting.add("가나" * 50_000 + "다 라")
    assert max(map(len, counting.words)) < 30


def test_nouns_are_those_of_soynlp(tmp_path):
    from soynlp.noun import LRNounExtractor_v2

    texts = [
        *sentences(400),
        *("영화음악" * length + "은 끝없는영화음악배우" + "야" * length for length in range(1, 9)),
    ]
    fit_soynlp(corpus(tmp_path, texts), tmp_path / "w.tsv")
    found = {word: (row[8], row[9]) for word, row in learned(tmp_path / "w.tsv").items() if row[8] != "0"}
    extractor = LRNounExtractor_v2(verbose=False)
    extractor.train(texts)
    expected = {
        noun: (str(score.frequency), digits(score.score))
        for noun, score in extractor.extract().items()
        if score.frequency >= 10
    }
    assert found == expected
    assert {"영화", "음악", "배우"} <= found.keys()


def test_the_same_texts_give_the_same_bytes_and_no_path_or_time(tmp_path):
    texts = sentences(200)
    for name in ("a.tsv", "b.tsv"):
        fit_soynlp(corpus(tmp_path, texts), tmp_path / name)
    assert (tmp_path / "a.tsv").read_bytes() == (tmp_path / "b.tsv").read_bytes()
    assert str(tmp_path) not in (tmp_path / "a.tsv").read_text(encoding="utf-8")


def test_rows_are_sorted_by_count_and_word(tmp_path):
    fit_soynlp(corpus(tmp_path, sentences(200)), tmp_path / "w.tsv")
    keys = [(-int(row[0]), word) for word, row in learned(tmp_path / "w.tsv").items()]
    assert keys == sorted(keys)


def test_the_recipe_tells_how_it_was_learned(tmp_path):
    fit_soynlp(corpus(tmp_path, sentences(200)), tmp_path / "w.tsv", min_count=5)
    _, recipe = modelfile.read(tmp_path / "w.tsv", "soynlp")
    assert recipe.steps == ("fit-soynlp:min-count=5,max-length=10",)
    assert recipe.engines == {"soynlp": "0.0.493"}
    assert len(recipe.inputs) == 1


def test_a_full_memory_takes_rare_eojeols_apart_without_a_loss():
    texts = sentences(3_000)
    small, large = Counting(10, 300), Counting(10, 10**9)
    small._forget = lambda: None
    for text in texts:
        small.add(text)
        large.add(text)
    assert small.least > 1
    assert len(small._after) < len(large._after)
    assert small.finish(10) == large.finish(10)


def test_what_is_forgotten_depends_on_the_texts_only_and_frequent_words_stay():
    chance = random.Random(1)
    texts = [
        " ".join("".join(chance.choices("가나다라마바사아자차카타파하", k=5)) for _ in range(4)) + " 영화는"
        for _ in range(3_000)
    ]
    runs = []
    for _ in range(2):
        counting = Counting(10, 6_000)
        sizes = []
        for text in texts:
            counting.add(text)
            sizes.append(len(counting.words) + len(counting._after) + len(counting._before))
        assert max(sizes) < 2_000 + 500 * 15
        runs.append((counting.finish(10), counting.pruned, counting.least))
    assert runs[0] == runs[1]
    assert runs[0][1] > 0
    assert runs[0][0].left["영화는"] == 3_000


def test_only_as_many_cuts_as_fit_are_searched_for_nouns():
    words = {"영화": 1, "음악은": 2, "배우": 5}
    assert least_count(words, 10, 7) == 1
    assert least_count(words, 10, 6) == 2
    assert least_count(words, 10, 2) == 3
    assert least_count(words, 10, 0) == 6
    assert least_count({}, 10, 0) == 1


def test_pruning_is_told_and_enters_the_recipe(tmp_path, monkeypatch):
    monkeypatch.setattr(soynlp, "_CUT", 10**7)
    summary = fit_soynlp(corpus(tmp_path, sentences(300)), tmp_path / "w.tsv", max_memory=500_000_000)
    assert summary.least > 1
    _, recipe = modelfile.read(tmp_path / "w.tsv", "soynlp")
    assert recipe.steps == ("fit-soynlp:min-count=10,max-length=10,max-memory=500000000",)


@pytest.mark.parametrize("texts", [[], [""], ["영화가 좋다"], ["가 나 다"] * 50])
def test_too_little_text_is_told_with_what_to_do(tmp_path, texts):
    with pytest.raises(InputError, match="lower --min-count, or learn from more text"):
        fit_soynlp(corpus(tmp_path, texts), tmp_path / "w.tsv")
    assert not (tmp_path / "w.tsv").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_count": 0}, "--min-count 0"),
        ({"max_length": 1}, "--max-length 1"),
        ({"max_memory": 10**8}, "--max-memory 100M: too little; at least 300M"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path, options, message):
    with pytest.raises(UsageError, match=message):
        fit_soynlp(corpus(tmp_path, ["가나"]), tmp_path / "w.tsv", **options)


def test_decomposed_text_is_learned_as_composed(tmp_path):
    from unicodedata import normalize

    texts = sentences(200)
    fit_soynlp(corpus(tmp_path, texts), tmp_path / "a.tsv")
    rows = learned(tmp_path / "a.tsv")
    fit_soynlp(corpus(tmp_path, [normalize("NFD", text) for text in texts]), tmp_path / "b.tsv")
    assert learned(tmp_path / "b.tsv") == rows
