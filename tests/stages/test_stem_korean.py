"""`stem:lang=ko`: Korean without endings and particles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep import Pipeline
from koprep.errors import UsageError
from koprep.record import Record, Token
from koprep.stages.lemma import Lemma
from koprep.stages.morphs import Morphs
from koprep.stages.stem import Stem

ENGINES = ["kiwi", "mecab"]
SENTENCES = [
    "나는 어제 학교에서 친구를 도와주었다.", "방이 조용했지만 사랑스러웠다.", "그건 내 거야.", "물을 부으면 안 돼요!",
    "Google하는 사람들이 재사용한 3.5kg짜리 상자", "하늘을 나는 새를 보았다 ㅋㅋ", "빵을 만드는 법을 아는 이가 아니다",
]  # fmt: skip


def stems(text: str, engine: str = "kiwi") -> str:
    [record] = Stem(lang="ko")(Morphs(engine=engine)([Record("a:1", text)]))  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return " ".join(f"{token.form}/{token.tag}" for token in record.tokens or ())


def korean(*tokens: Token) -> tuple[Token, ...]:
    [record] = Stem(lang="ko")([Record("a:1", "", "", tokens)])
    assert isinstance(record, Record)
    return record.tokens or ()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("학교에서", "학교/NNG"),
        ("먹었습니다.", "먹/VV ./SF"),
        ("도와주었다.", "돕/VV 주/VX ./SF"),
        ("어제 공부했습니다.", "어제/MAG 공부하/VV ./SF"),
        ("방이 조용했지만", "방/NNG 조용하/VA"),
        ("좋은 친구였다.", "좋/VA 친구/NNG ./SF"),
        ("사실이 아니다.", "사실/NNG 아니/VCN ./SF"),
        ("가지 않았다.", "가/VV 않/VX ./SF"),
        ("산이 푸르렀다.", "산/NNG 푸르/VA ./SF"),
        ("물을 부으면", "물/NNG 붓/VV"),
    ],
)
def test_endings_and_particles_go_and_tags_stay(engine: str, text: str, expected: str) -> None:
    assert stems(text, engine) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("잡다, 먹다", "잡/VV ,/SP 먹/VV"),  # 규칙 활용
        ("음악을 들었다.", "음악/NNG 듣/VV ./SF"),
        ("이웃을 도왔다.", "이웃/NNG 돕/VV ./SF"),
        ("선을 그었다.", "선/NNG 긋/VV ./SF"),
        ("이름을 몰라요.", "이름/NNG 모르/VV ./SF"),
        ("정상에 이르러", "정상/NNG 이르/VV"),
        ("국을 펐다.", "국/NNG 푸/VV ./SF"),
        ("하늘이 파래서", "하늘/NNG 파랗/VA"),
    ],
)
def test_irregular_verbs_have_one_stem(text: str, expected: str) -> None:
    assert stems(text) == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", SENTENCES)
def test_a_lemma_is_a_stem_with_da_and_nothing_else_is_cut(engine: str, text: str) -> None:
    tagged = Morphs(engine=engine)([Record("a:1", text)])
    [lemmas], [stemmed] = Lemma(lang="ko")(tagged), Stem(lang="ko")(tagged)  # type: ignore[arg-type]
    assert isinstance(lemmas, Record)
    assert isinstance(stemmed, Record)
    expected = [token for token in lemmas.tokens or () if token.tag[0] not in "JE" and token.tag != "VCP"]
    assert [(token.form + "다" * (token.tag[0] == "V"), token.tag, token.start) for token in stemmed.tokens or ()] == [
        (token.form, token.tag, token.start) for token in expected
    ]


def test_a_stem_stands_where_its_syllables_do() -> None:
    [record] = Stem(lang="ko")(Morphs()([Record("a:1", "공부했습니다.")]))
    assert isinstance(record, Record)
    assert record.tokens == (Token("공부하", "VV", 0, 3), Token(".", "SF", 6, 7))


def test_a_noun_before_a_particle_joins_no_suffix() -> None:
    assert korean(Token("공부", "NNG"), Token("를", "JKO"), Token("하", "XSV"), Token("다", "EF")) == (
        Token("공부", "NNG"),
        Token("하", "VV"),
    )


def test_a_record_of_endings_only_becomes_empty_and_stays() -> None:
    assert korean(Token("은", "JX", 0, 1), Token("다", "EF", 1, 2)) == ()


def test_kiwi_s_native_tags_are_understood() -> None:
    assert korean(Token("돕", "VV-I", 0, 1), Token("어", "EC", 0, 1)) == (Token("돕", "VV", 0, 1),)


def test_english_rules_are_refused() -> None:
    with pytest.raises(UsageError, match=r"stem: engine=snowball is for English; .* type stem:lang=ko"):
        Stem(lang="ko", engine="snowball")


def test_it_needs_tags_and_the_chain_says_so() -> None:
    assert Stem(lang="ko").needs == "tagged"
    assert Stem(lang="ko").engines() == {}
    with pytest.raises(UsageError, match="tagged"):
        Pipeline.parse(["words", "stem:lang=ko"])
    assert Pipeline.parse(["morphs", "stem:lang=ko"]).map(["먹었다."])[0].tokens == (
        Token("먹", "VV", 0, 1),
        Token(".", "SF", 3, 4),
    )


@settings(max_examples=30)
@given(st.lists(st.sampled_from([*SENTENCES, "", "다", "은/는"]), max_size=4), st.integers(0, 4))
def test_records_are_treated_apart_from_their_neighbours(texts: list[str], cut: int) -> None:
    stage = Stem(lang="ko")
    batch = list(Morphs(engine="mecab")([Record(f"a:{n}", t) for n, t in enumerate(texts)]))
    assert stage(batch) == stage(batch[:cut]) + stage(batch[cut:])  # type: ignore[arg-type]
