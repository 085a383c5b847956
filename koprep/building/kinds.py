"""What a tensor file can hold: for each kind its options, its steps in the recipe, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

import numpy as np

from koprep import artifact
from koprep.building.steps import pad_step, step
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, sha256
from koprep.tensors import Collector, Padding
from koprep.tensors.bags import Bags
from koprep.tensors.gathering import Gathering
from koprep.tensors.onehot import write_dense, write_onehot
from koprep.tensors.prefixes import cut, longest, samples, write_prefixes
from koprep.tensors.tfidf import Weighting, write_tfidf
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
G = TypeVar("G", bound=Gathering)
MAX_BYTES = 1 << 30
_POST = Padding()
_PRE = Padding(side="pre", truncate="pre")
_AS_USUAL = Weighting()


class Written(NamedTuple):
    """How many rows a tensor has, their length (0 if each has its own), the tokens cut, and the entries of a sparse
    matrix."""

    rows: int
    max_len: int = 0
    cut: int = 0
    entries: int = 0


class Kind(Generic[G]):
    """What becomes of the ids of many records: frozen dataclasses of their options. ``gathers`` is what the records are
    gathered in, a G."""

    gathers: ClassVar[type[Gathering]] = Collector

    @property
    def files(self) -> dict[str, Path]:
        """The files its options name, by ``step.key``."""
        return {}

    def check(self, vocab: Vocab) -> None:
        """Raise KoprepError for what can't work, before any token is read."""

    def write(self, gathered: G, recipe: Recipe, info: dict[str, Any]) -> Written:
        """Write the file, with the kind's own steps after the recipe."""
        raise NotImplementedError


@dataclass(frozen=True)
class Ids(Kind[Collector]):
    """The ids themselves, ragged."""

    def write(self, gathered: Collector, recipe: Recipe, info: dict[str, Any]) -> Written:
        gathered.write_ragged(recipe, info)
        return Written(gathered.records)


@dataclass(frozen=True)
class Padded(Kind[Collector]):
    """Rows of one length (패딩)."""

    padding: Padding = _POST

    def check(self, vocab: Vocab) -> None:
        pad_step(replace(self.padding, max_len=self.padding.max_len or 1))
        if self.padding.value >= len(vocab):
            raise UsageError(
                f"--pad-value {self.padding.value} is no id of a vocabulary of {len(vocab):,}; use a lower"
            )

    def write(self, gathered: Collector, recipe: Recipe, info: dict[str, Any]) -> Written:
        padding = _chosen(self.padding, gathered)
        gathered.write_padded(padding, recipe.then((pad_step(padding),)), info)
        return Written(gathered.records, padding.max_len, gathered.cut(padding.max_len))


@dataclass(frozen=True)
class OneHot(Kind[Collector]):
    """A row of zeros with a 1 for every position of padded rows (원-핫 인코딩); ``dense`` up to ``max_bytes``."""

    padding: Padding = _POST
    dense: bool = False
    max_bytes: int = MAX_BYTES

    def check(self, vocab: Vocab) -> None:
        Padded(self.padding).check(vocab)

    def write(self, gathered: Collector, recipe: Recipe, info: dict[str, Any]) -> Written:
        padding = _chosen(self.padding, gathered)
        recipe = recipe.then((pad_step(padding), step("onehot", {"dense": (self.dense, False)})))
        if self.dense:
            write_dense(gathered, padding, self.max_bytes, recipe, info)
        else:
            write_onehot(gathered, padding, recipe, info)
        return Written(gathered.records, padding.max_len, gathered.cut(padding.max_len))


@dataclass(frozen=True)
class Bow(Kind[Bags]):
    """How often each word stands in each record (bag of words)."""

    gathers: ClassVar[type[Gathering]] = Bags

    def write(self, gathered: Bags, recipe: Recipe, info: dict[str, Any]) -> Written:
        gathered.write_bow(recipe.then(("bow",)), info)
        return Written(gathered.records, entries=len(gathered.columns))


@dataclass(frozen=True)
class TfIdf(Kind[Bags]):
    """Counts weighted by how rare a word is; ``idf`` names a file whose idf is taken, that of the training part."""

    gathers: ClassVar[type[Gathering]] = Bags
    weighting: Weighting = _AS_USUAL
    idf: Path | None = None

    @property
    def files(self) -> dict[str, Path]:
        return {} if self.idf is None else {"tfidf.idf": self.idf}

    def check(self, vocab: Vocab) -> None:
        self._idf(vocab)

    def write(self, gathered: Bags, recipe: Recipe, info: dict[str, Any]) -> Written:
        how = self.weighting
        options: dict[str, tuple[object, object]] = {
            "smooth": (how.smooth, True), "sublinear": (how.sublinear, False), "l2": (how.l2, True)
        }  # fmt: skip
        hashes = {key: sha256(path) for key, path in self.files.items()}
        recipe = recipe.then((step("tfidf", options, *(["idf"] if hashes else [])),), files=hashes)
        write_tfidf(gathered, how, self._idf(gathered.vocab), recipe, info)
        return Written(gathered.records, entries=len(gathered.columns))

    def _idf(self, vocab: Vocab) -> Array | None:
        """The idf of the file, which must have been made with the same vocabulary. Raises InputError."""
        if self.idf is None:
            return None
        opened = artifact.read(self.idf)
        if opened.kind != "tfidf" or "idf" not in opened:
            raise InputError(f"--idf {self.idf}: it holds {opened.kind}, not tfidf; name a file made with --as tfidf")
        idf = opened["idf"]
        if idf.dtype != np.float64 or idf.ndim != 1 or not np.isfinite(idf).all():
            raise InputError(f"--idf {self.idf}: its idf is no row of finite float64 numbers; it is damaged")
        same = (np.array_equal(opened.tensors.get(name, []), array) for name, array in _spelled(vocab))
        if not all(same) or len(idf) != len(vocab):
            raise InputError(f"--idf {self.idf}: made with another vocabulary; name the --vocab it was made with")
        return idf


@dataclass(frozen=True)
class Prefixes(Kind[Collector]):
    """Every beginning of a record and the word that follows it; ``padding`` without a length takes the longest."""

    padding: Padding = _PRE

    def check(self, vocab: Vocab) -> None:
        Padded(self.padding).check(vocab)

    def write(self, gathered: Collector, recipe: Recipe, info: dict[str, Any]) -> Written:
        padding = replace(self.padding, max_len=self.padding.max_len or longest(gathered))
        options: dict[str, tuple[object, object]] = {
            "max-len": (padding.max_len, 0), "side": (padding.side, "pre"),
            "truncate": (padding.truncate, "pre"), "value": (padding.value, 0),
        }  # fmt: skip
        write_prefixes(gathered, padding, recipe.then((step("prefixes", options),)), info)
        return Written(samples(gathered), padding.max_len, cut(gathered, padding.max_len))


def _chosen(padding: Padding, gathered: Collector) -> Padding:
    return replace(padding, max_len=padding.max_len or gathered.default_max_len())


def _spelled(vocab: Vocab) -> list[tuple[str, Array]]:
    return [("vocab_offsets", vocab.offsets), ("vocab", vocab.data)]
