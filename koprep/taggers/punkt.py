"""Punkt: sentences by abbreviations learned from text, without a dictionary and without any download.

Kiss & Strunk, Unsupervised Multilingual Sentence Boundary Detection, Computational Linguistics 32 (2006), in NLTK's
implementation. What is learned is kept as rows of words, never as a pickle.

Korean differs from the languages Punkt was made for: nearly every sentence ends in one of a few short verb forms with
a period, which is just what Punkt takes for an abbreviation (했다. 음.). Words with Hangul are therefore never learned
as abbreviations. Punkt sees no end without a mark, nor one without a space behind it (좋다.그런데).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from koprep.errors import InputError
from koprep.taggers import nltk
from koprep.taggers.base import Fault

Rows = list[list[str]]
Split = Callable[[Sequence[str]], list[list[str] | Fault]]

_CHUNK = 4_000_000
"""Characters learned from at a time: it takes NLTK some 300 bytes a character."""

_LEAST = 10
"""Words with a period that it takes to learn anything."""

_LIMIT = 20_000
"""Characters split at a time, at white space where possible: NLTK's patterns take more than linear time."""

_WORDS = {"abbreviation": "abbrev_types", "starter": "sent_starters"}
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_SPACE = re.compile(r"\s(?=\S)")


def version() -> str:
    """The version of the installed NLTK. Raises MissingError if there is none."""
    return nltk.version()


def train_punkt(texts: Iterable[str]) -> Rows:
    """Learn from texts in NFC what ends no sentence; a text may hold many sentences.

    Rows are `abbreviation word`, `collocation word word` (a number or an initial and what follows it), `starter word`
    and `orthography word flags` (how cased words are written where), each kind sorted: the same texts give the same
    rows. Raises InputError where hardly any word ends in a period, MissingError without NLTK.
    """
    trainer = _trainer()()
    for chunk in _chunks(texts):
        trainer.train(chunk, finalize=False)
    if trainer._num_period_toks < _LEAST:
        raise InputError(
            f"punkt: {trainer._num_period_toks} words end in a period, at least {_LEAST} are needed to learn from; "
            "give more text, with its punctuation"
        )
    learned = trainer.get_params()
    rows = [[kind, word] for kind, field in _WORDS.items() for word in sorted(getattr(learned, field))]
    rows += [["collocation", *pair] for pair in sorted(learned.collocations)]
    return rows + [["orthography", word, str(flags)] for word, flags in sorted(learned.ortho_context.items()) if flags]


def splitter(rows: Rows) -> Split:
    """The function that splits texts by what was learned, into slices without white space at their ends.

    Raises InputError where the rows are not those of `train_punkt`.

    >>> split = splitter([["abbreviation", "dr"]])
    >>> split(["Dr. Kim은 의사이다. 그는 바쁘다."])
    [['Dr. Kim은 의사이다.', '그는 바쁘다.']]
    """
    module = nltk.punkt()
    learned = module.PunktParameters()
    for number, row in enumerate(rows, 2):
        _learn(learned, row, number)
    spans = module.PunktSentenceTokenizer(learned).span_tokenize
    return lambda texts: [_split(text, spans) for text in texts]


def _learn(learned: Any, row: list[str], number: int) -> None:
    match row:
        case ["abbreviation" | "starter" as kind, word]:
            getattr(learned, _WORDS[kind]).add(word)
        case ["collocation", first, second]:
            learned.collocations.add((first, second))
        case ["orthography", word, flags] if flags.isdecimal() and len(flags) < 4:
            learned.ortho_context[word] = int(flags)
        case _:
            raise InputError(f"line {number} is no row of a punkt model; koprep fit punkt writes one")


def _split(text: str, spans: Callable[[str], Iterator[tuple[int, int]]]) -> list[str] | Fault:
    found: list[str] = []
    begin = 0
    try:
        for end in _pieces(text):
            piece = text[begin:end]
            found += [piece[left:right].strip() for left, right in spans(piece)]
            begin = end
    except TimeoutError:
        return Fault("punkt: a pattern took longer than five seconds")
    return [sentence for sentence in found if sentence]


def _pieces(text: str) -> Iterator[int]:
    """Where the pieces of a text end, each at most _LIMIT long."""
    begin = 0
    while len(text) - begin > _LIMIT:
        spaces = [match.end() for match in _SPACE.finditer(text, begin + _LIMIT // 2, begin + _LIMIT)]
        begin = spaces[-1] if spaces else begin + _LIMIT
        yield begin
    yield len(text)


def _chunks(texts: Iterable[str]) -> Iterator[str]:
    """Texts joined to chunks of a size that doesn't depend on how they came."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size >= _CHUNK:
            yield "\n".join(waiting)
            waiting, size = [], 0
    if size:
        yield "\n".join(waiting)


@cache
def _trainer() -> Any:
    base: Any = nltk.punkt().PunktTrainer

    class Trainer(base):  # type: ignore[misc, unused-ignore]
        """Punkt's trainer, for which a word with Hangul is no abbreviation."""

        def _reclassify_abbrev_types(self, types: Iterable[str]) -> Iterator[Any]:
            return super()._reclassify_abbrev_types([word for word in types if not _HANGUL.search(word)])  # type: ignore[no-any-return]

        def _is_rare_abbrev_type(self, token: Any, following: Any) -> bool:
            return not _HANGUL.search(token.type) and super()._is_rare_abbrev_type(token, following)

    return Trainer
