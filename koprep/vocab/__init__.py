"""The vocabulary: tokens in rank order with their counts, where the row number is the id."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from koprep import escapes, files
from koprep.errors import UsageError, suggest
from koprep.recipe import Recipe
from koprep.vocab import file

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

SPECIALS = ("pad", "unk", "bos", "eos")
UNKNOWN = "<unk>"
_NONE = Recipe()


def special_tokens(names: Sequence[str], min_count: int = 1, max_size: int = 0) -> list[str]:
    """``("pad", "unk")`` as the tokens ``<pad>`` and ``<unk>``.

    Raises UsageError for an unknown or doubled name, and for limits that can't be meant.
    """
    for name in names:
        if name not in SPECIALS:
            raise UsageError(f"--specials {name}: {suggest(name, SPECIALS)}")
    if len(set(names)) < len(names):
        raise UsageError(f"--specials {','.join(names)}: a name stands twice")
    if min_count < 1:
        raise UsageError(f"--min-count {min_count}: use 1 or more")
    if max_size < 0 or 0 < max_size < len(names):
        raise UsageError(f"--max-size {max_size} is less than the {len(names)} specials; use more, or 0 for no limit")
    return [f"<{name}>" for name in names]


@dataclass(frozen=True, eq=False)
class Vocab:
    """Tokens by id. ``data`` holds their UTF-8 bytes end to end, ``offsets`` (V+1,) int64 their bounds, ``counts``
    (V,) int64 how often each occurred; all may be views of a file."""

    data: Array
    offsets: Array
    counts: Array
    recipe: Recipe = _NONE

    @classmethod
    def of(cls, tokens: Iterable[str], counts: Iterable[int] | None = None, recipe: Recipe = _NONE) -> Vocab:
        """A vocabulary of these tokens in this order."""
        import numpy as np

        encoded = [token.encode() for token in tokens]
        offsets = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        numbers = np.zeros(len(encoded), np.int64) if counts is None else np.array(list(counts), np.int64)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets, numbers, recipe)

    @classmethod
    def count(
        cls,
        lists: Iterable[Iterable[str]],
        *,
        min_count: int = 1,
        max_size: int = 0,
        specials: Sequence[str] = SPECIALS,
    ) -> Vocab:
        """Count tokens in memory, as ``koprep vocab`` does over files: specials first, then by (-count, token).

        Raises UsageError for options that can't be meant.

        >>> Vocab.count([["밥", "먹다"], ["밥", "짓다"]], specials=["pad", "unk"]).tokens
        ['<pad>', '<unk>', '밥', '먹다', '짓다']
        """
        heads = special_tokens(specials, min_count, max_size)
        totals = Counter(token for tokens in lists for token in tokens)
        numbers = {head: totals.pop(head, 0) for head in heads}
        ranked = sorted(
            ((token, n) for token, n in totals.items() if n >= min_count), key=lambda item: (-item[1], item[0])
        )
        kept = ranked[: max_size - len(heads)] if max_size else ranked
        if UNKNOWN in numbers:
            numbers[UNKNOWN] += totals.total() - sum(n for _, n in kept)
        return cls.of([*heads, *(token for token, _ in kept)], [*numbers.values(), *(n for _, n in kept)])

    @classmethod
    def read(cls, path: str | Path) -> Vocab:
        """Read ``token<TAB>count`` lines; koprep's own first line and the counts are optional.

        Raises InputError with the line.
        """
        return cls(*file.read(Path(path)))

    def write(self, path: str | Path) -> None:
        """Write the file :meth:`read` reads."""
        with files.writing(Path(path)) as out:
            out.write(file.header(self.recipe))
            for token, count in zip(self.tokens, self.counts.tolist(), strict=True):
                out.write(f"{escapes.escape(token)}\t{count}\n".encode())

    def __len__(self) -> int:
        return len(self.counts)

    def __contains__(self, token: object) -> bool:
        return token in self.ids

    def __getitem__(self, id: int) -> str:
        """The token with this id. Raises IndexError for an id outside."""
        if not 0 <= id < len(self):
            raise IndexError(f"id {id} is not in a vocabulary of {len(self)}")
        return self.data[self.offsets[id] : self.offsets[id + 1]].tobytes().decode()

    @functools.cached_property
    def tokens(self) -> list[str]:
        """All tokens in id order."""
        data = self.data.tobytes()
        return [data[start:end].decode() for start, end in pairwise(self.offsets.tolist())]

    @functools.cached_property
    def ids(self) -> dict[str, int]:
        """The id of every token."""
        return {token: id for id, token in enumerate(self.tokens)}

    @functools.cached_property
    def unknown(self) -> int | None:
        """The id of ``<unk>``, which unknown tokens get; ``None`` where they are dropped."""
        import numpy as np

        wanted = np.frombuffer(UNKNOWN.encode(), np.uint8)
        rows = np.flatnonzero(np.diff(self.offsets) == len(wanted))
        spelled = self.data[self.offsets[rows][:, None] + np.arange(len(wanted))]
        found = rows[(spelled == wanted).all(axis=1)]
        return int(found[0]) if len(found) else None

    @property
    def tagged(self) -> bool:
        """Whether its tokens are ``form/TAG``."""
        return self.recipe.option("with-tags", "vocab") == "yes"

    def doubts(self, path: Path, tokens: Recipe) -> list[str]:
        """What to warn of where ``tokens`` come of other engines than those it was counted from, if its recipe says."""
        differing = self.recipe.differing_engines(tokens) if self.recipe.steps else []
        return [f"{path} was counted from tokens of {line}" for line in differing]

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Ids of tokens; unknown ones become ``<unk>``, or are dropped in a vocabulary without it."""
        get, unknown = self.ids.get, self.unknown
        if unknown is not None:
            return [get(token, unknown) for token in tokens]
        return [id for token in tokens if (id := get(token)) is not None]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Tokens of ids. Raises IndexError for an id outside."""
        tokens, wanted = self.tokens, list(ids)
        if wanted and not 0 <= min(wanted) <= max(wanted) < len(tokens):
            raise IndexError(f"ids {min(wanted)} to {max(wanted)} are not all in a vocabulary of {len(tokens)}")
        return [tokens[id] for id in wanted]
