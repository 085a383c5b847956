"""JSON Lines: everything a record holds travels, and what doesn't fit together is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep import jsonl
from koprep.flow import Shape
from koprep.record import Record, Token
from tests.datalayer import SHAPES, made_records

shaped = st.sampled_from(SHAPES).flatmap(lambda shape: st.tuples(st.just(shape), made_records(shape)))


@given(shaped)
def test_records_come_back_as_they_went(made: tuple[Shape, list[Record]]) -> None:
    shape, records = made
    lines = jsonl.encode(records, shape.tagged).split(b"\n")
    assert [jsonl.record(jsonl.decoder.decode(line)) for line in lines if line] == records


def test_a_line_is_what_the_documentation_says() -> None:
    record = Record("a.txt:1", "했다", "a.txt", (Token("하", "XSV", 0, 1), Token("었", "EP", 0, 1)), (4, 5), "1")
    line = jsonl.encode([record], True).decode()
    assert line == (
        '{"id":"a.txt:1","doc":"a.txt","label":"1","text":"했다","tokens":["하","었"],"tags":["XSV","EP"],'
        '"spans":[0,1,0,1],"ids":[4,5]}\n'
    )
    assert json.loads(line)["spans"] == [0, 1, 0, 1]


def test_what_a_record_has_not_is_left_out() -> None:
    unplaced = Record("a:1", "", "a:1", (Token("글", "NNG"),))
    assert jsonl.encode([unplaced], False) == '{"id":"a:1","doc":"a:1","text":"","tokens":["글"]}\n'.encode()
    assert jsonl.encode([Record("a:1", "", "a:1")], False) == b'{"id":"a:1","doc":"a:1","text":""}\n'
    assert jsonl.encode([Record("a:1", "", "a:1", ())], True) == (
        b'{"id":"a:1","doc":"a:1","text":"","tokens":[],"tags":[]}\n'
    )


def test_without_a_document_a_record_is_its_own() -> None:
    assert jsonl.record(jsonl.decoder.decode('{"id":"a","text":"글"}')) == Record("a", "글", "a")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id":"a","text":"b","tokens":["b"],"tags":[]}', "1 tokens but 0 tags"),
        ('{"id":"a","text":"b","tokens":["b"],"spans":[0]}', "1 tokens but 1 numbers in spans"),
        ('{"id":"a","text":"b","tokens":[""]}', "an empty token"),
        ('{"id":"a","text":3}', "Expected `str`"),
        ('{"id":"a","text":"b","ids":[2147483648]}', "<= 2147483647|< 2147483648"),
        ('{"id":"a","text":"\\ud800"}', "surrogate|truncated"),
        ('{"id":"a"', "truncated"),
    ],
)
def test_a_line_that_does_not_fit_together_says_why(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        jsonl.record(jsonl.decoder.decode(line))


def test_other_peoples_json_may_be_nested_to_any_depth_without_a_traceback() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        jsonl.parse("[" * 100_000)


ROW = {"document": {"paragraphs": [{"text": "첫 문단"}, {"text": "둘째"}]}, "a.b": "점", "n": None}


@pytest.mark.parametrize(
    ("path", "value"),
    [("document.paragraphs.0.text", "첫 문단"), ("document.paragraphs.-1.text", "둘째"), ("a.b", "점"), ("n", None)],
)
def test_a_dotted_path_goes_through_objects_and_lists(path: str, value: object) -> None:
    assert jsonl.dotted(ROW, path) == value


@pytest.mark.parametrize(
    "path",
    [
        "x",
        "document.x",
        "document.paragraphs.2.text",
        "document.paragraphs.text",
        "n.x",
        "a.b.c",
    ],
)
def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(KeyError, match=path):
        jsonl.dotted(ROW, path)
