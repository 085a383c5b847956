"""The vocabulary in memory and as a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Vocab
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe

words = st.text(st.sampled_from("가나다밥ab \t\n\r\\snt<>😀\u0085\u2028"), min_size=1, max_size=4)


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "vocab.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(vocab: Vocab) -> list[tuple[str, int]]:
    return list(zip(vocab.tokens, vocab.counts.tolist(), strict=True))


def test_ids_are_frequency_ranks_with_ties_in_code_point_order() -> None:
    """정수 인코딩: by hand, by Counter and by koprep; what was cut is out of vocabulary (OOV)."""
    text = "물 마시고 밥 먹고 물 마시고 잠 자고 밥 먹고 물 마시고 책 읽고 밥 짓고"
    vocab = Vocab.count([text.split()], specials=["pad", "unk"], max_size=7)
    assert rows(vocab)[2:] == [("마시고", 3), ("물", 3), ("밥", 3), ("먹고", 2), ("읽고", 1)]
    assert vocab.encode(["밥", "먹고", "책", "읽고", "자고"]) == [4, 5, 1, 6, 1]
    assert vocab.counts[1] == len(["잠", "자고", "책", "짓고"])


@given(st.lists(st.lists(words)))
def test_ranking_equals_a_counter_sorted_by_minus_count_and_token(lists: list[list[str]]) -> None:
    totals = Counter(word for line in lists for word in line)
    expected = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    assert rows(Vocab.count(lists, specials=[])) == expected


def test_specials_come_first_in_the_order_given() -> None:
    lists = [["b", "a", "b"]]
    assert Vocab.count(lists).tokens == ["<pad>", "<unk>", "<bos>", "<eos>", "b", "a"]
    assert Vocab.count(lists, specials=["eos", "pad"]).tokens == ["<eos>", "<pad>", "b", "a"]
    assert Vocab.count(lists, specials=[]).tokens == ["b", "a"]


def test_a_token_spelled_like_a_special_is_that_special() -> None:
    vocab = Vocab.count([["<unk>", "<pad>", "<unk>", "a", "<eos>"]], specials=["pad", "unk"])
    assert rows(vocab) == [("<pad>", 1), ("<unk>", 2), ("<eos>", 1), ("a", 1)]
    assert vocab.encode(["<unk>", "<pad>", "zzz"]) == [1, 0, 1]


def test_the_size_counts_specials_and_unk_counts_what_was_cut() -> None:
    lists = [["a"] * 5 + ["b"] * 3 + ["c"] * 2 + ["d", "<unk>"]]
    assert rows(Vocab.count(lists, max_size=3, specials=["unk"])) == [("<unk>", 1 + 2 + 1), ("a", 5), ("b", 3)]
    assert rows(Vocab.count(lists, max_size=1, specials=["unk"])) == [("<unk>", 12)]
    assert rows(Vocab.count(lists, min_count=3, specials=["unk"])) == [("<unk>", 1 + 2 + 1), ("a", 5), ("b", 3)]
    assert rows(Vocab.count(lists, min_count=3, specials=["pad"])) == [("<pad>", 0), ("a", 5), ("b", 3)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"specials": ["pd"]}, "--specials pd: did you mean pad? (known: pad, unk, bos, eos)"),
        ({"specials": ["pad", "pad"]}, "--specials pad,pad: a name stands twice"),
        ({"min_count": 0}, "--min-count 0: use 1 or more"),
        ({"max_size": 3}, "--max-size 3 is less than the 4 specials; use more, or 0 for no limit"),
        ({"max_size": -1}, "--max-size -1 is less than the 4 specials; use more, or 0 for no limit"),
    ],
)
def test_options_that_cannot_be_meant(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        Vocab.count([["a"]], **options)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_unknown_tokens_become_unk_or_are_dropped_where_there_is_none() -> None:
    assert Vocab.of(["a", "<unk>"]).encode(["a", "zzz", "a"]) == [0, 1, 0]
    assert Vocab.of(["a", "b"]).encode(["zzz", "b", "y"]) == [1]
    assert Vocab.of(["a", "<unk>", "<UNK>"]).unknown == 1
    assert Vocab.of(["<unka", "<un>k", "a"]).unknown is None
    assert Vocab.of([]).unknown is None


def test_a_vocabulary_is_a_table_of_tokens_and_ids() -> None:
    vocab = Vocab.of(["<pad>", "밥", "먹다"], [0, 2, 1])
    assert len(vocab) == 3
    assert "밥" in vocab
    assert "국" not in vocab
    assert [vocab[id] for id in range(3)] == ["<pad>", "밥", "먹다"]
    assert vocab.decode([2, 1]) == ["먹다", "밥"]
    assert vocab.decode([]) == []
    for id in (-1, 3):
        with pytest.raises(IndexError, match=f"id {id} is not in a vocabulary of 3"):
            vocab[id]
    with pytest.raises(IndexError, match="ids -1 to 1 are not all in a vocabulary of 3"):
        vocab.decode([1, -1])


@given(st.lists(words, unique=True), st.data())
def test_reading_gives_back_what_was_written_and_the_same_bytes(tokens: list[str], data: st.DataObject) -> None:
    import tempfile

    counts = data.draw(st.lists(st.integers(0, 10**18 - 1), min_size=len(tokens), max_size=len(tokens)))
    recipe = Recipe(koprep="1", steps=("words", "vocab"), inputs=(None,))
    with tempfile.TemporaryDirectory() as folder:
        path, again = Path(folder, "a.tsv"), Path(folder, "b.tsv")
        Vocab.of(tokens, counts, recipe).write(path)
        vocab = Vocab.read(path)
        vocab.write(again)
        assert path.read_bytes() == again.read_bytes()
    assert rows(vocab) == list(zip(tokens, counts, strict=True))
    assert vocab.recipe == recipe
    assert vocab.encode(tokens) == list(range(len(tokens)))


def test_the_file_format(tmp_path: Path) -> None:
    path = tmp_path / "vocab.tsv"
    Vocab.of(["<pad>", "자연어 처리", "\\", "a\tb"], [0, 3, 2, 1], Recipe(koprep="9", steps=("words",))).write(path)
    first, *lines = path.read_text(encoding="utf-8").split("\n")
    assert first == '# koprep vocab 1 {"koprep":"9","steps":["words"],"engines":{},"files":{},"inputs":[]}'
    assert lines == ["<pad>\t0", "자연어\\s처리\t3", "\\\\\t2", "a\\tb\t1", ""]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("밥\t3\n먹다\t1\n", [("밥", 3), ("먹다", 1)]),
        ("밥\t3\n먹다\t1", [("밥", 3), ("먹다", 1)]),
        ("밥\t3\r\n먹다\t1\r\n", [("밥", 3), ("먹다", 1)]),
        ("\ufeff밥\t3\n", [("밥", 3)]),
        ("밥\n먹다\n", [("밥", 0), ("먹다", 0)]),
        ("밥\t\n먹다\t007", [("밥", 0), ("먹다", 7)]),
        ("a\\sb\t1\n\\\\n\t2\n\\x\t3\n", [("a b", 1), ("\\n", 2), ("\\x", 3)]),
        ("a\u0085b\t1\n\u2028\t2\n\x0c\t3", [("a\u0085b", 1), ("\u2028", 2), ("\x0c", 3)]),
        ("# not ours\t1\n", [("# not ours", 1)]),
        ("", []),
    ],
)
def test_vocabularies_of_other_tools(tmp_path: Path, content: str, expected: list[tuple[str, int]]) -> None:
    vocab = Vocab.read(written(tmp_path, content))
    assert rows(vocab) == expected
    assert vocab.recipe == Recipe()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("밥\t3\n\n먹다\t1\n", ":2: not token<TAB>count: ''"),
        ("밥\t3\n\n", ":2: not token<TAB>count: ''"),
        ("\t3\n", ":1: not token<TAB>count: '\\t3'"),
        ("밥\t세\n", ":1: not token<TAB>count: '밥\\t세'"),
        ("밥\t-3\n", ":1: not token<TAB>count: '밥\\t-3'"),
        ("밥\t3\t4\n", ":1: not token<TAB>count: '밥\\t3\\t4'"),
        ("token\tcount\n밥\t3\n", ":1: not token<TAB>count: 'token\\tcount'"),
        ("밥\t" + "9" * 30, ":1: not token<TAB>count: "),
        ("밥\t3\n먹다\t1\n밥\t2\n", ":3: '밥' stands twice"),
        ("밥\t3\n먹다\t2\n밥\t1\n", ":3: '밥' stands twice"),
        ("<unk>\t0\nb\t3\na\t2\n<unk>\t1\n", ":4: '<unk>' stands twice"),
        ("<unk>\t0\n<unk>\t3\na\t2\n", ":2: '<unk>' stands twice"),
        ("a b\t1\na\\sb\t1\n", ":2: 'a b' stands twice"),
        (b"\xff\t3\n", ":1: not UTF-8 text"),
        (b"a\t3\n\xff\t1\n", ":2: not UTF-8 text"),
        ("# koprep vocab 2 {}\n밥\t3\n", ":1: vocab format 2, not 1; update koprep"),
        ("# koprep vocab 1 {\n밥\t3\n", ":1: its recipe can't be read"),
        ("# koprep vocab 1 {}\n밥\t3\n밥\t2\n", ":3: '밥' stands twice"),
        (b"# koprep vocab 1 {}\n\xff", ":2: not UTF-8 text"),
    ],
)
def test_bad_vocabularies_are_refused_with_the_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(InputError) as caught:
        Vocab.read(path)
    assert f"{path}{message}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_vocabulary_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Vocab.read(tmp_path / "no.tsv")
    with pytest.raises(InputError, match="is a folder"):
        Vocab.read(tmp_path)


def test_a_compressed_vocabulary(tmp_path: Path) -> None:
    vocab = Vocab.of(["가", "나"], [2, 1])
    vocab.write(tmp_path / "v.tsv.gz")
    assert (tmp_path / "v.tsv.gz").read_bytes()[:2] == b"\x1f\x8b"
    assert rows(Vocab.read(tmp_path / "v.tsv.gz")) == [("가", 2), ("나", 1)]


def test_many_rows_in_and_out_of_rank_order(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    tokens = [f"{word:x}" for word in generator.permutation(50_000).tolist()]
    vocab = Vocab.read(written(tmp_path, "".join(f"{token}\t5\n" for token in tokens)))
    assert vocab.tokens == tokens
    ranked = Vocab.read(written(tmp_path, "".join(f"{token}\t5\n" for token in sorted(tokens))))
    assert ranked.tokens == sorted(tokens)


def test_whether_tokens_are_tagged_is_known_from_the_recipe() -> None:
    assert Vocab.of(["밥/NNG"], recipe=Recipe(steps=("words", "vocab:min-count=2,with-tags=yes"))).tagged
    assert not Vocab.of(["밥/NNG"], recipe=Recipe(steps=("words", "vocab:min-count=2"))).tagged
    assert not Vocab.of(["밥/NNG"]).tagged
