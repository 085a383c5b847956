"""`morphs`, with both engines."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given, settings

from koprep.errors import UsageError
from koprep.record import Record, Reject
from koprep.stages.morphs import Morphs
from koprep.taggers import kiwi, mecab
from tests.taggers.nasty import LINES, TEXTS, check


def records(*texts: str) -> list[Record]:
    return [Record(f"a:{line}", text, f"d:{line}", None, None, "1") for line, text in enumerate(texts, 1)]


def tagged(text: str, **options: object) -> str:
    [record] = Morphs(**options)(records(text))  # type: ignore[arg-type]
    assert isinstance(record, Record)
    return " ".join(f"{token.form}/{token.tag}" for token in record.tokens or ())


def forms(text: str, **options: object) -> str:
    return " ".join(item.rpartition("/")[0] for item in tagged(text, **options).split())


def test_text_in_nfd_gives_the_same_and_offsets_refer_to_composed_text() -> None:
    [record] = Morphs()(records(normalize("NFD", "공부했습니다.")))
    assert isinstance(record, Record)
    assert record.text == "공부했습니다."
    assert record == Morphs()(records("공부했습니다."))[0]
    assert [token[2:] for token in record.tokens or ()] == [(0, 2), (2, 3), (2, 3), (3, 6), (6, 7)]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("이 영화는 재미있지 않다.", "영화 재미있 않"),
        ("AI를 활용한 ChatGPT가 좋다", "AI 활용 ChatGPT 좋"),
        ("그는 안 먹고 싶지 못하게 가지 말아라", "그 안 먹 못하 가 말"),
        ("12,000원을 주고 샀다 :)", "주 사"),
    ],
)
def test_content_keeps_meaning_and_negation(text: str, content: str) -> None:
    assert forms(text, keep=("content",)) == content


def test_keep_and_drop_take_tags_and_groups() -> None:
    text = "방이 조용했지만 좋았다."
    assert tagged(text, keep=("N", "V")) == "방/NNG 좋/VA"
    assert tagged(text, keep=("E",), drop=("EP",)) == "지만/EC 다/EF"
    assert tagged(text, drop=("E", "J", "S")) == "방/NNG 조용/XR 하/XSA 좋/VA"
    assert tagged("그건 했다", engine="mecab", keep=("V", "XSV")) == "하/VV"


def test_compounds_are_joined_before_tags_are_chosen() -> None:
    text = "인공지능학과 대학원생들의 딥러닝 연구"
    assert forms(text, compound="join", keep=("NNG", "NNP")) == "인공지능학과 대학원생 딥러닝 연구"
    assert forms(text, keep=("XSN",)) == "생 들"
    assert forms(text, keep=("XSN",), compound="join") == "들"


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_allomorphs_merge_unless_the_surface_is_asked_for(engine: str) -> None:
    assert "었/EP" in tagged("잡았다.", engine=engine)
    assert "았/EP" in tagged("잡았다.", engine=engine, allomorph="surface")


@pytest.mark.parametrize(("engine", "native", "sejong"), [("kiwi", "돕/VV-I", "돕/VV"), ("mecab", "개/NNBC", "개/NNB")])
def test_native_tags_can_be_kept_by_their_own_names(engine: str, native: str, sejong: str) -> None:
    tag = native.partition("/")[2]
    assert tagged("사과 두 개로 도와주었다", engine=engine, tagset="native", keep=(tag,)) == native
    assert sejong in tagged("사과 두 개로 도와주었다", engine=engine)
    with pytest.raises(UsageError, match=tag):
        Morphs(engine=engine, keep=(tag,))


def test_sentences_split_records_and_their_offsets_start_anew() -> None:
    output = Morphs(sentences=True)(records(" 밥을 먹었다.  그리고 잤다 ", "", "\t"))
    assert all(isinstance(record, Record) for record in output)
    assert [(record.id, record.text, record.doc) for record in output if isinstance(record, Record)] == [
        ("a:1.1", "밥을 먹었다.", "d:1"),
        ("a:1.2", "그리고 잤다", "d:1"),
        ("a:2.1", "", "d:2"),
        ("a:3.1", "", "d:3"),
    ]
    for record in output:
        assert isinstance(record, Record)
        assert record.label == "1"
        assert record.tokens is not None
        check(record.text, list(record.tokens))
    assert [token.start for token in output[1].tokens] == [0, 4, 4, 5]  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_sentences_lose_no_text(text: str) -> None:
    output = Morphs(sentences=True)(records(text))
    assert "".join("".join(record.text.split()) for record in output if isinstance(record, Record)) == (
        "".join(normalize("NFC", text).split())
    )
    for record in output:
        assert isinstance(record, Record)
        check(record.text, list(record.tokens or ()))


def test_sentences_and_morphemes_are_those_of_two_analyses() -> None:
    text = "밥을 먹었다. 그리고 잤다."
    [first, second] = Morphs(sentences=True, keep=("content",))(records(text))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert [token.form for token in (*(first.tokens or ()), *(second.tokens or ()))] == (
        forms(text, keep=("content",)).split()
    )


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_a_text_the_engine_can_t_read_is_rejected_in_its_place(engine: str) -> None:
    output = Morphs(engine=engine)(records("가다", "\ud800", ""))
    assert [type(record) for record in output] == [Record, Reject, Record]
    assert isinstance(output[1], Reject)
    assert (output[1].id, output[1].stage, output[1].text) == ("a:2", "morphs", "\ud800")
    assert output[2] == Record("a:3", "", "d:3", (), None, "1")


@pytest.mark.parametrize("engine", ["kiwi", "mecab"])
def test_records_are_treated_one_by_one(engine: str) -> None:
    stage, batch = Morphs(engine=engine, compound="join"), records(*LINES)
    assert stage(batch) == [result for record in batch for result in stage([record])]
    assert stage(batch[:7]) + stage(batch[7:]) == stage(batch)
    assert stage([]) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"engine": "kiwii"}, "did you mean kiwi"),
        ({"engine": "mecab", "sentences": True}, "use engine=kiwi"),
        ({"keep": ("contents",)}, "keep=: contents is no tag: did you mean content"),
        ({"drop": ("NNX",)}, "drop=: NNX is no tag"),
        ({"keep": ("VV-I",)}, "VV-I is no tag"),
    ],
)
def test_options_that_can_t_work_are_errors_that_say_what_to_type(options: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Morphs(**options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_kiwi_works_in_threads_and_mecab_in_processes() -> None:
    assert Morphs().threads
    assert not Morphs(engine="mecab").threads


def test_engines_are_named_with_their_versions() -> None:
    assert Morphs().engines() == {"kiwi": kiwi.version()}
    assert Morphs(engine="mecab").engines() == {"mecab": mecab.version()}
