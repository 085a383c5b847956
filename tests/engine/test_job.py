"""What is done with one block: decode, run, encode, count."""

from __future__ import annotations

import pickle

from koprep import Pipeline, Reject
from koprep.encoders import TokensEncoder
from koprep.engine.job import Job
from koprep.flow import Shape
from koprep.readers import Block, TextReader
from koprep.stages.words import Words


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


def test_a_job_travels_to_another_process() -> None:
    job = Job(Pipeline((Words(),)), TokensEncoder(Shape("tokens")))
    assert pickle.loads(pickle.dumps(job)) == job
    assert len(pickle.dumps(job)) < 2000
