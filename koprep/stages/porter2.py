"""The English stemmer of Snowball 3, known as Porter2.

Written from the description of the algorithm at https://snowballstem.org/algorithms/english/stemmer.html (M. Porter and
the Snowball project); it agrees with the vocabulary that project distributes. NLTK's version is older and differs on
words such as geologist, universities, added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

_SPECIAL = {
    "skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli",
    "singly": "singl", **{word: word for word in ["sky", "news", "howe", "atlas", "cosmos", "bias", "andes"]},
}  # fmt: skip
_UNCHANGED_ING = frozenset(("even", "cann", "inn", "earr", "herr", "out"))
_DOUBLE = frozenset(["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"])
_UNCHANGED_EED = frozenset(("succ", "proc", "exc"))

# A Y in capitals is a consonant: the one that begins a word or follows a vowel.
_CONSONANT_Y = re.compile("([aeiouy])y")
_VOWEL = re.compile("[aeiouy]")
_FIRST_REGION = re.compile("(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)|.*?[aeiouy][^aeiouy]", re.S)
_REGION = re.compile(".*?[aeiouy][^aeiouy]", re.S)
_SHORT_END = re.compile(r"(?:[^aeiouy][aeiouy][^aeiouywxY]|\A[aeiouy][^aeiouy]|past)\Z")

_STEP_2 = {
    "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize", "ization": "ize",
    "ational": "ate", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al", "alli": "al", "fulness": "ful",
    "fulli": "ful", "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble", "bli": "ble",
    "ogist": "og", "lessli": "less", "ogi": "og", "li": "",
}  # fmt: skip
_STEP_3 = {
    "tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic",
    "ful": "", "ness": "", "ative": "",
}  # fmt: skip
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti", "ous", "ive",
    "ize", "ion",
)  # fmt: skip
_ONLY_AFTER = {"ogi": "l", "li": "cdeghkmnrt", "ion": "st"}


def _ending_in(endings: Iterable[str]) -> re.Pattern[str]:
    """Finds the longest of the endings, since a search finds what begins first."""
    return re.compile(rf"(?:{'|'.join(endings)})\Z")


_POSSESSIVE = _ending_in(("'", "'s", "'s'"))
_ENDS_1B = _ending_in(("eed", "eedly", "ed", "edly", "ing", "ingly"))
_ENDS_2, _ENDS_3, _ENDS_4 = map(_ending_in, (_STEP_2, _STEP_3, _STEP_4))


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of an English word, in lower case.

    >>> stem("Geologists"), stem("ponies")
    ('geolog', 'poni')
    """
    word = word.lower().replace("’", "'")
    if word in _SPECIAL or len(word) < 3:
        return _SPECIAL.get(word, word)
    word = word.removeprefix("'")
    word = _CONSONANT_Y.sub(r"\1Y", "Y" + word[1:] if word.startswith("y") else word)
    first = _end(_FIRST_REGION, word, 0)
    second = _end(_REGION, word, first)
    word = _final_y(_past_and_ing(_plural(word), first))
    word = _replace(word, _longest(_ENDS_2, word), _STEP_2, first)
    ending = _longest(_ENDS_3, word)
    word = _replace(word, ending, _STEP_3, second if ending == "ative" else first)
    word = _replace(word, _longest(_ENDS_4, word), {}, second)
    return _final_e_and_l(word, first, second).lower()


def _end(region: re.Pattern[str], word: str, start: int) -> int:
    match = region.match(word, start)
    return match.end() if match else len(word)


def _longest(endings: re.Pattern[str], word: str) -> str:
    match = endings.search(word)
    return match[0] if match else ""


def _replace(word: str, ending: str, table: Mapping[str, str], region: int) -> str:
    rest = word[: len(word) - len(ending)]
    if not ending or len(rest) < region or rest[-1:] not in _ONLY_AFTER.get(ending, rest[-1:]):
        return word
    return rest + table.get(ending, "")


def _plural(word: str) -> str:
    word = _POSSESSIVE.sub("", word)
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _past_and_ing(word: str, first: int) -> str:
    ending = _longest(_ENDS_1B, word)
    rest = word[: len(word) - len(ending)]
    if ending.startswith("eed"):
        return rest + "ee" if len(rest) >= first and rest not in _UNCHANGED_EED else word
    if ending == "ing" and len(rest) == 2 and rest[1] == "y" and not _VOWEL.match(rest):
        return rest[0] + "ie"
    if not ending or (ending == "ing" and rest in _UNCHANGED_ING) or not _VOWEL.search(rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if rest[-2:] in _DOUBLE:
        return rest if len(rest) == 3 and rest[0] in "aeo" else rest[:-1]
    return rest + "e" if len(rest) == first and _SHORT_END.search(rest) else rest


def _final_y(word: str) -> str:
    return word[:-1] + "i" if len(word) > 2 and word[-1] in "yY" and not _VOWEL.match(word[-2]) else word


def _final_e_and_l(word: str, first: int, second: int) -> str:
    rest = word[:-1]
    if word.endswith("e"):
        return rest if len(rest) >= second or (len(rest) >= first and not _SHORT_END.search(rest)) else word
    return rest if word.endswith("ll") and len(rest) >= second else word
