"""What right means for Korean, as examples anybody can read: the golden ones, and the course's."""

from __future__ import annotations

import unicodedata

import pytest

from koprep import Pipeline, Record


def tagged(text: str, *specs: str) -> str:
    return " ".join(f"{token.form}/{token.tag}" for token in Pipeline.parse(specs).map([text])[0].tokens or ())


def forms(text: str, *specs: str) -> str:
    return " ".join(token.form for token in Pipeline.parse(specs).map([text])[0].tokens or ())


def text(text: str, *specs: str) -> str:
    return Pipeline.parse(specs).map([text])[0].text


KIWI = "morphs:engine=kiwi"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_kiwi_tags_and_any_unicode_form_gives_the_same(form: str) -> None:
    sentence = unicodedata.normalize(form, "공부했습니다.")  # type: ignore[arg-type]
    assert tagged(sentence, KIWI) == "공부/NNG 하/XSV 었/EP 습니다/EF ./SF"


def test_kiwi_gives_compatibility_jamo() -> None:
    assert tagged("그건 내 거야.", KIWI) == "그거/NP ㄴ/JX 나/NP 의/JKG 거/NNB 이/VCP 야/EF ./SF"


def test_mecab_with_surface_allomorphs() -> None:
    specs = "morphs:engine=mecab,allomorph=surface"
    assert tagged("난 어제 공부했다.", specs) == "나/NP ㄴ/JX 어제/MAG 공부/NNG 하/XSV 았/EP 다/EF ./SF"


def test_kiwi_knows_names() -> None:
    assert tagged("삼성전자 주가가 올랐다.", KIWI) == "삼성전자/NNP 주가/NNG 가/JKS 오르/VV 었/EP 다/EF ./SF"


def test_lemmas_are_dictionary_forms() -> None:
    sentence = "나는 친구를 도와주었다. 방이 조용했지만 사랑스러웠다."
    assert forms(sentence, KIWI, "lemma") == "나 는 친구 를 돕다 주다 . 방 이 조용하다 사랑스럽다 ."


@pytest.mark.parametrize(
    ("sentence", "content"),
    [("이 영화는 재미있지 않다.", "영화 재미있 않"), ("AI를 활용한 ChatGPT가 좋다", "AI 활용 ChatGPT 좋")],
)
def test_content_words_keep_negation_and_latin(sentence: str, content: str) -> None:
    assert forms(sentence, "morphs:engine=kiwi,keep=content") == content


def test_spans_stay_whole() -> None:
    assert tagged("https://a.kr에서 <num>원 결제했다 :)", KIWI) == (
        "https://a.kr/W_URL 에서/JKB <num>/SW 원/NNB 결제/NNG 하/XSV 었/EP 다/EF :)/SW"
    )


@pytest.mark.parametrize(
    ("before", "after", "spec"),
    [
        (
            "가격은 10000원 ㅋㅋㅋㅋㅋ 010-1111-2222 와!!!!! 부엌ㅋㅋㅋ",
            "가격은 10000원 ㅋㅋ 010-1111-2222 와!! 부엌ㅋㅋ",
            "normalize",
        ),
        ("ﾾￂﾤﾡￚﾩ ㅋㅋ", "한글 ㅋㅋ", "normalize:form=nfkc"),
        (
            "失敗率 成長率 音樂 金氏 不動産 女子 男女 六月",
            "실패율 성장률 음악 김씨 부동산 여자 남녀 유월",
            "normalize:hanja=hangul",
        ),
        (
            "번호는010-1234-5678이고 주민번호900101-1234567입니다",
            "번호는<phone>이고 주민번호<rrn>입니다",
            "clean:mask=pii",
        ),
    ],
)
def test_characters(before: str, after: str, spec: str) -> None:
    assert text(before, spec) == after


def test_compounds_are_joined_on_demand() -> None:
    specs = "morphs:engine=kiwi,compound=join,keep=NNG+NNP"
    assert forms("인공지능학과 대학원생들의 딥러닝 연구", specs) == "인공지능학과 대학원생 딥러닝 연구"


def test_course_words_without_punctuation() -> None:
    sentence = "Time is an illusion. Lunchtime double so!"
    assert text(sentence, "clean:drop=punct") == "Time is an illusion Lunchtime double so"


@pytest.mark.parametrize(
    ("stage", "expected"),
    [("penn", "Do n't Jone 's"), ("wordpunct", "Don ' t Jone ' s"), ("words:engine=keras", "don't jone's")],
)
def test_course_tokenizers_differ_on_apostrophes(stage: str, expected: str) -> None:
    assert forms("Don't Jone's", stage) == expected


def test_course_penn_treebank() -> None:
    sentence = (
        "Starting a home-based restaurant may be an ideal. it doesn't have a food chain or restaurant of their own."
    )
    assert forms(sentence, "penn") == (
        "Starting a home-based restaurant may be an ideal. it does n't have a food chain or restaurant of their own ."
    )


@pytest.mark.parametrize("engine", ["kiwi", "kss", "rule"])
def test_course_sentences(engine: str) -> None:
    paragraph = (
        "딥 러닝 자연어 처리가 재미있기는 합니다. 그런데 문제는 영어보다 한국어로 할 때 너무 어렵습니다. "
        "이제 해보면 알걸요?"
    )
    records, rejects, _ = Pipeline.parse([f"sentences:engine={engine}"])([Record("a:1", paragraph, "a:1")])
    assert not rejects
    assert [(record.id, record.text) for record in records] == [
        ("a:1.1", "딥 러닝 자연어 처리가 재미있기는 합니다."),
        ("a:1.2", "그런데 문제는 영어보다 한국어로 할 때 너무 어렵습니다."),
        ("a:1.3", "이제 해보면 알걸요?"),
    ]


def test_course_missing_spaces() -> None:
    glued = "제가이렇게띄어쓰기를전혀하지않고글을썼다고하더라도글을이해할수있습니다."
    assert (
        text(glued, "spacing") == "제가 이렇게 띄어쓰기를 전혀 하지 않고 글을 썼다고 하더라도 글을 이해할 수 있습니다."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "IP 192.168.56.31 서버에 들어가 봐.",
        "메일은 abc@gmail.com 으로 보내.",
        "Mr. Kim 이 왔다.",
        "원주율은 3.14 이다.",
    ],
)
def test_course_a_period_is_not_always_an_end(sentence: str) -> None:
    records, _, _ = Pipeline.parse(["sentences:engine=rule"])([Record("a:1", sentence, "a:1")])
    assert [record.text for record in records] == [sentence]
