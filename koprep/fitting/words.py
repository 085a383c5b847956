"""Entries for a user dictionary proposed from raw text: what `koprep fit words` calls."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from koprep import files, modelfile
from koprep.errors import InputError, KoprepError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.fitting.soynlp import CUTS, find_nouns, least_count
from koprep.taggers import kiwi, soynlp

ENGINES = ("kiwi", "soynlp", "both")
KIND = "dictionary"

_LONGEST = 10
_WORD = re.compile(r"[0-9A-Za-z가-힣]+")
_FORM = re.compile(r"(?=.*[가-힣])(?![0-9])[0-9A-Za-z가-힣]{2,}")
"""Words of Latin letters alone are one token anyway, numbers with a unit stay together."""
_NOUNS = frozenset(("NNG", "NNP", "XPN", "XR", "SL", "SH", "SN"))
_POS_SCORE = -3.0
"""Kiwi's own limit for how little a word may look like a noun."""

Say = Callable[[str], None]


class Entry(NamedTuple):
    """A proposed entry: how often its form occurs, how many engines propose it."""

    form: str
    tag: str
    times: int
    engines: int


class Summary(NamedTuple):
    """How many records were read, how many entries were found, and how many of them are in the file."""

    records: int
    found: int
    written: int


def fit_words(
    corpus: Corpus,
    output: Path,
    *,
    engine: str = "kiwi",
    min_count: int = 10,
    min_score: float = 0.25,
    top: int = 0,
    say: Say = lambda line: None,
) -> Summary:
    """Write a user dictionary of words that Kiwi doesn't know as one, those first that both engines propose, then by
    how often they occur.

    ``min_score`` is for Kiwi's word score and soynlp's noun score (0.3 to 1); ``top`` keeps only that many entries.
    Raises InputError where the corpus holds no new word, UsageError for a value that can't be.
    """
    if min_count < 1 or top < 0:
        raise UsageError(f"--min-count {min_count}, --top {top}: at least 1, and at least 0 (all)")
    versions = _versions(engine)
    with _spooled(corpus.texts()) as texts:
        records = corpus.records
        found: list[dict[str, int]] = []
        if engine != "soynlp":
            say("extracting words with Kiwi")
            found.append(_by_kiwi(texts, min_count, min_score))
        if engine != "kiwi":
            say("finding nouns with soynlp")
            found.append(_by_soynlp(texts, min_count, min_score))
    entries = propose(found)
    if not entries:
        raise InputError(
            f"no new word occurs {min_count} times in {records:,} records; "
            "lower --min-count or --min-score, or learn from more text"
        )
    chosen = entries[:top] if top else entries
    step = f"fit-words:engine={engine},min-count={min_count},min-score={min_score:g}" + (f",top={top}" if top else "")
    recipe = corpus.recipe.then((step,), versions)
    with files.writing(output) as file:
        file.write(
            modelfile.header(KIND, recipe)
            + "".join(_lines(chosen, "," if files.ending(output) == ".csv" else "\t")).encode()
        )
    return Summary(records, len(entries), len(chosen))


def propose(found: Iterable[Mapping[str, int]]) -> list[Entry]:
    """The entries among what each engine has found, with its counts: nouns and names that aren't one word for Kiwi.

    Left out is what Kiwi reads with a verb, an ending, a particle or a suffix in it (웃게, 감동이, 사람들).
    """
    engines, counts = Counter[str](), Counter[str]()
    for forms in found:
        engines.update(forms.keys())
        counts |= Counter(forms)
    analyzer = kiwi.load()
    entries = []
    for form in filter(_FORM.fullmatch, counts):
        tag = _tag(analyzer, form)
        if tag:
            entries.append(Entry(form, tag, counts[form], engines[form]))
    return sorted(entries, key=lambda entry: (-entry.engines, -entry.times, entry.form))


def _tag(analyzer: Any, form: str) -> str:
    """NNP or NNG, "" for what is no new noun. A morpheme Kiwi only guesses has no form in its dictionary."""
    tokens = analyzer.tokenize(form)
    guessed = [not analyzer.morpheme(token.id).form for token in tokens]
    if not {token.tag for token in tokens} <= _NOUNS or (len(tokens) == 1 and not guessed[0]):
        return ""
    return "NNG" if not any(guessed) and all(token.tag in ("NNG", "XPN", "XR") for token in tokens) else "NNP"


def _by_kiwi(texts: Iterable[str], min_count: int, min_score: float) -> dict[str, int]:
    """The words Kiwi extracts. It reads the texts three times; from an iterator it would silently find nothing."""
    words = kiwi.load().extract_words(texts, min_count, _LONGEST, min_score, _POS_SCORE, True)
    return {form: count for form, _, count, _ in words}


def _by_soynlp(texts: Iterable[str], min_count: int, min_score: float) -> dict[str, int]:
    """soynlp's nouns. Signs part words here: whoever writes 영화!! means the same word."""
    eojeols: Counter[str] = Counter()
    for text in texts:
        eojeols.update(_WORD.findall(text))
    nouns = find_nouns(eojeols, least_count(eojeols, _LONGEST, CUTS), min_count, _LONGEST)
    return {form: count for form, (count, score) in nouns.items() if score >= min_score}


@contextlib.contextmanager
def _spooled(texts: Iterable[str]) -> Iterator[Iterable[str]]:
    """The texts in a temporary file, to be read as often as needed; a line break in one is a space."""
    with tempfile.NamedTemporaryFile(prefix="koprep-", suffix=".txt") as file:
        try:
            for text in texts:
                file.write(text.replace("\n", " ").encode(errors="replace") + b"\n")
            file.flush()
        except OSError as error:
            raise KoprepError(f"{file.name}: {files.reason(error)}; TMPDIR names a folder with more room") from None
        yield _Lines(file.name)


class _Lines:
    """The lines of a file, from the first on whenever they are asked for."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __iter__(self) -> Iterator[str]:
        with open(self._path, encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line[:-1]


def _lines(entries: Iterable[Entry], mark: str) -> Iterator[str]:
    yield "# Proposals, for you to look through: first what both engines found, then by how often they occur.\n"
    yield f"form{mark}tag{mark}score\n"
    for entry in entries:
        yield f"{entry.form}{mark}{entry.tag}{mark}0\n"


def _versions(engine: str) -> dict[str, str]:
    names = {"kiwi": kiwi} if engine == "kiwi" else {"kiwi": kiwi, "soynlp": soynlp}
    return {name: module.version() for name, module in names.items()}
