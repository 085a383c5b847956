"""Records gathered for a tensor file, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from koprep import Vocab
from koprep.tensors.gathering import Gathering

Arrays = dict[str, np.ndarray[Any, Any]]
WORDS = ["밥", "먹다", "물", "마시다", "<b", "<pad>"]
VOCAB = Vocab.of(["<pad>", "<unk>", "<bos>", "밥", "먹다", "물", "<a", "마시다", "<b>>>"])


def gather(
    kind: type[Gathering],
    path: Path,
    rows: Sequence[Sequence[int]],
    labels: Sequence[str | None] | None = None,
    batch: int = 3,
    vocab: Vocab = VOCAB,
    **options: Any,
) -> Any:
    """What the rows of ids are gathered in; a context manager."""
    gathered = kind(path, vocab, **options)

    class Filled:
        def __enter__(self) -> Gathering:
            gathered.__enter__()
            for start in range(0, len(rows), batch):
                part = rows[start : start + batch]
                ids = np.array([id for row in part for id in row], np.int32)
                sizes = np.array([len(row) for row in part], np.int64)
                given = None if labels is None else labels[start : start + batch]
                gathered.add(ids, sizes, np.ones(len(part), bool), given)
            return gathered

        def __exit__(self, *exc: object) -> None:
            gathered.__exit__(*exc)

    return Filled()


def matrix(found: Arrays) -> Any:
    """The sparse matrix of a file, as a user opens it."""
    *rows, columns = found["shape"].tolist()
    parts = found["data"], found["indices"], found["indptr"]
    return csr_matrix(parts, shape=(int(np.prod(rows, dtype=np.int64)), columns))
