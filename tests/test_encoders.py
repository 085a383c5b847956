"""Each format as it is written, byte by byte."""

from __future__ import annotations

import csv
import io
import pickle

import numpy as np
import pytest

from koprep.encoders import ENCODERS, header
from koprep.flow import Shape
from koprep.record import Record, Token
from tests.datalayer import IDS, SHAPES, TAGGED, TAGGED_IDS, TEXT, TOKENS

WORDS = (Token("밥", "NNG", 0, 1), Token("1/2 컵", "NNG"), Token("/", "SP"))
RECORD = Record("a.txt:1", "밥을\t먹다", "a.txt", WORDS, (4, 5, 1), "1")
EMPTY = Record("a.txt:2", "", "a.txt", (), ())


def encode(format: str, shape: Shape, *records: Record) -> str:
    return bytes(ENCODERS[format](shape)(list(records))).decode()


@pytest.mark.parametrize(
    ("format", "shape", "lines"),
    [
        ("text", TEXT, "밥을\t먹다\n\n"),
        ("tokens", TOKENS, "밥 1/2\\s컵 /\n\n"),
        ("tokens", TAGGED, "밥 1/2\\s컵 /\n\n"),
        ("tokens", IDS, "4 5 1\n\n"),
        ("tagged", TAGGED, "밥/NNG 1/2\\s컵/NNG //SP\n\n"),
        ("tsv", TEXT, "a.txt:1\t1\t밥을 먹다\na.txt:2\t\t\n"),
        ("tsv", TOKENS, "a.txt:1\t1\t밥을 먹다\t밥 1/2\\s컵 /\na.txt:2\t\t\t\n"),
        ("tsv", TAGGED, "a.txt:1\t1\t밥을 먹다\t밥/NNG 1/2\\s컵/NNG //SP\na.txt:2\t\t\t\n"),
        ("csv", TEXT, "a.txt:1,1,밥을\t먹다\na.txt:2,,\n"),
        ("csv", TAGGED_IDS, "a.txt:1,1,밥을\t먹다,밥/NNG 1/2\\s컵/NNG //SP,4 5 1\na.txt:2,,,,\n"),
    ],
)
def test_a_format_looks_as_documented(format: str, shape: Shape, lines: str) -> None:
    assert encode(format, shape, RECORD, EMPTY) == lines


@pytest.mark.parametrize("format", ["text", "tokens", "tagged", "jsonl", "tsv", "csv"])
@pytest.mark.parametrize("shape", [TAGGED, TAGGED_IDS])
def test_no_records_are_no_bytes(format: str, shape: Shape) -> None:
    assert encode(format, shape) == ""


@pytest.mark.parametrize("format", ["text", "tokens", "tagged", "jsonl", "tsv"])
def test_a_record_is_one_line_whatever_it_holds(format: str) -> None:
    nasty = "가\n나\r\n다\x85라\u2028마\f"
    record = Record(nasty, nasty, nasty, (Token(nasty, "NNG"),), None, nasty)
    assert encode(format, TAGGED, record).count("\n") == 1


def test_csv_is_what_the_csv_module_reads() -> None:
    text = 'a "인용", 쉼표\r\n둘째 줄\r'
    written = encode("csv", TEXT, Record("a:1", text, "a:1", None, None, "긍정,부정"))
    assert list(csv.reader(io.StringIO(written, newline=""))) == [["a:1", "긍정,부정", text]]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_has_a_field_for_every_column_of_the_header(shape: Shape) -> None:
    columns = {"text": [], "ids": ["tokens", "ids"]}.get(shape.level, ["tokens"])
    assert header(shape) == ["id", "label", "text", *columns]
    assert encode("tsv", shape, EMPTY).count("\t") == len(header(shape)) - 1


def test_a_tensor_gets_flat_ids_and_lengths() -> None:
    ids, lengths, docs, labels = ENCODERS["safetensors"](IDS)([RECORD, EMPTY])
    assert ids.dtype == np.int32
    assert (ids.tolist(), lengths.tolist(), docs, labels) == ([4, 5, 1], [3, 0], ["a.txt"] * 2, ["1", None])


@pytest.mark.parametrize("format", ENCODERS)
def test_an_encoder_travels_to_workers(format: str) -> None:
    assert pickle.loads(pickle.dumps(ENCODERS[format](IDS))) == ENCODERS[format](IDS)
