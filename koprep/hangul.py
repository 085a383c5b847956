"""Syllable ↔ jamo arithmetic: taking Hangul syllables apart and putting jamo together.

Three alphabets of jamo meet in Korean text: compatibility jamo (ㄴ, U+3131–3163, what a keyboard types),
conjoining jamo (U+1100–11FF, what NFD and some analyzers write) and half-width jamo (U+FFA1–FFDC).
koprep writes compatibility jamo everywhere, so every function here speaks it.
The arithmetic is that of The Unicode Standard, section 3.12.
"""

from __future__ import annotations

import re
from functools import cache

LEADS = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
"""The 19 consonants that can begin a syllable, in Unicode order."""

VOWELS = tuple("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ")
"""The 21 vowels, in Unicode order."""

CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
"""The 27 consonants that can close a syllable, in Unicode order, after the empty one."""

_FIRST, _LAST = 0xAC00, 0xD7A3
_PER_VOWEL = len(CODAS)
_PER_LEAD = len(VOWELS) * _PER_VOWEL

_LEAD_INDEX = {letter: index for index, letter in enumerate(LEADS)}
_VOWEL_INDEX = {letter: index for index, letter in enumerate(VOWELS)}
_CODA_INDEX = {letter: index for index, letter in enumerate(CODAS)}

# What two key strokes make of one letter on the two-set (2-beolsik) keyboard.
_CLUSTERS = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ",
    "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_DIPHTHONGS = {
    "ㅗㅏ": "ㅘ",
    "ㅗㅐ": "ㅙ",
    "ㅗㅣ": "ㅚ",
    "ㅜㅓ": "ㅝ",
    "ㅜㅔ": "ㅞ",
    "ㅜㅣ": "ㅟ",
    "ㅡㅣ": "ㅢ",
}
_SPLIT_CLUSTER = {cluster: pair for pair, cluster in _CLUSTERS.items()}

_TO_COMPAT = {
    **{0x1100 + index: letter for index, letter in enumerate(LEADS)},
    **{0x1161 + index: letter for index, letter in enumerate(VOWELS)},
    **{0x11A7 + index: letter for index, letter in enumerate(CODAS) if letter},
}
_CONJOINING = re.compile("[\u1100-\u11ff]")

HALFWIDTH = {
    **{0xFFA1 + index: 0x3131 + index for index in range(30)},
    **{
        block + offset: ord(VOWELS[6 * row + offset])
        for row, block in enumerate((0xFFC2, 0xFFCA, 0xFFD2, 0xFFDA))
        for offset in range(6 if row < 3 else 3)
    },
}
"""Half-width jamo (U+FFA1–FFDC) → compatibility jamo, by code point for `str.translate`."""


def is_syllable(char: str) -> bool:
    """Tell whether `char` is one precomposed Hangul syllable, 가 to 힣."""
    return len(char) == 1 and "가" <= char <= "힣"


def has_coda(char: str) -> bool:
    """Tell whether `char` is a syllable that ends in a consonant: 한 does, 하 and ㄴ do not."""
    return is_syllable(char) and (ord(char) - _FIRST) % _PER_VOWEL != 0


def decompose(syllable: str) -> tuple[str, str, str]:
    """Return a syllable's lead, vowel and coda as compatibility jamo; the coda is `""` where there is none.

    Raises ValueError for anything but one precomposed syllable.

    >>> decompose("값")
    ('ㄱ', 'ㅏ', 'ㅄ')
    """
    if not is_syllable(syllable):
        raise ValueError(f"not a Hangul syllable: {syllable!r}")
    index = ord(syllable) - _FIRST
    return (
        LEADS[index // _PER_LEAD],
        VOWELS[index % _PER_LEAD // _PER_VOWEL],
        CODAS[index % _PER_VOWEL],
    )


def compose(lead: str, vowel: str, coda: str = "") -> str:
    """Return the syllable made of compatibility jamo: the inverse of `decompose`.

    Raises ValueError if a letter can't stand in its place.

    >>> compose("ㅎ", "ㅏ", "ㄴ")
    '한'
    """
    try:
        index = _LEAD_INDEX[lead] * _PER_LEAD + _VOWEL_INDEX[vowel] * _PER_VOWEL + _CODA_INDEX[coda]
    except KeyError:
        raise ValueError(f"no Hangul syllable of {lead!r}, {vowel!r}, {coda!r}") from None
    return chr(_FIRST + index)


def strip_coda(char: str) -> str:
    """Return a syllable without its coda (맠 → 마); any other character as it is."""
    if not is_syllable(char):
        return char
    return chr(ord(char) - (ord(char) - _FIRST) % _PER_VOWEL)


def to_compat(text: str) -> str:
    """Write conjoining jamo as compatibility jamo: U+11AB, the ending of 난, becomes ㄴ.

    For text in NFC, where only jamo that stand alone are still conjoining; NFD text would fall apart.
    Fillers, and old jamo that modern Korean doesn't write, stay as they are.
    """
    return text.translate(_TO_COMPAT) if _CONJOINING.search(text) else text


def jamo(text: str) -> str:
    """Write every syllable as its compatibility jamo, a cluster as one letter; all else is kept.

    >>> jamo("값은 5원")
    'ㄱㅏㅄㅇㅡㄴ 5ㅇㅝㄴ'
    """
    return text if text.isascii() else text.translate(_jamo_of())


@cache
def _jamo_of() -> dict[int, str]:
    return {code: "".join(decompose(chr(code))) for code in range(_FIRST, _LAST + 1)}


_CLUSTER_LETTERS = "".join(_SPLIT_CLUSTER)
_TYPED = re.compile(
    f"([{''.join(LEADS)}])({'|'.join(_DIPHTHONGS)}|[ㅏ-ㅣ])(?:({'|'.join(_CLUSTERS)}|[{''.join(CODAS)}])(?![ㅏ-ㅣ]))?"
)
_CLUSTER_THEN_VOWEL = re.compile(f"(?<=[ㅏ-ㅣ])[{_CLUSTER_LETTERS}](?=[ㅏ-ㅣ])")

# Laughter and crying are no syllables to be; but the ㅋㅋ of ㅂㅜㅇㅓㅋㅋㅏㄹ (부엌칼) is no laughter.
_EMOTION = re.compile("((?<![ㅏ-ㅣ])ㅋㅋ+|ㅋㅋㅋ+|(?<![ㅏ-ㅣ])ㅎㅎ+|ㅎㅎㅎ+|ㅠㅠ+|ㅜㅜ+)")


def compose_jamo(text: str) -> str:
    """Compose runs of loose compatibility jamo into syllables, as a two-set (2-beolsik) keyboard would.

    A consonant before a vowel is a lead, after one a coda; ㄱㅅ and ㅗㅏ join to ㄳ and ㅘ.
    Letters that make no syllable stay, and so do laughter and crying (ㅋㅋ, ㅎㅎ, ㅠㅠ, ㅜㅜ), whatever
    stands beside them. Syllables that are already there take no part.

    >>> compose_jamo("ㅎㅏㄴㄱㅡㄹ ㅋㅋㅠㅠ")
    '한글 ㅋㅋㅠㅠ'
    """
    if not _TYPED.search(text):
        return text
    pieces = _EMOTION.split(text)
    return "".join(piece if index % 2 else _compose_typed(piece) for index, piece in enumerate(pieces))


def _compose_typed(text: str) -> str:
    # A cluster before a vowel gives its second letter away: ㄴㅓㄳㅣ was typed ㄴㅓㄱㅅㅣ, 넉시.
    text = _CLUSTER_THEN_VOWEL.sub(lambda match: _SPLIT_CLUSTER[match[0]], text)
    return _TYPED.sub(_compose_match, text)


def _compose_match(match: re.Match[str]) -> str:
    lead, vowel, coda = match.groups("")
    return compose(lead, _DIPHTHONGS.get(vowel, vowel), _CLUSTERS.get(coda, coda))
