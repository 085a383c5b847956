"""Where sentences end, by rules: punctuation, and Korean final endings (종결 어미) without it.

One regular expression finds the ends, and jumps over what is in brackets and quotes. The rules follow the Korean
orthography on punctuation (한글 맞춤법 부록: 문장 부호) and what people type: emoticons behind the end, no space
after it, no period at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from koprep import hangul


def split(texts: Sequence[str]) -> list[list[str]]:
    """Split texts in NFC into sentences, which are slices of the text without white space at their ends.

    A newline ends a sentence. A blank text has no sentence.

    >>> split(["IP는 192.168.56.31 입니다. Mr. Kim은 3.14를 안대요ㅋㅋ 진짜?"])
    [['IP는 192.168.56.31 입니다.', 'Mr. Kim은 3.14를 안대요ㅋㅋ', '진짜?']]
    """
    joined = "\n".join(texts)
    if joined.count("\n") != max(len(texts) - 1, 0):
        return [[sentence for line in split(text.split("\n")) for sentence in line] for text in texts]
    cuts, found, start = iter([*_cuts(joined), len(joined) + 1]), [], 0
    cut = next(cuts)
    for text in texts:
        end = start + len(text)
        if cut >= end:
            found.append([text.strip()] if text and not text.isspace() else [])
        else:
            pieces = []
            while cut < end:
                pieces.append(joined[start:cut].strip())
                start, cut = cut, next(cuts)
            pieces.append(joined[start:end].strip())
            found.append([piece for piece in pieces if piece])
        start = end + 1
    return found


def ends(text: str) -> list[int]:
    """Return the offsets just behind the last character of every sentence.

    >>> ends("춥다. 집에 가자!")
    [3, 10]
    """
    found, place = [], 0
    for sentence in split([text])[0]:
        place = text.index(sentence, place) + len(sentence)
        found.append(place)
    return found


def _cuts(text: str) -> list[int]:
    return [match.end() for match in _pattern().finditer(text) if match.lastindex]


def _closed(codas: str) -> str:
    """All syllables that end in one of these consonants."""
    places = [hangul.CODAS.index(coda) for coda in codas]
    return "".join(chr(code) for place in places for code in range(0xAC00 + place, 0xD7A4, len(hangul.CODAS)))


_SPACE = r"[^\S\n]"
_PICTURE = "[\u2600-\u27bf\ufe0f\u200d\U0001f1e6-\U0001faff]"
_EMOTICON = rf"(?:[ㅋㅎㅠㅜㅡ~♡♥☆★;^]|[:;=]-?[)(DPp]|>_<|-_-|{_PICTURE})"
_NOTE = r"(?:\[[^\[\]\n]{1,8}\])*+"  # footnote marks: [1][주 2]
_CLOSE = "[\"'”’)\\]}」』》〉>]*+"
_TAIL = rf"(?:{_SPACE}?(?:{_EMOTICON}|[.!?…]))*+"
# A short remark in brackets that is no sentence belongs to the sentence before: 했다. (웃음)
_REMARK = rf"(?:{_SPACE}\([^()\n]{{1,40}}(?<![.!?…다요죠])\)(?=\s|\Z))?+"

# What is said goes on behind the quoted words: 가자! 라고 했다; 재미있을까? 싶었는데.
_GOES_ON = rf"(?!{_SPACE}*+(?:이?라[고는며]|이라면|이?란{_SPACE}|[고며]{_SPACE}|하[고며는면]|했[는더]|싶))"
_NO_QUOTE = rf"(?!이?라[고는며]|[고며는]{_SPACE})"
_NO_PARTICLE = rf"(?!이?라[고는며]|하[고며는]|(?:이?란|에서|으로|까지|부터|[고며는은이가를을의에로도만와과]){_SPACE})"
_WORD = "가-힣A-Z0-9<“‘「『"

# ---- periods that end nothing
_SHORT = (
    "Mr Mrs Ms Dr Prof St Mt vs Ph Inc Co Ltd Corp Jr Sr cf Fig Vol pp No Art Ch Sec "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec"
)
_NOT_SHORT = "".join(rf"(?<!{word}\.)" for word in _SHORT.split()) + r"(?<![^A-Za-z][A-Za-z]\.)(?<!\A[A-Za-z]\.)"
_NOT_NUMBERED = (  # 1. 첫째, 2026. 11. 21.
    r"(?<![^0-9.,][0-9]\.)(?<!\A[0-9]\.)(?<![^0-9.,][0-9][0-9]\.)(?<!\A[0-9][0-9]\.)" rf"(?!{_SPACE}++[0-9])"
)
_NOT_LETTERED = r"(?<!\s[가나다라마바사아자차카타파하]\.)(?<!\A[가나다라마바사아자차카타파하]\.)"  # 가. 목적
_PERIOD = (
    r"(?<=\.)(?<!\.\.)(?![.…])"
    rf"(?:(?<![A-Za-z0-9]\.){_NOT_LETTERED}|(?<=[A-Za-z]\.){_NOT_SHORT}|(?<=[0-9]\.){_NOT_NUMBERED})"
)
# Dots after a particle, a connective or a sigh go on: 제 생각은... 보다가... 아...
_DOTS = (
    r"(?<=[.…])(?<![.…][.…])(?:(?<=…)|(?=[.…]))(?<![은는을를에의로와과도만면서며니데][.…])"
    r"(?<!\s[아어음오우와흠허휴에][.…])(?<!\A[아어음오우와흠허휴에][.…])[.…]*+"
)
_MARK = r"(?<=[!?。！？])(?<![!?。！？][!?。！？])[!?。！？]*+"
_AFTER_MARK = (
    rf"(?:(?={_SPACE})|(?<={_PICTURE})|(?<=[ㅋㅎㅠㅜ~^])(?=[가-힣])"
    rf"|(?:(?<=[다요죠]\.)|(?<=\]))(?=[{_WORD}]){_NO_QUOTE}|(?<=[!?])(?=[{_WORD}]){_NO_PARTICLE})"
)

# ---- final endings
_POLITE = (
    "(?<=니[다당])|(?<=[어아여해에예네세까지죠나래게데구고군걸거더러려워와겨켜져쳐봐줘가돼대셔]요)|(?<=[어아해에예네세까]용)"
    "|(?<=[죠쥬])|(?<=[{b}]니까)"
)
_NOMINAL = "(?<=[{past}없같많좋싶]음)|(?<=[것거문]임)|(?<=야[함됨])"
_PLAIN = "(?<=[{past}{negative}{b}이같싶]다)|(?<=[{present}]다)(?<![혼판완린칸]다)(?<!우간다)"
# 다 that is no end: 하다 보니, 있다 하더라도, 맞다 싶다
_NOT_PLAIN = (
    rf"(?!{_SPACE}++(?:보[니면]|못[해한하]|하(?:더|여도|[고니는면며기였])|한[다들]|해[도서]|했|치[고면]|쳐도|싶|생각"
    rf"|말[하했할]|느[끼꼈낀]|믿|볼|[는니며고]{_SPACE}))"
)
_AFTER_ENDING = rf"(?:(?={_SPACE})|(?<={_PICTURE})|(?<=[ㅋㅎㅠㅜ~^♡♥☆★])(?=[가-힣]))"

# ---- what is jumped over; where a quoted sentence ends with its mark, the quote is an end
_BRACKETS = r"(?<=\()[^()\n]*\)|(?<=\[)[^\[\]\n]*\]"
_QUOTES = (
    (r"(?<=“)[^“”\n]*", "”"),
    (r"(?<=‘)[^‘’\n]*", "’"),
    (r"(?<=「)[^「」\n]*", "」"),
    (r"(?<=『)[^『』\n]*", "』"),
    (r'(?<=")(?<![^\s(]")(?=\S)[^"\n]{1,200}', '"'),
    (r"(?<=')(?<![^\s(]')(?=\S)[^'\n]{1,100}", "'(?![A-Za-z])"),
)


@cache
def _pattern() -> re.Pattern[str]:
    """Group 1 takes part where a sentence ends; every alternative begins with one of a few characters, for speed."""
    classes = {"past": _closed("ㅆ"), "negative": _closed("ㅄㅎㄶㅀ"), "present": _closed("ㄴ"), "b": _closed("ㅂ")}
    full_tail = _TAIL + _NOTE + _CLOSE + _TAIL + _REMARK
    found = [
        f"(?:{_MARK}|{_DOTS}|{_PERIOD}){full_tail}{_AFTER_MARK}{_GOES_ON}",
        f"(?:{_POLITE}|{_NOMINAL}){_TAIL}{_AFTER_ENDING}{_REMARK}{_GOES_ON}",
        f"(?:{_PLAIN}){_TAIL}{_AFTER_ENDING}{_REMARK}{_GOES_ON}{_NOT_PLAIN}",
        *(rf"{inside}(?<=[.!?…]){close}(?={_SPACE}){_GOES_ON}" for inside, close in _QUOTES),
    ]
    jumped = [_BRACKETS, *(inside + close for inside, close in _QUOTES)]
    ends = re.sub(r"\{(past|negative|present|b)\}", lambda match: classes[match[1]], "|".join(found))
    return re.compile(rf"[.…!?。！？다당요용죠쥬까음임함됨(\[“‘「『\"'](?:({ends})|{'|'.join(jumped)})")
