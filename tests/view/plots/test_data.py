"""What pictures are drawn from, against Counter and by hand."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from koprep.building import build_vocab
from koprep.errors import InputError, KoprepError, UsageError
from koprep.view.plots import data as plot_data
from koprep.vocab import Vocab
from tests.helpers import koprep

TAGGED = "영화/NNG 가/JKS 좋/VA 다/EF\n영화/NNG 를/JKO 않/VX 보/VX 다/EF ./SF\n\n수/NNG 수/NNP 수/NNB //SP 이/VCP\n"
TAGS = [token.rpartition("/")[::2] for token in TAGGED.split()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same corpus in every format."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "a.tagged").write_text(TAGGED, encoding="utf-8")
    plain = re.sub(r"/[A-Z]+(?=[ \n])", "", TAGGED)
    (folder / "a.tokens").write_text(plain, encoding="utf-8")
    (folder / "a.tokens.gz").write_bytes(gzip.compress(plain.encode()))
    for name in ("a.jsonl", "a.parquet"):
        assert koprep("run", "length:max=99", "-i", "a.tagged", "-o", name, cwd=folder).code == 0
    build_vocab(str(folder / "a.parquet"), folder / "v.tsv")
    build_vocab(str(folder / "a.parquet"), folder / "t.tsv", with_tags=True)
    build_vocab(str(folder / "a.parquet"), folder / "cut.tsv", min_count=2)
    return folder


@pytest.mark.parametrize("name", ["a.tokens", "a.tagged", "a.jsonl", "a.parquet", "a.tokens.gz", "v.tsv"])
def test_words_of_every_format_are_those_of_a_counter(folder: Path, name: str) -> None:
    found = plot_data.words(str(folder / name))
    assert dict(found.first(100)) == Counter(form for form, _ in TAGS)
    assert found.first(3) == [("수", 3), ("다", 2), ("영화", 2)]
    assert (found.tokens, found.tags, found.left_out) == (len(TAGS), None, 0)
    assert found.note == "15 tokens · 11 types"


@pytest.mark.parametrize("name", ["a.tagged", "a.jsonl", "a.parquet", "t.tsv"])
def test_tags_of_every_format_are_those_of_a_counter(folder: Path, name: str) -> None:
    found = plot_data.words(str(folder / name), tags=True)
    assert Counter(dict(plot_data.tags(found))) == Counter(tag for _, tag in TAGS)
    assert plot_data.tags(found)[:3] == [("NNG", 3), ("EF", 2), ("VX", 2)]
    pairs = zip(found.forms.to_pylist(), found.tags.to_pylist(), strict=True)
    assert dict(zip(pairs, found.counts.tolist(), strict=True)) == Counter(TAGS)


def test_a_vocabulary_says_what_it_left_out_and_gives_no_special_tokens(folder: Path) -> None:
    found = plot_data.words(str(folder / "cut.tsv"))
    assert found.first(9) == [("수", 3), ("다", 2), ("영화", 2)]
    assert (found.left_out, found.note) == (8, "7 tokens · 3 types · 8 tokens outside the vocabulary")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NNG", {"영화": 2, "수": 1}),
        ("N", {"수": 3, "영화": 2}),
        ("조사", {"가": 1, "를": 1}),
        ("content", {"영화": 2, "수": 2, "좋": 1, "않": 1}),
    ],
)
def test_words_of_a_tag_or_group_are_added_up_by_form(folder: Path, name: str, words: dict[str, int]) -> None:
    counted = plot_data.words(str(folder / "a.parquet"), tags=True)
    assert dict(plot_data.of_tag(counted, name, "a").first(9)) == words


def test_several_tags_together_are_added_up(folder: Path) -> None:
    counted = plot_data.words(str(folder / "a.parquet"), tags=True)
    parts = [plot_data.of_tag(counted, name, "a") for name in ("NNP", "NNB", "VCP")]
    assert plot_data.together(parts).first(9) == [("수", 2), ("이", 1)]
    assert plot_data.together(parts[:1]) is parts[0]


def test_tags_of_another_set_are_known_by_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.tagged").write_text("영화/Noun 보다/Verb\n", encoding="utf-8")
    counted = plot_data.words(str(tmp_path / "a.tagged"), tags=True)
    assert plot_data.of_tag(counted, "Noun", "a").first(9) == [("영화", 1)]
    with pytest.raises(UsageError, match=r"--tags Nuon: did you mean Noun\?"):
        plot_data.of_tag(counted, "Nuon", "a")
    with pytest.raises(InputError, match="a: no words tagged NNG"):
        plot_data.of_tag(counted, "NNG", "a")


@pytest.mark.parametrize(
    ("name", "text", "tags", "message"),
    [
        ("a.tokens", "", False, r"a.tokens: nothing to draw \(no record in it\)"),
        ("a.tokens", "\n\n", False, r"a.tokens: nothing to draw \(2 records, all empty\)"),
        ("a.tokens", "가 나\n", True, "a.tokens has no tags"),
        ("a.jsonl", '{"id":"a:1","text":"가","tokens":["가"]}\n', True, "a.jsonl has no tags"),
        ("a.tsv", "가\t1\n", True, "a.tsv was counted without tags; count with koprep vocab --with-tags"),
        ("a.tsv", "가\n나\n", False, "a.tsv: a vocabulary without counts"),
        ("a.tsv", "<pad>\t0\n<unk>\t7\n", False, "a.tsv: a vocabulary without counts"),
        ("a.tsv", "", False, "a.tsv: no words in it"),
        (
            "a.tsv",
            "id\ttext\n1\t가\n",
            False,
            "a.tsv:1: not token<TAB>count.*holds no tokens: make some with koprep run",
        ),
        ("a.txt", "가 나\n", False, "a.txt holds no tokens"),
        ("a.safetensors", "", False, "a.safetensors holds numbers; words come from the token file"),
        ("a.model", "# koprep punkt 1 {}\n", False, "a.model: a punkt file, where a vocab is needed"),
    ],
)
def test_what_cannot_be_drawn_is_said(tmp_path: Path, name: str, text: str, tags: bool, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KoprepError, match=message):
        plot_data.words(str(tmp_path / name), tags=tags)


def test_equal_counts_are_in_code_point_order(tmp_path: Path) -> None:
    Vocab.of(["나", "가", "다"], np.array([2, 2, 5])).write(tmp_path / "v.tsv")
    assert plot_data.words(str(tmp_path / "v.tsv")).first(9) == [("다", 5), ("가", 2), ("나", 2)]
