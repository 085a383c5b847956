"""Texts that break analyzers, and what must be true of their tokens all the same."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from koprep.record import Token
from koprep.taggers.tagset import tags

LINES = [
    "", " ", "\t \u3000", "ㄷ" * 16, "가\0나", "\0", "👨\u200d👩\u200d👧❤️", "\u200d\ufe0f", "각 ᆫ ᆫ다", "ᅡᆨ", "大韓民國은",
    "하지맠ㅋㅋㅋ", "https://a.kr에서봤다", "a.b@c.kr로", "don't은", "하셔요 거야", "가\n나\r\n다", "\u2028가\x85",
    "EOS", "𠀀字", "①㉠㎏", "#해시ㅋ'난ㅠ#해시", "don't#해시’@mea大", "ﾾﾡ", "\u3164\u115f", "1,2,3", "'\"",
    "가" * 500, "." * 500, "<num><unk>", "٣ ⅷ", "\vÀ는 \v3.5kg",
]  # fmt: skip

_PARTS = [
    "가", "나다", "했어요", "그건", "난", "맠ㅋㅋ", "ㅋ", "ㅠ", "\0", "👍🏻", "😀", "\u200d", "https://a.kr", "@me",
    "#해시", "don't", "AI", "3.5kg", "1", "a", ".", "...", "!", "<num>", " ", "\n", "\t", "\u3000", "\u2028", "大",
    "ᆫ", "ᆯ까", "ᄀ", "é", "ﾾ", "①", "-", "'", ":)", "\u3164", "R&D", "하셔", "거야", "\x01", "EOS", "어욜까",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(_PARTS), st.characters(codec="utf-8")), max_size=10).map("".join)

_LOOSE = re.compile("[\u1100-\u1112\u1161-\u1175\u11a8-\u11c2]")


def check(text: str, tokens: list[Token]) -> None:
    """Assert what holds for the tokens of any text in NFC."""
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
    assert all(type(token) is Token and token.form for token in tokens)
    assert {token.tag for token in tokens} <= set(tags())
    assert not any(_LOOSE.search(token.form) for token in tokens)
