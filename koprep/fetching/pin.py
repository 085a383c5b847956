"""The hash of a file, kept beside it where nobody has published one: ``NAME.sha256``, in the form of sha256sum."""

from __future__ import annotations

import re
from pathlib import Path

from koprep import files, recipe
from koprep.errors import InputError

_LINE = re.compile(r"([0-9a-f]{64})  [^\n]*\n?")


def beside(target: Path) -> Path:
    """Where the hash of a file is kept."""
    return Path(f"{target}.sha256")


def read(target: Path) -> str:
    """The hash that is kept for a file, "" if none is. Raises InputError."""
    path = beside(target)
    try:
        match = _LINE.fullmatch(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        match = None
    if match is None:
        raise InputError(f"{path}: not a SHA-256 and a file name; remove it")
    return match[1]


def write(target: Path, digest: str) -> None:
    """Keep the hash of a file. Raises KoprepError."""
    with files.writing(beside(target)) as file:
        file.write(f"{digest}  {target.name}\n".encode())


def sha256(path: Path) -> str:
    """The SHA-256 of a file. Raises InputError where it can't be read."""
    try:
        return recipe.sha256(path)
    except OSError as error:
        raise InputError(f"{path}: {files.reason(error)}") from None
