"""What an artifact says about itself, as plain values."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from koprep import artifact, files
from koprep.artifact import Artifact
from koprep.loading import load, vocab_of
from koprep.recipe import Recipe
from koprep.vocab import Vocab

if TYPE_CHECKING:
    import numpy as np

_ROWS = 3
_WIDTH = 100


def describe(path: Path) -> dict[str, Any]:
    """Kind, sizes, recipe and the first rows of a vocab, a tensor file or a Parquet token file. Raises InputError."""
    path = files.require_file(path)
    if path.suffix == ".parquet":
        return _parquet(path)
    if path.suffix == ".safetensors" or artifact.is_artifact(path):
        return _tensors(artifact.read(path))
    vocab = load(path)
    assert isinstance(vocab, Vocab)
    rows = [f"{id}\t{token}\t{count}" for id, (token, count) in enumerate(
        zip(vocab.tokens[: 2 * _ROWS], vocab.counts[: 2 * _ROWS].tolist(), strict=True))]
    return {"kind": "vocab", "types": len(vocab), "tokens": int(vocab.counts.sum()), "recipe": vocab.recipe,
            "rows": rows}


def _tensors(opened: Artifact) -> dict[str, Any]:
    shapes = {name: {"dtype": str(array.dtype), "shape": list(array.shape)} for name, array in opened.tensors.items()}
    sizes = opened.info.get("sizes", {})
    classes = {"classes": " ".join(opened.info["classes"])} if "classes" in opened.info else {}
    return {"kind": opened.kind, **sizes, **classes, "sha256": opened.info.get("sha256", ""), "tensors": shapes,
            "recipe": opened.recipe, "rows": _decoded(opened)}


def _decoded(opened: Artifact) -> list[str]:
    vocab = vocab_of(opened)
    return [_short(" ".join(_token(vocab, id) for id in row.tolist())) for row in _first_rows(opened)]


def _first_rows(opened: Artifact) -> list[np.ndarray[Any, Any]]:
    if "padded" in opened.tensors:
        return list(opened["padded"][:_ROWS])
    if "ids" in opened.tensors:
        bounds = opened["offsets"][: _ROWS + 1].tolist()
        return [opened["ids"][start:end] for start, end in zip(bounds, bounds[1:], strict=False)]
    return []


def _token(vocab: Vocab, id: int) -> str:
    return vocab[id] if 0 <= id < len(vocab) else f"#{id}"


def _parquet(path: Path) -> dict[str, Any]:
    from koprep import arrow
    from koprep.recipe import from_json

    file = arrow.open_file(path)
    metadata = file.schema_arrow.metadata or {}
    stored = metadata.get(arrow.RECIPE_KEY)
    recipe = from_json(stored, str(path)) if stored else Recipe()
    names = file.schema_arrow.names
    column = "tokens" if "tokens" in names else "text" if "text" in names else names[0]
    first = next(file.iter_batches(batch_size=_ROWS, columns=[column]), None)
    rows = first.column(column).to_pylist() if first is not None else []
    return {"kind": "records" if stored else "parquet", "records": file.metadata.num_rows, "columns": " ".join(names),
            "recipe": recipe, "rows": [_short(" ".join(row) if isinstance(row, list) else str(row)) for row in rows]}


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
