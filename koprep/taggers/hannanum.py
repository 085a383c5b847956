"""Hannanum 0.8 (konlpy), behind a guard: it waits for ever on a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from koprep.record import Token
from koprep.taggers import guard, jvm, reading
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.guarded import Analyze
from koprep.taggers.holes import Found
from koprep.taggers.placing import placed

NAME = "hannanum"
_WORD = re.compile(r"(\S+)\n\t(.+)")
_MORPHEME = re.compile(r"(?:^|\+)(.+?)/([a-z]{1,5})(?=\+|$)")
_PAST = {"아": "았", "어": "었"}
"""Hannanum's form of the past tense where it has fused with the stem: 샀다 is 사/pvg 아/ep 다/ef."""

_PLUGINS = (
    ("appendPlainTextProcessor", "SupplementPlugin", "PlainTextProcessor", "SentenceSegmentor", "SentenceSegmentor"),
    ("setMorphAnalyzer", "MajorPlugin", "MorphAnalyzer", "ChartMorphAnalyzer", "ChartMorphAnalyzer"),
    ("appendMorphemeProcessor", "SupplementPlugin", "MorphemeProcessor", "UnknownMorphProcessor", "UnknownProcessor"),
    ("setPosTagger", "MajorPlugin", "PosTagger", "HmmPosTagger", "HMMTagger"),
)


def version() -> str:
    """The versions of konlpy and of the Hannanum in it. Raises MissingError."""
    return jvm.version("jhannanum")


def load(settings: Settings = DEFAULT) -> None:
    """Start it in its own process: 2 to 3 s, 0.3 GB. Raises MissingError where konlpy or Java is missing."""
    guard.load(NAME, settings)


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC; native tags are the KAIST tags, of which konlpy shows 9 or 22 groups.

    >>> [token.form for token in tag(["난 공부했다"])[0]]  # doctest: +SKIP
    ['나', 'ㄴ', '공부', '하', '었', '다']
    """
    return reading.tag(NAME, read, texts, settings)


def analyzer(settings: Settings) -> Analyze:
    """Inside the guard: a function from a text to what Hannanum prints of it.

    Its parts are put together here, since konlpy's way of calling it reduces its tags, changes the text beforehand and
    sets everything up again for every text.
    """
    workflow = _workflow(settings.workers)

    def analyze(text: str) -> str:
        workflow.analyze(text)
        return str(workflow.getResultOfDocument())

    return analyze


def read(said: str, text: str, settings: Settings) -> Iterator[Found]:
    """Hannanum's own morphemes, sought in the text; the past tense as the other engines write it."""
    past = {} if settings.native else _PAST
    for form, tag, start, end in placed(
        text, [(match[1], _MORPHEME.findall(match[2])) for match in _WORD.finditer(said)]
    ):
        yield (past.get(form, form) if tag == "ep" else form), tag, start, end


def _workflow(workers: int) -> Any:
    java, package = jvm.started(workers), "kr.ac.kaist.swrc.jhannanum"
    workflow = java(f"{package}.hannanum.Workflow")(str(jvm.folder()))
    for method, kind, role, name, of in _PLUGINS:
        plugin = java(f"{package}.plugin.{kind}.{role}.{name}.{of}")()
        getattr(workflow, method)(plugin, f"conf/plugin/{kind}/{role}/{name}.json")
    workflow.activateWorkflow(False)
    return workflow
