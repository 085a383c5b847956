"""A tensor file from a token file and a vocabulary: what ``koprep tensor`` calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from koprep import files
from koprep.building.kinds import Ids, Kind, Prefixes
from koprep.building.labels import Labels
from koprep.columns import lookup
from koprep.columns.chunk import Chunk
from koprep.columns.opening import open_tokens
from koprep.errors import InputError
from koprep.recipe import sha256
from koprep.tensors.gathering import Gathering
from koprep.vocab import Vocab

Warn = Callable[[str], None]
_RAGGED = Ids()


class TensorSummary(NamedTuple):
    """What was written. ``rows`` are the samples of prefixes, else the records; ``max_len`` is 0 where every row has
    its own length; ``entries`` are those of a bag of words, ``classes`` those of the labels."""

    records: int
    tokens: int
    unknown: int
    rows: int
    max_len: int
    cut: int
    entries: int
    classes: tuple[str, ...]


def build_tensor(
    tokens: str,
    vocab_path: Path,
    output: Path,
    *,
    kind: Kind[Any] = _RAGGED,
    classes: Path | None = None,
    onehot_labels: bool = False,
    format: str = "",
    warn: Warn | None = None,
) -> TensorSummary:
    """Encode a token file: a ragged ids tensor, or what ``kind`` (building.kinds) says.

    ``classes`` names a tensor file whose classes number the labels; ``onehot_labels`` writes them as rows of zeros with
    a 1, too. ``warn`` is told where tokens, vocabulary and classes don't seem to fit. Raises KoprepError.
    """
    warn = warn or _ignore
    vocab_path = files.require_file(vocab_path)
    vocab = _read(vocab_path)
    kind.check(vocab)
    labels = Labels(files.require_file(classes) if classes else None, onehot_labels)
    files.check_whole(output, [*files.find(tokens), vocab_path, *labels.files.values(), *kind.files.values()])
    files.refuse_packed(output)
    fixed = labels.classes()
    opened = open_tokens(tokens, format, vocab.tagged)
    for line in vocab.doubts(vocab_path, opened.recipe) if opened.recipe.steps else []:
        warn(line)
    recipe = labels.added(opened.recipe.then(("encode:vocab",), files={"encode.vocab": sha256(vocab_path)}))
    with kind.gathers(output, vocab, fixed, onehot_labels) as gathered:
        unknown = _gather(opened.chunks, gathered)
        for line in [*_emptiness(tokens, gathered, kind, unknown), *labels.doubts(gathered)]:
            warn(line)
        written = kind.write(gathered, recipe, {"tagged": vocab.tagged})
        found = tuple(gathered.labels.classes) if gathered.labels.any else ()
        return TensorSummary(gathered.records, gathered.tokens, unknown, *written, found)


def _ignore(line: str) -> None:
    """Where nobody listens."""


def _read(path: Path) -> Vocab:
    vocab = Vocab.read(path)
    if not len(vocab):
        raise InputError(f"{path}: an empty vocabulary; count one with koprep vocab")
    return vocab


def _gather(chunks: Iterable[Chunk], gathered: Gathering) -> int:
    """Encode all tokens; a thread gathers them while the next are read. Returns how many were unknown."""
    unknown, last, vocab = 0, None, gathered.vocab
    unknown_id = -1 if vocab.unknown is None else vocab.unknown
    with ThreadPoolExecutor(1) as thread:
        added: Future[Any] = thread.submit(int)
        for chunk, ids, lengths in lookup.encode(chunks, vocab):
            new_doc, last = chunk.new_docs(last)
            added.result()  # no more than one chunk waits
            added = thread.submit(gathered.add, ids, lengths, new_doc, chunk.labels)
            unknown += chunk.tokens - int((ids != unknown_id).sum())
        added.result()
    return unknown


def _emptiness(tokens: str, gathered: Gathering, kind: Kind[Any], unknown: int) -> list[str]:
    """What there is nothing of, which is seldom meant."""
    if not gathered.records:
        return [f"{tokens} holds no records, so the tensor has no rows"]
    if not gathered.tokens:
        why = f"none of the {unknown:,} tokens is in the vocabulary" if unknown else "no record has a token"
        return [f"{tokens}: {why}, so all {gathered.records:,} rows are empty"]
    if isinstance(kind, Prefixes) and max(gathered.lengths) < 2:
        return [f"{tokens}: no record has two tokens, so there are no samples"]
    return []
