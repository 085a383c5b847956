"""One spelling an ending: what vowel harmony alone makes different."""

from __future__ import annotations

_VOWELS = frozenset(map(chr, range(0x314F, 0x3164)))
_MERGED = {"아": "어", "여": "어", "았": "었", "였": "었"}
_ENDINGS = frozenset(("EP", "EC", "EF"))


def merged(form: str, tag: str) -> str:
    """Write an ending in 아 or 여 with 어, as after 먹: 았 and 였 become 었, 아서 and 여서 어서; all else stays.

    >>> merged("아야지", "EF"), merged("으로", "JKB")
    ('어야지', '으로')
    """
    if tag not in _ENDINGS or form[0] not in _MERGED or form.startswith("아시"):
        return form
    return _MERGED[form[0]] + form[1:]


def filled(form: str, tag: str) -> str:
    """Give an ending that begins with a bare vowel, as mecab-ko-dic writes some, its ㅇ: ㅏㅆ becomes 았.

    >>> filled("ㅔ요", "EF")
    '에요'
    """
    if tag[0] != "E" or form[0] not in _VOWELS:
        return form
    from koprep.hangul import compose_jamo

    return compose_jamo("ㅇ" + form)
