"""What is done with one block: decode, run, encode, count."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import ClassVar

import pytest

from koprep import Pipeline, Record, Reject
from koprep.encoders import Encoder, JsonlEncoder, TensorEncoder, TextEncoder, TokensEncoder
from koprep.engine.job import Job
from koprep.flow import Shape
from koprep.readers import Block, TextReader
from koprep.stages.base import Batch, Output, Stage
from koprep.stages.pad import Pad
from koprep.stages.words import Words


@dataclass(frozen=True)
class Ids(Stage):
    """Numbers the tokens."""

    name: ClassVar[str] = "ids"
    example: ClassVar[str] = "ids"

    @property
    def needs(self) -> str:
        return "tokens"

    @property
    def gives(self) -> str:
        return "ids"

    def __call__(self, batch: Batch) -> Output:
        return [Record(one.id, one.text, one.doc, one.tokens, tuple(range(len(one.tokens or ())))) for one in batch]


@dataclass(frozen=True)
class Halves(Stage):
    """Cuts a character beyond the first plane in half, as a user's pattern might."""

    name: ClassVar[str] = "halves"
    example: ClassVar[str] = "halves"

    def __call__(self, batch: Batch) -> Output:
        return [Record(one.id, one.text.replace("😀", "\ud83d"), one.doc) for one in batch]


def test_a_block_becomes_a_payload_rejects_and_counts() -> None:
    job = Job(Pipeline((Words(),)), TokensEncoder(Shape("tokens")))
    result = job(Block(TextReader("a.txt"), 5, "밥을 먹다\n\n".encode() + b"\xff\xfe\n" + "좋다".encode()))
    assert result.payload == "밥을 먹다\n\n좋다\n".encode()
    assert (result.read, result.written, result.tally) == (4, 3, {})
    assert result.rejects == [Reject("a.txt:7", "source", "not utf-8 text", b"\xff\xfe")]


def test_a_block_that_is_one_unusable_line() -> None:
    job = Job(Pipeline((Words(),)), TokensEncoder(Shape("tokens")))
    result = job(Block(TextReader("a.txt"), 9, b"aaa", fault="line too long"))
    assert (result.payload, result.read, result.written) == (b"", 1, 0)
    assert result.rejects == [Reject("a.txt:9", "source", "line too long", b"aaa")]


def test_what_is_left_to_the_sink_is_tallied_all_the_same() -> None:
    job = Job(Pipeline((Words(), Ids(), Pad(3))), TensorEncoder(Shape("ids")), Pad(2))
    result = job(Block(TextReader("a.txt"), 1, "가 나 다 라\n가".encode()))
    assert result.tally == {"tokens cut": 1 + 2}
    assert result.payload[0].tolist() == [0, 1, 2, 0, 0, 0]
    without = Job(Pipeline((Words(), Ids())), TensorEncoder(Shape("ids")))
    assert without(Block(TextReader("a.txt"), 1, b"a")).tally == {}


@pytest.mark.parametrize("encoder", [TextEncoder(Shape("text")), JsonlEncoder(Shape("text"))])
def test_half_a_character_costs_one_record_only(encoder: Encoder) -> None:
    job = Job(Pipeline((Halves(),)), encoder)
    result = job(Block(TextReader("a.txt"), 1, "가\n😀\n나".encode()))
    assert result.rejects == [Reject("a.txt:2", "output", "half a character (a lone surrogate)", "\ud83d")]
    assert (result.read, result.written) == (3, 2)
    assert "나".encode() in result.payload


def test_a_job_travels_to_another_process() -> None:
    job = Job(Pipeline((Words(),)), TokensEncoder(Shape("tokens")))
    assert pickle.loads(pickle.dumps(job)) == job
    assert len(pickle.dumps(job)) < 2000
