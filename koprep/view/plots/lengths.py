"""How long records are: measured in token files and tensors, and drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from koprep import artifact, files
from koprep.columns.chunk import Array
from koprep.columns.opening import open_tokens
from koprep.errors import InputError
from koprep.tensors import quantiles
from koprep.verifying import kinds
from koprep.view.plots.data import is_file, nothing, vocab_in
from koprep.view.plots.figure import AS_NEEDED, BLUE, DASHED, RED, Page, Picture, plain_numbers
from koprep.view.plots.wording import number, percent

_TELLING = ("ids", "padded", "prefixes", "onehot")
_WIDTH, _BODY = 1200, 630
_BINS = 80


class Lengths(NamedTuple):
    """The different lengths of records, ascending, and how many records have each; both (lengths,) int64.

    ``cut_at`` is the length a padded tensor has cut them to already, 0 elsewhere.
    """

    values: Array
    records: Array
    cut_at: int = 0

    @property
    def histogram(self) -> dict[int, int]:
        """How many records have each length."""
        return dict(zip(self.values.tolist(), self.records.tolist(), strict=True))

    def quantile(self, share: int, of: int = 100) -> int:
        """The shortest length that ``share`` of ``of`` records don't exceed."""
        return quantiles.quantile(self.histogram, share, of)

    @property
    def max_len(self) -> int:
        """The length `koprep tensor --as padded` takes by itself."""
        return self.cut_at or quantiles.default_max_len(self.histogram)

    def cut(self, max_len: int) -> tuple[float, float]:
        """The share of the records a length would cut, and of the tokens."""
        longer = self.values > max_len
        lost = ((self.values - max_len) * self.records)[longer].sum()
        return self.records[longer].sum() / self.records.sum(), lost / (self.values * self.records).sum()


def measure(argument: str, format: str = "") -> Lengths:
    """Measure the records of a token file, or of an ids or padded tensor. Raises InputError where there are none."""
    if is_file(argument, ".safetensors"):
        found = _of_tensor(argument)
    elif vocab_in(argument, format) is not None:
        raise InputError(f"{argument}: a vocabulary has no records; name the token file or a tensor")
    else:
        chunks = open_tokens(argument, format, documents=False).chunks
        found = Lengths(*_tallied(chunk.lengths for chunk in chunks))
    if not found.values.any():
        raise nothing(argument, int(found.records.sum()))
    return found


def lengths(data: Lengths, max_len: int = 0, page: Page = AS_NEEDED) -> Picture:
    """How many records have which length (a histogram), with the padding cut marked.

    ``max_len`` 0 takes the length that `koprep tensor --as padded` would. What is longer is drawn in red.
    """
    cut = max_len or data.max_len
    title = "Record lengths" if page.title is None else page.title
    edges = _edges(data, cut)
    picture = Picture(page.width or _WIDTH, page.height, _BODY, title, _note(data, cut, edges[-1]))
    with picture.look():
        axes = picture.figure.subplots()
        heights, _ = np.histogram(data.values, edges, weights=data.records)
        colours = [RED if edge > cut else BLUE for edge in edges[:-1]]
        axes.bar(edges[:-1], heights, np.diff(edges), align="edge", color=colours, edgecolor="white", linewidth=0.4)
        axes.set(xlim=(-0.5, edges[-1]), xlabel="tokens", ylabel="records")
        plain_numbers(axes.xaxis, axes.yaxis)
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_major_locator().set_params(integer=True)
        axes.grid(axis="x", visible=False)
        if cut < edges[-1]:
            _mark(axes, cut + 0.5, f"max-len {cut:,}", edges[-1])
    return picture


def _tallied(parts: Iterable[Array]) -> tuple[Array, Array]:
    """The different values and how often each occurs; memory grows with the number of different values."""
    total: dict[int, int] = {}
    for part in parts:
        for value, many in zip(*(array.tolist() for array in np.unique(part, return_counts=True)), strict=True):
            total[value] = total.get(value, 0) + many
    values = sorted(total)
    return np.array(values, np.int64), np.array([total[value] for value in values], np.int64)


def _of_tensor(argument: str) -> Lengths:
    opened = artifact.read(files.require_file(argument))
    if opened.kind not in _TELLING:
        raise InputError(
            f"{argument}: a file of kind {opened.kind} tells no lengths; name the token file, ids or padded"
        )
    for fault in kinds.misformed(opened):
        raise InputError(f"{argument}: {fault}; it is damaged")
    found = np.diff(opened["offsets"]) if opened.kind == "ids" else opened["lengths"]
    if (found < 0).any():
        raise InputError(f"{argument}: a record of it is {found.min()} long; it is damaged")
    return Lengths(*_tallied([found]), opened["padded"].shape[1] if opened.kind == "padded" else 0)


def _note(data: Lengths, cut: int, end: float) -> str:
    records, longest = int(data.records.sum()), int(data.values[-1])
    empty = int(data.records[data.values == 0].sum())
    facts = [number(records, "record"), f"median {data.quantile(50):,}"]
    facts += [f"{share} % ≤ {data.quantile(share):,}" for share in (95, 99)]
    facts += [f"longest {longest:,}" + (" (beyond the axis)" if longest > end else "")]
    facts += [f"{empty:,} empty"] if empty else []
    if cut == data.cut_at:
        return " · ".join([*facts, f"padded to {cut:,}"])
    records_cut, tokens_cut = map(percent, data.cut(cut))
    return " · ".join([*facts, f"max-len {cut:,} cuts {records_cut} of the records, {tokens_cut} of the tokens"])


def _edges(data: Lengths, cut: int) -> Array:
    """The bounds of the bars, half-way between lengths, one of them at the cut.

    A few records that are much longer than all others would leave no room for those: they are not drawn, nor is a
    cut far beyond all.
    """
    longest, most = int(data.values[-1]), data.quantile(999, of=1000)
    tail = longest if longest <= 2 * most else most
    shown = max(tail, cut + 1) if cut <= 2 * tail else tail
    width = max(1, math.ceil(shown / _BINS))
    first = -(-(cut + 1) % width)
    return np.arange(first, shown + width + 1, width) - 0.5


def _mark(axes: Any, x: float, text: str, end: float) -> None:
    """A dashed line, named above the axes."""
    axes.axvline(x, color=RED, linewidth=1.2, linestyle=DASHED)
    side = "left" if x < 0.15 * end else "right" if x > 0.85 * end else "center"
    axes.annotate(
        text, (x, 1), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points", ha=side, va="bottom",
        color=RED, fontsize=9,
    )  # fmt: skip
