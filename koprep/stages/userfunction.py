"""A user's own function, named by its dotted path as in `words:engine=mypackage.module.function`."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from koprep.errors import UsageError


@cache
def load_function(stage: str, key: str, path: str) -> Callable[..., Any]:
    """Import the function a dotted path names; the current directory is searched as `python -m` does.

    Raises UsageError that says which part of the path fails and why.
    """
    module_name, _, name = path.rpartition(".")
    where = f"{stage}: {key}={path}"
    with _current_directory():
        try:
            module = importlib.import_module(module_name)
        except Exception as error:  # whatever the user's own module does when it is imported
            problem = " ".join(f"{type(error).__name__}: {error}".split())
            raise UsageError(
                f"{where}: can't import {module_name} ({problem}); run koprep in its folder, or install it"
            ) from None
    function = getattr(module, name, None)
    if function is None:
        raise UsageError(f"{where}: {module_name} has no function {name}")
    if not callable(function):
        raise UsageError(f"{where} is no function but {type(function).__name__}")
    return function  # type: ignore[no-any-return]


@contextlib.contextmanager
def _current_directory() -> Iterator[None]:
    """Put the current directory first among the places of modules for now, and keep it as the last of them.

    First, a file such as `kss.py` beside the user's data would stand in for the engine of that name later on.
    """
    here = os.getcwd()
    if here in sys.path or "" in sys.path:
        yield
        return
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
        sys.path.append(here)
