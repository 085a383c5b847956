"""A chain of stages: built from specs, checked, run over batches, written into recipes."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from koprep import files, flow, spec
from koprep.errors import InputError, KoprepError, UsageError
from koprep.flow import Shape
from koprep.recipe import Recipe, sha256
from koprep.record import Record, Reject
from koprep.stages import STAGES
from koprep.stages.base import Output, Stage, keys

_BATCH = 512


@dataclass(frozen=True)
class Pipeline:
    """Stages in an order that makes sense, as a value: equal if the stages are equal, and small to pickle.

    >>> pipeline = Pipeline.parse(["normalize", "words"])
    >>> [token.form for token in pipeline.map(["한국어 좋아요ㅋㅋㅋㅋ"])[0].tokens]
    ['한국어', '좋아요ㅋㅋ']
    """

    stages: tuple[Stage, ...] = ()

    def __post_init__(self) -> None:
        self.shape()

    @classmethod
    def parse(cls, specs: Iterable[str]) -> Pipeline:
        """Build from stage specs such as ``morphs:engine=kiwi,keep=content``. Raises UsageError."""
        if isinstance(specs, str):
            raise UsageError(f"a list of specs is needed, as in {specs.split()!r}")
        return cls(tuple(spec.parse(item, STAGES) for item in specs))

    @property
    def specs(self) -> list[str]:
        """The specs it parses back from."""
        return [spec.spell(stage) for stage in self.stages]

    @property
    def needs(self) -> str | None:
        """What the first stage works on; ``None`` without stages."""
        return self.stages[0].needs if self.stages else None

    def shape(self, start: Shape | None = None, made_by: str = "the input") -> Shape:
        """What records hold at the end, given what they hold at the start. Raises UsageError for a wrong order."""
        return flow.through(self.stages, start, made_by)

    @property
    def threads(self) -> bool:
        """Whether the work is best spread over threads, because a stage's engine has its own."""
        return any(stage.threads for stage in self.stages)

    def warm(self) -> None:
        """Load every model, so that what is missing shows before any input is read."""
        for stage in self.stages:
            stage.warm()

    def warnings(self, start: Shape | None = None) -> list[str]:
        """What looks wrong though it can run."""
        found = []
        for place, stage in enumerate(self.stages):
            found += stage.warnings(flow.through(self.stages[:place], start, "the input").tagged)
            own = next((before.own_tags for before in self.stages[:place] if before.own_tags), "")
            if own and stage.reads_tags:
                found.append(f"{stage.name} goes by the tags of the Sejong corpus, but morphs gives those of {own}")
        return found

    def __call__(self, records: Sequence[Record]) -> tuple[list[Record], list[Reject], dict[str, int]]:
        """Run one batch: the records that came through, the rejects, and the stages' tallies."""
        rejects: list[Reject] = []
        tally: dict[str, int] = {}
        batch = list(records)
        for stage in self.stages:
            output, counts = _run(stage, batch)
            for name, count in counts.items():
                tally[name] = tally.get(name, 0) + count
            batch = [item for item in output if type(item) is Record]
            if len(batch) != len(output):
                rejects += [item for item in output if isinstance(item, Reject)]
        return batch, rejects, tally

    def map(self, texts: Iterable[str]) -> list[Record]:
        """Run over texts (a list, a pandas or Polars Series, any iterable of strings); ids are ``-:1``, ``-:2`` …

        Raises UsageError where the first stage doesn't work on texts, InputError for the first text a stage rejects.
        For rejects as values, call the pipeline on Records.
        """
        if isinstance(texts, str):
            raise UsageError("map takes a list of texts; put a single one into a list: map([text])")
        self.shape(Shape("text"))
        records = [_record(number, text) for number, text in enumerate(texts, 1)]
        result: list[Record] = []
        for start in range(0, len(records), _BATCH):
            batch, rejects, _ = self(records[start : start + _BATCH])
            if rejects:
                raise InputError(f"text {rejects[0].id.removeprefix('-:')}: {rejects[0].stage}: {rejects[0].reason}")
            result += batch
        return result

    def recipe(self) -> Recipe:
        """The recipe of its stages alone: steps, engine versions and the hashes of the files they name."""
        engines: dict[str, str] = {}
        for stage in self.stages:
            engines |= stage.engines()
        recipe = Recipe().then(tuple(map(spec.recipe_step, self.stages)), engines)
        for stage in self.stages:
            recipe = recipe.then(
                files={
                    f"{stage.name}.{key}": sha256(files.require_file(path)) for key, path in file_options(stage).items()
                }
            )
        return recipe

    def to_toml(self) -> str:
        """The pipeline as a recipe file to keep and edit; file options keep their paths."""
        recipe = self.recipe()
        lines = [f"koprep = {_quote(recipe.koprep)}", "steps = ["]
        lines += [f"    {_quote(item)}," for item in self.specs]
        lines.append("]")
        for name, table in (("engines", recipe.engines), ("files", recipe.files)):
            if table:
                lines += ["", f"[{name}]"] + [f"{_quote(key)} = {_quote(value)}" for key, value in table.items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, path: Path) -> Pipeline:
        """Read a recipe file. Raises InputError naming what is wrong in it."""
        steps = _toml(path).get("steps")
        if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
            raise InputError(f'{path}: no recipe; it needs a line such as steps = ["normalize", "words"]')
        try:
            return cls.parse(steps)
        except UsageError as error:
            raise InputError(f"{path}: {error}") from None


def changes(pipeline: Pipeline, path: Path) -> list[str]:
    """What is not as it was when the recipe file was written: engine versions and the contents of files."""
    table, now = _toml(path), pipeline.recipe()
    engines, hashes = table.get("engines", {}), table.get("files", {})
    if not isinstance(engines, dict) or not isinstance(hashes, dict):
        raise InputError(f"{path}: no recipe; [engines] and [files] are tables, as --save-recipe writes them")
    found = [
        f"{path}: made with {name} {version}, but {name} {now.engines[name]} is installed"
        for name, version in engines.items()
        if now.engines.get(name, version) != version
    ]
    return found + [
        f"{path}: the file of {key} has changed since" for key, sha in hashes.items() if now.files.get(key, sha) != sha
    ]


def _toml(path: Path) -> dict[str, Any]:
    with files.reading(files.require_file(path)) as file:
        data = file.read()
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no recipe ({error})") from None


def _run(stage: Stage, batch: list[Record]) -> tuple[Output, dict[str, int]]:
    """Run a stage; where a third party's code fails on a batch, find the records that did it and reject those."""
    if not batch:
        return [], stage.tally([], [])
    try:
        return stage.counted(batch)
    except (KoprepError, MemoryError):
        raise
    except Exception as error:
        if len(batch) == 1:
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            return [Reject(batch[0].id, stage.name, reason, batch[0].text)], {}
        half = len(batch) // 2
        (first, before), (second, after) = _run(stage, batch[:half]), _run(stage, batch[half:])
        return first + second, dict(Counter(before) + Counter(after))


def file_options(stage: Stage) -> dict[str, str]:
    """The paths a stage's file options name, by key."""
    named = {key: getattr(stage, field.name) for key, field in keys(type(stage)).items() if field.metadata["file"]}
    return {key: path for key, path in named.items() if path}


def _record(number: int, text: object) -> Record:
    if not isinstance(text, str):
        raise InputError(f"text {number}: expected a string, got {type(text).__name__} {text!r:.40}")
    return Record(f"-:{number}", text, f"-:{number}")


def _quote(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(
        {"\\": "\\\\", '"': '\\"'}.get(char, char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}")
        for char in text
    )
    return f'"{escaped}"'
