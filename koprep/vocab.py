"""The vocabulary: tokens in rank order with their counts, where the row number is the id."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from koprep import escapes, files
from koprep.errors import InputError, UsageError, suggest
from koprep.recipe import Recipe, from_json, to_json

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

SPECIALS = ("pad", "unk", "bos", "eos")
UNKNOWN = "<unk>"
_MAGIC = "# koprep vocab 1"


def special_names(names: Sequence[str]) -> list[str]:
    """``("pad", "unk")`` as the tokens ``<pad>`` and ``<unk>``. Raises UsageError for an unknown or doubled name."""
    for name in names:
        if name not in SPECIALS:
            raise UsageError(f"--specials {name}: {suggest(name, SPECIALS)}")
    if len(set(names)) < len(names):
        raise UsageError(f"--specials {','.join(names)}: a name stands twice")
    return [f"<{name}>" for name in names]


@dataclass(frozen=True, eq=False)
class Vocab:
    """Tokens by id. ``data`` holds their UTF-8 bytes end to end, ``offsets`` (V+1,) int64 their bounds, ``counts``
    (V,) int64 how often each occurred; all may be views of a file."""

    data: Array
    offsets: Array
    counts: Array
    recipe: Recipe = Recipe()

    @classmethod
    def of(cls, tokens: Iterable[str], counts: Iterable[int] | None = None, recipe: Recipe = Recipe()) -> Vocab:
        """A vocabulary of these tokens in this order."""
        import numpy as np

        encoded = [token.encode() for token in tokens]
        offsets = np.concatenate(([0], np.cumsum([len(token) for token in encoded]))).astype(np.int64)
        numbers = np.zeros(len(encoded), np.int64) if counts is None else np.asarray(list(counts), np.int64)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets, numbers, recipe)

    @classmethod
    def count(
        cls, lists: Iterable[Iterable[str]], *, min_count: int = 1, max_size: int = 0,
        specials: Sequence[str] = SPECIALS,
    ) -> Vocab:
        """Count tokens in memory, as ``koprep vocab`` does over files: specials first, then by (-count, token).

        >>> Vocab.count([["밥", "먹다"], ["밥", "짓다"]], specials=["pad", "unk"]).tokens
        ['<pad>', '<unk>', '밥', '먹다', '짓다']
        """
        from collections import Counter

        totals = Counter(token for tokens in lists for token in tokens)
        heads = special_names(specials)
        ranked = sorted(((token, n) for token, n in totals.items() if token not in heads and n >= min_count),
                        key=lambda item: (-item[1], item[0]))
        kept = ranked[: max_size - len(heads)] if max_size else ranked
        numbers = {head: totals[head] for head in heads}
        if UNKNOWN in numbers:
            numbers[UNKNOWN] = totals.total() - sum(numbers.values()) - sum(n for _, n in kept) + numbers[UNKNOWN]
        return cls.of([*heads, *(token for token, _ in kept)], [*numbers.values(), *(n for _, n in kept)])

    @classmethod
    def read(cls, path: str | Path) -> Vocab:
        """Read ``token<TAB>count`` lines; koprep's own first line is optional. Raises InputError with the line."""
        import numpy as np

        with files.reading(files.require_file(path)) as file:
            raw = file.read()
        try:
            text = raw.decode("utf-8-sig").removesuffix("\n")
        except UnicodeDecodeError as error:
            raise InputError(f"{path}:{raw.count(10, 0, error.start) + 1}: not UTF-8 text") from None
        lines = text.split("\n") if text else []
        recipe, first = Recipe(), 1
        if lines and lines[0].startswith(_MAGIC):
            recipe, first, lines = from_json(lines[0].removeprefix(_MAGIC), f"{path}:1"), 2, lines[1:]
        elif lines and lines[0].startswith("# koprep vocab"):
            raise InputError(f"{path}:1: a vocab of another format; update koprep")
        tokens, counts = [], np.zeros(len(lines), np.int64)
        for row, line in enumerate(lines):
            token, _, count = line.removesuffix("\r").partition("\t")
            if not token or (count and not count.isdecimal()):
                raise InputError(f"{path}:{first + row}: not token<TAB>count: {line!r:.60}")
            tokens.append(escapes.unescape(token))
            counts[row] = int(count or 0)
        vocab = cls.of(tokens, counts, recipe)
        vocab._check(path, first)
        return vocab

    def write(self, path: Path) -> None:
        """Write the file :meth:`read` reads."""
        with files.writing(path) as file:
            file.write(header(self.recipe))
            for token, count in zip(self.tokens, self.counts.tolist(), strict=True):
                file.write(f"{escapes.escape(token)}\t{count}\n".encode())

    def __len__(self) -> int:
        return len(self.counts)

    def __contains__(self, token: object) -> bool:
        return token in self.ids

    def __getitem__(self, id: int) -> str:
        """The token with this id. Raises IndexError for an id outside."""
        if not -len(self) <= id < len(self):
            raise IndexError(f"id {id} is not in a vocabulary of {len(self)}")
        return self.tokens[id]

    @functools.cached_property
    def tokens(self) -> list[str]:
        """All tokens in id order."""
        data, bounds = self.data.tobytes(), self.offsets.tolist()
        return [data[start:end].decode() for start, end in zip(bounds, bounds[1:], strict=False)]

    @functools.cached_property
    def ids(self) -> dict[str, int]:
        """The id of every token."""
        return {token: id for id, token in enumerate(self.tokens)}

    @functools.cached_property
    def unknown(self) -> int | None:
        """The id unknown tokens get; ``None`` where they are dropped."""
        return self.ids.get(UNKNOWN)

    @property
    def tagged(self) -> bool:
        """Whether its tokens are ``form/TAG``."""
        return any(step.startswith("vocab") and "with-tags=yes" in step for step in self.recipe.steps)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Ids of tokens; unknown ones become ``<unk>``, or are dropped in a vocabulary without it."""
        get, unknown = self.ids.get, self.unknown
        if unknown is not None:
            return [get(token, unknown) for token in tokens]
        return [id for token in tokens if (id := get(token)) is not None]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Tokens of ids."""
        return [self[id] for id in ids]

    def _check(self, path: str | Path, first: int) -> None:
        if len(self.ids) != len(self):
            seen: set[str] = set()
            for row, token in enumerate(self.tokens):
                if token in seen:
                    raise InputError(f"{path}:{first + row}: {token!r} stands twice")
                seen.add(token)


def header(recipe: Recipe) -> bytes:
    """The first line of a vocab file."""
    return f"{_MAGIC} ".encode() + to_json(recipe) + b"\n"
