from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import UsageError
from koprep.record import Record, Reject, Token
from koprep.spec import parse
from koprep.stages.base import Stage
from koprep.stages.regexes import Findall, Match, Sub

STAGES: dict[str, type[Stage]] = {"sub": Sub, "match": Match, "findall": Findall}
RUNAWAY = "(가|가가)+$"


def run(spec: str, *texts: str) -> list[Record | Reject]:
    return parse(spec, STAGES)([Record(f"-:{n}", text, "doc", label="1") for n, text in enumerate(texts, 1)])


def texts(spec: str, *given: str) -> list[str | bytes]:
    return [record.text for record in run(spec, *given)]


def test_sub_fills_groups_in() -> None:
    assert texts(r"sub:pattern=(\d+)\s*원,with=\1원", "500 원 3  원", "원") == ["500원 3원", "원"]
    assert texts(r"sub:pattern=(?<수>\d+)개,with=<\g<수>>", "3개") == ["<3>"]
    assert texts("sub:pattern=[ㅋㅎ]+", "하하ㅋㅋㅎ!") == ["하하!"]


def test_a_comma_before_another_key_ends_the_pattern_and_other_commas_do_not() -> None:
    assert texts("sub:pattern=a{1,2},b,with=x", "aa,b a") == ["x a"]


def test_sub_keeps_id_document_and_label_and_unchanged_records() -> None:
    assert run("sub:pattern=가,with=나", "가") == [Record("-:1", "나", "doc", label="1")]
    batch = [Record("-:1", "다")]
    assert Sub("가", with_="나")(batch)[0] is batch[0]


def test_unicode_scripts_can_be_named_and_text_is_composed_first() -> None:
    assert texts(r"sub:pattern=\p{Hangul}+,with=H", unicodedata.normalize("NFD", "한글 abc")) == ["H abc"]
    assert texts("match:pattern=한글", unicodedata.normalize("NFD", "한글")) == ["한글"]


def test_match_keeps_records_in_which_the_pattern_is_found_somewhere() -> None:
    some = ("좋은 영화", "나쁜 책", "")
    assert [r.id for r in run("match:pattern=영화|책", *some)] == ["-:1", "-:2"]
    assert [r.id for r in run("match:pattern=^나쁜,invert=yes", *some)] == ["-:1", "-:3"]
    assert [r.id for r in run("match:pattern=^$", *some)] == ["-:3"]


def test_findall_gives_tokens_with_their_places() -> None:
    [record] = run("findall:pattern=[가-힣]+", "영화 good, 최고")
    assert record == Record(
        "-:1", "영화 good, 최고", "doc", (Token("영화", "", 0, 2), Token("최고", "", 9, 11)), None, "1"
    )


def test_findall_gives_the_first_group_if_there_is_one() -> None:
    [record] = run(r"findall:pattern=#(\w+)(!?)|x", "#추천! x #영화")
    assert isinstance(record, Record)
    assert record.tokens == (Token("추천", "", 1, 3), Token("영화", "", 8, 10))


@given(st.sampled_from([r"a+", r"(a)b", "b*", "[ab](c?)", r"\b"]), st.text("abc ", max_size=20))
def test_findall_is_re_findall_without_empty_matches(pattern: str, text: str) -> None:
    [record] = Findall(pattern)([Record("-:1", text)])
    assert isinstance(record, Record)
    assert [token.form for token in record.tokens or ()] == [match for match in re.findall(pattern, text) if match]
    assert all(text[token.start : token.end] == token.form for token in record.tokens or ())


@given(st.sampled_from(["a+", "(a)b", "[ab]"]), st.text("abc ", max_size=20))
def test_sub_is_re_sub(pattern: str, text: str) -> None:
    [record] = Sub(pattern, with_="<\\g<0>>")([Record("-:1", text)])
    assert record.text == re.sub(pattern, r"<\g<0>>", text)


@pytest.mark.parametrize("name", STAGES)
def test_a_text_on_which_the_pattern_runs_away_is_rejected_and_the_others_are_not(name: str) -> None:
    evil = "가" * 40 + "!"
    rejected, good = run(f"{name}:pattern={RUNAWAY},seconds=0.05", evil, "가가")
    assert rejected == Reject("-:1", name, "pattern= took more than 0.05 s on this text", evil)
    assert isinstance(good, Record)
    assert good.text in ("", "가가")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("sub:pattern=(가", "sub: pattern=(가 is not a regular expression: missing ) at position"),
        ("match:pattern=[z-a]", "match: pattern=[z-a] is not a regular expression: bad character range"),
        ("findall:pattern=", "findall: pattern= is empty"),
        ("match", "match: pattern= is missing"),
        (r"sub:pattern=가,with=\1", r"sub: with=\1 is not possible: invalid group reference"),
        (r"sub:pattern=(?x)가 # 설명,with=\g<수>", r"sub: with=\g<수> is not possible: unknown group"),
        ("sub:pattern=가,seconds=0", "sub: seconds=0 is not possible"),
        ("sub:pattern=가,seconds=nan", "sub: seconds=nan is not a number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_at_once(spec: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(spec, STAGES)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@given(
    st.sampled_from(["sub:pattern=a,with=가", "match:pattern=a", "findall:pattern=a."]),
    st.lists(st.text("ab\n", max_size=5), max_size=4),
    st.lists(st.text("ab", max_size=5), max_size=4),
)
def test_batches_don_t_matter(spec: str, some: list[str], more: list[str]) -> None:
    batch = [Record(f"-:{n}", text) for n, text in enumerate((*some, *more))]
    stage = parse(spec, STAGES)
    assert stage(batch[: len(some)]) + stage(batch[len(some) :]) == stage(batch)
