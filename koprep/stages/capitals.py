"""What a capital means in English: a name, an acronym, or no more than the beginning of a sentence."""

from __future__ import annotations

from koprep.record import Token

_ENDS = frozenset(".!?…:。\n")
_BETWEEN = frozenset(" \t\"'“‘([{<「『《〈-–—•*")
"""What a sentence ends with, and what may stand between that and the first word of the next one."""


def is_name(tokens: tuple[Token, ...], place: int, text: str) -> bool:
    """Tell whether the capital of a word marks a name: nothing else explains it.

    The first word of an English sentence has one in any case; but one that Korean goes on after (Apple은) begins no
    English sentence. Words all in capitals (WHO, US) are acronyms wherever they stand.

    >>> [is_name((Token("The", "", 0, 3), Token("Apple", "", 4, 9)), place, "The Apple") for place in (0, 1)]
    [False, True]
    """
    form, _, start, _ = tokens[place]
    if len(form) > 1 and form.isupper() and form.isalpha():
        return True
    if not (_begins(text, start) if start >= 0 else place == 0 or tokens[place - 1][0][-1] in _ENDS):
        return True
    return place + 1 < len(tokens) and "가" <= tokens[place + 1][0] <= "힣~"


def _begins(text: str, start: int) -> bool:
    """Tell whether a sentence begins at a place of the text."""
    while start > 0 and text[start - 1] in _BETWEEN:
        start -= 1
    return start == 0 or text[start - 1] in _ENDS
