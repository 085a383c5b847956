"""Okt (open-korean-text; konlpy), behind a guard. It keeps its own tags, which are coarser than Sejong's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from koprep.record import Token
from koprep.taggers import guard, jvm, reading
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.guarded import Analyze
from koprep.taggers.holes import Found

NAME = "okt"
_TOKEN = re.compile(r"\*?\(([A-Z][A-Za-z]+)(?:\(([^()]*)\))?: (\d+), (\d+)\)")
_WORD = re.compile(r"\S+|\s+")
_PARTED = "\0"
"""Between a normalized text and its tokens; no text the engine sees holds it."""


def version() -> str:
    """The versions of konlpy and of the open-korean-text in it. Raises MissingError."""
    return jvm.version("open-korean-text")


def load(settings: Settings = DEFAULT) -> None:
    """Start it in its own process: 1 to 3 s, 0.3 GB. Raises MissingError where konlpy or Java is missing."""
    guard.load(NAME, settings)


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC. ``settings.norm`` mends spellings (되나욬ㅋㅋ: 되나요), ``settings.stem`` gives predicates
    as -다; offsets refer to the text all the same.

    >>> tag(["이것도 되나요"])[0][:2]  # doctest: +SKIP
    [Token(form='이', tag='Determiner', start=0, end=1), Token(form='것', tag='Noun', start=1, end=2)]
    """
    return reading.tag(NAME, read, texts, settings)


def analyzer(settings: Settings) -> Analyze:
    """Inside the guard: a function from a text to its tokens as one string, the normalized text before them.

    Asking each token for each of its fields takes longer than the analysis.
    """
    okt = jvm.started(settings.workers)("org.openkoreantext.processor.OpenKoreanTextProcessorJava")

    def normalized(text: str) -> str:
        normal = str(okt.normalize(text))
        return normal + _PARTED + str(okt.tokenize(normal).toString())

    return normalized if settings.norm else lambda text: str(okt.tokenize(text).toString())


def read(said: str, text: str, settings: Settings) -> Iterable[Found]:
    """Okt's own tokens, with its offsets moved to where the text is not the normalized one."""
    normal, _, said = said.partition(_PARTED) if settings.norm else (text, "", said)
    found: list[Found] = []
    for tag, stem, at, length in _TOKEN.findall(said):
        if tag != "Space":
            start, end = int(at), int(at) + int(length)
            found.append((stem if settings.stem and stem else normal[start:end], tag, start, end))
    return found if normal == text else _moved(found, normal, text)


def _moved(tokens: Iterable[Found], normal: str, text: str) -> Iterator[Found]:
    """Tokens of a normalized text, with offsets into the text it was made from."""
    places = [*_places(normal, text), len(text)]
    for form, tag, start, end in tokens:
        last = places[end - 1] + 1 if end < len(normal) else len(text)
        yield form, tag, places[start], max(places[start], last)


def _places(normal: str, text: str) -> Iterator[int]:
    """The place in a text of every character of the normalized one; word by word, as nearly all words stay."""
    ours, theirs = _WORD.findall(normal), _WORD.findall(text)
    if len(ours) != len(theirs):
        ours, theirs = [normal], [text]
    done = 0
    for new, old in zip(ours, theirs, strict=True):
        if new == old:
            yield from range(done, done + len(old))
        else:
            for _, start, end, first, last in SequenceMatcher(None, new, old, autojunk=False).get_opcodes():
                yield from (done + min(first + place, last) for place in range(end - start))
        done += len(old)
