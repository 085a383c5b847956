"""What this machine has of all that koprep can use, and what is missing: engines, Java, fonts, memory, cores.

Nothing heavy is imported to find that out; `koprep.doctor.trial` really tries one engine.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from koprep.doctor.engines import Engine, examine
from koprep.doctor.java import Java, find_java
from koprep.doctor.machine import Machine, look

DEFAULT = "kiwi"
"""The engine without which the defaults don't work."""


@dataclass(frozen=True)
class Report:
    """Every engine in the order of the table, Java, and the machine."""

    engines: tuple[Engine, ...]
    java: Java
    machine: Machine

    @property
    def default(self) -> Engine:
        """The engine that is used where none is named."""
        return next(engine for engine in self.engines if engine.name == DEFAULT)

    @property
    def remedy(self) -> str:
        """What to type for everything that pip can bring; "" where nothing is missing."""
        wanted: dict[str, dict[str, None]] = {}
        for engine in self.engines:
            option = next((word for word in engine.pip if word.startswith("-")), "")
            wanted.setdefault(option, {}).update(dict.fromkeys(word for word in engine.pip if word != option))
        found = [(option, names) for option, names in wanted.items() if names]
        return " && ".join(shlex.join(filter(None, ["pip", "install", option, *names])) for option, names in found)


def report() -> Report:
    """Look at everything. It takes less than a second and changes nothing."""
    java = find_java()
    return Report(tuple(examine(java)), java, look())
