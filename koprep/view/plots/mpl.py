"""matplotlib, imported without a word, without anybody's settings, and without a trace in the user's folders."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from koprep.errors import MissingError

INSTALL = "pip install matplotlib koreanize-matplotlib"


@cache
def manager() -> Any:
    """matplotlib's module ``font_manager``, the first one to be imported. Raises MissingError."""
    try:
        with _config_folder(), _hushed():
            import matplotlib
            from matplotlib import font_manager

            matplotlib.get_configdir()  # remembered, so that it isn't looked for (and made) later
    except ImportError:
        raise MissingError(f"plots need a package; {INSTALL}") from None
    return font_manager


@contextlib.contextmanager
def _config_folder() -> Iterator[None]:
    """Give matplotlib a folder where it may write its list of fonts, and doesn't find anybody's settings.

    That is where it keeps the list already, if it does, since making one takes time; else one that is gone at the end.
    """
    given = os.environ.get("MPLCONFIGDIR")
    with contextlib.ExitStack() as stack:
        kept = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "matplotlib")
        if given and _writable(Path(given)):
            folder = given
        elif _writable(kept):
            folder = str(kept)
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="koprep-"))
        os.environ["MPLCONFIGDIR"] = folder
        try:
            yield
        finally:
            os.environ.pop("MPLCONFIGDIR")
            if given is not None:
                os.environ["MPLCONFIGDIR"] = given


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """No word of matplotlib's about caches and settings."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)
