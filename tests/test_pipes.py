"""Live input, as a shell makes it: the first record comes out while the input stays open."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import COMMAND, start

START = 30.0  # seconds a process may take to start on a busy machine


def line_from(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The next line on standard output. Fails if none comes in time."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], seconds)[0], "nothing came out"
    return os.read(process.stdout.fileno(), 1 << 16)


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end with the test, whatever happens."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "args",
    [
        ("words",),
        ("words", "--workers", "2"),
        ("words", "--to", "jsonl"),
        ("words", "--from", "csv", "--text-col", "1"),
    ],
    ids=" ".join,
)
def test_a_record_comes_out_within_a_second_while_standard_input_stays_open(
    running: list[subprocess.Popen[bytes]], args: tuple[str, ...]
) -> None:
    process = start("run", *args)
    running.append(process)
    assert process.stdin is not None
    process.stdin.write("첫째 줄\n".encode())
    process.stdin.flush()
    assert "첫째" in line_from(process, START).decode()
    for number in range(3):
        process.stdin.write(f"{number}번째 줄\n".encode())
        process.stdin.flush()
        sent = time.monotonic()
        assert f"{number}번째" in line_from(process, 10).decode()
        assert time.monotonic() - sent < 1
    process.stdin.close()
    process.stdin = None
    assert process.wait(START) == 0


def test_a_record_comes_out_while_a_named_pipe_stays_open(
    running: list[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    path = tmp_path / "리뷰.txt"
    os.mkfifo(path)
    process = start("run", "words", "-i", path, "--to", "jsonl", stdin=subprocess.DEVNULL)
    running.append(process)
    with path.open("wb", buffering=0) as pipe:
        pipe.write("첫째 줄\n".encode())
        assert '"id":"리뷰.txt:1"' in line_from(process, START).decode()
        pipe.write("둘째 줄\n".encode())
        sent = time.monotonic()
        assert '"id":"리뷰.txt:2"' in line_from(process, 10).decode()
        assert time.monotonic() - sent < 1
    assert process.wait(START) == 0


def test_a_chain_of_two_commands_streams_and_keeps_everything(running: list[subprocess.Popen[bytes]]) -> None:
    first = start("run", "words", "--to", "jsonl")
    second = start("run", "length:min=2", "--to", "jsonl", stdin=first.stdout)
    running += [first, second]
    assert first.stdin is not None
    first.stdin.write("참 좋은 영화 였다\n".encode())
    first.stdin.flush()
    line = line_from(second, START).decode()
    assert '"id":"-:1"' in line
    assert '"tokens":["좋은","영화","였다"]' in line
    assert '"steps":["words","length:min=2"]' in line


def test_closed_standard_input_is_one_line() -> None:
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *COMMAND, "run", "words"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 3
    assert done.stderr.decode() == "koprep: standard input is closed; name a file with -i\n"


def test_a_process_substitution_is_read_under_the_name_of_standard_input() -> None:
    read, write = os.pipe()
    os.write(write, "글\n".encode())
    os.close(write)
    command = [*COMMAND, "run", "-i", f"/dev/fd/{read}", "--to", "tsv"]
    done = subprocess.run(command, capture_output=True, check=False, pass_fds=[read], timeout=60)
    os.close(read)
    assert done.stdout.decode() == "id\tlabel\ttext\n-:1\t\t글\n"
