"""The door to Numba: functions compiled to machine code, which let other threads work while they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile at the first call, and keep the code beside the module, else in the user's cache folder.

    Where neither can be written (a read-only installation without a home), it is compiled again in every process.
    """
    try:
        return cast(F, numba.njit(nogil=True, cache=True)(function))
    except RuntimeError:  # no folder for the cache
        return cast(F, numba.njit(nogil=True)(function))


def compiled_loosely(function: F) -> F:
    """The same for floating-point loops: sums in any order, no error for a division by 0, so that they use SIMD.

    The result is the same each time on one machine, but not on all machines.
    """
    loosely: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "fastmath": {"reassoc", "contract", "arcp", "afn", "nsz"},
    }
    try:
        return cast(F, numba.njit(cache=True, **loosely)(function))
    except RuntimeError:  # no folder for the cache
        return cast(F, numba.njit(**loosely)(function))
