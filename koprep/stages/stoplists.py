"""Stop lists: the ones koprep ships, and a user's own txt and csv files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from koprep import files, modelfile, tables
from koprep.taggers.tagset import tags
from koprep.userfile import cells, kept, lines

# Words that turn a sentence round, and the tags they have then: 말/NNG (speech), 안/NNG (inside), 못/NNG (nail) don't.
_NEGATIONS = frozenset((
    "안", "못", "않", "말", "아니", "없", "못하", "아니하", "안되", "없이",
    "no", "not", "never", "nor", "neither", "none", "nobody", "nothing", "nowhere", "cannot", "without",
))  # fmt: skip
_NEGATION_TAGS = frozenset(("", "MAG", "VX", "VCN", "VA", "VV", "IC", "SL"))


@dataclass(frozen=True)
class StopList:
    """What to drop: forms whatever their tag, forms in any case (in lower case here), forms with one tag, tags."""

    forms: frozenset[str] = frozenset()
    folded: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def lemmas(self) -> frozenset[tuple[str, str]]:
        """The predicates among the pairs as `lemma` writes them: 있다/VA for 있/VA."""
        return frozenset((form + "다", tag) for form, tag in self.pairs if tag.startswith("V"))

    def __or__(self, other: StopList) -> StopList:
        return StopList(
            self.forms | other.forms,
            self.folded | other.folded,
            self.pairs | other.pairs,
            self.tags | other.tags,
        )


def is_negation(form: str, tag: str = "") -> bool:
    """Tell whether a token negates: 안, 못, 않, 말, 아니, 없, their dictionary forms, and English not, n't, never.

    >>> is_negation("말", "VX"), is_negation("말", "NNG"), is_negation("없다")
    (True, False, True)
    """
    if tag not in _NEGATION_TAGS:
        return False
    form = form.lower()
    return form in _NEGATIONS or form.removesuffix("다") in _NEGATIONS or form.endswith(("n't", "n’t"))


@cache
def shipped(lang: str) -> StopList:
    """The list for `ko`, of form/TAG, or for `en`, of words in any case."""
    entries = [row[0] for row in tables.read(f"stopwords_{lang}.tsv")]
    return StopList(folded=frozenset(map(str.lower, entries))) if lang == "en" else _of(entries)


@kept
def own(path: Path) -> StopList:
    """A user's list: an entry a line, or the first column of a csv; `#` begins a comment; `form` or `form/TAG`.

    UTF-8 or CP949, with or without a byte order mark. Raises InputError.
    """
    modelfile.refuse_other(path, "stop list")
    entries = [line.strip() for line in lines(path)]
    if files.ending(path) == ".csv":
        entries = [cells(entry, path, number)[0] for number, entry in enumerate(entries, 1) if entry[:1] != "#"]
    return _of(entries)


def _of(entries: Iterable[str]) -> StopList:
    stripped = [entry.strip() for entry in entries]
    wanted = {entry for entry in stripped if entry and not entry.startswith("#")}
    tagged = {entry for entry in wanted if not entry.startswith("/") and entry.rpartition("/")[2] in tags()}
    pairs = ((form, tag) for form, _, tag in (entry.rpartition("/") for entry in tagged))
    return StopList(frozenset(wanted - tagged), pairs=frozenset(pairs))
