"""The rule tables that ship with koprep: tab-separated text, each with its source in its first lines."""

from __future__ import annotations

from importlib.resources import files


def read(name: str) -> list[list[str]]:
    """Return the rows of a shipped table, split at tabs, without blank lines and lines that begin with `#`.

    `name` is the file's name with its ending. Rows keep the order and the width they have in the file.
    Raises FileNotFoundError if koprep ships no such table. Nothing is cached: who needs a table keeps it.

    >>> read("stopwords_en.tsv")[0]
    ['a', 'article']
    """
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.split("\n") if line.strip() and not line.startswith("#")]
