"""`clean`: drop or mask what is not language: addresses, markup, emoji, numbers that name a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import ClassVar, NamedTuple
from unicodedata import is_normalized, normalize

from koprep.patterns import Rule, hints, rules
from koprep.stages.base import Batch, Output, Stage, map_texts, option
from koprep.stages.joined import apart, lines_with, over

KINDS = ("url", "email", "html", "mention", "hashtag", "emoji", "punct", "phone", "rrn", "brn", "card", "pii")
SCRIPTS = ("hangul", "latin", "digit", "hanja", "kana", "punct", "emoji")

Action = Callable[[str], str]
_USUAL = {"closer", "punct", "scripts"}  # found in most texts
_MARKUP = ("comment", "inline", "block", "entity")

# What a dropped span leaves until the spaces around it are mended: Unicode sets these aside for use inside programs.
_GAP, _SEAM = "\ufdd0", "\ufdd1"
_MEND = re.compile(f"(?<! ) *+[{_GAP}{_SEAM}][ {_GAP}{_SEAM}]*+")

_CLASSES = {
    "hangul": "가-힣ㄱ-ㆎ\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb",
    "latin": "A-Za-zÀ-ÖØ-öø-\u02af\u0300-\u036f\u1e00-\u1effＡ-Ｚａ-ｚ",
    "digit": "0-9０-９",
    "hanja": "々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af",
    "kana": "\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "punct": r"!-/:-@\[-`{-~\u00a1-\u00bf\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u3001-\u3004\u3006\u3008-\u303f"
             "！-／：-＠［-｀｛-･￠-￦",
    "emoji": "",
}  # fmt: skip


@dataclass(frozen=True)
class Clean(Stage):
    """Drop or mask URLs, e-mails, markup, mentions, hashtags, emoji, punctuation and personal numbers.

    A dropped span leaves one space where words would run together. pii stands for phone, rrn (주민등록번호),
    brn (사업자등록번호) and card. html drops known elements and comments and decodes entities; masks (<num>) stay.
    punct keeps what belongs to a word or a number: Ph.D, don't, $45.55, 50%.
    """

    name: ClassVar[str] = "clean"
    example: ClassVar[str] = "clean:drop=html+url+emoji,mask=pii"
    drop: tuple[str, ...] = option(("html", "url", "email"), choices=KINDS, help="what to leave out")
    mask: tuple[str, ...] = option((), choices=KINDS, help="what to replace by its name: <phone>; it isn't dropped")
    scripts: tuple[str, ...] = option((), choices=SCRIPTS, help="keep only these and white space; none: keep all")
    lower: bool = option(False, help="yes: in lower case")

    def __call__(self, batch: Batch) -> Output:
        return map_texts(batch, partial(over, function=self._line))

    def _line(self, text: str) -> str:
        composed = text if is_normalized("NFC", text) else normalize("NFC", text)
        cleaned = _plan(self.drop, self.mask, self.scripts).apply(composed)
        return cleaned.lower() if self.lower else cleaned


class _Plan(NamedTuple):
    """What to do with which rule's matches, and where: `usual` is for lines in which no hint of any other is found."""

    actions: dict[str, Action]
    usual: tuple[str, ...]
    hints: tuple[re.Pattern[str], ...]
    scripts: tuple[str, ...]

    def apply(self, text: str) -> str:
        places = lines_with(self.hints, text)
        return apart(text, places, partial(self._sub, tuple(self.actions)), partial(self._sub, self.usual))

    def _sub(self, names: tuple[str, ...], text: str) -> str:
        if not names:
            return text
        if "entity" in names:
            # First by itself, so that what entities stand for is seen by the other rules.
            text = normalize("NFC", _alternatives(_MARKUP, ()).sub(self._act, text))
            names = tuple(name for name in names if name not in _MARKUP)
        if names:
            text = _alternatives(names, self.scripts).sub(self._act, text)
        return _MEND.sub(_mend, text) if _GAP in text or _SEAM in text else text

    def _act(self, match: re.Match[str]) -> str:
        return self.actions[match.lastgroup or ""](match[0])


@cache
def _plan(drop: tuple[str, ...], mask: tuple[str, ...], scripts: tuple[str, ...]) -> _Plan:
    actions: dict[str, Action] = {}
    for rule in rules().values():
        if rule.leaves == "decoded" and {rule.name, rule.group} & {*drop, *mask}:
            actions[rule.name] = _decode
        elif {rule.name, rule.group} & set(mask):
            actions[rule.name] = _always(rule.mask)
        elif {rule.name, rule.group} & set(drop):
            actions[rule.name] = _always(_SEAM if rule.leaves == "nothing" else _GAP)
        elif _is_guard(rule, {*drop, *mask}, scripts):
            actions[rule.name] = _itself
    if scripts:
        actions["scripts"] = _always(_GAP)
    usual = tuple(name for name in actions if name in _USUAL)
    rare = [hint for name in actions if name not in _USUAL for hint in hints(name)]
    return _Plan(actions, usual, tuple(dict.fromkeys(rare)), scripts)


def _is_guard(rule: Rule, named: set[str], scripts: tuple[str, ...]) -> bool:
    """Tell whether a rule that was not named keeps its spans whole from those that were."""
    if scripts:
        return rule.name == "mask" or (rule.name == "emoji" and "emoji" in scripts)
    if rule.name == "mask":
        return "punct" in named
    return rule.name in ("url", "email") and bool(named & {"punct", "mention", "hashtag"})


@cache
def _alternatives(names: tuple[str, ...], scripts: tuple[str, ...]) -> re.Pattern[str]:
    parts = [f"(?P<{name}>{rules()[name].pattern})" for name in names if name != "scripts"]
    if "scripts" in names:
        kept = "".join(_CLASSES[name] for name in scripts)
        # One character at a time, so that another rule can begin at the next, if there is any.
        parts.append(rf"(?P<scripts>[^\s{kept}]{'' if parts else '+'})")
    elif {*names} <= _USUAL:
        # Their hints are what they begin with; asking that first makes the search four times as fast.
        return re.compile(f"(?={'|'.join(rules()[name].hint for name in names)})(?:{'|'.join(parts)})")
    return re.compile("|".join(parts))


def _always(result: str) -> Action:
    return lambda found: result


def _itself(found: str) -> str:
    return found


def _decode(entity: str) -> str:
    import html

    char = html.unescape(entity)
    return " " if char.isspace() else char


def _mend(match: re.Match[str]) -> str:
    """One space between words where there was one or a gap is, none at the ends of a line."""
    text, start, end = match.string, match.start(), match.end()
    if start == 0 or end == len(text) or text[start - 1] == "\n" or text[end] == "\n":
        return ""
    return " " if _GAP in match[0] or " " in match[0] else ""
