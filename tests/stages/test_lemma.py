"""`lemma`, Korean and English."""

from __future__ import annotations

import pytest

from koprep.record import Record, Token
from koprep.stages.lemma import Lemma
from koprep.stages.morphs import Morphs
from koprep.stages.penn import Penn
from koprep.stages.words import Words


def lemmas(text: str, engine: str = "kiwi", **options: object) -> str:
    [record] = Lemma(**options)(Morphs(engine=engine)([Record("a:1", text)]))  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return " ".join(f"{token.form}/{token.tag}" for token in record.tokens or ())


def forms(*args: str, **options: object) -> str:
    return " ".join(item.rpartition("/")[0] for item in lemmas(*args, **options).split())


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_predicates_take_in_their_endings_and_particles_stay(engine: str) -> None:
    text = "나는 친구를 도와주었다. 방이 조용했지만 사랑스러웠다."
    assert forms(text, engine) == "나 는 친구 를 돕다 주다 . 방 이 조용하다 사랑스럽다 ."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("공부했다", "공부하다/VV"),
        ("조용한 방", "조용하다/VA 방/NNG"),
        ("재사용하면", "재사용하다/VV"),
        ("민주화되었다", "민주화되다/VV"),
        ("친구였다", "친구/NNG 이다/VCP"),
        ("친구가 아니다", "친구/NNG 가/JKC 아니다/VCN"),
        ("가지 않았다", "가다/VV 않다/VX"),
        ("보았음을", "보다/VV 을/JKO"),
        ("Google했다", "Google하다/VV"),
        ("ㅋㅋ 최고", "ㅋㅋ/SW 최고/NNG"),
    ],
)
def test_result_tags_say_what_kind_of_predicate_it_is(text: str, expected: str) -> None:
    assert lemmas(text) == expected


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_split_keeps_the_noun_apart(engine: str) -> None:
    assert lemmas("방이 조용했다. 공부했다.", engine, split=True) == (
        "방/NNG 이/JKS 조용/XR 하다/XSA ./SF 공부/NNG 하다/XSV ./SF"
    )


def korean(*tokens: Token) -> tuple[Token, ...]:
    [record] = Lemma(lang="ko")([Record("a:1", "", "", tokens)])
    assert isinstance(record, Record)
    assert record.tokens is not None
    return record.tokens


def test_a_predicate_stands_from_its_stem_to_its_last_ending() -> None:
    text = "공부했습니다."
    [record] = Lemma()(Morphs()([Record("a:1", text)]))
    assert isinstance(record, Record)
    assert record.tokens == (Token("공부하다", "VV", 0, 6), Token(".", "SF", 6, 7))


def test_a_suffix_after_a_space_takes_no_noun_and_one_at_the_start_none() -> None:
    assert korean(Token("공부", "NNG", 0, 2), Token("하", "XSV", 3, 4), Token("다", "EF", 4, 5)) == (
        Token("공부", "NNG", 0, 2),
        Token("하다", "VV", 3, 5),
    )
    assert korean(Token("스럽", "XSA", 0, 2)) == (Token("스럽다", "VA", 0, 2),)


def test_only_the_last_noun_joins_with_its_affixes() -> None:
    parts = [Token("언어", "NNG", 0, 2), Token("재", "XPN", 2, 3), Token("분석", "NNG", 3, 5), Token("하", "XSV", 5, 6)]
    assert korean(*parts) == (Token("언어", "NNG", 0, 2), Token("재분석하다", "VV", 2, 6))


def test_tokens_without_offsets_are_joined_too() -> None:
    tokens = [Token("공부", "NNG"), Token("하", "XSV"), Token("었", "EP"), Token("다", "EF"), Token("요", "JX")]
    assert korean(*tokens) == (Token("공부하다", "VV"), Token("요", "JX"))


def test_an_ending_without_its_stem_stays() -> None:
    assert korean(Token("다", "EF", 0, 1)) == (Token("다", "EF", 0, 1),)
    apart = Token("다", "EF", 5, 6)
    assert korean(Token("먹", "VV", 0, 1), apart) == (Token("먹다", "VV", 0, 1), apart)


def test_kiwi_s_native_tags_are_understood() -> None:
    assert korean(Token("돕", "VV-I", 0, 1), Token("어", "EC", 0, 1)) == (Token("돕다", "VV", 0, 1),)


def test_english_words_in_korean_text_have_lemmas_unless_only_korean_is_asked_for() -> None:
    assert forms("mice와 AI") == "mouse 와 AI"
    assert forms("mice와 AI", lang="ko") == "mice 와 AI"


@pytest.mark.parametrize(
    ("stage", "text", "expected"),
    [
        (Words(), "I am you are he is", "I be you be he be"),
        (Penn(), "The mice don't run, they're running", "the mouse do not run , they be run"),
        (Words(), "영화는 films 학교", "영화는 film 학교"),
    ],
)
def test_english_needs_no_tags(stage: Words | Penn, text: str, expected: str) -> None:
    [record] = Lemma(lang="en")(stage([Record("a:1", text)]))  # type: ignore[arg-type]
    assert isinstance(record, Record)
    assert " ".join(token.form for token in record.tokens or ()) == expected


def test_what_it_needs_depends_on_the_language() -> None:
    assert (Lemma().needs, Lemma(lang="ko").needs, Lemma(lang="en").needs) == ("tagged", "tagged", "tokens")
    assert Lemma(lang="ko").engines() == {}
    assert set(Lemma().engines()) == {"simplemma"}


def test_records_keep_everything_else() -> None:
    [record] = Lemma()([Record("a:1", "가다", "d", (Token("가", "VV", 0, 1), Token("다", "EF", 1, 2)), None, "0")])
    assert record == Record("a:1", "가다", "d", (Token("가다", "VV", 0, 2),), None, "0")
