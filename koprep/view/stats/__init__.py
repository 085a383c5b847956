"""What a corpus is like in numbers: what ``koprep stats`` calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from koprep import files
from koprep.errors import InputError, UsageError, suggest
from koprep.heads import Options
from koprep.record import Reject
from koprep.view.stats import facts
from koprep.view.stats.input import Opened, open_files, refuse_other
from koprep.view.stats.keywords import keywords
from koprep.view.stats.lexicon import Lexicon
from koprep.view.stats.tally import Tally
from koprep.vocab import Vocab

_SHOWN_LABELS = 50
_MOST_WORDS = 10  # of an n-gram; memory grows with them


class Wanted(NamedTuple):
    """What is asked for beside the usual: a vocabulary, a length to cut at, n-grams, keywords of a label or against
    another file; and how long the top lists are."""

    top: int = 10
    vocab: Path | None = None
    max_len: int = 0
    ngrams: int = 0
    keywords: str | None = None
    against: str = ""


class Stats(NamedTuple):
    """``facts`` are plain values for JSON, in the order to show them; ``rejected`` is how many lines could not be
    read, with the first."""

    facts: dict[str, Any]
    rejected: int
    first_reject: Reject | None


_USUAL = Wanted()
_AS_THEY_ARE = Options()


def stats(
    arguments: Iterable[str],
    wanted: Wanted = _USUAL,
    options: Options = _AS_THEY_ARE,
    warn: Callable[[str], None] | None = None,
    show: Callable[[int], None] | None = None,
) -> Stats:
    """Count what files hold, exactly, in one pass; memory grows with distinct words and n-grams.

    Tokens of token files and tensors, words between white space (어절) of texts. ``warn`` is told where a vocabulary
    doesn't seem to fit, ``show`` how many records are counted. Raises UsageError or InputError.
    """
    check(wanted)
    opened = open_files(arguments, options)
    other = open_files([wanted.against], options) if wanted.against else []
    for file in other:
        refuse_other(opened[0], file)
    vocab = _vocab(wanted.vocab, opened[0], warn)
    lexicon, compared = Lexicon(opened[0].tagged), wanted.keywords is not None or bool(other)
    tally = _read(Tally(lexicon, wanted.ngrams, wanted.keywords, compared), opened, show)
    _check_label(tally, wanted.keywords)
    found = facts.general(tally, opened) | facts.lengths(tally, wanted.max_len) | facts.words(tally, wanted.top)
    if vocab is not None or opened[0].format == "safetensors":
        found["unknown"] = facts.unknown(tally, vocab, wanted.top)
    if tally.ngrams is not None:
        found["ngrams"] = facts.ngrams(tally, wanted.top)
    if compared:
        rest = _read(Tally(lexicon, keywords=True), other, show) if other else None
        found["keywords"] = keywords(tally, rest, files.display_name(Path(wanted.against)), wanted.top)
    return Stats(found, tally.rejected, tally.first_reject)


def check(wanted: Wanted) -> None:
    """Raise UsageError for numbers that can't be meant."""
    if wanted.max_len < 0:
        raise UsageError(f"--max-len {wanted.max_len} is too small; use 1 or more")
    if wanted.ngrams < 0 or wanted.ngrams == 1:
        raise UsageError(f"--ngrams {wanted.ngrams} is too small; use 2 or more")
    if wanted.ngrams > _MOST_WORDS:
        raise UsageError(f"--ngrams {wanted.ngrams} is too large; use 2 to {_MOST_WORDS}")
    if wanted.top < 1:
        raise UsageError(f"--top {wanted.top} is too small; use 1 or more")


def _vocab(path: Path | None, opened: Opened, warn: Callable[[str], None] | None) -> Vocab | None:
    if path is None:
        return None
    vocab = Vocab.read(files.require_file(path))
    if vocab.tagged and not opened.tagged:
        raise UsageError(f"{path} counts form/TAG, but {opened.path} has no tags")
    if warn is not None and opened.recipe is not None and opened.recipe.steps:
        for line in vocab.doubts(path, opened.recipe):
            warn(line)
    return vocab


def _read(tally: Tally, opened: Sequence[Opened], show: Callable[[int], None] | None) -> Tally:
    """Count the files. Raises InputError where there is nothing to count."""
    where = ", ".join(str(file.path) for file in opened[:3]) + (" …" if opened[3:] else "")
    tally.read(opened, show)
    if not tally.records:
        rejected = f"; all {tally.rejected:,} were rejected: {tally.first_reject.reason}" if tally.first_reject else ""
        raise InputError(f"{where}: no records{rejected}")
    if not tally.tokens:
        raise InputError(f"{where}: {tally.records:,} records, all of them empty")
    return tally


def _check_label(tally: Tally, label: str | None) -> None:
    if label is None or label in tally.labels:
        return
    known = sorted(name for name in tally.labels if name is not None)
    if not known:
        raise UsageError(f"--keywords {label}: the records have no labels; name the column with --label-col")
    raise UsageError(f"--keywords {label}: {suggest(label, known[:_SHOWN_LABELS])}")
