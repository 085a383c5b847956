"""What ``koprep tensor`` is told about labels: the classes of another file, and one-hot rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from koprep import artifact
from koprep.building.steps import step
from koprep.errors import InputError
from koprep.recipe import Recipe, sha256
from koprep.tensors.gathering import Gathering

_SHOWN = 3


@dataclass(frozen=True)
class Labels:
    """``classes_file`` is a tensor file whose classes number the labels; ``onehot`` writes them as rows of zeros with a
    1, too."""

    classes_file: Path | None = None
    onehot: bool = False

    @property
    def files(self) -> dict[str, Path]:
        """The files its options name, by ``step.key``."""
        return {} if self.classes_file is None else {"labels.classes": self.classes_file}

    def classes(self) -> list[str] | None:
        """The classes of the file, ``None`` without one. Raises InputError."""
        if self.classes_file is None:
            return None
        classes: list[str] | None = artifact.read(self.classes_file).info.get("classes")
        if not classes:
            raise InputError(f"--classes {self.classes_file}: its records have no labels; name another tensor file")
        return classes

    def added(self, recipe: Recipe) -> Recipe:
        """The recipe with a step for what was asked for, if anything was."""
        if self == Labels():
            return recipe
        keys = ["classes"] if self.files else []
        name = step("labels", {"onehot": (self.onehot, False)}, *keys)
        return recipe.then((name,), files={key: sha256(path) for key, path in self.files.items()})

    def doubts(self, gathered: Gathering) -> list[str]:
        """Labels that are none of the classes, or that there are none.

        Raises InputError where they were to be one-hot.
        """
        if not gathered.labels.any:
            if self.onehot:
                raise InputError("--onehot-labels: the records have no labels; give them some with run --label-col")
            return [f"--classes {self.classes_file}: the records have no labels"] if self.files else []
        foreign = gathered.labels.foreign()
        if not foreign:
            return []
        shown = ", ".join(map(repr, foreign[:_SHOWN])) + (" …" if len(foreign) > _SHOWN else "")
        return [f"labels that are no classes of {self.classes_file} become -1: {shown}"]
