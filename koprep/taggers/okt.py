"""Okt (open-korean-text; konlpy), behind a guard. It keeps its own tags, which are coarser than Sejong's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from koprep.record import Token
from koprep.taggers import guard, jvm
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.holes import Run

NAME = "okt"
_TOKEN = re.compile(r"\*?\(([A-Z][A-Za-z]+)(?:\(([^()]*)\))?: (\d+), (\d+)\)")
_WORD = re.compile(r"\S+|\s+")
_new = tuple.__new__


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
    return guard.tag(NAME, texts, settings)


def reader(settings: Settings) -> Run:
    """A function from a text to Okt's own tokens with its offsets, inside the guard.

    All tokens come as one Java string, since asking each for each of its fields takes longer than the analysis.
    """
    okt = jvm.started(settings.workers)("org.openkoreantext.processor.OpenKoreanTextProcessorJava")

    def read(text: str) -> list[Token]:
        normal = str(okt.normalize(text)) if settings.norm else text
        said = str(okt.tokenize(normal).toString())
        tokens = [
            _new(
                Token, (stem if settings.stem and stem else normal[start : start + length], tag, start, start + length)
            )
            for tag, stem, start, length in (
                (match[1], match[2], int(match[3]), int(match[4])) for match in _TOKEN.finditer(said)
            )
            if tag != "Space"
        ]
        return tokens if normal == text else _moved(tokens, normal, text)

    return read


def _moved(tokens: list[Token], normal: str, text: str) -> list[Token]:
    """Tokens of a normalized text, with offsets into the text it was made from."""
    places = [*_places(normal, text), len(text)]
    return [
        _new(
            Token,
            (form, tag, places[start], max(places[start], places[end - 1] + 1 if end < len(normal) else len(text))),
        )
        for form, tag, start, end in tokens
    ]


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
