"""Parts of speech as users name them: a tag (JKS), a group (J), or a Korean name (조사)."""

from __future__ import annotations

from collections.abc import Iterable

from koprep.errors import UsageError, suggest

TAGS = tuple(
    "NNG NNP NNB NR NP VV VA VX VCP VCN MM MAG MAJ IC JKS JKC JKG JKO JKB JKV JKQ JX JC EP EF EC ETN ETM "
    "XPN XSN XSV XSA XSM XR SF SP SS SE SO SW SL SH SN NA W_URL W_EMAIL W_HASHTAG W_MENTION".split()
)
"""The tags of the Sejong corpus, and koprep's own for URLs, mail addresses, hashtags and mentions."""

GROUPS = {
    "N": ("NNG", "NNP", "NNB", "NR", "NP"),
    "V": ("VV", "VA", "VX", "VCP", "VCN"),
    **{group: tuple(tag for tag in TAGS if tag.startswith(group)) for group in ("M", "J", "E", "S", "W")},
}

NAMES = {
    "명사": ("NNG", "NNP", "NNB"), "의존명사": ("NNB",), "대명사": ("NP",), "수사": ("NR",),
    "동사": ("VV",), "형용사": ("VA",), "보조용언": ("VX",), "지정사": ("VCP", "VCN"),
    "관형사": ("MM",), "부사": ("MAG", "MAJ"), "접속사": ("MAJ",), "감탄사": ("IC",),
    "조사": GROUPS["J"], "어미": GROUPS["E"], "접미사": ("XSN", "XSV", "XSA", "XSM"), "기호": GROUPS["S"],
}  # fmt: skip
"""접속사 are the connecting adverbs 그리고, 하지만; the connecting particles 와, 랑 (JC) are 조사."""


def is_tag(name: str) -> bool:
    """Tell whether a name is a tag of koprep's set: NNG is, N and NOUN are not."""
    return name in TAGS


def tags_of(stage: str, key: str, names: Iterable[str]) -> frozenset[str]:
    """The tags that names mean together. Raises UsageError for a name that is neither tag, group nor Korean name.

    >>> sorted(tags_of("stopwords", "tags", ["접속사", "V"]))
    ['MAJ', 'VA', 'VCN', 'VCP', 'VV', 'VX']
    """
    known = {**{tag: (tag,) for tag in TAGS}, **GROUPS, **NAMES}
    for name in names:
        if name not in known:
            raise UsageError(f"{stage}: {key}={name} is no tag: {suggest(name, [*NAMES, *GROUPS, *TAGS])}")
    return frozenset(tag for name in names for tag in known[name])
