"""Subwords by Hugging Face's `tokenizers`, whose `tokenizer.json` is the model file. The one module that knows it.

A text is taken apart in two steps. First into units: spaces become ▁, one stands before the text, and a unit is a run
of letters, of digits or of anything else, with the ▁ before it. Then every unit into pieces of the model, which never
reach over its ends. A character the model has no piece for is written as its UTF-8 bytes, `<0xEB>`, so that nothing is
lost and nothing is unknown.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from koprep import files
from koprep.errors import InputError, MissingError
from koprep.recipe import Recipe, from_json
from koprep.taggers.base import installed
from koprep.userfile import kept
from koprep.vocab import SPECIALS

Piece = tuple[str, int, int]
"""A piece as the model writes it, and where it starts and ends in the text, in code points."""

SPACE = "▁"
RESERVED = (*(f"<{name}>" for name in SPECIALS), *(f"<0x{byte:02X}>" for byte in range(256)))
"""The first pieces of every model, in the order of their ids: special tokens, then bytes."""

_UNIT = rf"{SPACE}?\p{{L}}[\p{{L}}\p{{M}}]*|{SPACE}?\p{{N}}+|{SPACE}?[^{SPACE}\s\p{{L}}\p{{N}}]+|{SPACE}|\s"
_KEY, _FORMAT = "koprep", 1
_MISSING = MissingError("subwords need a package; pip install tokenizers")


@dataclass(frozen=True, eq=False)
class Model:
    """A model: what it was learned from and takes apart ("text" or "tokens"), and how it came about."""

    level: str
    recipe: Recipe
    tokenizer: Any

    def of_texts(self, texts: Sequence[str]) -> list[list[Piece]]:
        """The pieces of every text. Raises ValueError for a text with half a character (a lone surrogate)."""
        return self._pieces(list(texts), False)

    def of_tokens(self, forms: Sequence[str]) -> list[list[Piece]]:
        """The pieces of every token, at their places in the token. Raises ValueError likewise."""
        return self._pieces([[form] for form in forms], True)

    def _pieces(self, batch: list[Any], split: bool) -> list[list[Piece]]:
        try:
            encodings = self.tokenizer.encode_batch(batch, is_pretokenized=split, add_special_tokens=False)
        except TypeError:  # what the library says of a str that isn't UTF-8
            raise ValueError("half a character (a lone surrogate)") from None
        return [
            [
                # all bytes of a character stand where it stands
                (form, start, end if end > start or form[:3] != "<0x" else start + 1)
                for form, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
            ]
            for encoding in encodings
        ]


def version() -> str:
    """The version of the installed library. Raises MissingError."""
    return installed("tokenizers", _MISSING)


def units(text: str) -> list[str]:
    """The units of a text, as a model takes it apart before it looks for pieces.

    >>> units("AI를 3.5kg 샀다!!")
    ['▁AI를', '▁3', '.', '5', 'kg', '▁샀다', '!!']
    """
    text = text.replace(" ", SPACE)
    found: list[str] = _unit().findall(text if not text or text[0] == SPACE else SPACE + text)
    return found


def bpe(pieces: Sequence[str], merges: Sequence[tuple[str, str]]) -> Any:
    """A model of byte-pair encoding: pieces by id, and which two neighbours become one, most important first."""
    from tokenizers import models

    ids = {piece: id for id, piece in enumerate(pieces)}
    return models.BPE(ids, list(merges), unk_token=RESERVED[1], byte_fallback=True)


def unigram(scores: Sequence[tuple[str, float]]) -> Any:
    """A unigram model: pieces by id with the logarithm of their probability."""
    from tokenizers import models

    return models.Unigram(list(scores), unk_id=1, byte_fallback=True)


def write(path: Path, model: Any, level: str, recipe: Recipe) -> None:
    """Write a model as `tokenizer.json`, with the recipe in it where the library looks over it. Raises KoprepError."""
    import msgspec

    content = json.loads(_around(model).to_str())
    about = {"kind": "subwords", "format": _FORMAT, "level": level, "recipe": msgspec.to_builtins(recipe)}
    content["model"] = {"type": content["model"].pop("type"), _KEY: about, **content["model"]}
    with files.writing(path) as out:
        out.write((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


@kept
def load(path: Path) -> Model:
    """The model in a file, read once as long as the file stays the same. Raises InputError for anything else."""
    with files.reading(path) as file:
        data = file.read()
    refused = InputError(f"{path}: no subword model of koprep's; koprep fit bpe or koprep fit unigram writes one")
    try:
        about = json.loads(data.decode("utf-8-sig"))["model"][_KEY]
        level, format, recipe = about["level"], about["format"], json.dumps(about["recipe"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise refused from None
    if level not in ("text", "tokens"):
        raise refused
    if format != _FORMAT:
        raise InputError(f"{path}: subwords format {format}, not {_FORMAT}; update koprep")
    return Model(level, from_json(recipe, str(path)), _tokenizer(data.decode("utf-8-sig"), path))


def _tokenizer(content: str, path: Path) -> Any:
    version()
    # One process, one thread: `--workers` says how many work. It also keeps the library quiet about forks.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(content)
    except Exception as error:  # the library raises bare Exceptions
        raise InputError(f"{path}: damaged ({' '.join(str(error).split())})") from None


def _around(model: Any) -> Any:
    """All of a tokenizer: what makes units, the model, and what makes text again."""
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers

    tokenizer = Tokenizer(model)
    tokenizer.add_special_tokens(list(RESERVED[: len(SPECIALS)]))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(split=False), pre_tokenizers.Split(Regex(_UNIT), "isolated")]
    )
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace()])
    return tokenizer


@cache
def _unit() -> Any:
    import regex

    return regex.compile(_UNIT)
