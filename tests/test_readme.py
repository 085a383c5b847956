"""Every shell, Python and Makefile block of both READMEs runs as written, and the two are twins."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

READMES = ["README.md", "README.ko.md"]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(readme: str) -> list[tuple[str, str]]:
    return BLOCK.findall((ROOT / readme).read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the READMEs suppose to be there: the corpora, a file of labelled reviews, koprep on the path."""
    (tmp_path / "corpora").symlink_to(ROOT / "corpora")
    lines = (ROOT / "corpora/reviews.txt").read_text(encoding="utf-8").splitlines()
    rows = [f"{10 if number % 3 else 1}\t{line}" for number, line in enumerate(lines)]
    (tmp_path / "reviews.tsv.gz").write_bytes(gzip.compress("\n".join(["rating\treview", *rows, ""]).encode(), mtime=0))
    (tmp_path / "bin").mkdir()
    command = f"#!{sys.executable}\nfrom koprep.cli.app import main\n\nif __name__ == '__main__':\n    main()\n"
    (tmp_path / "bin/koprep").write_text(command)
    (tmp_path / "bin/koprep").chmod(0o755)
    return tmp_path


def test_every_block_runs(folder: Path) -> None:
    """Those of one README, since its twin has the same."""
    env = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    for language, code in blocks(READMES[0]):
        if language == "sh":
            dry = re.sub(r"^make\b", f"make -n -C {ROOT}", code, flags=re.MULTILINE)
            command = ["bash", "-euo", "pipefail", "-c", dry]
        elif language == "python":
            command = [sys.executable, "-c", code]
        else:
            assert language == "makefile"
            (folder / "Makefile").write_text(code, encoding="utf-8")
            command = ["make", "-j2"]
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 141), f"{code}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        assert done.stdout or language == "makefile" or " -o " in code, code


def test_the_twins_hold_the_same_blocks_and_tables() -> None:
    english, korean = (blocks(readme) for readme in READMES)
    assert [code for _, code in english] == [code for _, code in korean]
    rows = [re.findall(r"^\|", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE) for readme in READMES]
    assert len(rows[0]) == len(rows[1])


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_link_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    shown = "run vocab tensor partition stats plot compare fetch export import verify inspect stages doctor fit embed"
    for command in shown.split():
        assert f"koprep {command}" in text
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / link).exists(), link
