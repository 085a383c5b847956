"""Korean predicates of tagged morphemes, with the noun or root before 하다: what `lemma` and `stem` share."""

from __future__ import annotations

from koprep.record import Token

STEMS = {
    **{tag: tag for tag in ("VV", "VA", "VX", "VCP", "VCN")},
    **{f"{tag}-{kind}": tag for tag in ("VV", "VA", "VX") for kind in "IR"},
}
"""The tags of stems, Kiwi's own too, and koprep's for them."""
SUFFIXES = {f"{tag}{kind}": to for tag, to in (("XSV", "VV"), ("XSA", "VA")) for kind in ("", "-I", "-R")}
"""The tags of what makes a predicate of a noun or root (하, 되, 스럽), and the tag of that predicate."""
ENDINGS = frozenset(("EP", "EF", "EC", "ETM", "ETN"))

_BASES = frozenset(("NNG", "NNP", "NNB", "NR", "NP", "XR", "MAG", "IC", "SL", "SH", "SN"))
_NOUN_SUFFIX, _NOUN_PREFIX = frozenset(("XSN",)), frozenset(("XPN",))
_new = tuple.__new__


def predicate(token: Token, found: list[Token], after: str = "", join: bool = True) -> Token:
    """The predicate a stem or suffix makes, with ``after`` (다) behind it; the noun it joins is taken off ``found``.

    ``found`` is what stands before it. Only what touches is joined: 공부/NNG 하/XSV are 공부하, and so are a foreign
    word and 하 or 되, which analyzers call now XSV, now VV (Google하는).
    """
    form, tag, start, end = token
    if join and (tag in SUFFIXES or _follows_foreign(token, found)):
        parts = _taken(found, start)
        form = "".join([part[0] for part in parts]) + form
        return _new(Token, (form + after, SUFFIXES.get(tag, "VV"), parts[0][2] if parts else start, end))
    return _new(Token, (form + after, STEMS.get(tag, tag), start, end))


def _follows_foreign(token: Token, found: list[Token]) -> bool:
    return token[0] in ("하", "되") and bool(found) and found[-1][1] == "SL" and 0 < found[-1][3] == token[2]


def _taken(found: list[Token], start: int) -> list[Token]:
    """Take the noun or root that touches a suffix at ``start`` off the end of the list, with its affixes."""
    first = _back(found, len(found), start, _NOUN_SUFFIX)
    first = _back(found, first, start, _BASES, most=1)
    first = _back(found, first, start, _NOUN_PREFIX)
    parts = found[first:]
    del found[first:]
    return parts


def _back(found: list[Token], place: int, start: int, tags: frozenset[str], most: int = 99) -> int:
    """How far back from ``place`` tokens of these tags touch each other and what follows them."""
    for _ in range(most):
        after = found[place].start if place < len(found) else start
        if not place or found[place - 1].tag not in tags or found[place - 1].end < after:
            break
        place -= 1
    return place
