"""The escapes inside a token of the tokens, tagged and vocab formats: ``\\s \\t \\n \\r \\\\``."""

from __future__ import annotations

import re

_NEEDS = re.compile(r"[ \t\n\r\\]")
_OUT = {" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}
_IN = {escaped: plain for plain, escaped in _OUT.items()}
_ENDS = re.compile(r"(\\*)([\n\r]|(?<=\\)[nr])")
_ENDS_ESCAPED = re.compile(r"(\\+)([nr])")
_ESCAPED = re.compile(r"\\[stnr\\]")


def escape(token: str) -> str:
    """Write a token so that it holds no white space of the format.

    >>> escape("자연어 처리")
    '자연어\\\\s처리'
    """
    return _NEEDS.sub(lambda match: _OUT[match[0]], token)


def unescape(token: str) -> str:
    """The token as it was; a backslash before anything else stays."""
    return _ESCAPED.sub(lambda match: _IN[match[0]], token) if "\\" in token else token


def escape_ends(token: str) -> str:
    """Write a token so that it holds no line end, and nothing else that isn't needed to tell it apart.

    Backslashes are doubled before ``n``, ``r`` and line ends, and stay as they are elsewhere.
    """
    return _ENDS.sub(lambda match: 2 * match[1] + _OUT.get(match[2], match[2]), token)


def unescape_ends(line: str) -> str:
    """The token that :func:`escape_ends` wrote."""

    def read(match: re.Match[str]) -> str:
        half, odd = divmod(len(match[1]), 2)
        return half * "\\" + (_IN["\\" + match[2]] if odd else match[2])

    return _ENDS_ESCAPED.sub(read, line) if "\\" in line else line


def join(tokens: list[str]) -> str:
    """One line of the tokens format."""
    line = " ".join(tokens)
    if line.count(" ") + 1 != len(tokens) or "\\" in line or "\t" in line or "\n" in line or "\r" in line:
        return " ".join(map(escape, tokens))
    return line


def split(line: str) -> list[str]:
    """The tokens of one line; an empty line has none, and runs of spaces count as one."""
    tokens = line.split(" ") if line else []
    if "" in tokens:
        tokens = [token for token in tokens if token]
    return [unescape(token) for token in tokens] if "\\" in line else tokens
