"""Komoran 3 (konlpy), behind a guard."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from koprep.record import Token
from koprep.taggers import guard, jvm, reading
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.guarded import Analyze
from koprep.taggers.holes import Found

NAME = "komoran"
_TOKEN = re.compile(r"Token \[morph=(.+?), pos=(\w+), beginIndex=(\d+), endIndex=(\d+)\]", re.DOTALL)


def version() -> str:
    """The versions of konlpy and of the Komoran in it. Raises MissingError."""
    return jvm.version("komoran")


def load(settings: Settings = DEFAULT) -> None:
    """Start it in its own process: 2 to 5 s, 0.8 GB. Raises MissingError where konlpy or Java is missing."""
    guard.load(NAME, settings)


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC.

    >>> tag(["난 공부했다"])[0][:2]  # doctest: +SKIP
    [Token(form='나', tag='NP', start=0, end=1), Token(form='ㄴ', tag='JX', start=0, end=1)]
    """
    return reading.tag(NAME, read, texts, settings)


def analyzer(settings: Settings) -> Analyze:
    """Inside the guard: a function from a text to the list of its tokens as one string.

    Asking each token for each of its fields takes longer than the analysis. Where every core has its worker, Java's
    second compiler is left out: it saves a third of the time in the long run, but needs a core of its own until then.
    """
    crowded = settings.workers > 1 and settings.workers * 2 > (os.cpu_count() or 1)
    java = jvm.started(settings.workers, *["-XX:TieredStopAtLevel=1"] * crowded)
    komoran = java("kr.co.shineware.nlp.komoran.core.Komoran")(str(jvm.folder() / "data/models"))
    return lambda text: str(komoran.analyze(text).getTokenList().toString())


def read(said: str, text: str, settings: Settings) -> list[Found]:
    """Komoran's own tokens with its offsets."""
    return [(form, tag, int(start), int(end)) for form, tag, start, end in _TOKEN.findall(said) if form]
