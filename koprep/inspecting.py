"""What an artifact says about itself, as plain values."""

from __future__ import annotations

import io
from itertools import islice
from pathlib import Path
from typing import Any, cast

from koprep import files, modelfile
from koprep.artifact import Artifact
from koprep.decoding import ROWS, first_rows
from koprep.errors import InputError
from koprep.loading import load
from koprep.recipe import Recipe, from_json
from koprep.verifying import recipes

_VOCAB_ROWS = 6
_HEADINGS = ("form", "word")
_WIDTH = 100
_SHOWN = ("tokens", "text")


def describe(path: Path) -> dict[str, Any]:
    """Kind, sizes, recipe and the first rows of a vocab, a tensor, a token file or a model `koprep fit` wrote.

    Raises InputError.
    """
    path = files.require_file(path)
    if path.suffix == ".parquet":
        return _parquet(path)
    if modelfile.kind_of(path) not in ("", "vocab"):
        return _model(path)
    if recipes.is_records(path):
        return _jsonl(path)
    with files.reading(path) as file:
        start = file.read(1)
    if start == b"{" and files.ending(path) == ".jsonl":
        return _exported_lines(path)
    if start == b"{":
        return _subwords(path)
    opened = load(path)
    if isinstance(opened, Artifact):
        return _tensors(opened)
    rows = [f"{id}\t{opened[id]}\t{opened.counts[id]}" for id in range(min(_VOCAB_ROWS, len(opened)))]
    return {
        "kind": "vocab",
        "types": len(opened),
        "tokens": int(opened.counts.sum()),
        "recipe": opened.recipe,
        "rows": rows,
    }


def _model(path: Path) -> dict[str, Any]:
    kind = modelfile.kind_of(path)
    rows, recipe = modelfile.read(path, kind)
    rows = [row for row in rows if not row[0].startswith("# ") and row[0] not in _HEADINGS]
    shown = ["\t".join(row) for row in rows[:_VOCAB_ROWS]]
    return {"kind": kind, "entries": len(rows), "recipe": recipe, "rows": list(map(_short, shown))}


def _subwords(path: Path) -> dict[str, Any]:
    from koprep.taggers import subwords

    model = subwords.load(str(path))
    vocab = model.tokenizer.get_vocab()
    pieces = " ".join(sorted(vocab, key=vocab.__getitem__)[-_VOCAB_ROWS:])
    return {"kind": "subwords", "types": len(vocab), "of": model.level, "recipe": model.recipe, "rows": [pieces]}


def _tensors(opened: Artifact) -> dict[str, Any]:
    shapes = {name: {"dtype": str(array.dtype), "shape": list(array.shape)} for name, array in opened.tensors.items()}
    classes = {"classes": " ".join(opened.info["classes"])} if "classes" in opened.info else {}
    method = {"method": str(opened.info["method"])} if "method" in opened.info else {}
    return {
        "kind": opened.kind,
        **method,
        **opened.info.get("sizes", {}),
        **classes,
        "sha256": opened.info.get("sha256", ""),
        "tensors": shapes,
        "recipe": opened.recipe,
        "rows": list(map(_short, first_rows(opened))),
    }


def _parquet(path: Path) -> dict[str, Any]:
    from koprep import arrow

    file = arrow.open_file(path)
    stored = (file.schema_arrow.metadata or {}).get(arrow.RECIPE_KEY)
    names = file.schema_arrow.names
    if about := (file.metadata.metadata or {}).get(arrow.TENSOR_KEY):
        return _exported(path, file, about)
    return {
        "kind": "records" if stored else "parquet",
        "records": file.metadata.num_rows,
        "columns": " ".join(names),
        "recipe": from_json(stored, str(path)) if stored else Recipe(),
        "rows": [_short(row) for row in _texts(path, file, next((name for name in _SHOWN if name in names), ""))],
    }


def _jsonl(path: Path) -> dict[str, Any]:
    """Records, of which only the first are read; the others are counted."""
    from koprep import sources
    from koprep.record import Reject

    source = sources.open_one(path, sources.Options(format="jsonl"))
    records = (item for block in source.blocks() if block is not None for item in block.decode())
    first = list(islice(records, ROWS))
    for item in first:
        if isinstance(item, Reject):
            raise InputError(f"{path}: line {item.id.rpartition(':')[2]}: {item.reason}")
    with files.reading(path) as file:
        number = sum(1 for line in io.BufferedReader(cast(Any, file)) if line.strip())
    return {
        "kind": "records",
        "records": number,
        "holds": source.shape.level,
        "recipe": source.recipe or Recipe(),
        "rows": [
            _short(record.text if record.tokens is None else " ".join(token[0] for token in record.tokens))
            for record in first
            if not isinstance(record, Reject)
        ],
    }


def _exported_lines(path: Path) -> dict[str, Any]:
    """A tensor as `koprep export` writes it as JSON Lines. Raises InputError for other people's objects."""
    from koprep.convert import jsonlines

    told = jsonlines.about(path)
    if told is None:
        raise InputError(f"{path}: JSON Lines, but not koprep's; koprep run -i {path} reads them")
    first = [row for _, row in islice(jsonlines.lines(path), ROWS) if len(row) > 1]
    columns = [name for name in (first[0] if first else {}) if name != "koprep"]
    words = told.vocab.tokens if told.vocab else []
    rows = [_spelled(words, row.get(columns[0])) for row in first]
    return {
        "kind": f"{told.kind} for other tools",
        "records": told.info.get("sizes", {}).get("records", 0),
        "columns": " ".join(columns),
        "recipe": told.recipe,
        "rows": list(map(_short, rows)),
    }


def _spelled(words: list[str], ids: Any) -> str:
    return " ".join(words[id] if isinstance(id, int) and 0 <= id < len(words) else f"#{id}" for id in ids or [])


def _exported(path: Path, file: Any, about: bytes) -> dict[str, Any]:
    """A tensor as `koprep export` writes it for other tools."""
    from koprep.convert import envelope

    told = envelope.decode(about, str(path))
    words = told.vocab.tokens if told.vocab else []
    ids = _first(path, file, file.schema_arrow.names[0])
    rows = [_spelled(words, row) for row in ids]
    return {
        "kind": f"{told.kind} for other tools",
        "records": file.metadata.num_rows,
        "columns": " ".join(file.schema_arrow.names),
        "recipe": told.recipe,
        "rows": list(map(_short, rows)),
    }


def _texts(path: Path, file: Any, column: str) -> list[str]:
    rows = _first(path, file, column) if column else []
    return [" ".join(row) if isinstance(row, list) else str(row) for row in rows]


def _first(path: Path, file: Any, column: str) -> list[Any]:
    """The first items of a column."""
    import pyarrow as pa

    try:
        first = next(file.iter_batches(batch_size=ROWS, columns=[column]), None)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: damaged ({str(error).splitlines()[0]})") from None
    return list(first.column(0).to_pylist()) if first is not None else []


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
