"""Vocabularies as other tools keep them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Vocab
from koprep.convert import words
from koprep.errors import InputError
from tests.convert.test_round_trips import export


def exported(folder: Path, tokens: list[str], to: str, **options: Any) -> str:
    Vocab.of(tokens, range(len(tokens))).write(folder / "v.tsv")
    return export(folder / "v.tsv", folder / "out", to=to, **options).read_text(encoding="utf-8")


def test_glove(tmp_path: Path) -> None:
    assert exported(tmp_path, ["<unk>", "밥", "자연어 처리"], "glove") == "<unk> 0\n밥 1\n자연어\\s처리 2\n"
    assert exported(tmp_path, ["<unk>", "밥", "<밥>"], "glove", specials=False) == "밥 1\n<밥> 2\n"


def test_a_token_a_line(tmp_path: Path) -> None:
    assert exported(tmp_path, ["<pad>", "밥", "\\n"], "txt") == "<pad>\n밥\n\\\\n\n"
    assert exported(tmp_path, ["\\", "b\\s", "자연어 처리", "가\n", "\r나"], "txt") == (
        "\\\nb\\s\n자연어 처리\n가\\n\n\\r나\n"
    )
    assert exported(tmp_path, ["<pad>", "밥"], "txt", specials=False) == "밥\n"


def test_what_others_write_a_token_a_line_stays_as_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, "\\\nb\\s\na b\n\\\\\n", "txt")[0] == ["\\", "b\\s", "a b", "\\\\"]


@given(st.lists(st.text("\\nrs \r\n밥", min_size=1, max_size=6), unique=True, max_size=6))
def test_a_token_a_line_comes_back(tmp_path_factory: pytest.TempPathFactory, tokens: list[str]) -> None:
    folder = tmp_path_factory.mktemp("w")
    with (folder / "in").open("wb") as out:
        words.write_plain(out, Vocab.of(tokens), specials=True)
    assert words.read_lines(folder / "in", "txt").tokens == tokens


def test_escapes_are_told(tmp_path: Path) -> None:
    assert words.note(Vocab.of(["밥", "b\\s", "\\"]), "txt", True) == ""
    assert "1 tokens hold line ends, written \\n and \\r here" in words.note(Vocab.of(["밥", "가\n"]), "txt", True)


def test_word_index_has_the_ids_of_the_tensors_where_0_is_padding(tmp_path: Path) -> None:
    text = exported(tmp_path, ["<pad>", "<unk>", "밥", '"물"'], "keras")
    assert json.loads(text) == {"<unk>": 1, "밥": 2, '"물"': 3}
    assert "밥" in text


def test_word_index_counts_from_1_where_id_0_is_a_word(tmp_path: Path) -> None:
    assert json.loads(exported(tmp_path, ["밥", "물"], "keras")) == {"밥": 1, "물": 2}
    vocab = Vocab.of(["밥", "물"])
    assert words.shifts(vocab) == 1
    assert "one more than in tensors" in words.note(vocab, "keras", True)
    assert words.note(Vocab.of(["<pad>", "밥"]), "keras", True) == ""


@pytest.mark.parametrize("tokens", [[], ["<pad>"]])
def test_a_word_index_of_no_words(tmp_path: Path, tokens: list[str]) -> None:
    assert json.loads(exported(tmp_path, tokens, "keras")) == {}


def read(folder: Path, text: str, format: str = "") -> tuple[Any, Any]:
    (folder / "in").write_text(text, encoding="utf-8")
    rows = words.read_keras(folder / "in") if format == "keras" else words.read_lines(folder / "in", format)
    return rows.tokens, rows.counts


def test_lines_with_counts_are_told_from_lines_without(tmp_path: Path) -> None:
    assert read(tmp_path, "밥 3\n물 1\n") == (["밥", "물"], [3, 1])
    assert read(tmp_path, "[PAD]\n밥\r\n##을\n") == (["[PAD]", "밥", "##을"], None)
    assert read(tmp_path, "밥 3\n자연어 처리") == (["밥 3", "자연어 처리"], None)
    assert read(tmp_path, "") == ([], None)
    assert read(tmp_path, "\ufeff밥\n")[0] == ["밥"]


def test_a_word_index_of_keras(tmp_path: Path) -> None:
    assert read(tmp_path, '{"물": 2, "밥": 1}', "keras") == (["<pad>", "밥", "물"], None)
    assert read(tmp_path, '{"[PAD]": 0, "밥": 1}', "keras") == (["[PAD]", "밥"], None)
    whole = {
        "class_name": "Tokenizer",
        "config": {"word_counts": '{"밥": 7, "물": 2}', "word_index": '{"<OOV>": 1, "밥": 2, "물": 3}'},
    }
    assert read(tmp_path, json.dumps(whole), "keras") == (["<pad>", "<OOV>", "밥", "물"], [0, 0, 7, 2])


@pytest.mark.parametrize(
    ("text", "format", "message"),
    [
        ("밥 3\n물\n", "glove", ":2: not a word, a space and a count: '물'"),
        ("밥 3\n밥 1\n", "glove", ":2: '밥' stands twice"),
        ("밥\n\n물\n", "txt", ":2: an empty line, where a token is needed"),
        ("밥\n밥\n", "txt", ":2: '밥' stands twice"),
        ('{"밥": 1, "밥": 2}', "keras", "a word stands twice in it"),
        ('{"밥": 1, "물": 3}', "keras", "the id of '물' is 3, where 2 is next; they run from 1 or 0"),
        ('{"밥": 1, "물": 1}', "keras", "the id of '물' is 1, where 2 is next"),
        ('{"밥": 5}', "keras", "the id of '밥' is 5"),
        ('{"\\ud800": 1}', "keras", "'\\ud800' is half a letter, no text"),
        ('{"밥": 1, "": 2}', "keras", "the word with id 2 is empty"),
        (
            '{"class_name": "Tokenizer", "config": {"word_counts": "{\\"밥\\": 1000000000000000000}", '
            '"word_index": "{\\"밥\\": 1}"}}',
            "keras",
            "'밥' has the count 1000000000000000000; at most 999999999999999999 can be kept",
        ),
        ('{"밥": "1"}', "keras", "the id of '밥' is '1', no integer"),
        ('{"밥": true}', "keras", "the id of '밥' is True, no integer"),
        ('{"밥": 1, "<pad>": 2}', "keras", "'<pad>' has id 2, but it is what id 0 stands for"),
        ('["밥"]', "keras", "not a JSON object of words and ids"),
        ("{", "keras", "not JSON"),
        ("[" * 100_000, "keras", "not JSON"),
        ('{"class_name": "Tokenizer", "config": {"word_index": 7}}', "keras", "not JSON"),
    ],
)
def test_what_is_no_vocabulary_is_refused_in_one_line(tmp_path: Path, text: str, format: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, format)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes("밥\n물".encode("cp949"))
    with pytest.raises(InputError, match=r"in:1: not UTF-8 text"):
        words.read_lines(tmp_path / "in", "")
