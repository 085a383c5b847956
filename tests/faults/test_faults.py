"""What happens when machines fail: slow, run by ``make faults``."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import COMMAND, koprep, start

pytestmark = pytest.mark.faults

LINES = "".join(f"문장 번호 {number} 입니다 한국어 글\n" for number in range(200_000))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting needs root")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("name", ["out.tokens", "out.parquet", "out.jsonl.gz"])
def test_a_full_disk_is_one_line_and_leaves_nothing(name: str, small_disk: Path) -> None:
    ended = koprep("run", "words", "-o", small_disk / name, input=LINES)
    assert ended.code == 1
    assert "no space left on device" in ended.err
    assert ended.err.count("\n") == 1
    assert list(small_disk.iterdir()) == []


def test_a_tensor_that_does_not_fit_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    tokens, vocab = tmp_path / "x.tokens", tmp_path / "v.tsv"
    tokens.write_text(LINES)
    assert koprep("vocab", tokens, "-o", vocab).code == 0
    ended = koprep("tensor", tokens, "--vocab", vocab, "--as", "padded", "-o", small_disk / "x.safetensors")
    assert ended.code == 1
    assert "no space left on device" in ended.err
    assert list(small_disk.iterdir()) == []


@pytest.mark.parametrize("after", [0.5, 1.0, 1.5, 2.0, 3.0])
def test_a_kill_never_leaves_a_half_file_under_the_name(after: float, tmp_path: Path) -> None:
    output = tmp_path / "out.parquet"
    source = tmp_path / "a.txt"
    source.write_text(LINES)
    with start("run", "words", "-i", source, "-o", output, "--workers", "2", start_new_session=True) as process:
        time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)
    if output.exists():
        assert koprep("run", "-i", output, "--to", "tokens").out == LINES


def test_too_little_memory_is_said(tmp_path: Path) -> None:
    limited = ["bash", "-c", 'ulimit -v 400000; exec "$@"', "_", *COMMAND, "run", "morphs:engine=kiwi"]
    done = subprocess.run(limited, input="한국어\n".encode(), capture_output=True, check=False)
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr
