"""Whole-process timings of koprep against a rival, in turn, as medians of ratios."""

from __future__ import annotations

import gzip
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

KOPREP = [sys.executable, "-c", "from koprep.cli.app import main; main()"]
WORK = Path("build/bench")


class Run(NamedTuple):
    """Wall seconds, CPU seconds and peak memory in MB of one process with its children."""

    wall: float
    cpu: float
    peak: float


def data() -> Path:
    """The folder of real data, from the environment variable KOPREP_DATA; without it the benchmark is left out."""
    folder = os.environ.get("KOPREP_DATA", "")
    if not folder:
        print(f"{Path(sys.argv[0]).name}: left out; set KOPREP_DATA to the folder with the data")
        sys.exit(0)
    WORK.mkdir(parents=True, exist_ok=True)
    return Path(folder)


def reviews(lines: int = 0) -> Path:
    """The texts of the film reviews, one a line: the first ``lines``, or all."""
    source, target = data() / "nsmc/reviews.tsv.gz", WORK / f"reviews-{lines or 'all'}.txt"
    if not target.exists():
        with gzip.open(source, "rt", encoding="utf-8", newline="\n") as rows:
            next(rows)
            texts = [row.rstrip("\n").split("\t")[1] for _, row in zip(range(lines or 10**9), rows, strict=False)]
        target.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return target


def run(command: Sequence[str | Path]) -> Run:
    """Run a command to its end and measure it. Peak memory is that of the largest process."""
    before = time.perf_counter()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def versus(
    claim: str,
    ours: Sequence[str | Path],
    rival: Sequence[str | Path],
    bar: float,
    rounds: int = 5,
    startups: tuple[Sequence[str | Path], Sequence[str | Path]] | None = None,
) -> None:
    """Print the median of the ratios ours/rival over several rounds; ``startups`` are subtracted where given."""
    run(ours), run(rival)
    pairs = [(run(ours), run(rival)) for _ in range(rounds)]
    starts = [[run(command) for _ in range(3)] for command in startups or ()] or [[Run(0, 0, 0)]] * 2
    wall, cpu = (_ratios(pairs, starts, place) for place in (0, 1))
    median = statistics.median(wall)
    print(
        f"| {claim} | **{median:.2f}** ({min(wall):.2f}–{max(wall):.2f}) | {statistics.median(cpu):.2f} | ≤ {bar:g} | "
        f"{'met' if median <= bar else 'MISSED'} | {statistics.median(pair[0].wall for pair in pairs):.2f} s : "
        f"{statistics.median(pair[1].wall for pair in pairs):.2f} s | {max(pair[0].peak for pair in pairs):.0f} MB |",
        flush=True,
    )


def _ratios(pairs: list[tuple[Run, Run]], starts: list[list[Run]], place: int) -> list[float]:
    """Ours over the rival's, pair by pair, of the wall (0) or CPU (1) seconds, less the median start-up of each."""
    less = [statistics.median(start[place] for start in side) for side in starts]
    return [(ours[place] - less[0]) / (rival[place] - less[1]) for ours, rival in pairs]


def header(*packages: str) -> None:
    """Print what is measured on what."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("koprep", *packages))
    print(f"\n{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, {versions}\n")
    print("| what | ratio (min–max) | CPU | bar | | koprep : rival, whole runs | peak |\n|---|---|---|---|---|---|---|")


def script(code: str, *args: str | Path) -> list[str | Path]:
    """A rival as a Python program."""
    return [sys.executable, "-c", code, *args]
