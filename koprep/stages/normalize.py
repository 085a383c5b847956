"""`normalize`: one way to write the same text: composed, without invisible characters, repeats folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial
from typing import ClassVar
from unicodedata import is_normalized, normalize

from koprep import hangul, hanja
from koprep.errors import UsageError
from koprep.patterns import hints, pattern
from koprep.stages.base import Batch, Output, Stage, map_texts, option
from koprep.stages.joined import apart, lines_with, over
from koprep.stages.laughter import unfused


@dataclass(frozen=True)
class Normalize(Stage):
    """Write the same text in one way: NFC, no invisible characters, single spaces, runs of ㅋㅋㅋ and !!! folded.

    Always: syllables composed (NFC), jamo that stand alone as compatibility jamo, half-width Hangul in full width;
    Hangul fillers, zero-width characters (but for those inside emoji) and control characters removed.
    """

    name: ClassVar[str] = "normalize"
    example: ClassVar[str] = "normalize:form=nfkc,hanja=hangul"
    form: str = option(
        "nfc",
        choices=("nfc", "nfkc"),
        help="nfkc also unifies compatibility characters (Ａ → A, ㈜ → (주)), but leaves ㅋㅋ alone",
    )
    repeat: int = option(2, help="fold longer runs of laughter, crying and punctuation to so many; 0: leave them")
    hanja: str = option("keep", choices=("keep", "hangul"), help="hangul: write 失敗率 as 실패율")
    jamo: str = option("keep", choices=("keep", "compose"), help="compose: write ㅎㅏㄴㄱㅡㄹ as 한글")
    laughter: str = option(
        "keep", choices=("keep", "apart"), help="apart: write 하지맠ㅋㅋ as 하지마ㅋㅋ, not 부엌ㅋㅋ"
    )
    space: bool = option(True, help="yes: white space of any kind and length becomes one space, none at the ends")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.repeat < 0:
            raise UsageError(
                f"normalize: repeat={self.repeat} is not possible; "
                "type how many to keep, such as 2, or 0 to fold nothing"
            )

    def __call__(self, batch: Batch) -> Output:
        return map_texts(batch, self._all)

    def _all(self, texts: list[str]) -> list[str]:
        lines = over(texts, self._line)
        return [line.strip() if "\n" not in line else _trim(line) for line in lines] if self.space else lines

    def _line(self, text: str) -> str:
        rare = bool(_RARE.search(text) or _TAGS.search(text))
        if rare:
            text = strip_invisible(text)
        if self.hanja == "hangul" and _HANJA.search(text):
            text = "\n".join(map(hanja.to_hangul, text.split("\n")))
        if rare or self.form == "nfkc" or not is_normalized("NFC", text):
            text = compose(text, self.form)
            if self.space:
                text = _OTHER_SPACE.sub(" ", text)
        if self.jamo == "compose":
            text = hangul.compose_jamo(text)
        if self.laughter == "apart":
            text = unfused(text)
        if self.repeat:
            text = fold_repeats(text, self.repeat)
        return _SPACES.sub(" ", text) if self.space else text


# Characters that show nothing. Controls that part words (form feed, NEL …) are white space and become spaces.
_ZERO_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_FILLERS = "\u3164\uffa0"
_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_TAGS = re.compile("[\U000e0001-\U000e01ef]")
_INVISIBLE = f"[{_ZERO_WIDTH}{_FILLERS}{_CONTROLS}\U000e0001-\U000e01ef]+"
_BREAKS = re.compile("[\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]")
_OTHER_SPACE = re.compile(r"[^\S \n]")
_SPACES = re.compile("   *")

# All that any step but NFC, folding and plain spaces works on, within the basic plane: one search finds out that a
# batch has none of it.
_RARE = re.compile(
    f"[{_ZERO_WIDTH}{_FILLERS}\x00-\x09\x0b-\x1f\x7f-\xa0\u1100-\u11ff\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    "\uffa1-\uffdc]"
)

# A conjoining filler holds the place of a jamo that is missing; what stands beside it stands alone.
_HELD = re.compile("([\u1100-\u115e\ua960-\ua97c]?)[\u115f\u1160]+([\u1161-\u11a7]?[\u11a8-\u11ff]?)")
_CONJOINING = re.compile("[\u1100-\u11ff]")
_OLD_OR_MODERN = re.compile("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]+")
_MODERN = re.compile("[\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]+")
_HALFWIDTH = re.compile("[\uffa1-\uffbe\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc]+")
_NOT_JAMO = re.compile("[^\u3131-\u318e]+")
_HANJA = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")

# Stars, hearts and emoji are not punctuation: ★★★★★ is a rating.
_PUNCT = r"!-/:-@\[-`{-~…‥·•―—–〜～！？。、，．：；＾ㆍ"
_FOLDED = f"ㄱ-ㅣ{_PUNCT}"
_PAIRED = "ㅋㅎㅠㅜㅡㅇㄷ!?~.,;"


def strip_invisible(text: str) -> str:
    """Remove control characters, zero-width characters and Hangul fillers; emoji keep theirs (❤️, families)."""
    text = _BREAKS.sub(" ", _outside_emoji().sub(r"\1", text))
    if "\u1160" in text or "\u115f" in text:
        text = _HELD.sub(lambda match: hangul.to_compat(match[1] + match[2]), text)
    return text


def compose(text: str, form: str = "nfc") -> str:
    """Compose to NFC, or to NFKC but for loose jamo (U+3131–318E), and write all of those in one alphabet."""
    if text.isascii():
        return text
    if _HALFWIDTH.search(text):
        text = _HALFWIDTH.sub(_widen, text)
    text = normalize("NFC", text) if form == "nfc" else _NOT_JAMO.sub(_nfkc, text)
    return _OLD_OR_MODERN.sub(_loose, text) if _CONJOINING.search(text) else text


def fold_repeats(text: str, most: int) -> str:
    """Fold a run of the same loose jamo or punctuation mark, or of a pair of them in turn, to `most`.

    URLs and e-mails are left alone, and so are digits, letters and syllables: 10000원, good, 부엌.

    >>> fold_repeats("10000원 ㅋㅋㅋㅋㅋ 와!!!!! 뭐!?!?!?! 부엌ㅋㅋㅋ", 2)
    '10000원 ㅋㅋ 와!! 뭐!?!? 부엌ㅋㅋ'
    """
    places = lines_with((*hints("url"), *hints("email")), text)
    return apart(text, places, partial(_fold_around_addresses, most=most), partial(_fold, most=most))


def _trim(text: str) -> str:
    return text.replace(" \n", "\n").replace("\n ", "\n").strip()


def _fold(text: str, most: int) -> str:
    run, pairs = _repeats(most)
    text = run.sub(r"\1" * most, text)
    while (folded := pairs.sub(r"\1\2" * most, text)) != text:
        text = folded
    return text


@cache
def _repeats(most: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    run = rf"([{_FOLDED}])\1{{{most},}}"
    pairs = rf"([{_PAIRED}])(?!\1)([{_PAIRED}])(?:\1\2){{{most},}}"
    return re.compile(run), re.compile(pairs)


@cache
def _outside_emoji() -> re.Pattern[str]:
    return re.compile(f"({pattern('emoji')})|{_INVISIBLE}")


def _fold_around_addresses(text: str, most: int) -> str:
    pieces = _address().split(text)
    return "".join(piece if index % 2 else _fold(piece, most) for index, piece in enumerate(pieces))


@cache
def _address() -> re.Pattern[str]:
    return re.compile(f"({pattern('url')}|{pattern('email')})")


def _nfkc(match: re.Match[str]) -> str:
    return normalize("NFKC", match[0])


def _widen(match: re.Match[str]) -> str:
    return hangul.compose_jamo(match[0].translate(hangul.HALFWIDTH))


def _loose(match: re.Match[str]) -> str:
    """Modern jamo in the compatibility alphabet; old Hangul (ᄒᆞᆫ) needs its conjoining jamo to be one syllable."""
    return hangul.to_compat(match[0]) if _MODERN.fullmatch(match[0]) else match[0]
