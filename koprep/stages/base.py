"""What every stage is: a frozen dataclass of plain values that maps a batch of records to records."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from koprep.errors import UsageError, suggest
from koprep.record import Record, Reject

Batch = Sequence[Record]
Output = list[Record | Reject]


def option(default: Any = dataclasses.MISSING, *, help: str, choices: Iterable[str] = (), file: bool = False) -> Any:
    """Declare a stage's option; ``file`` options are paths whose contents enter the recipe by hash."""
    return dataclasses.field(default=default, metadata={"help": help, "choices": tuple(choices), "file": file})


@dataclass(frozen=True)
class Stage:
    """Base of all stages. Construction checks and stores; heavy things load at the first call.

    ``needs`` and ``gives`` are "text", "tokens", "tagged" or "ids"; ``gives`` may be "same". Subclasses set ``name``,
    ``example`` and ``__call__``; they treat every record independently of its neighbours, keep input order, and never
    drop a record because it became empty.
    """

    name: ClassVar[str]
    example: ClassVar[str]

    def __post_init__(self) -> None:
        for field in keys(type(self)).values():
            _check(self, field)

    @property
    def threads(self) -> bool:
        """Whether N workers are N threads, because the stage's engine does its work in threads of its own."""
        return False

    @property
    def needs(self) -> str:
        return "text"

    @property
    def gives(self) -> str:
        return "same"

    def __call__(self, batch: Batch) -> Output:
        raise NotImplementedError

    def engines(self) -> dict[str, str]:
        """Names and versions of the third-party engines whose output this stage passes on."""
        return {}

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        """What the user should be told in numbers about one batch, such as tokens cut."""
        return {}

    def counted(self, batch: Batch) -> tuple[Output, dict[str, int]]:
        """The output of a batch with its tally, for a stage that knows more while it works than its output tells."""
        output = self(batch)
        return output, self.tally(batch, output)

    @property
    def own_tags(self) -> str:
        """The engine whose own tags the tokens get; "" where they are Sejong's, as everywhere else."""
        return ""

    @property
    def reads_tags(self) -> bool:
        """Whether the stage looks at Sejong's tags."""
        return False

    def warnings(self, tagged: bool) -> list[str]:
        """What looks wrong though it can run, given whether the tokens it gets are tagged."""
        return []

    def warm(self) -> None:
        """Load what the first call would load, so that problems show before any input is read."""


def keys(stage: type[Stage]) -> dict[str, dataclasses.Field[Any]]:
    """The options of a stage class by the name they have in a spec (``max-len``); a program sets other fields."""
    options = (field for field in dataclasses.fields(stage) if field.metadata)
    return {field.name.rstrip("_").replace("_", "-"): field for field in options}


def field_types(stage: type[Stage]) -> dict[str, Any]:
    """The type of every field, by field name."""
    return typing.get_type_hints(stage)


def _check(stage: Stage, field: dataclasses.Field[Any]) -> None:
    value, choices = getattr(stage, field.name), field.metadata["choices"]
    if isinstance(field.default, tuple) and not isinstance(value, tuple):
        raise UsageError(f"{stage.name}: {field.name} is a tuple of names, such as ({value!r},)")
    items = value if isinstance(value, tuple) else (value,)
    for item in items:
        if choices and item not in choices and not (item == "" and field.default == ""):
            key = field.name.rstrip("_").replace("_", "-")
            raise UsageError(f"{stage.name}: {key}={item}: {suggest(str(item), choices)}")


def map_texts(batch: Batch, function: Callable[[list[str]], Sequence[str]]) -> Output:
    """Replace the text of every record by what the function makes of the list of all texts."""
    texts = [record.text for record in batch]
    return [
        record if new is old or new == old else Record(record.id, new, record.doc, label=record.label)
        for record, old, new in zip(batch, texts, function(texts), strict=True)
    ]
