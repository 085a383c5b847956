"""The rules of tables/clean.tsv: what URLs, e-mails, numbers of people, emoji and so on look like."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from koprep.tables import read


class Rule(NamedTuple):
    """One row of the table; the table's head says what the columns mean."""

    name: str
    group: str
    pattern: str
    hint: str
    leaves: str
    mask: str
    example: str
    expected: str


@cache
def rules() -> dict[str, Rule]:
    """The rules by name, in the order in which they are tried at one place of the text."""
    return {row[0]: Rule(*row) for row in read("clean.tsv")}


def pattern(name: str) -> str:
    """Return the regular expression of a rule, for Python's `re` and without flags.

    It has no capturing groups, so patterns can be joined by `|` inside groups of the caller's own; it neither matches
    nor looks past a newline, so one search may run over many texts joined by newlines. Names: url, email, mention,
    hashtag, emoji, mask (`<num>`), phone, rrn, brn, card, punct and the other rows of tables/clean.tsv.
    Raises KeyError for any other name.

    >>> re.findall(pattern("url"), "https://a.kr에서 봤다")
    ['https://a.kr']
    """
    return rules()[name].pattern


@cache
def hints(name: str) -> tuple[re.Pattern[str], ...]:
    """Return cheap patterns, one of which is found in every text in which the rule's pattern is found."""
    return tuple(map(re.compile, rules()[name].hint.split(" ")))
