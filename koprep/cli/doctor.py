"""``koprep doctor``: what this machine has, and what to type for what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.doctor import Report
    from koprep.doctor.machine import Machine
    from koprep.doctor.trial import Trial


def doctor(
    engine: Annotated[
        str, typer.Argument(metavar="[ENGINE]", help="Really load this one and let it analyze a sentence.")
    ] = "",
    json: options.Json = False,
) -> None:
    """Say which engines are ready, their versions and licences, and what to type for those that are missing.

    Also Java, a Korean font, memory and cores. Exit code 4 if the default engine, kiwi, or the one named can't work.
    """
    if engine:
        from koprep.doctor.trial import try_engine

        trial = try_engine(engine)
        _print(_dumped(trial) if json else _tried(trial))
        return
    from koprep.doctor import report
    from koprep.errors import MissingError

    found = report()
    _print(_dumped(found) if json else _page(found))
    if found.default.problem:
        missing = found.default
        raise MissingError(f"{missing.name}, the default engine, can't work: {missing.problem}; {missing.remedy}")


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


def _dumped(found: Report | Trial) -> Iterator[str]:
    import dataclasses
    import json

    facts: dict[str, Any] = dataclasses.asdict(found)
    for row in facts.get("engines", ()):
        row["ready"] = not row["problem"]
        row["pip"] = list(row["pip"])
    if "machine" in facts:
        facts["machine"]["cores"]["workers"] = found.machine.cores.workers  # type: ignore[union-attr]
    yield json.dumps(facts, ensure_ascii=False, indent=1)


def _tried(trial: Trial) -> Iterator[str]:
    yield f"{trial.engine} {trial.version} works"
    yield f"  text    {trial.text}"
    yield f"  result  {trial.result}"
    yield f"  time    {_seconds(trial.first)} with loading, {_seconds(trial.second)} the second time"
    yield f"  memory  {_size(trial.memory)}"


def _page(found: Report) -> Iterator[str]:
    heads = {engine.group: (engine.group, "", "version", "licence", "for") for engine in found.engines}
    rows: list[Sequence[str]] = []
    for group, head in heads.items():
        rows += [head] if not rows else [("",) * len(head), head]
        rows += [
            (
                f"  {engine.name}",
                engine.state,
                engine.version,
                engine.licence,
                "; ".join(filter(None, (engine.problem, engine.remedy))) or engine.use,
            )
            for engine in found.engines
            if engine.group == group
        ]
    yield from _aligned(rows)
    yield from ("", "machine")
    yield from _aligned([(f"  {name}", value) for name, value in _facts(found)])
    yield ""
    yield f"to get what is missing: {found.remedy}" if found.remedy else "nothing is missing"


def _facts(found: Report) -> Iterator[tuple[str, str]]:
    machine, java, font = found.machine, found.java, found.machine.font
    yield "koprep", machine.koprep
    yield "python", f"{_noted(machine.python, machine.python_problem)}, {machine.executable}"
    yield "system", machine.platform
    yield "locale", f"{machine.locale}, {machine.encoding}; koprep writes utf-8 whatever it is"
    yield "java", java.problem or f"{java.version or 'version unknown'} ({java.source}), {java.path}"
    yield "font", font.problem or f"{font.name} ({font.source}), {font.path}"
    yield "memory", _memory(machine)
    yield "cores", _cores(machine)
    yield "temporary", f"{machine.temporary or 'no folder can be written'}, {_size(machine.free)} free"


def _noted(value: str, note: str) -> str:
    return f"{value} ({note})" if note else value


def _memory(machine: Machine) -> str:
    memory = machine.memory
    limit = f"; this container may use {_size(memory.limit)}" if memory.limit else ""
    return f"{_size(memory.total)}, {_size(memory.available)} of it available{limit}"


def _cores(machine: Machine) -> str:
    cores = machine.cores
    quota = f"; this container gets the time of {cores.quota:g}" if cores.quota else ""
    return f"{cores.machine}, {cores.usable} for this process{quota}: at most --workers {cores.workers}"


def _aligned(rows: list[Sequence[str]]) -> Iterator[str]:
    """Rows as columns two spaces apart; the last one may be as wide as it likes."""
    widths = [max(map(_width, column)) for column in list(zip(*rows, strict=True))[:-1]]
    for row in rows:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join([*padded, row[-1]]).rstrip()


def _width(text: str) -> int:
    """Columns a text takes on a terminal: Hangul is two wide."""
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _seconds(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.01 else f"{1000 * seconds:.2g} ms"


def _size(count: int | None) -> str:
    if count is None:
        return "unknown"
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
