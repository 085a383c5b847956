"""The English stemmer of Snowball 3, known as Porter2.

Written from the description of the algorithm at https://snowballstem.org/algorithms/english/stemmer.html (M. Porter and
the Snowball project); it agrees with the vocabulary that project distributes. NLTK's version is older and differs on
words such as organize, university, geologist.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SPECIAL = {
    "skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli",
    "singly": "singl", **{word: word for word in "sky news howe atlas cosmos bias andes".split()},
}  # fmt: skip
_UNCHANGED_ING = frozenset(("even", "cann", "inn", "earr", "herr", "out"))
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
    "tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
    "ative": "",
}  # fmt: skip
_STEP_4 = "al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion".split()
_BEFORE = {"ogi": "l", "li": "cdeghkmnrt", "ion": "st"}
"""Endings that go only after one of these letters."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of an English word, in lower case.

    >>> stem("Organizations"), stem("ponies")
    ('organ', 'poni')
    """
    word = word.lower().replace("’", "'")
    if word in _SPECIAL or len(word) < 3:
        return _SPECIAL.get(word, word)
    word = word.removeprefix("'")
    word = _CONSONANT_Y.sub(r"\1Y", "Y" + word[1:] if word.startswith("y") else word)
    first = _end(_FIRST_REGION, word, 0)
    second = _end(_REGION, word, first)
    word = _past_and_ing(_plural(word), first)
    if word[-1:] in ("y", "Y") and len(word) > 2 and not _VOWEL.match(word[-2]):
        word = word[:-1] + "i"
    word = _replace(word, _longest(_ENDS_2, word), _STEP_2, first)
    ending = _longest(_ENDS_3, word)
    word = _replace(word, ending, _STEP_3, second if ending == "ative" else first)
    word = _replace(word, _longest(_ENDS_4, word), {}, second)
    return _final(word, first, second).lower()


def _endings(endings: Iterable[str]) -> re.Pattern[str]: ...
