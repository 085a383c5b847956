"""What the beginning of a source says: its format, its columns, what its records hold and how they were made."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from koprep import csvrows, files, jsonl, kakaotalk
from koprep.chats import KakaoTalkReader
from koprep.encodings import Encoding
from koprep.errors import InputError, UsageError, suggest
from koprep.flow import Shape, shape
from koprep.readers import CsvReader, ForeignJsonlReader, JsonlReader, Reader, TextReader, TokensReader, TsvReader
from koprep.recipe import Recipe, from_json


class NoTextColumnError(UsageError):
    """Columns, none of which is known to hold the text."""


@dataclass(frozen=True)
class Options:
    """How sources are read: ``format`` "" goes by the ending, else by what the first stage ``needs``."""

    format: str = ""
    text_col: str = ""
    label_col: str = ""
    encoding: str = "auto"
    docs: str = "line"
    needs: str = "text"


@dataclass(frozen=True)
class Head:
    """The reader of a source, how many lines of header it has, what its records hold and come with, and what of the
    source is left out."""

    reader: Reader
    skip: int
    shape: Shape
    recipe: Recipe | None = None
    left_out: str = ""


def is_own_json(text: str) -> bool:
    """Whether the first line is an object with ``id`` and ``text``, koprep's own JSON Lines."""
    return _own(text.partition("\n")[0]) is not None


def read(path: Path, format: str, encoding: Encoding, text: str, options: Options) -> Head:
    """Choose the reader of a line format by the beginning of its text. Raises InputError or UsageError."""
    common: dict[str, Any] = {
        "name": files.display_name(path),
        "docs": options.docs,
        "encoding": "utf-8" if encoding.wide else encoding.name,
    }
    if format == "text":
        return Head(TextReader(**common), 0, Shape("text"))
    if format in ("tokens", "tagged"):
        return Head(TokensReader(**common, tagged=format == "tagged"), 0, shape(format))
    if format == "kakaotalk":
        return Head(KakaoTalkReader(**common, layout=kakaotalk.layout(text, str(path))), 0, Shape("text"))
    if format == "jsonl":
        return _json(path, text, options, common)
    kind, cells = (CsvReader, _csv_header(text)) if format == "csv" else (TsvReader, _first_line(text).split("\t"))
    found = columns(path, [unicodedata.normalize("NFC", cell) for cell in cells], options)
    skip = 1 + sum(cell.count("\n") for cell in cells) if "width" in found else 0
    return Head(kind(**common, **found), skip, Shape("text"))


def line_shape(line: jsonl.Line) -> Shape:
    """What records hold, told by one of them."""
    level = "text" if line.tokens is None else "tokens" if line.tags is None else "tagged"
    return Shape(level if line.ids is None else "ids", line.tags is not None)


def _first_line(text: str) -> str:
    return text.partition("\n")[0].removesuffix("\r")


def _csv_header(text: str) -> list[str]:
    row = next(csvrows.rows(text.encode("utf-8", "replace")))
    return csvrows.fields(row.data.decode())


def _json(path: Path, text: str, options: Options, common: dict[str, Any]) -> Head:
    """By the first line that is an object at all: a broken one in front shall not cost the rest."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines and not lines[0].lstrip().startswith("{"):
        raise InputError(f"{path}:1: not JSON Lines; one object a line is needed (jq -c '.[]' makes them of an array)")
    first = next((line for line in lines if _object(line)), "")
    if lines[1:] and not first:
        raise InputError(f"{path}: not JSON Lines; no line is a whole object (jq -c . writes each object in one line)")
    own = _own(first)
    if own is not None and not options.text_col and not options.label_col:
        return Head(JsonlReader(**common), 0, line_shape(own), _recipe(first, path))
    column = options.text_col or _text_column(path, _object(first))
    return Head(ForeignJsonlReader(**common, text_col=column, label_col=options.label_col), 0, Shape("text"))


def _object(line: str) -> dict[str, Any] | None:
    try:
        row = jsonl.parse(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _own(line: str) -> jsonl.Line | None:
    """The line, if it has what koprep writes and no key that koprep never writes."""
    row = _object(line)
    if row is None or not row.keys() <= jsonl.KEYS:
        return None
    try:
        return msgspec.convert(row | {"recipe": None}, jsonl.Line)
    except msgspec.ValidationError:
        return None


def _recipe(line: str, path: Path) -> Recipe | None:
    recipe = jsonl.parse(line).get("recipe")
    return from_json(msgspec.json.encode(recipe), str(path)) if recipe else None


def _text_column(path: Path, row: dict[str, Any] | None) -> str:
    if row is None or isinstance(row.get("text"), str):
        return "text"
    raise NoTextColumnError(
        f"{path} has the keys {', '.join(row)}; say which holds the text: --text-col KEY (a dotted path "
        "for nested ones)"
    )


def columns(path: Path, header: list[str], options: Options) -> dict[str, Any]:
    """Which columns to take, as a TsvReader's ``text``, ``label`` and, where there is a header, ``width``.

    A number counts from 1 and means: no header. Raises UsageError.
    """
    if options.text_col.isdecimal():
        if options.label_col and not options.label_col.isdecimal():
            raise UsageError(f"--text-col {options.text_col} means no header, so --label-col must be a number too")
        numbers = [int(column) - 1 for column in (options.text_col, options.label_col) if column]
        if min(numbers) < 0:
            raise UsageError("columns are counted from 1")
        return {"text": numbers[0], "label": numbers[1] if len(numbers) > 1 else None}
    text = options.text_col or ("text" if "text" in header or header == [""] else "")
    if not text:
        raise NoTextColumnError(
            f"{path} has the columns {', '.join(header)}; say which holds the text, as in "
            f"--text-col {header[-1]} (or by number where there is no header: --text-col 1)"
        )
    if header == [""]:
        return {"width": 1}
    for option, column in (("--text-col", text), ("--label-col", options.label_col)):
        if column and column not in header:
            raise UsageError(f"{path}: {option} {column}: {suggest(column, header)}")
    label = header.index(options.label_col) if options.label_col else None
    return {"text": header.index(text), "label": label, "width": len(header)}
