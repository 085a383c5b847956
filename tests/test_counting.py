"""Counting over chunks against collections.Counter, and the vocab file it ends in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep import Vocab, counting
from koprep.columns.chunk import Chunk
from koprep.columns.text import split
from koprep.recipe import Recipe
from koprep.vocab import special_tokens

letters = st.sampled_from("가나ab밥\\ \t\n\r<😀\x00")
words = st.text(letters, min_size=1, max_size=12) | st.sampled_from(["<unk>", "<pad>"])
lines = st.lists(st.lists(words, max_size=6), max_size=6)


@pytest.fixture(params=[(1 << 21, 3 << 20), (6, 8)], ids=["at once", "in many parts"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds whether the counts are added up once, or again and again and in parts."""
    monkeypatch.setattr(counting, "_PENDING", request.param[0])
    monkeypatch.setattr(counting, "_AT_ONCE", request.param[1])


def plain(lists: list[list[str]]) -> Chunk:
    flat = pa.array([word for line in lists for word in line], pa.string())
    return Chunk(flat, None, np.array([len(line) for line in lists], np.int64))


def coded(lists: list[list[str]]) -> Chunk:
    chunk = plain(lists)
    encoded = pa.concat_arrays([pa.array(["unused"]), chunk.words]).dictionary_encode()
    return Chunk(encoded.dictionary, encoded.indices[1:].to_numpy(), chunk.lengths)


def counted(chunks: Iterator[Chunk] | list[Chunk]) -> dict[str, int]:
    counts = counting.count(chunks)
    table = dict(zip(counts.table["token"].to_pylist(), counts.table["count"].to_pylist(), strict=True))
    assert len(table) == len(counts.table)
    assert sum(table.values()) == counts.tokens
    return table


@pytest.mark.usefixtures("limits")
@settings(max_examples=40)
@given(st.lists(lines, max_size=5))
def test_counts_are_those_of_a_counter(chunks: list[list[list[str]]]) -> None:
    expected = Counter(word for chunk in chunks for line in chunk for word in line)
    assert counted([plain(chunk) for chunk in chunks]) == expected
    assert counted([coded(chunk) for chunk in chunks]) == expected
    mixed = [(coded if number % 2 else plain)(chunk) for number, chunk in enumerate(chunks)]
    assert counted(mixed) == expected
    assert counting.count(mixed).records == sum(map(len, chunks))


specials_given = st.sampled_from([(), ("pad", "unk"), ("unk",)])


@pytest.mark.usefixtures("limits")
@given(st.lists(lines, max_size=4), st.integers(1, 3), st.integers(0, 6), specials_given)
def test_ranking_and_cutting_are_those_of_the_vocabulary_in_memory(
    chunks: list[list[list[str]]], min_count: int, extra: int, specials: tuple[str, ...]
) -> None:
    max_size = extra and extra + len(specials)
    lists = [line for chunk in chunks for line in chunk]
    expected = Vocab.count(lists, min_count=min_count, max_size=max_size, specials=specials)
    counts = counting.count(map(plain, chunks))
    ranked = counting.select(counts, min_count, max_size, special_tokens(specials))
    assert ranked.rows["token"].to_pylist() == expected.tokens
    assert ranked.rows["count"].to_pylist() == expected.counts.tolist()
    lost = [word for line in lists for word in line if word not in expected.ids]
    assert (ranked.cut_types, ranked.cut_tokens) == (len(set(lost)), len(lost))


@given(lines, st.sampled_from([(), ("pad", "unk", "bos", "eos")]))
def test_the_file_is_the_one_the_vocabulary_in_memory_writes(lists: list[list[str]], specials: tuple[str, ...]) -> None:
    import tempfile

    recipe = Recipe(koprep="1", steps=("words", "vocab"))
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder, "a.tsv"), Path(folder, "b.tsv")
        ranked = counting.select(counting.count([plain(lists)]), 1, 0, special_tokens(specials))
        counting.write(ranked, recipe, here)
        expected = Vocab.count(lists, specials=specials)
        Vocab(expected.data, expected.offsets, expected.counts, recipe).write(there)
        assert here.read_bytes() == there.read_bytes()
        assert Vocab.read(here).tokens == expected.tokens


def test_ties_that_share_long_beginnings_are_in_code_point_order() -> None:
    names = ["가나다", "가나다라", "가나다라마", "가나다\x00", "가나", "😀😀", "😀"]
    names += ["abcdefgh", "abcdefghi", "abcdefg", "abcdefg\x00"]
    ranked = counting.select(counting.count([plain([names])]), 1, 0, [])
    assert ranked.rows["token"].to_pylist() == sorted(names)


def test_rows_beyond_one_batch_are_all_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_ROWS", 7)
    ranked = counting.select(counting.count([plain([[f"낱말{n}", "밥 상"] for n in range(50)])]), 1, 0, ["<pad>"])
    counting.write(ranked, Recipe(), tmp_path / "v.tsv")
    assert Vocab.read(tmp_path / "v.tsv").tokens == ["<pad>", "밥 상", *sorted(f"낱말{n}" for n in range(50))]


def test_an_error_while_reading_comes_through() -> None:
    def broken() -> Iterator[Chunk]:
        yield plain([["a", "b", "c", "d", "e"]])
        raise ValueError("here")

    with pytest.raises(ValueError, match="here"):
        counting.count(broken())


def test_a_million_tokens_stay_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_PENDING", 150_000)
    monkeypatch.setattr(counting, "_AT_ONCE", 100_000)
    generator = np.random.default_rng(11)
    tokens = [f"w{number}" for number in (200_000 * generator.random(1_000_000) ** 3).astype(int).tolist()]
    chunks = []
    for start in range(0, len(tokens), 100_000):
        part = tokens[start : start + 100_000]
        words, lengths = split("".join(" ".join(part[at : at + 10]) + "\n" for at in range(0, len(part), 10)).encode())
        chunks.append(Chunk(words, None, lengths))
    ranked = counting.select(counting.count(chunks), 1, 0, [])
    expected = sorted(Counter(tokens).items(), key=lambda item: (-item[1], item[0]))
    assert list(zip(ranked.rows["token"].to_pylist(), ranked.rows["count"].to_pylist(), strict=True)) == expected
