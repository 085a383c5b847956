"""The first rows of a tensor file in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from koprep.artifact import Artifact
from koprep.loading import vocab_of
from koprep.vocab import Vocab

ROWS = 3
_ITEMS = 100
_HEAVIEST = 10
_WEIGHTS = ("data", "onehot")
_LEARNED = ("embedding", "sparse", "counts", "checkpoint")


def first_rows(opened: Artifact) -> list[str]:
    """The first records in words, the class in front where there is one; of what training wrote see
    :mod:`koprep.embed.glimpse`. None for kinds that hold no words.

    Ids outside the vocabulary are shown as ``#7``. Raises InputError where the vocabulary is broken.
    """
    if opened.kind in _LEARNED:
        from koprep.embed import glimpse

        return glimpse.rows(opened)
    rows = next((rows(opened) for forms, rows in _SHOWN if _holds(opened, forms)), [])
    if not rows:
        return []
    vocab = vocab_of(opened)
    return [label + row(vocab) for label, row in zip(_labels(opened, len(rows)), rows, strict=True)]


def _holds(opened: Artifact, forms: dict[str, int]) -> bool:
    """Whether the tensors are there, have so many dimensions, and are integers where they must."""
    return all(
        name in opened and opened[name].ndim == dimensions and (opened[name].dtype.kind in "iu" or name in _WEIGHTS)
        for name, dimensions in forms.items()
    )


Row = Callable[[Vocab], str]


def _labels(opened: Artifact, rows: int) -> list[str]:
    classes = opened.info.get("classes", [])
    if not _holds(opened, {"labels": 1}):
        return [""] * rows
    numbers = opened["labels"][:rows].tolist() + [-1] * rows
    return [f"[{classes[number]}] " if 0 <= number < len(classes) else "" for number in numbers[:rows]]


def _word(vocab: Vocab, id: int) -> str:
    return vocab[id] if 0 <= id < len(vocab) else f"#{id}"


def _words(ids: Sequence[int]) -> Row:
    return lambda vocab: " ".join(_word(vocab, id) for id in ids)


def _padded(opened: Artifact) -> list[Row]:
    return [_words(row) for row in opened["padded"][:ROWS, :_ITEMS].tolist()]


def _ids(opened: Artifact) -> list[Row]:
    bounds = opened["offsets"][: ROWS + 1].tolist()
    return [_words(opened["ids"][start : min(end, start + _ITEMS)].tolist()) for start, end in pairwise(bounds)]


def _prefixes(opened: Artifact) -> list[Row]:
    """Beginnings without their padding, and what follows: 경마장에 있는 → 말이."""
    post = opened.recipe.option("side", "prefixes") == "post"
    found: list[Row] = []
    for ids, length, next_id in zip(*(opened[name][:ROWS].tolist() for name in ("X", "lengths", "y")), strict=False):
        beginning = ids[:length] if post else ids[max(0, len(ids) - length) :]
        found.append(_sample(beginning[-_ITEMS:], next_id))
    return found


def _sample(beginning: list[int], next_id: int) -> Row:
    return lambda vocab: f"{_words(beginning)(vocab)} → {_word(vocab, next_id)}"


def _sparse(opened: Artifact) -> list[Row]:
    """The heaviest words of a bag with their weights; of one-hot rows, the word of every position."""
    bounds = opened["indptr"]
    if len(opened["shape"]) == 3:
        width = int(opened["shape"][1])
        ends = bounds[: ROWS * width + 1 : width].tolist() if width > 0 else []
        return [_words(opened["indices"][start : min(end, start + _ITEMS)].tolist()) for start, end in pairwise(ends)]
    return [_bag(opened, start, end) for start, end in pairwise(bounds[: ROWS + 1].tolist())]


def _bag(opened: Artifact, start: int, end: int) -> Row:
    entries = zip(opened["data"][start:end].tolist(), opened["indices"][start:end].tolist(), strict=False)
    heaviest = sorted(entries, key=lambda entry: (-entry[0], entry[1]))[:_HEAVIEST]
    return lambda vocab: " ".join(f"{_word(vocab, id)}:{weight:.4g}" for weight, id in heaviest)


def _dense(opened: Artifact) -> list[Row]:
    rows = opened["onehot"][:ROWS, :_ITEMS]
    return [_words(row) for row in rows.argmax(axis=2).tolist()] if rows.shape[2] else []


_SHOWN: tuple[tuple[dict[str, int], Callable[[Artifact], list[Row]]], ...] = (
    ({"padded": 2}, _padded),
    ({"ids": 1, "offsets": 1}, _ids),
    ({"X": 2, "y": 1, "lengths": 1}, _prefixes),
    ({"data": 1, "indices": 1, "indptr": 1, "shape": 1}, _sparse),
    ({"onehot": 3}, _dense),
)
