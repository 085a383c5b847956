"""The koprep command as a user runs it: another process, bytes in, bytes out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-c", "from koprep.cli.app import main; main()"]


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def koprep(*args: str | Path, input: str | bytes = b"", cwd: Path | None = None, **env: str) -> Ended:
    """Run koprep to its end."""
    data = input.encode() if isinstance(input, str) else input
    done = subprocess.run(
        [*COMMAND, *map(str, args)],
        input=data,
        capture_output=True,
        cwd=cwd,
        env=os.environ | env,
        timeout=300,
        check=False,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def start(*args: str | Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start koprep with pipes on all three streams."""
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*COMMAND, *map(str, args)], **(pipes | options))
