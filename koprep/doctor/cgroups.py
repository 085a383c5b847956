"""What a container may use: the limits of Linux' control groups, of both versions.

Source: the kernel's documentation, admin-guide/cgroup-v2 (memory.max, cpu.max) and cgroup-v1/memory (limit_in_bytes);
Documentation/scheduler/sched-bwc (cpu.cfs_quota_us).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_NO_LIMIT = 1 << 60
"""Version 1 says "none" by a number near 2 ** 63."""


@dataclass(frozen=True)
class Limits:
    """Bytes of memory, and CPUs, of which 1.5 means one and a half's time; None is no limit."""

    memory: int | None = None
    cpus: float | None = None


def limits(root: Path = Path("/")) -> Limits:
    """The tightest limits of the groups this process is in; none where there are no such groups."""
    memory: list[int] = []
    cpus: list[float] = []
    for folder in _folders(root):
        memory += [
            int(word)
            for name in ("memory.max", "memory.limit_in_bytes")
            for word in _words(folder / name)[:1]
            if word.isdecimal() and int(word) < _NO_LIMIT
        ]
        quota = _words(folder / "cpu.max")
        quota = quota or _words(folder / "cpu.cfs_quota_us") + _words(folder / "cpu.cfs_period_us")
        if len(quota) == 2 and all(word.isdecimal() and int(word) for word in quota):
            cpus.append(int(quota[0]) / int(quota[1]))
    return Limits(min(memory, default=None), min(cpus, default=None))


def _folders(root: Path) -> Iterator[Path]:
    """The folders of the groups and of those above them.

    In a container the path of a group is often one of the machine's: what doesn't exist here is skipped by the reader,
    and the top folder is the container's own.
    """
    top = root / "sys/fs/cgroup"
    try:
        lines = (root / "proc/self/cgroup").read_text().split("\n")
    except OSError:
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, found, path = rest.partition(":")
        if not found:
            continue
        names = [name for name in ("memory", "cpu") if name in controllers.split(",")]
        tops = [top / name for name in names] if controllers else [top, top / "unified"]
        parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..")]
        for place in tops:
            yield from (place.joinpath(*parts[:count]) for count in range(len(parts) + 1))


def _words(path: Path) -> list[str]:
    try:
        return path.read_text().split()
    except (OSError, UnicodeDecodeError):
        return []
