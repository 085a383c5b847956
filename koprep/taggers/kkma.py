"""Kkma 2 (konlpy), behind a guard: it takes exponential time on words that it doesn't know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from koprep.record import Token
from koprep.taggers import guard, jvm, reading
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.guarded import Analyze
from koprep.taggers.holes import Found
from koprep.taggers.placing import placed

NAME = "kkma"
_WORD = re.compile(r"(\S*?)\t*=> \[(\d+/.+?/[A-Z]{2,3}(?:/[A-Z])?)\](?:, |\], \[|\]\]$)", re.DOTALL)
_MORPHEME = re.compile(r"(?:^|\+)\d+/(.+?)/([A-Z]{2,3})(?:/[A-Z])?(?=\+\d+/|$)", re.DOTALL)


def version() -> str:
    """The versions of konlpy and of the Kkma in it. Raises MissingError."""
    return jvm.version("kkma")


def load(settings: Settings = DEFAULT) -> None:
    """Start it in its own process: 5 to 10 s, 0.6 GB. Raises MissingError where konlpy or Java is missing."""
    guard.load(NAME, settings)


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC.

    >>> [token.form for token in tag(["난 공부했다"])[0]]  # doctest: +SKIP
    ['나', '는', '공부', '하', '었', '다']
    """
    return reading.tag(NAME, read, texts, settings)


def analyzer(settings: Settings) -> Analyze:
    """Inside the guard: a function from a text to all its words as one string."""
    kkma = jvm.started(settings.workers)("org.snu.ids.ha.ma.MorphemeAnalyzer")()
    kkma.createLogger(None)

    def analyze(text: str) -> str:
        best = kkma.leaveJustBest(kkma.postProcess(kkma.analyze(text)))
        return str(kkma.divideToSentences(best).toString())

    return analyze


def read(said: str, text: str, settings: Settings) -> Sequence[Found]:
    """Kkma's own morphemes. The places it tells are those of a text without leading spaces, so words are sought."""
    words = _WORD.finditer(said.removeprefix("[["))
    return placed(text, [(match[1], _MORPHEME.findall(match[2])) for match in words])
