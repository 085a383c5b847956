"""What analyzers get wrong about predicates, put right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.record import Token
from koprep.taggers import kiwi, mecab
from koprep.taggers.base import Fault
from koprep.taggers.corrections import corrected

ENGINES = {"kiwi": kiwi, "mecab": mecab}


def tagged(text: str, engine: str) -> str:
    [tokens] = ENGINES[engine].tag([text])
    assert not isinstance(tokens, Fault)
    return " ".join(f"{token.form}/{token.tag}" for token in corrected(tokens))


def spelled(*tokens: Token) -> str:
    return " ".join(f"{token.form}/{token.tag}" for token in corrected(tokens))


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("모임을 이끄는 사람", "모임/NNG 을/JKO 이끌/VV 는/ETM 사람/NNG"),
        ("물을 부으면", "물/NNG 을/JKO 붓/VV 으면/EC"),
        ("물을 부었다.", "물/NNG 을/JKO 붓/VV 었/EP 다/EF ./SF"),
        ("집을 지었다.", "집/NNG 을/JKO 짓/VV 었/EP 다/EF ./SF"),
        ("뜻을 깨달았다.", "뜻/NNG 을/JKO 깨닫/VV 었/EP 다/EF ./SF"),
        ("말을 들으면", "말/NNG 을/JKO 듣/VV 으면/EC"),
        ("그 사람을 아는 친구", "그/MM 사람/NNG 을/JKO 알/VV 는/ETM 친구/NNG"),
        ("문을 여는 열쇠", "문/NNG 을/JKO 열/VV 는/ETM 열쇠/NNG"),
        ("정상에 이르렀다.", "정상/NNG 에/JKB 이르/VV 었/EP 다/EF ./SF"),
        ("산이 푸르렀던", "산/NNG 이/JKS 푸르/VA 었/EP 던/ETM"),
    ],
)
def test_both_engines_give_the_stem_of_the_dictionary(engine: str, text: str, expected: str) -> None:
    assert tagged(text, engine) == expected


@pytest.mark.parametrize(
    ("form", "tag", "ending", "stem"),
    [
        ("나", "VA", "은", "낫"), ("나", "VV", "었", "낫"), ("나", "VV", "는", "나"), ("저", "VV", "어", "젓"),
        ("저", "VV", "는", "절"), ("부", "VV", "으면", "붓"), ("부", "VV", "는", "불"), ("이", "VV", "어", "잇"),
        ("지", "VV", "은", "짓"), ("지", "VV", "고", "지"), ("걸", "VV", "으면", "걷"), ("걸", "VV", "어", "걸"),
        ("들", "VV", "을", "듣"), ("들", "VV", "고", "들"), ("실", "VV", "어", "싣"), ("만든", "VV", "다", "만들"),
        ("웁", "VA", "니다", "울"), ("안", "VV", "다", "안"), ("배우", "VV", "면", "배우"),
        ("아름다우", "VA", "면", "아름답"), ("스러우", "XSA", "면", "스럽"), ("도우", "VV", "면", "돕"),
        ("돼", "VV", "지", "되"), ("느껴", "VV", "도", "느끼"), ("이", "VCP", "어서", "이"), ("가", "VV", "어", "가"),
    ],
)  # fmt: skip
def test_a_stem_changes_where_the_conjugation_leaves_no_choice(form: str, tag: str, ending: str, stem: str) -> None:
    end = len(form)
    first, _ = corrected((Token(form, tag, 0, end), Token(ending, "EC", end, end + len(ending))))
    assert (first.form, first.start, first.end) == (stem, 0, end)


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("시골에 사는 할머니", "살/VV"),
        ("함께 사는 친구", "살/VV"),
        ("그런 삶을 사는 사람", "살/VV"),
        ("옷을 사는 사람", "사/VV"),
        ("꽃을 파는 가게", "팔/VV"),
        ("땅을 파는 사람", "파/VV"),
        ("문제를 푸는 학생", "풀/VV"),
        ("밥을 푸는 국자", "푸/VV"),
        ("눈길을 끄는 장면", "끌/VV"),
        ("불을 끄는 사람", "끄/VV"),
    ],
)
def test_what_stands_before_tells_verbs_in_l_from_their_doubles(engine: str, text: str, verb: str) -> None:
    assert f" {verb} 는/ETM " in tagged(text, engine)


@pytest.mark.parametrize(
    ("text", "verb"), [("하늘을 나는 비행기", "날/VV"), ("겨울을 나는 새", "나/VV"), ("생각이 나는 영화", "나/VV")]
)
def test_flying_needs_an_object(text: str, verb: str) -> None:
    assert f" {verb} 는/ETM " in tagged(text, "kiwi")  # to MeCab 나 is the pronoun


def test_verbs_in_l_are_told_apart_their_adnominal_form_only() -> None:
    assert "사/VV" in tagged("어제 시골에서 사고 팔았다.", "kiwi")


def test_an_ending_that_shares_the_stem_s_syllables_says_nothing() -> None:
    assert spelled(Token("나", "VV", 0, 1), Token("었", "EP", 0, 1), Token("다", "EF", 1, 2)) == "나/VV 었/EP 다/EF"
    assert spelled(Token("나", "VV"), Token("었", "EP")) == "나/VV 었/EP"


def test_an_auxiliary_that_leans_on_an_ending_is_no_verb_of_its_own() -> None:
    parts = Token("이루", "VV", 0, 2), Token("어", "EC", 2, 3), Token("지", "VX", 3, 4), Token("었", "EP", 4, 5)
    assert spelled(*parts) == "이루/VV 어/EC 지/VX 었/EP"


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("정말 좋잖아.", False), ("어제 했잖아요", False), ("나쁘잖아", False), ("그 일은 있었잖아!", False),
        ("이 옷 예쁘잖니", False), ("하지 않아.", True), ("좋지않아요", True), ("그렇잖아도 갔다.", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_what_asks_for_agreement_denies_nothing(engine: str, text: str, denies: bool) -> None:
    assert ("않/VX" in tagged(text, engine)) is denies


def test_its_ending_stands_where_the_syllables_do() -> None:
    [tokens] = kiwi.tag(["좋잖아"])
    assert corrected(tokens) == [Token("좋", "VA", 0, 1), Token("잖아", "EF", 1, 3)]


def test_a_syllable_taken_for_a_noun_inside_a_word_or_alone_is_left_alone() -> None:
    inside = Token("다", "MAG", 0, 1), Token("아", "NNG", 1, 2), Token("는", "JX", 2, 3)
    assert spelled(*inside) == "다/MAG 아/NNG 는/JX"
    assert spelled(Token("아", "NNG", 0, 1), Token("를", "JKO", 1, 2)) == "아/NNG 를/JKO"
    assert spelled(Token("아", "IC", 0, 1)) == "아/IC"


def gold() -> Iterator[tuple[str, list[tuple[int, int, list[str]]]]]:
    """The texts of UD Korean GSD, and where its words with predicates stand, with their stems."""
    for block in Path(os.environ["KOPREP_DATA"], "ud/ko_gsd-ud-dev.conllu").read_text("utf-8").split("\n\n"):
        text, end, words = "", 0, []
        for line in block.split("\n"):
            text = line[9:] if line.startswith("# text = ") else text
            _, form, lemma, _, tags = [*line.split("\t"), "", "", "", ""][:5]
            if line[:1].isdigit() and lemma.count("+") == tags.count("+"):
                start = text.index(form, end)
                end = start + len(form)
                pairs = zip(lemma.split("+"), tags.split("+"), strict=True)
                words.append((start, end, [stem for stem, tag in pairs if tag in ("VV", "VA", "VX")]))
        yield text, [word for word in words if word[2]]


def agreement(found: list[list[Token]], words: list[list[tuple[int, int, list[str]]]]) -> int:
    """How many words have the gold stems."""
    return sum(
        [token.form for token in tokens if token.tag in ("VV", "VA", "VX") and start <= token.start < end] == stems
        for tokens, places in zip(found, words, strict=True)
        for start, end, stems in places
    )


@pytest.mark.skipif("KOPREP_DATA" not in os.environ, reason="KOPREP_DATA is not set")
@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_stems_agree_with_a_treebank_more_often_than_before(engine: str) -> None:
    texts, words = zip(*gold(), strict=True)
    found = [tokens for tokens in ENGINES[engine].tag(texts) if not isinstance(tokens, Fault)]
    before, after = agreement(found, words), agreement([list(corrected(tokens)) for tokens in found], words)
    assert before < after
    assert after / sum(map(len, words)) > 0.94


def test_tokens_without_anything_to_correct_come_back_as_they_are() -> None:
    tokens = (Token("먹", "VV", 0, 1), Token("었", "EP", 1, 2))
    assert corrected(tokens) is tokens
    assert corrected(()) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["지", "않", "어", "렀다", "이르", "아", "는", "우", "만드", "나", "은", "아름다우", "워", "렀"]
            ),
            st.sampled_from(["VV", "VA", "VX", "EC", "EF", "NA", "NNG", "JX", "XSA", "IC", ""]),
            st.integers(-1, 3),
        ),
        max_size=8,
    )
)
def test_whatever_comes_nothing_breaks_and_starts_stay_in_order(parts: list[tuple[str, str, int]]) -> None:
    starts = sorted(start for _, _, start in parts)
    tokens = [
        Token(form, tag, start, -1 if start < 0 else start + 1)
        for (form, tag, _), start in zip(parts, starts, strict=True)
    ]
    found = corrected(tokens)
    assert all(type(token) is Token and token.form for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)
