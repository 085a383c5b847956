"""An analyzer that breaks on demand, for the tests of the guard; it stands where Komoran or Kkma do."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from koprep.taggers.base import Settings
from koprep.taggers.guarded import Analyze
from koprep.taggers.holes import Found

NAME = "tests.taggers.fragile"


class OutOfMemoryError(Exception):
    """As Java names it."""


def analyzer(settings: Settings) -> Analyze:
    """A function that says a text as it is; what FRAGILE names happens instead."""
    match os.environ.get("FRAGILE", ""):
        case "raise":
            raise OSError("사전이\n없다")
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(0)
        case "once":
            _die_once(Path(os.environ["FRAGILE_ONCE"]))
    return _say


def _say(text: str) -> str:
    print("analyzers talk")  # noqa: T201
    if "죽" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "잠" in text:
        time.sleep(60)
    if "틀" in text:
        raise ValueError("틀렸다\n정말로")
    if "차" in text:
        raise OutOfMemoryError("heap")
    if "멎" in text:
        os.kill(os.getpid(), signal.SIGSTOP)
    if "느" in text:
        time.sleep(0.01)
    if "한번" in text:
        _die_once(Path(os.environ["FRAGILE_ONCE"]))
    return text


def read(said: str, text: str, settings: Settings) -> list[Found]:
    """The words of what was said."""
    return [(match[0], "W", *match.span()) for match in re.finditer(r"\S+", said)]


def _die_once(mark: Path) -> None:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
