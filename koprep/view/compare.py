"""Which texts are compared: two given as they are, two files line by line, or all lines of one file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import numpy as np

from koprep import files, sources
from koprep.errors import InputError, UsageError
from koprep.formats import SOURCE_ENDINGS
from koprep.heads import Options
from koprep.pipeline import Pipeline
from koprep.record import Record, Reject
from koprep.view.similarity import Bags, Pairs, best

_BATCH = 512


class Comparison(NamedTuple):
    """The names of all texts, and pairs of them in blocks; ``spaced`` where words were cut at white space only."""

    names: list[str]
    blocks: Iterator[Pairs]
    spaced: bool


class _Texts(NamedTuple):
    names: list[str]
    words: list[list[str]]
    spaced: bool


def compare(
    a: str,
    b: str | None = None,
    *,
    vectors: str = "bow",
    stages: str = "",
    top: int = 0,
    least: float = 0.0,
    options: Options | None = None,
) -> Comparison:
    """Compare two texts, two files line by line, a text with every line of a file, or all pairs of a file's lines.

    Words are the tokens of token files, else what ``stages`` make (``"normalize morphs:keep=content"``), else what
    stands between white space. Only the ``top`` pairs come out, by cosine (0: all, in their order), and only those
    with at least the ``least`` cosine. IDF is that of all the texts compared. Raises UsageError or InputError.
    """
    if not 0 <= least <= 1:
        raise UsageError(f"--min {least:g} is no cosine of words; use 0 to 1")
    pipeline = Pipeline.parse(_specs(stages))
    reading = replace(options or Options(), needs=pipeline.needs or "text")
    if b is None and not _is_file(a):
        raise UsageError(f"{a!r:.60} is no file; give a second text to compare it with, or name a file of texts")
    if a == b == "-":
        raise UsageError("standard input can't be both; name a file")
    arguments = [argument for argument in (a, b) if argument is not None]
    paired = len(arguments) == 2 and all(map(_is_file, arguments))
    given = [_texts(argument, pipeline, reading, paired) for argument in arguments]
    words = [text for texts in given for text in texts.words]
    if not any(words):
        raise InputError(f"no words to compare in {' and '.join(map(repr, arguments))}")
    bags = Bags(words, vectors)
    if b is None:
        blocks = _all_pairs(a, bags, least)
    else:
        pairs = bags.pairs(*_side_by_side(a, b, len(given[0].words), len(given[1].words)))
        blocks = iter([pairs.take(np.flatnonzero(pairs.cosine >= least))])
    names = [name for texts in given for name in texts.names]
    return Comparison(names, iter([best(blocks, top)]) if top else blocks, any(texts.spaced for texts in given))


def _all_pairs(file: str, bags: Bags, least: float) -> Iterator[Pairs]:
    if len(bags) < 2:
        raise InputError(f"{file}: one record; nothing to compare it with")
    return bags.all_pairs(least)


def _side_by_side(a: str, b: str, many: int, more: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows to compare: those of b follow those of a. One text given as it is stands beside all lines of a file."""
    if many != more and (_is_file(a), _is_file(b)) == (True, True):
        raise InputError(f"{a} has {many:,} records, but {b} has {more:,}; line by line they must be as many")
    size = max(many, more)
    return np.arange(size) % many, many + np.arange(size) % more


def _specs(stages: str) -> list[str]:
    try:
        return shlex.split(stages)
    except ValueError as error:
        raise UsageError(f"--stages {stages}: {str(error).lower()}") from None


def _is_file(argument: str) -> bool:
    """Whether an argument names a file, be it there or not: a text doesn't end in .txt."""
    return argument == "-" or files.ending(Path(argument)) in SOURCE_ENDINGS or files.existing(argument) is not None


def _texts(argument: str, pipeline: Pipeline, options: Options, paired: bool) -> _Texts:
    """The texts of an argument; one for every record of a file that is ``paired`` with another."""
    if not _is_file(argument):
        _check_encodable(argument)
        if pipeline.needs not in (None, "text"):
            raise UsageError(
                f"{pipeline.stages[0].name} needs {pipeline.needs}, but a text was given; put morphs or words before it"
            )
        records = _run(pipeline, [Record(argument, argument, argument)])
        return _Texts([argument], [_joined(records)], _spaced(records))
    path = files.STDIN if argument == "-" else files.require_file(argument)
    source = sources.open_one(path, options)
    pipeline.shape(source.shape, str(path))
    given = list(_records(source))
    records = _run(pipeline, given)
    if paired:
        _check_paired(given, records)
    if not records:
        raise InputError(f"{path}: no records")
    return _Texts([record.id for record in records], [_words(record) for record in records], _spaced(records))


def _check_encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"{text!r:.60} is not UTF-8 text") from None


def _records(source: sources.Source) -> Iterator[Record]:
    for block in source.blocks():
        for item in block.decode() if block is not None else ():
            if isinstance(item, Reject):
                raise InputError(f"{item.id}: {item.reason}")
            yield item


def _run(pipeline: Pipeline, records: list[Record]) -> list[Record]:
    """The records after the stages. Raises InputError for one that a stage rejects."""
    done: list[Record] = []
    for start in range(0, len(records), _BATCH):
        batch, rejects, _ = pipeline(records[start : start + _BATCH])
        if rejects:
            raise InputError(f"{rejects[0].id}: {rejects[0].stage}: {rejects[0].reason}")
        done += batch
    return done


def _check_paired(given: list[Record], made: list[Record]) -> None:
    """Raise InputError where a record became none or several, so that the lines no longer stand side by side."""
    place = 0
    for record in given:
        start = place
        while place < len(made) and f"{made[place].id}.".startswith(f"{record.id}."):
            place += 1
        if place - start != 1:
            many = place - start or "no"
            raise InputError(
                f"{record.id} becomes {many} records by --stages; files compared line by line need one for each"
            )


def _joined(records: list[Record]) -> list[str]:
    """The words of a text, which stages may have split into sentences."""
    return [word for record in records for word in _words(record)]


def _words(record: Record) -> list[str]:
    if record.tokens is None:
        return normalize("NFC", record.text).split()
    return [token[0] for token in record.tokens]


def _spaced(records: list[Record]) -> bool:
    return any(record.tokens is None for record in records)
