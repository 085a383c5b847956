"""Vocabularies as other tools keep them: GloVe's ``word count``, Keras' ``word_index``, a token a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from koprep import escapes, files
from koprep.errors import InputError, UsageError
from koprep.vocab import SPECIALS, Vocab

_PAD = "<pad>"
_COUNTED = re.compile(r"([^ ]+) ([0-9]{1,18})")
_NEWLINE = b"\n"
_MOST = 10**18 - 1
"""The highest count that a vocabulary file has room for."""
_MARK = "\ufeff"


class Rows(NamedTuple):
    """Tokens in the order of their ids, and their counts where the format has them.

    ``padded``: the file has no word with id 0, which ``<pad>`` became.
    """

    tokens: Sequence[str]
    counts: Sequence[int] | None = None
    padded: bool = False


def write_glove(out: BinaryIO, vocab: Vocab, specials: bool) -> None:
    """Write ``word count`` lines in the order of the ids, white space inside a token escaped as in token files."""
    rows = zip(vocab.tokens, vocab.counts.tolist(), strict=True)
    _write(out, (f"{escapes.escape(token)} {count}\n" for token, count in rows if specials or not _is_special(token)))


def write_plain(out: BinaryIO, vocab: Vocab, specials: bool) -> None:
    """Write a token a line, as BERT's ``vocab.txt``: the first line is id 0.

    Only what would end the line is escaped; all other tokens stand as they are, ``b\\s`` too.
    """
    _write(out, (f"{escapes.escape_ends(token)}\n" for token in vocab.tokens if specials or not _is_special(token)))


def write_keras(out: BinaryIO, vocab: Vocab) -> None:
    """Write Keras' ``word_index``, a JSON object ``{word: id}``.

    In Keras 0 is padding and no word's id. Where ``<pad>`` is id 0 it is left out, and every other token keeps its id,
    so that the ids of tensors are those of the file; ``<unk>``, 1 by default, is where Keras has ``oov_token``.
    Elsewhere every id is one more than in tensors (:func:`shifts` tells).
    """
    shift = shifts(vocab)
    first = 1 - shift
    for id, token in enumerate(vocab.tokens[first:], start=first):
        out.write(f"{'{' if id == first else ','}\n{json.dumps(token, ensure_ascii=False)}: {id + shift}".encode())
    out.write(b"\n}\n" if len(vocab) > first else b"{}\n")


def shifts(vocab: Vocab) -> int:
    """By how much ids in Keras' ``word_index`` are above those in tensors: 0 where id 0 is ``<pad>``, else 1."""
    return 0 if len(vocab) and vocab[0] == _PAD else 1


def read_lines(path: Path, format: str) -> Rows:
    """Read ``glove`` or ``txt``; with ``format`` "" it is glove where every line is a word and a number.

    Raises InputError with the line.
    """
    lines = _lines(path)
    matches = [_COUNTED.fullmatch(line) for line in lines]
    if format == "glove" or (not format and lines and all(matches)):
        return _counted(path, lines, matches)
    for number, line in enumerate(lines, start=1):
        if not line:
            raise InputError(f"{path}:{number}: an empty line, where a token is needed")
    return Rows(_distinct(path, list(map(escapes.unescape_ends, lines))))


def read_keras(path: Path) -> Rows:
    """Read a ``word_index``, or the JSON of Keras' ``Tokenizer.to_json()``, which has the counts too.

    Ids must run from 1, and ``<pad>`` becomes id 0, or from 0, as in Hugging Face's ``vocab.json``. Raises InputError.
    """
    with files.reading(path) as file:
        index = _json(path, file.read())
    counts: dict[str, Any] = {}
    if index.get("class_name") == "Tokenizer" and isinstance(index.get("config"), dict):
        config = index["config"]
        index, counts = (_json(path, config.get(key, "{}")) for key in ("word_index", "word_counts"))
    for word, id in index.items():
        if not isinstance(id, int) or isinstance(id, bool):
            raise InputError(f"{path}: the id of {word!r} is {id!r:.40}, no integer")
    words = sorted(index, key=index.__getitem__)
    first = index[words[0]] if words else 1
    for place, word in enumerate(words, start=first):
        if index[word] != place or first not in (0, 1):
            raise InputError(
                f"{path}: the id of {word!r} is {index[word]}, where {place} is next; they run from 1 or 0"
            )
    if first == 1 and index.get(_PAD) is not None:
        raise InputError(f"{path}: {_PAD!r} has id {index[_PAD]}, but it is what id 0 stands for; take it out")
    tokens = [_PAD] * first + words if words else []
    if not counts:
        return _checked(path, Rows(tokens, padded=first == 1))
    numbers = [n if isinstance(n, int) and n >= 0 else 0 for n in (counts.get(token, 0) for token in tokens)]
    return _checked(path, Rows(tokens, numbers, padded=first == 1))


def _checked(path: Path, rows: Rows) -> Rows:
    """Raises InputError for words and counts that no vocabulary file can hold; lines of text can't have them."""
    for id, token in enumerate(rows.tokens):
        if not token:
            raise InputError(f"{path}: the word with id {id} is empty")
        if any("\ud800" <= letter <= "\udfff" for letter in token):
            raise InputError(f"{path}: {token!r:.60} is half a letter, no text; it can't be written as UTF-8")
    for token, count in zip(rows.tokens, rows.counts or (), strict=False):
        if count > _MOST:
            raise InputError(f"{path}: {token!r:.60} has the count {count!s:.40}; at most {_MOST} can be kept")
    return rows


def _write(out: BinaryIO, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        mark = _MARK if not number and line.startswith(_MARK) else ""  # the first of them is taken for no text
        out.write(f"{mark}{line}".encode())


def _counted(path: Path, lines: list[str], matches: list[re.Match[str] | None]) -> Rows:
    for number, (line, match) in enumerate(zip(lines, matches, strict=True), start=1):
        if match is None:
            raise InputError(f"{path}:{number}: not a word, a space and a count: {line!r:.60}")
    found = [match for match in matches if match]
    tokens = [escapes.unescape(match[1]) for match in found]
    return Rows(_distinct(path, tokens), [int(match[2]) for match in found])


def _lines(path: Path) -> list[str]:
    with files.reading(path) as file:
        raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}:{1 + raw.count(_NEWLINE, 0, error.start)}: not UTF-8 text") from None
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _distinct(path: Path, tokens: list[str]) -> list[str]:
    seen: set[str] = set()
    for number, token in enumerate(tokens, start=1):
        if token in seen:
            raise InputError(f"{path}:{number}: {token!r} stands twice")
        seen.add(token)
    return tokens


def _json(path: Path, data: Any) -> dict[str, Any]:
    """A JSON object; a key that stands twice would be lost silently."""

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise InputError(f"{path}: a word stands twice in it")
        return found

    try:
        value = json.loads(data, object_pairs_hook=distinct)
    except (ValueError, RecursionError, TypeError) as error:
        raise InputError(f"{path}: not JSON ({error})") from None
    if not isinstance(value, dict):
        raise InputError(f"{path}: not a JSON object of words and ids")
    return value


def _is_special(token: str) -> bool:
    return token.startswith("<") and token[1:-1] in SPECIALS and token.endswith(">")


def note(vocab: Vocab, format: str, specials: bool) -> str:
    """What a user of the file must know, "" if nothing."""
    if format == "glove" and specials and "<unk>" in vocab:
        return "GloVe's own programs refuse a vocabulary with <unk>; --no-specials leaves the special tokens out"
    if format == "txt" and (many := sum(escapes.escape_ends(token) != token for token in vocab.tokens)):
        return f"{many:,} tokens hold line ends, written \\n and \\r here; backslashes before n and r are doubled"
    if format == "keras" and shifts(vocab):
        return "id 0 is no <pad> here, so every id in word_index is one more than in tensors: add 1 to them"
    return ""


def told(format: str, rows: Rows) -> tuple[str, ...]:
    """What a user must know who reads these rows from a file of another tool."""
    padded = (
        f"the ids of word_index begin at 1: {_PAD} is added as id 0, every word keeps its id (in tensors of a "
        "vocabulary without <pad> it was one less)"
    )
    counts = f"{format} has no counts here, so all are 0"
    return (*([padded] if rows.padded else []), *([counts] if rows.counts is None else []))


def check_specials(format: str, specials: bool) -> None:
    """Raises UsageError where ids would no longer be what they are."""
    if not specials and format not in ("glove", "txt"):
        raise UsageError("--no-specials is for --to glove and --to txt")
