"""What analyzers get wrong about predicates, put right where only one reading is possible."""

from __future__ import annotations

from collections.abc import Sequence

from koprep.record import Token
from koprep.taggers.conjugation import alternants, ends_as_b, stem
from koprep.taggers.homonyms import homonyms, in_l

_VERBS = frozenset(("VV", "VA", "VX", "XSA"))
_NOUNS = frozenset(("NNG", "NNP", "NP", "IC"))
_CHECKED = _VERBS | _NOUNS
_ASKING = {"어": "아", "어요": "아요", "습니까": "습니까", **{form: form for form in ("아", "아요", "니", "냐", "나")}}
"""The endings that ask for agreement after 잖, which is 지 않 in one syllable, and what they look like there."""
_RU = frozenset(("이르", "푸르", "누르", "노르"))
"""The verbs in 러 (한글 맞춤법 18항 8), whose 렀 mecab-ko-dic doesn't know."""
_AS_NOUNS = {"아": ("알", ("NNG", "NNP", "IC")), "우": ("울", ("NNG", "NNP")), "여": ("열", ("NP",))}
"""Verbs that Kiwi takes for a noun with its particle before 는, and the tags it gives."""
_OTHERS = _RU | {"않"}

_new = tuple.__new__


def corrected(tokens: Sequence[Token]) -> Sequence[Token]:
    """Give predicates the stems of the dictionary, whatever an analyzer took for their stem; other tokens stay.

    - mecab-ko-dic holds many stems as they sound before an ending: 만드/VV 는/ETM. `stem` says which they are.
    - 사/VV 는/ETM is 살/VV 는/ETM after 시골에, 나/VV 는/ETM 날/VV 는/ETM after 하늘을: `in_l`.
    - 지/EC 않/VX 어/EC that share the syllable of 잖아 are one ending, 잖아/EF: 좋잖아 denies nothing.
    - 이르/VV 렀다/NA, a word unknown to mecab-ko-dic, is 이르/VV 었/EP 다/EF.
    - 아/NNG 는/JX at the beginning of a word, Kiwi's reading of 아는, is 알/VV 는/ETM; so are 우는 and 여는 울다, 열다.

    >>> [f"{token.form}/{token.tag}" for token in corrected([Token("만드", "VV", 0, 2), Token("는", "ETM", 2, 3)])]
    ['만들/VV', '는/ETM']
    """
    suspects, verbs = alternants(), homonyms()
    places = [
        place
        for place, (form, tag, _, _) in enumerate(tokens)
        if tag in _CHECKED and (form in suspects or form in _OTHERS or form in verbs or ends_as_b(form))
    ]
    if not places:
        return tokens
    result = list(tokens)
    for place in reversed(places):
        _correct(result, place)
    return result


def _correct(tokens: list[Token], place: int) -> None:
    form, tag, start, end = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) and 0 < end == tokens[place + 1][2] else None
    if form == "않" and tag == "VX":
        _merge_asking(tokens, place)
    elif form in _RU and after and after[1] == "NA" and after[0][0] == "렀":
        tokens[place + 1 : place + 2] = _past(after)
    elif form in _AS_NOUNS and tag in _AS_NOUNS[form][1] and after and after[0].startswith("는"):
        if (after[1] == "JX" or after[1][:1] == "E") and (not place or tokens[place - 1][3] < start):
            tokens[place] = _new(Token, (_AS_NOUNS[form][0], "VV", start, end))
            tokens[place + 1] = after._replace(tag="ETM" if after[1] == "JX" else after[1])
    elif tag in _VERBS:
        leans = tag == "VX" and place > 0 and tokens[place - 1][1][:1] == "E" and tokens[place - 1][3] == start
        ending = after[0] if after and after[1][:1] == "E" else ""
        if tag == "VV" and ending[:1] == "는" and form in homonyms():
            form = in_l(tokens, place)
        tokens[place] = _new(Token, (*stem(form, tag, ending, free=not leans), start, end))


def _merge_asking(tokens: list[Token], place: int) -> None:
    """Make one ending of 지, 않 and what follows, if they are 잖아, 잖아요 …"""
    if not 0 < place < len(tokens) - 1:
        return
    before, (_, _, start, _), (form, tag, _, end) = tokens[place - 1 : place + 2]
    if before[:2] == ("지", "EC") and before[2] == start >= 0 and form in _ASKING and tag in ("EF", "EC"):
        tokens[place - 1 : place + 2] = [_new(Token, ("잖" + _ASKING[form], "EF", start, end))]


def _past(unknown: Token) -> list[Token]:
    """렀다/NA as 었/EP 다/EF, 렀던/NA as 었/EP 던/ETM; an ending whose form doesn't tell is EC."""
    form, _, start, end = unknown
    rest = form[1:]
    kind = {"을": "ETM", "던": "ETM", "음": "ETN", "기": "ETN"}.get(
        rest, "EF" if rest[-1:] in list("다요까죠") else "EC"
    )
    past = [_new(Token, ("었", "EP", start, start + 1)), _new(Token, (rest, kind, start + 1, end))]
    return past if rest else past[:1]
