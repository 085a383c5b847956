"""`subwords`: text and tokens in pieces."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import Pipeline, Record, Reject, Token
from koprep.errors import InputError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.fitting.subwords import fit
from koprep.sources import Options
from koprep.stages.subwords import Subwords
from tests.taggers.nasty import TEXTS

TEXT = "이 영화는 정말 재미있다. 정말 재미없다! 영화를 보면 가끔 재미있어요.\n" * 5
TOKENS = "영화 가 재미있 었 다 .\n영화 는 재미없 다 .\n" * 5


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Subwords]:
    folder = tmp_path_factory.mktemp("models")
    for name, content in (("corpus.txt", TEXT), ("corpus.tokens", TOKENS)):
        (folder / name).write_text(content, encoding="utf-8")
        fit(Corpus.open([str(folder / name)], Options()), folder / f"{name}.json", "bpe", 320)
    return {"text": Subwords(str(folder / "corpus.txt.json")), "tokens": Subwords(str(folder / "corpus.tokens.json"))}


def tokens(stage: Subwords, record: Record) -> tuple[Token, ...] | None:
    [result] = stage([record])
    assert isinstance(result, Record)
    return result.tokens


def test_text_becomes_pieces_at_their_places(models: dict[str, Subwords]) -> None:
    assert tokens(models["text"], Record("a:1", "영화가 재미있다.")) == (
        Token("▁영화", "", 0, 2), Token("가", "", 2, 3), Token("▁재미있다", "", 3, 8), Token(".", "", 8, 9),
    )  # fmt: skip


def test_decomposed_text_is_composed_first(models: dict[str, Subwords]) -> None:
    [result] = models["text"]([Record("a:1", "\u110b\u1167\u11bc화")])
    assert result == Record("a:1", "영화", "", (Token("▁영화", "", 0, 2),))


def test_pieces_of_a_token_keep_its_tag_and_lie_in_it(models: dict[str, Subwords]) -> None:
    before = (Token("영화관", "NNG", 3, 6), Token("다", "EF", 6, 7))
    assert tokens(models["tokens"], Record("a:1", "이 \n영화관다", tokens=before)) == (
        Token("▁영화", "NNG", 3, 5), Token("<0xEA>", "NNG", 5, 6), Token("<0xB4>", "NNG", 5, 6),
        Token("<0x80>", "NNG", 5, 6), Token("▁다", "EF", 6, 7),
    )  # fmt: skip


def test_pieces_of_a_form_that_isnt_in_the_text_span_all_of_the_token(models: dict[str, Subwords]) -> None:
    before = (Token("영화가", "NNG", 0, 1), Token("재미있", "VA"))
    assert tokens(models["tokens"], Record("a:1", "했", tokens=before)) == (
        Token("▁영화", "NNG", 0, 1), Token("가", "NNG", 0, 1), Token("▁재미있", "VA"),
    )  # fmt: skip


def test_a_model_works_on_what_it_was_learned_from(models: dict[str, Subwords]) -> None:
    assert (models["text"].needs, models["text"].gives) == ("text", "tokens")
    assert (models["tokens"].needs, models["tokens"].gives) == ("tokens", "same")
    with pytest.raises(UsageError, match="subwords needs text, but words gives tokens"):
        Pipeline((*Pipeline.parse(["words"]).stages, models["text"]))
    chain = Pipeline((*Pipeline.parse(["morphs:engine=mecab"]).stages, models["tokens"]))
    assert chain.shape().tagged


def test_tokens_are_split_as_the_library_splits_words(models: dict[str, Subwords]) -> None:
    from tokenizers import Tokenizer

    library = Tokenizer.from_file(models["tokens"].model)
    [record] = Pipeline.parse(["words"]).map(["영화를 또 봤는데 재미있더라 ㅋㅋ 😀"])
    forms = [token.form for token in record.tokens or ()]
    found = tokens(models["tokens"], record) or ()
    assert [token.form for token in found] == library.encode(forms, is_pretokenized=True).tokens


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_records_are_treated_apart(models: dict[str, Subwords], first: list[str], second: list[str]) -> None:
    for stage in models.values():
        records = [
            Record(f"a:{line}", text, tokens=tuple(Token(form) for form in text.split()))
            for line, text in enumerate(first + second)
        ]
        whole = stage(records)
        assert whole == stage(records[: len(first)]) + stage(records[len(first) :])
        assert all(token.form for item in whole if isinstance(item, Record) for token in item.tokens or ())


def test_half_a_character_costs_its_own_record_only(models: dict[str, Subwords]) -> None:
    for stage in models.values():
        batch = [Record(id, text, tokens=(Token(text),)) for id, text in (("a:1", "영화"), ("a:2", "가\udcff"))]
        good, bad = stage(batch)
        assert isinstance(good, Record)
        assert bad == Reject("a:2", "subwords", "half a character (a lone surrogate)", "가\udcff")


def test_a_record_without_tokens_stays_one(models: dict[str, Subwords]) -> None:
    assert tokens(models["tokens"], Record("a:1", "영화")) == ()
    assert tokens(models["text"], Record("a:1", "")) == ()


def test_the_recipe_has_the_library_and_the_model(models: dict[str, Subwords]) -> None:
    recipe = Pipeline((models["text"],)).recipe()
    assert recipe.steps == ("subwords:model",)
    assert list(recipe.engines) == ["tokenizers"]
    assert list(recipe.files) == ["subwords.model"]


def test_a_stage_travels_to_a_worker(models: dict[str, Subwords]) -> None:
    assert pickle.loads(pickle.dumps(models["text"])) == models["text"]


def test_a_stage_can_be_built_before_its_model(tmp_path: Path) -> None:
    stage = Subwords(str(tmp_path / "tokenizer.json"))
    with pytest.raises(InputError, match=r"tokenizer\.json: no such file"):
        stage.warm()
