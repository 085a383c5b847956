"""What is to be run: checked as a whole before anything is read or written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from koprep import files
from koprep.errors import UsageError
from koprep.flow import Shape
from koprep.pipeline import Pipeline, file_options
from koprep.recipe import Recipe, sha256
from koprep.sinks import choose_format
from koprep.sources import Source
from koprep.stages.encode import Encode, load
from koprep.stages.pad import Pad


@dataclass(frozen=True)
class Plan:
    """Opened sources, stages, the output path (``-`` for a stream) and its format ("" by ending)."""

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
        """The format of the output. Raises UsageError where the records can't be written so."""
        return choose_format(self.to, self.output, self.shape)

    @property
    def encode(self) -> Encode | None:
        """The stage that encodes, if there is one."""
        return next((stage for stage in self.pipeline.stages if isinstance(stage, Encode)), None)

    @property
    def padding(self) -> Pad | None:
        """The final ``pad`` of a tensor, which is left to the sink: it keeps the true lengths beside the padded ids."""
        last = self.pipeline.stages[-1] if self.pipeline.stages else None
        return last if isinstance(last, Pad) and self.format == "safetensors" else None

    @property
    def streaming(self) -> Pipeline:
        """The stages that work on batches: all but a ``pad`` that is left to the sink."""
        return self.pipeline if self.padding is None else Pipeline(self.pipeline.stages[:-1])

    def check(self, *more_outputs: Path | None) -> None:
        """See that the stages fit together and that no output is another output, an input or a file an option names.

        Raises KoprepError before anything is read or written.
        """
        if self.format == "safetensors" and self.encode is None:
            raise UsageError(f"{self.output}: a tensor holds its vocabulary; put encode:vocab=FILE into the same run")
        named = [Path(path) for stage in self.pipeline.stages for path in file_options(stage).values()]
        taken = [source.path for source in self.sources] + named
        for output in filter(None, (self.output, self.rejects, *more_outputs)):
            files.check_output(output, [path for path in taken if path == files.STDIN or path.exists()])
            if output != files.STDIN and output.resolve() in [path.resolve() for path in taken]:
                raise UsageError(f"{output} is named twice; write to another file")
            taken.append(output)

    def recipe(self) -> Recipe:
        """The recipe of the output."""
        own = self.pipeline.recipe()
        return origin(self.sources).then(own.steps, own.engines, own.files)

    def warnings(self) -> list[str]:
        """What looks wrong though it can run."""
        found = self.pipeline.warnings(self.sources[0].shape)
        if self.format == "text" and not self.to and self.shape.level != "text":
            found.append(
                f"{self.output}: .txt holds the text, not the tokens; for tokens use -o with .tokens or .parquet"
            )
        return found + self._vocab_warnings()

    def _vocab_warnings(self) -> list[str]:
        """A vocabulary counted from tokens of another analyzer hardly fits."""
        source, encode = self.sources[0], self.encode
        if encode is None or (source.recipe is None and source.shape.level != "text"):
            return []
        mine = Recipe().then(engines=(source.recipe or Recipe()).engines).then(engines=self.pipeline.recipe().engines)
        return load(encode.vocab).doubts(Path(encode.vocab), mine)


def origin(sources: list[Source]) -> Recipe:
    """The recipe of the inputs: koprep's own files bring theirs, others their hash, pipes nothing."""
    recipe = sources[0].recipe or Recipe()
    inputs: list[str | None] = []
    for source in sources:
        if source.recipe is not None:
            inputs += source.recipe.inputs
        else:
            inputs.append(sha256(source.path) if files.is_regular(source.path) else None)
    return msgspec.structs.replace(recipe, inputs=tuple(inputs))
