"""koprep's tags, the names of their groups, and what the analyzers' own tags become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from koprep.errors import UsageError, suggest
from koprep.record import Token
from koprep.tables import read

UNKNOWN = "NA"
_HANJA = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
COARSE = frozenset(("okt",))
"""Engines whose tags say less than Sejong's, so that they keep them."""

OWN = COARSE | {"hannanum"}
"""Engines none of whose tags is one of Sejong's."""


class TagMap(dict[str, str]):
    """Native tag to koprep's; a tag no table knows becomes NA."""

    def __missing__(self, native: str) -> str:
        return UNKNOWN


class Same(dict[str, str]):
    """Native tags as they are."""

    def __missing__(self, native: str) -> str:
        return native


@cache
def tags() -> tuple[str, ...]:
    """Every tag koprep gives, in the order of the table: Sejong's, and W_URL, W_EMAIL, W_HASHTAG, W_MENTION."""
    return tuple(row[0] for row in read("tags.tsv"))


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """What a group's name stands for: tags, and ``form/TAG`` where only one form of a tag belongs to it.

    >>> groups()["V"]
    ('VV', 'VA', 'VX', 'VCP', 'VCN')
    """
    found: dict[str, list[str]] = {}
    for tag, _, names in read("tags.tsv"):
        for name in names.split():
            group, _, form = name.partition(":")
            entries = found.setdefault(group, [])
            entries.append(f"{form}/{tag}" if form else tag)
    return {group: tuple(entries) for group, entries in found.items()}


@cache
def tag_map(engine: str) -> TagMap:
    """koprep's tag for every tag of an engine."""
    own = {} if engine in OWN else {tag: tag for tag in tags()}
    if engine == "kiwi":
        own |= {f"{tag}-{kind}": tag for tag in ("VV", "VA", "VX", "XSV", "XSA") for kind in "IR"}
    return TagMap(own | {row[0]: row[1] for row in read(f"tags_{engine}.tsv")})


def names_of(engine: str, native: bool) -> dict[str, str]:
    """What to call every tag of an engine: by koprep's name, or by its own."""
    return Same() if native else tag_map(engine)


def native_name(engine: str, form: str, tag: str) -> str:
    """What an engine itself would call a span, so that native tags are of one set: Okt's URL for W_URL.

    >>> native_name("okt", "https://a.kr", "W_URL"), native_name("kiwi", "https://a.kr", "W_URL")
    ('URL', 'W_URL')
    """
    if engine == "okt" and tag == "SW" and is_jamo(form):
        return "KoreanParticle"
    natives = (native for native, own in tag_map(engine).items() if own == tag != native)
    other = "Punctuation" if tag in _SIGNS else "Foreign"
    return next(natives, other if engine == "okt" else tag)


_SIGNS = {
    "SF": ".!?。！？",
    "SP": ",·/:;、，：；",
    "SS": "\"'“”‘’()[]{}<>《》〈〉「」『』【】",
    "SO": "-~–—〜～",
    "SE": "…",
}
_SIGN = {char: tag for tag, chars in _SIGNS.items() for char in chars}


def is_jamo(form: str) -> bool:
    """Whether a form is compatibility jamo and nothing else: ㅋㅋ, ㅠㅠ."""
    return all("ㄱ" <= char <= "ㅣ" for char in form)


def script(form: str) -> str:
    """The tag of a form by its script: SN, SL, SH; "" for Hangul and anything else.

    >>> script("2024"), script("AI"), script("韓國"), script("밥")
    ('SN', 'SL', 'SH', '')
    """
    if form.isdecimal():
        return "SN"
    if form.isascii():
        return "SL" if form.isalpha() else ""
    return "SH" if _HANJA.fullmatch(form) else ""


def sign(form: str) -> str:
    """The tag of a punctuation mark by its characters, whatever an analyzer made of it; "" for anything else.

    >>> sign("."), sign("!?"), sign("..."), sign("ㅋ")
    ('SF', 'SF', 'SE', '')
    """
    found = {_SIGN.get(char, "") for char in form}
    if len(found) > 1:
        return ""
    return "SE" if form.startswith("..") and set(form) == {"."} else found.pop()


def expand(names: Iterable[str], native: str = "") -> frozenset[str]:
    """The tags that tags and groups (``N``, ``content``, ``조사``) mean together.

    Entries such as ``않/VX`` stand for one form of a tag: ``content`` has the negations 않, 못하, 말 but no other
    auxiliary. With ``native``, an engine's name, they are that engine's own tags. Raises UsageError for other names.

    >>> sorted(expand(["V", "XR"]))
    ['VA', 'VCN', 'VCP', 'VV', 'VX', 'XR']
    """
    known = {**_native(native), **_native_groups(native)} if native else {tag: (tag,) for tag in tags()} | groups()
    chosen: set[str] = set()
    for name in names:
        if name not in known:
            raise UsageError(f"{name} is no tag{f' of {native}' if native else ''}: {suggest(name, known)}")
        chosen.update(known[name])
    return frozenset(chosen)


def choose(tokens: Sequence[Token], keep: frozenset[str], drop: frozenset[str]) -> Sequence[Token]:
    """The tokens that ``keep`` (everything, if empty) has and ``drop`` has not; both come from `expand`."""
    if keep:
        pairs = _pairs(keep)
        tokens = [token for token in tokens if token[1] in keep or token[:2] in pairs]
    if drop:
        pairs = _pairs(drop)
        tokens = [token for token in tokens if token[1] not in drop and token[:2] not in pairs]
    return tokens


@cache
def _pairs(entries: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split("/")) for entry in entries if "/" in entry)


def _native(engine: str) -> dict[str, tuple[str, ...]]:
    return {tag: (tag,) for tag in tag_map(engine)}


def _native_groups(engine: str) -> dict[str, tuple[str, ...]]:
    """The groups in an engine's tags: every native tag that becomes one of the group's."""
    back: dict[str, list[str]] = {}
    for native, tag in tag_map(engine).items():
        back.setdefault(tag, []).append(native)
    found = {}
    for group, entries in groups().items():
        parts = [entry.rpartition("/") for entry in entries]
        found[group] = tuple(form + slash + native for form, slash, tag in parts for native in back.get(tag, ()))
    return {group: entries for group, entries in found.items() if entries}
