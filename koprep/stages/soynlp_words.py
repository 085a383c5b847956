"""`words` by soynlp: the word scores `koprep fit soynlp` writes, and eojeols cut by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from koprep import modelfile
from koprep.errors import InputError
from koprep.record import Token
from koprep.stages.tokenizing import Tokens
from koprep.taggers import soynlp
from koprep.userfile import kept

_new = tuple.__new__

KIND = "soynlp"
ENGINES = ("soynlp-l", "soynlp-max", "soynlp-regex")
COLUMNS = (
    "word",
    "count",
    "right-count",
    "cohesion",
    "backward-cohesion",
    "left-entropy",
    "right-entropy",
    "left-variety",
    "right-variety",
    "noun-count",
    "noun-score",
)
"""The columns of the model file, named by its second line."""

_COHESION, _NOUN = COLUMNS.index("cohesion"), COLUMNS.index("noun-score")


def tokens_of(engine: str, model: str) -> Callable[[str], Tokens]:
    """The function from a text to its tokens, made once as long as the model stays the same.

    Raises InputError for a model of another kind, MissingError without soynlp.
    """
    if engine == "soynlp-regex":
        return _regex()
    return _l(model) if engine == "soynlp-l" else _max(model)


def read_scores(path: Path) -> dict[str, float]:
    """The score of every word in a model file: its cohesion, and for a noun its noun score on top.

    Raises InputError for a file of another kind, or a line that isn't one of its rows.
    """
    rows, _ = modelfile.read(path, KIND)
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(f"{path}:2: the names of the columns are missing; make it again with koprep fit soynlp")
    scores = {}
    for number, row in enumerate(rows[1:], 3):
        try:
            scores[row[0]] = float(row[_COHESION]) + float(row[_NOUN])
        except (IndexError, ValueError):
            raise InputError(f"{path}:{number}: no row of word scores; make it again with koprep fit soynlp") from None
    return scores


@lru_cache(maxsize=1)
def _regex() -> Callable[[str], Tokens]:
    return _tokenizer(soynlp.cutter("regex", {}))


@kept
def _l(path: Path) -> Callable[[str], Tokens]:
    return _tokenizer(soynlp.cutter("l", read_scores(path)))


@kept
def _max(path: Path) -> Callable[[str], Tokens]:
    return _tokenizer(soynlp.cutter("max", read_scores(path)))


def _tokenizer(cut: Callable[[str], Sequence[str]]) -> Callable[[str], Tokens]:
    """Cut every eojeol; its words follow each other in it without gaps."""

    def tokens(text: str) -> Tokens:
        found, end, find = [], 0, text.find
        for eojeol in text.split():
            start = find(eojeol, end)
            for form in cut(eojeol):
                end = start + len(form)
                found.append(_new(Token, (form, "", start, end)))
                start = end
        return tuple(found)

    return tokens
