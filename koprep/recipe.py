"""The recipe: how an artifact came about, kept inside it. No paths, no times, no worker counts."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec

import koprep
from koprep.errors import InputError

_OPTIONS = re.compile(r"(?<!\\),(?=[\w-]+=)")
"""What separates options: a comma before ``key=``, as in specs."""


class Recipe(msgspec.Struct, frozen=True):
    """What made an artifact.

    ``steps`` are stage specs in order, ``engines`` names and versions of the analyzers, ``files`` the SHA-256 of every
    file an option named, by ``step.key``; ``inputs`` the SHA-256 of every input file, ``None`` for a pipe.
    """

    koprep: str = ""
    steps: tuple[str, ...] = ()
    engines: dict[str, str] = {}
    files: dict[str, str] = {}
    inputs: tuple[str | None, ...] = ()

    def then(
        self,
        steps: tuple[str, ...] = (),
        engines: dict[str, str] | None = None,
        files: dict[str, str] | None = None,
        inputs: tuple[str | None, ...] = (),
    ) -> Recipe:
        """This recipe with more steps after it. A file option named twice gets a number, ``replace.table.2``."""
        hashes = dict(self.files)
        for key, digest in (files or {}).items():
            hashes[_free(key, hashes)] = digest
        return Recipe(
            koprep=koprep.__version__,
            steps=self.steps + steps,
            engines={**self.engines, **(engines or {})},
            files=hashes,
            inputs=self.inputs + inputs,
        )

    def option(self, key: str, *names: str) -> str | None:
        """An option of the last step that has one of these names; ``None`` where the step doesn't give it, or none has.

        >>> Recipe(steps=("encode:vocab", "pad:max-len=40,side=pre")).option("side", "pad")
        'pre'
        """
        for step in reversed(self.steps):
            name, _, options = step.partition(":")
            if name in names:
                return dict(item.partition("=")[::2] for item in _OPTIONS.split(options)).get(key)
        return None

    def differing_engines(self, other: Recipe) -> list[str]:
        """Engines whose presence or version differs, as lines to show: ``kiwi 0.24.1, not mecab 1.3.7``."""
        mine, theirs = set(self.engines.items()), set(other.engines.items())
        if mine == theirs:
            return []
        return [f"{_spell(self.engines)}; here it is {_spell(other.engines)}"]


def from_json(data: bytes | str, where: str) -> Recipe:
    """Read a recipe. Raises InputError naming ``where`` if it is none."""
    try:
        return msgspec.json.decode(data, type=Recipe)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: its recipe can't be read ({error})") from None


def to_json(value: Any) -> bytes:
    """JSON with sorted keys and nothing that changes between runs."""
    return msgspec.json.encode(value, order="deterministic")


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(key: str, taken: dict[str, str]) -> str:
    number = 2
    name = key
    while name in taken:
        name, number = f"{key}.{number}", number + 1
    return name


def _spell(engines: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(engines.items())) or "no engine"
