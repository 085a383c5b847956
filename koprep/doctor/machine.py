"""What the machine is: Python, memory, cores, the temporary folder, a Korean font, the locale."""

from __future__ import annotations

import codecs
import importlib.util
import locale
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import koprep
from koprep.doctor.cgroups import Limits, limits

_PROMISED = ((3, 11), (3, 12))
_AMOUNT = re.compile(r"^(MemTotal|MemAvailable):\s+(\d+) kB", re.MULTILINE)
_PATIENCE = 20


@dataclass(frozen=True)
class Memory:
    """Bytes the machine has and can give now, and what its container may use at most; None is unknown or no limit."""

    total: int | None
    available: int | None
    limit: int | None


@dataclass(frozen=True)
class Cores:
    """Cores of the machine, those this process may run on, and how many's time its container gets (None: all)."""

    machine: int
    usable: int
    quota: float | None

    @property
    def workers(self) -> int:
        """The largest `--workers` that makes sense."""
        return max(1, min(self.usable, int(self.quota) if self.quota else self.usable))


@dataclass(frozen=True)
class Font:
    """A font with Hangul, for plots: its name, its file, and who brings it; or why none was found."""

    name: str = ""
    path: str = ""
    source: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Machine:
    """All of it; ``python_problem`` says what to mind with this Python, ``free`` is in bytes (None: unknown)."""

    koprep: str
    python: str
    executable: str
    python_problem: str
    platform: str
    locale: str
    encoding: str
    memory: Memory
    cores: Cores
    font: Font
    temporary: str
    free: int | None


def look() -> Machine:
    """Look at this machine."""
    held, folder = limits(), _temporary()
    return Machine(
        koprep=koprep.__version__,
        python=platform.python_version(),
        executable=sys.executable,
        python_problem=python_problem(sys.version_info[:2]),
        platform=platform.platform(),
        locale=next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "none"),
        encoding=codecs.lookup(locale.getencoding()).name,
        memory=memory(held),
        cores=cores(held),
        font=find_font(),
        temporary=folder,
        free=_free(folder),
    )


def python_problem(version: tuple[int, int]) -> str:
    """What to mind with a version of Python; "" where nothing.

    >>> python_problem((3, 13))
    'MeCab has no wheel for it; use 3.11 or 3.12'
    """
    if version in _PROMISED:
        return ""
    return "MeCab has no wheel for it; use 3.11 or 3.12" if version == (3, 13) else "not tested; use 3.11 or 3.12"


def memory(held: Limits, meminfo: Path = Path("/proc/meminfo")) -> Memory:
    """The machine's memory, and its container's limit where that is less."""
    try:
        found = {name: int(number) * 1024 for name, number in _AMOUNT.findall(meminfo.read_text())}
    except OSError:
        found = {}
    total = found.get("MemTotal")
    limit = None if held.memory and total and held.memory >= total else held.memory
    return Memory(total, found.get("MemAvailable"), limit)


def cores(held: Limits) -> Cores:
    """How many cores there are, and how many of them are for us."""
    count = os.cpu_count() or 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else count
    return Cores(count, usable, held.cpus)


def find_font() -> Font:
    """NanumGothic of koreanize-matplotlib, which isn't imported, else the first Korean font the system has."""
    spec = importlib.util.find_spec("koreanize_matplotlib")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        file = Path(folder, "fonts/NanumGothic.ttf")
        if file.is_file():
            return Font("NanumGothic", str(file), "koreanize-matplotlib")
    return _system_font()


def _system_font() -> Font:
    command = ["fc-list", "--format", "%{family}\t%{file}\n", ":lang=ko"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        return Font(problem="fc-list is missing, so the system's fonts are unknown; apt-get install fontconfig")
    except (OSError, subprocess.TimeoutExpired) as error:
        return Font(problem=f"fc-list fails ({error})")
    lines = sorted(filter(None, done.stdout.decode("utf-8", "replace").split("\n")))
    if not lines:
        return Font(problem="no Korean font; pip install koreanize-matplotlib, or apt-get install fonts-nanum")
    family, _, file = lines[0].partition("\t")
    return Font(family.partition(",")[0], file, "system")


def _temporary() -> str:
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return ""


def _free(folder: str) -> int | None:
    try:
        return shutil.disk_usage(folder).free if folder else None
    except OSError:
        return None
