"""One whole run: sources through a pipeline into one sink, with everything that happened counted."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import msgspec

from koprep import files
from koprep.encoders import ENCODERS
from koprep.engine import local
from koprep.engine.job import Job, Result
from koprep.engine.plan import Plan
from koprep.readers import Block
from koprep.recipe import Recipe
from koprep.record import Reject
from koprep.sinks import BytesSink, ParquetSink, Sink, TensorSink
from koprep.sources import Source
from koprep.stages.encode import load

Show = Callable[[int, int], None]


@dataclass
class Summary:
    """What happened: records read and written, rejects, and the stages' tallies."""

    read: int = 0
    written: int = 0
    rejected: int = 0
    first_reject: Reject | None = None
    tally: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        self.read += result.read
        self.written += result.written
        self.rejected += len(result.rejects)
        if result.rejects and self.first_reject is None:
            self.first_reject = result.rejects[0]
        self.tally.update(result.tally)


def execute(plan: Plan, stdout: BinaryIO | None = None, show: Show | None = None) -> Summary:
    """Check and run the plan. Nothing appears under the output's name before it is complete.

    ``stdout`` is where output ``-`` goes; ``show(bytes, records)`` is called after every batch. Raises KoprepError.
    """
    plan.check()
    summary, seen = Summary(), _Meter()
    with contextlib.ExitStack() as stack:
        keep = stack.enter_context(_rejects_file(plan.rejects))
        local.prepare(plan.pipeline, plan.workers)
        sink = stack.enter_context(_sink(plan, stdout))
        for result in _results(plan, seen.watch(_blocks(plan.sources))):
            if result is None:
                sink.flush()
                continue
            sink.write(result.payload)
            summary.add(result)
            keep(result.rejects)
            if show is not None:
                show(seen.bytes, summary.read)
            if stdout is not None:
                sink.flush()
    return summary


def _results(plan: Plan, blocks: Iterator[Block | None]) -> Iterator[Result | None]:
    job = Job(plan.streaming, ENCODERS[plan.format](plan.shape), plan.padding)
    if plan.engine == "dask":
        from koprep.engine import dask

        return dask.run(job, blocks, plan.workers)
    return local.run(job, blocks, plan.workers)


def _sink(plan: Plan, stdout: BinaryIO | None) -> Sink:
    if plan.format == "parquet":
        return ParquetSink(plan.output, plan.shape, plan.recipe())
    if plan.format == "safetensors":
        from koprep.tensors import Padding

        assert plan.encode is not None  # checked by Plan.check
        vocab, pad = load(plan.encode.vocab), plan.padding
        padding = None if pad is None else Padding(pad.max_len, pad.side, pad.truncate, pad.value)
        return TensorSink(plan.output, vocab, padding, plan.recipe(), vocab.tagged)
    recipe = plan.recipe() if plan.format == "jsonl" else Recipe()
    target = plan.output if stdout is None or plan.output != files.STDIN else stdout
    return BytesSink(target, plan.format, plan.shape, recipe)


def _blocks(sources: list[Source]) -> Iterator[Block | None]:
    for source in sources:
        yield from source.blocks()


class _Meter:
    """Counts the bytes that pass."""

    def __init__(self) -> None:
        self.bytes = 0

    def watch(self, blocks: Iterator[Block | None]) -> Iterator[Block | None]:
        for block in blocks:
            if block is not None and isinstance(block.data, bytes):
                self.bytes += len(block.data) + 1
            yield block


@contextlib.contextmanager
def _rejects_file(path: Path | None) -> Iterator[Callable[[list[Reject]], None]]:
    if path is None:
        yield lambda rejects: None
        return
    with files.writing(path) as file:
        encoder = msgspec.json.Encoder()

        def keep(rejects: list[Reject]) -> None:
            file.write(encoder.encode_lines(map(_as_line, rejects)))

        yield keep


def _as_line(reject: Reject) -> dict[str, object]:
    line: dict[str, object] = {
        "source": reject.source,
        "line": reject.line,
        "stage": reject.stage,
        "reason": reject.reason,
    }
    try:
        text = reject.text if isinstance(reject.text, str) else reject.text.decode()
        text.encode()
    except UnicodeError:  # bytes that are no UTF-8, or half a character
        raw = reject.text if isinstance(reject.text, bytes) else reject.text.encode("utf-8", "surrogatepass")
        return line | {"base64": raw}
    return line | {"text": text}
