"""Subword models as files, against the library that reads them everywhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import InputError
from koprep.fitting.corpus import Corpus
from koprep.fitting.subwords import KINDS, fit
from koprep.recipe import Recipe
from koprep.sources import Options
from koprep.taggers import subwords
from koprep.taggers.subwords import Model, units, write
from tests.helpers import ROOT
from tests.taggers.nasty import LINES, TEXTS

REVIEWS = ROOT / "corpora/reviews.txt"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    for kind in KINDS:
        fit(Corpus.open([str(REVIEWS)], Options()), folder / f"{kind}.json", kind, 2000, coverage=0.98)
    return {kind: folder / f"{kind}.json" for kind in KINDS}


@pytest.fixture(params=KINDS)
def path(request: pytest.FixtureRequest, models: dict[str, Path]) -> Path:
    return models[request.param]


@pytest.fixture
def model(path: Path) -> Model:
    return subwords.load(str(path))


def library(path: Path) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def test_any_program_with_the_library_reads_the_file_and_finds_the_same_pieces(path: Path, model: Model) -> None:
    lines = REVIEWS.read_text(encoding="utf-8").split("\n") + [normalize("NFC", line) for line in LINES]
    there = [encoding.tokens for encoding in library(path).encode_batch(lines)]
    assert [[form for form, _, _ in pieces] for pieces in model.of_texts(lines)] == there


@given(TEXTS)
def test_nothing_is_unknown_and_the_text_comes_back(models: dict[str, Path], text: str) -> None:
    text = normalize("NFC", text.replace("▁", "")).lstrip(" ")
    for kind in KINDS:
        tokenizer = library(models[kind])
        ids = tokenizer.encode(text).ids
        assert 1 not in ids or "<unk>" in text
        assert "<unk>" in text or tokenizer.decode(ids, skip_special_tokens=False) == text


@given(TEXTS)
def test_pieces_stand_where_they_are_in_the_text(models: dict[str, Path], text: str) -> None:
    text = normalize("NFC", text)
    for kind in KINDS:
        [pieces] = subwords.load(str(models[kind])).of_texts([text])
        assert [start for _, start, _ in pieces] == sorted(start for _, start, _ in pieces)
        for form, start, end in pieces:
            assert 0 <= start <= end <= len(text)
            if form[:3] == "<0x":
                assert bytes([int(form[3:5], 16)]) in text[start:end].encode()
            elif start < end:
                assert text[start:end].replace(" ", "▁").endswith(form.removeprefix("▁"))


def test_all_bytes_of_an_unknown_character_stand_where_it_stands(model: Model) -> None:
    [pieces] = model.of_texts(["나 뷁"])
    assert [piece for piece in pieces if piece[0] != "▁"] == [
        ("▁나", 0, 1), ("<0xEB>", 2, 3), ("<0xB7>", 2, 3), ("<0x81>", 2, 3),
    ]  # fmt: skip


def test_bytes_written_out_in_a_text_are_no_bytes(model: Model) -> None:
    [pieces] = model.of_texts(["<0xEB><0xB7>"])
    assert not {"<0xEB>", "<0xB7>"} & {form for form, _, _ in pieces}


def test_a_special_token_written_out_is_that_token(model: Model) -> None:
    [pieces] = model.of_texts(["<pad>"])
    assert pieces == [("<pad>", 0, 5)]


@given(TEXTS)
def test_units_are_those_the_model_makes(models: dict[str, Path], text: str) -> None:
    found = library(models["bpe"]).pre_tokenizer.pre_tokenize_str(text)
    assert units(text) == [unit for unit, _ in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI를 3.5kg 샀다!!", ["▁AI를", "▁3", ".", "5", "kg", "▁샀다", "!!"]),
        ("❤️ ㅋㅋㅋ", ["▁❤️", "▁ㅋㅋㅋ"]),
        ("  가\t나", ["▁", "▁가", "\t", "나"]),
        ("", []),
    ],
)
def test_a_unit_is_a_run_of_letters_digits_or_others(text: str, found: list[str]) -> None:
    assert units(text) == found


def test_half_a_character_is_refused(model: Model) -> None:
    with pytest.raises(ValueError, match="half a character"):
        model.of_texts(["가\ud800"])


def test_a_file_tells_what_it_was_learned_from(models: dict[str, Path], tmp_path: Path) -> None:
    model = subwords.load(str(models["bpe"]))
    assert model.level == "text"
    assert model.recipe.steps == ("fit-bpe:size=2000,min-count=1,coverage=0.98",)
    assert list(model.recipe.engines) == ["sentencepiece"]
    (tmp_path / "t.tokens").write_text("가나 다\n" * 9, encoding="utf-8")
    fit(Corpus.open([str(tmp_path / "t.tokens")], Options()), tmp_path / "m.json", "bpe", 300)
    assert subwords.load(str(tmp_path / "m.json")).level == "tokens"


GOOD = {"kind": "subwords", "format": 1, "level": "text", "recipe": {}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no subword model of koprep's; koprep fit bpe"),
        (b"# koprep phrases 1 {}\n", "no subword model"),
        (b"\xff\xfe", "no subword model"),
        (b"[1]", "no subword model"),
        (b"[" * 100_000, "no subword model"),
        (b'{"model": {"type": "BPE", "vocab": {}, "merges": []}}', "no subword model"),
        (json.dumps({"model": {"koprep": {**GOOD, "level": "ids"}}}).encode(), "no subword model"),
        (json.dumps({"model": {"koprep": {**GOOD, "format": 2}}}).encode(), "subwords format 2, not 1; update koprep"),
        (json.dumps({"model": {"koprep": {**GOOD, "recipe": 1}}}).encode(), "its recipe can't be read"),
        (json.dumps({"model": {"koprep": GOOD}}).encode(), "damaged ("),
    ],
)
def test_anything_else_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(InputError) as error:
        subwords.load(str(tmp_path / "m.json"))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@given(st.lists(st.text("가나다", min_size=2, max_size=4), unique=True, max_size=5))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, learned: list[str]) -> None:
    path = tmp_path_factory.mktemp("own") / "m.json"
    pieces = [*subwords.RESERVED, "▁", *"가나다", *learned]
    recipe = Recipe("1", ("fit-unigram",), {"sentencepiece": "1"}, {}, (None, "ab"))
    write(path, subwords.unigram([(piece, -float(len(piece))) for piece in pieces]), "tokens", recipe)
    model = subwords.load(str(path))
    assert (model.level, model.recipe) == ("tokens", recipe)
    assert [model.tokenizer.id_to_token(id) for id in range(len(pieces))] == pieces
