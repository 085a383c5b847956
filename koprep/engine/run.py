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
from koprep.flow import Shape
from koprep.pipeline import Pipeline
from koprep.readers import Block
from koprep.recipe import Recipe, sha256
from koprep.record import Reject
from koprep.sinks import BytesSink, ParquetSink, Sink, TensorSink, choose_format
from koprep.sources import Source
from koprep.stages.encode import Encode, load
from koprep.stages.pad import Pad

Show = Callable[[int, int], None]


@dataclass(frozen=True)
class Plan:
    """What is to be run: opened sources, stages, the output path (``-`` for a stream) and its format ("" by ending)."""

    pipeline: Pipeline
    sources: list[Source]
    output: Path
    to: str = ""
    workers: int = 1
    engine: str = "local"
    rejects: Path | None = None

    @property
    def shape(self) -> Shape:
        """What the records hold at the end. Raises UsageError for a wrong order."""
        return self.pipeline.shape(self.sources[0].shape, str(self.sources[0].path))

    @property
    def format(self) -> str:
        return choose_format(self.to, self.output, self.shape)

    def base(self) -> Recipe:
        """The recipe of the inputs: koprep's own files bring theirs, others their hash, pipes nothing."""
        recipe = self.sources[0].recipe or Recipe()
        inputs: list[str | None] = []
        for source in self.sources:
            if source.recipe is not None:
                inputs += source.recipe.inputs
            else:
                inputs.append(sha256(source.path) if files.is_regular(source.path) else None)
        return msgspec.structs.replace(recipe, inputs=tuple(inputs))

    def recipe(self) -> Recipe:
        """The recipe of the output."""
        own = self.pipeline.recipe()
        return self.base().then(own.steps, own.engines, own.files)

    def warnings(self) -> list[str]:
        """What looks wrong though it can run."""
        return self.pipeline.warnings(self.sources[0].shape) + [line for line in [self._vocab_warning()] if line]

    def _vocab_warning(self) -> str:
        """A vocabulary counted from tokens of another analyzer hardly fits."""
        source = self.sources[0]
        encode = next((stage for stage in self.pipeline.stages if isinstance(stage, Encode)), None)
        if encode is None or (source.recipe is None and source.shape.level != "text"):
            return ""
        vocab = load(encode.vocab)
        mine = Recipe().then(engines=(source.recipe or Recipe()).engines).then(engines=self.pipeline.recipe().engines)
        differing = vocab.recipe.differing_engines(mine) if vocab.recipe.steps else []
        return f"{encode.vocab} was counted from tokens of {differing[0]}" if differing else ""


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
    """Run the plan. Nothing appears under the output's name before it is complete.

    ``stdout`` is where output ``-`` goes; ``show(bytes, records)`` is called after every batch. Raises KoprepError.
    """
    summary, seen = Summary(), _Meter()
    with contextlib.ExitStack() as stack:
        keep = stack.enter_context(_rejects_file(plan.rejects))
        plan.pipeline.warm()
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
    job = Job(_streaming_part(plan), ENCODERS[plan.format](plan.shape))
    if plan.engine == "dask":
        from koprep.engine import dask

        return dask.run(job, blocks, plan.workers)
    return local.run(job, blocks, plan.workers)


def _streaming_part(plan: Plan) -> Pipeline:
    """All stages; a final ``pad`` is left to the tensor sink, which keeps the true lengths beside the padded ids."""
    if _padding(plan) is None:
        return plan.pipeline
    return Pipeline(plan.pipeline.stages[:-1])


def _padding(plan: Plan) -> Pad | None:
    last = plan.pipeline.stages[-1] if plan.pipeline.stages else None
    return last if isinstance(last, Pad) and plan.format == "safetensors" else None


def _sink(plan: Plan, stdout: BinaryIO | None) -> Sink:
    if plan.format == "parquet":
        return ParquetSink(plan.output, plan.shape, plan.recipe())
    if plan.format == "safetensors":
        from koprep.tensors import Padding
        from koprep.vocab import Vocab

        encode = next((stage for stage in plan.pipeline.stages if isinstance(stage, Encode)), None)
        vocab = load(encode.vocab) if encode else Vocab.of([])
        pad = _padding(plan)
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
    line: dict[str, object] = {"source": reject.source, "line": reject.line, "stage": reject.stage,
                               "reason": reject.reason}
    return line | ({"text": reject.text} if isinstance(reject.text, str) else {"base64": reject.text})
