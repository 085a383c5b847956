"""Hanja → Hangul: reading Chinese characters as Korean does.

Rules: 한글 맞춤법 (the Korean orthography), sections 10–12 on the initial sound law (두음 법칙), 렬 and 률,
section 52 on characters with several sounds. Data: `tables/hanja.tsv` and `tables/hanja_words.tsv`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from unicodedata import normalize

from koprep import hangul, tables

_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(f"[{_IDEOGRAPH}][{_IDEOGRAPH}〇]*")

_DIGITS = frozenset("一二三四五六七八九")
_NUMERALS = _DIGITS | frozenset("零十百千萬億兆數幾壹貳參拾")
_COUNTERS = frozenset("年里輛流類輪樓壘龍")  # keep their sound after a number, 年 in 3年間 too

# Words that begin with 年 in their own right: 회계年度 is 회계연도, but 작年末 is 작년말.
_YEAR_WORDS = frozenset("度齡金俸次數報表輪賀休")

# What takes a listed word of two characters as its second part: 新女性 신여성, 不利益 불이익, 年利率 연이율.
_PREFIXES = frozenset("新舊空逆熱沒破再非不無副總重大小高低超脫反單最被前後本年純實滿多雜終")

# Of four characters, the last shows that the third ends a word (目的論者), or the third seldom begins one.
_TAILS = frozenset("者的制官國島亞計科館傳語症補會")
_ENDINGS = frozenset("論羅里令尼量蘭路爐")

# A run of three that begins so is a person's name, unless it begins with a listed word (金融業 금융업).
_SURNAMES = {"金": "김", "沈": "심"}

# After Hangul these make one suffix of two characters with the one before: 회의論者 회의론자.
_SUFFIX_TAILS = frozenset("的者上別等")

_AFTER_NUMBER = re.compile("[0-9０-９] ?$|(?:몇|[십백천만억여]) $")
_HANGUL = re.compile("[가-힣ㄱ-ㆎ\u1100-\u11ff]")
_ATTACHED = re.compile("[가-힣ㄱ-ㆎ\u1100-\u11ffA-Za-z)\\]’”」』〉》】]")
_GLIDES = frozenset("ㅑㅒㅕㅖㅛㅠㅣ")


class _Word(NamedTuple):
    hanja: str
    reading: str
    group: str


class _Place(NamedTuple):
    """A character `text[at]` of a run of Hanja `text[start:end]`; the last listed word ended at `anchor`."""

    text: str
    at: int
    start: int
    end: int
    anchor: int

    def char(self, offset: int = 0) -> str:
        """Return the character so far from this one, or "" outside the text."""
        at = self.at + offset
        return self.text[at : at + 1] if at >= 0 else ""


def to_hangul(text: str) -> str:
    """Write every Hanja of `text` as the Hangul syllable it is read as; the length stays the same.

    Meant for text before NFC, which would fold the compatibility ideographs of KS X 1001 (U+F900–FA0B): each
    was encoded for a reading of its own, and keeps it. Other characters are read by the longest listed word
    (音樂 음악, 快樂 쾌락, 金氏 김씨, 六月 유월), else by their most usual sound and these rules:

    - 두음 법칙 where a word begins: a run of Hanja after neither Hanja nor Hangul (女子 여자); several Hanja
      after Hangul (해외旅行 해외여행; one alone is taken for a suffix, 노동量 노동량); and inside compounds,
      as far as the listed words and the usual two and two of four characters tell (國際聯合 국제연합).
      A counter after a number keeps its sound (3年 3년).
    - 렬 and 률 after a vowel or ㄴ are 열 and 율 (失敗率 실패율); 不 before ㄷ and ㅈ is 부 (不動産 부동산).

    A character without a Korean reading stays as it is.

    >>> to_hangul("失敗率 成長率 音樂 金氏 不動産 女子 男女 六月")
    '실패율 성장률 음악 김씨 부동산 여자 남녀 유월'
    """
    return _RUN.sub(_read_run, text) if _RUN.search(text) else text


@cache
def _readings() -> dict[str, str]:
    """Return the usual reading of every character, before the initial sound law."""
    table: dict[str, str] = {}
    for reading, characters, *codes in tables.read("hanja.tsv"):
        table.update(dict.fromkeys(characters, reading))
        table.update(dict.fromkeys((chr(int(code, 16)) for code in " ".join(codes).split()), reading))
    # The duplicates of other standards are read as what NFC makes of them.
    for code in (*range(0xFA0C, 0xFB00), *range(0x2F800, 0x2FA20)):
        unified = normalize("NFC", chr(code))
        if unified in table:
            table[chr(code)] = table[unified]
    return table


@cache
def _words() -> dict[str, list[_Word]]:
    """Return the listed words by their first character, the longest first."""
    index: dict[str, list[_Word]] = {}
    for hanja, reading, group in tables.read("hanja_words.tsv"):
        index.setdefault(hanja[0], []).append(_Word(hanja, reading, group))
    for words in index.values():
        words.sort(key=lambda word: -len(word.hanja))
    return index


def _read_run(match: re.Match[str]) -> str:
    text, (start, end) = match.string, match.span()
    heard = text[max(start - 1, 0) : start]
    said = ""
    anchor = start
    while (at := start + len(said)) < end:
        place = _Place(text, at, start, end, anchor)
        word = _word_at(place)
        if word:
            said += word.reading[: end - at]  # 金씨 is listed with its Hangul, which stays where it is
            anchor = at + len(word.hanja)
        else:
            said += _sound(place, said[-1:] or heard)
    return said


def _word_at(place: _Place) -> _Word | None:
    for word in _words().get(place.char(), ()):
        if place.text.startswith(word.hanja, place.at) and (word.group != "initial" or _may_begin(place)):
            return word
    return None


def _may_begin(place: _Place) -> bool:
    """Tell whether a word listed for its first sound (旅行 여행) may begin here, inside a run."""
    before = place.char(-1)
    if place.at == place.start or (before in _NUMERALS and place.char() in _COUNTERS):
        return False
    return place.at - place.anchor != 1 or before in _PREFIXES


def _sound(place: _Place, heard: str) -> str:
    """Return the syllable for a character that no listed word covers; `heard` was said just before."""
    char = place.char()
    reading = _readings().get(char)
    if char == "〇":
        return "영" if heard == "영" or place.char(-1) in _NUMERALS else char
    if reading is None:
        return char
    if "\uf900" <= char <= "\ufa0b":
        return reading
    if char == "不":
        return "부" if _is_before_d_or_j(place) else reading
    if char == "六":
        return "륙" if _is_second_of_two_digits(place) else "육"
    if char == "兩" and _is_counter(place):
        return "냥"
    if char in _SURNAMES and place.at == place.start and place.end - place.at == 3:
        return _SURNAMES[char]
    if reading in ("렬", "률") and _is_open(heard):
        return _initial(reading)
    return _initial(reading) if _begins_word(place) else reading


def _begins_word(place: _Place) -> bool:
    if place.at > place.start:
        return _begins_second_half(place)
    alone = place.end - place.at == 1
    if _AFTER_NUMBER.search(place.text, max(place.at - 2, 0), place.at):
        return not (alone or place.char() in _COUNTERS) or place.char() == "列"
    if place.char() == "年" and _HANGUL.match(place.char(-1)):
        return place.char(1) in _YEAR_WORDS
    if _ATTACHED.match(place.char(-1)):
        return not (alone or (place.end - place.at == 2 and place.char(1) in _SUFFIX_TAILS))
    return not (alone and _is_bound_ri(place))


def _begins_second_half(place: _Place) -> bool:
    """Tell whether this is the third of four characters, two and two of them words: 男尊女卑, 進退兩難."""
    if place.end - place.anchor != 4 or place.at - place.anchor != 2:
        return False
    if place.char() in _ENDINGS or place.char(1) in _TAILS:
        return False
    return not (place.char(-1) in _NUMERALS and place.char() in _COUNTERS)


def _is_counter(place: _Place) -> bool:
    """Tell whether a character stands alone after a number (100兩) or ends a run after a numeral (千兩)."""
    if place.at + 1 < place.end:
        return False
    if place.at > place.start:
        return place.char(-1) in _NUMERALS
    return bool(_AFTER_NUMBER.search(place.text, max(place.at - 2, 0), place.at) or _HANGUL.match(place.char(-1)))


def _is_bound_ri(place: _Place) -> bool:
    """Tell whether 理 is the bound noun 리 of 그럴 리가 없다, which keeps its sound."""
    if place.char() != "理" or place.char(-1) != " " or not hangul.is_syllable(place.char(-2)):
        return False
    return hangul.decompose(place.char(-2))[2] == "ㄹ"


def _is_second_of_two_digits(place: _Place) -> bool:
    """Tell 五六 오륙 and 四六 사륙 from numbers, which say 육: 十六 십육, 一九六〇 일구육영."""
    if place.at == place.start or place.char(-1) not in _DIGITS:
        return False
    left, right = place.char(-2), place.char(1)
    return not (place.at - 2 >= place.start and left in _NUMERALS) and right not in _DIGITS and right != "〇"


def _is_before_d_or_j(place: _Place) -> bool:
    following = place.char(1)
    sound = _readings().get(following, following)
    lead = hangul.decompose(sound)[0] if hangul.is_syllable(sound) else hangul.to_compat(sound)
    return lead in ("ㄷ", "ㅈ")


def _is_open(heard: str) -> bool:
    """Tell whether a sound ends in a vowel or ㄴ; conjoining jamo of NFD text count too."""
    if hangul.is_syllable(heard):
        return hangul.decompose(heard)[2] in ("", "ㄴ")
    return "\u1161" <= heard <= "\u1175" or heard == "\u11ab"


@cache
def _initial(reading: str) -> str:
    """Return a syllable as it sounds at the beginning of a word: 녀 여, 로 노, 리 이."""
    lead, vowel, coda = hangul.decompose(reading)
    if lead in "ㄴㄹ" and vowel in _GLIDES:
        lead = "ㅇ"
    elif lead == "ㄹ":
        lead = "ㄴ"
    return hangul.compose(lead, vowel, coda)
