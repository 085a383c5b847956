"""Guarded analyzers whose processes are killed in the middle of a whole run: slow, run by ``make faults``."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from koprep.errors import MissingError
from koprep.taggers import jvm
from tests.helpers import koprep, start

pytestmark = pytest.mark.faults

LINES = [f"{number}번 손님은 국밥을 먹고 갔다." for number in range(6_000)]


@pytest.fixture(autouse=True)
def java() -> None:
    try:
        jvm.runtime()
    except (MissingError, ImportError):
        pytest.skip("no Java; pip install 'koprep[jvm]'")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path


def guarded_by(parent: int) -> list[int]:
    """The analyzers' processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, ppid = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z" and int(ppid) == parent and b"koprep.taggers.guarded" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return sorted(found)


def kill_now_and_then(process: subprocess.Popen[bytes], folder: Path, killed: list[int]) -> None:
    """Kill the oldest analyzer each time more output has come since the last kill, so that it was at work."""
    size = written(folder)
    while process.poll() is None and len(killed) < 3:
        time.sleep(0.2)
        if written(folder) > size:
            for child in guarded_by(process.pid)[:1]:
                with contextlib.suppress(OSError):
                    os.kill(child, signal.SIGKILL)
                    killed.append(child)
            size = written(folder)


def written(folder: Path) -> int:
    """The bytes in a folder, of files with names for the time being too."""
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in folder.iterdir())
    return 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_analyzer_loses_no_line_and_doubles_none(workers: str, source: Path, tmp_path: Path) -> None:
    output, killed = tmp_path / "out.tokens", list[int]()
    spec = "morphs:engine=komoran"
    with start("run", spec, "-i", source, "-o", output, "--workers", workers) as process:
        killer = threading.Thread(target=kill_now_and_then, args=(process, tmp_path, killed))
        killer.start()
        _, said = process.communicate(timeout=500)
        killer.join()
    assert process.returncode == 0, said.decode()
    assert killed
    lines = output.read_text(encoding="utf-8").split("\n")[:-1]
    assert [line.partition("번")[0].replace(" ", "") for line in lines] == [str(number) for number in range(len(LINES))]
    assert all(line.endswith("국밥 을 먹 고 가 었 다 .") for line in lines)


def test_an_interrupted_run_leaves_no_analyzer_behind(source: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.tokens"
    with start("run", "morphs:engine=komoran", "-i", source, "-o", output, "--workers", "2") as process:
        until = time.monotonic() + 60
        while not (children := guarded_by(process.pid)) and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(3)
        children = guarded_by(process.pid)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert children
    time.sleep(2)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    assert not output.exists()


def test_lines_that_hang_an_analyzer_are_rejected_and_the_run_goes_on(tmp_path: Path) -> None:
    source, output = tmp_path / "a.txt", tmp_path / "out.tokens"
    lines = ["와" * 40 if number % 6 == 3 else "밥을 먹었다." for number in range(12)]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ended = koprep("run", "morphs:engine=kkma,limit=2", "-i", source, "-o", output, "--max-rejects", "0")
    assert ended.code == 5, ended.err
    assert "kkma: took longer than 2 s" in ended.err
    assert output.read_text(encoding="utf-8").split("\n")[:-1] == ["밥 을 먹 었 다 ."] * 10
