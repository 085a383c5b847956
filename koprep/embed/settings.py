"""What word2vec and FastText may be told, and what is refused."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from koprep.embed.corpus import MIN_COUNT
from koprep.errors import UsageError

METHODS = ("skipgram", "cbow")
NEGATIVE = 5
_SEEDS = (1 << 32) - 1


@dataclass(frozen=True)
class Settings:
    """The options of word2vec, as in Mikolov et al. 2013, "Distributed Representations of Words and Phrases …".

    ``hs`` is hierarchical softmax, else ``negative`` words are drawn by their counts to the power ``ns_exponent``;
    ``subsample`` is the share of the tokens above which a word is thinned out (0: never); the learning rate falls from
    ``alpha`` to ``min_alpha``; ``fixed_window`` takes the whole window always, not a part of it drawn at random;
    ``cbow_sum`` sums contexts instead of averaging them; ``patience`` is after how many epochs without a lower loss
    training ends (0: never). ``deterministic`` is one thread: the same bytes each time.
    """

    method: str = "skipgram"
    dim: int = 100
    window: int = 10
    min_count: int = MIN_COUNT
    negative: int = NEGATIVE
    hs: bool = False
    ns_exponent: float = 0.75
    subsample: float = 1e-3
    alpha: float = 0.025
    min_alpha: float = 0.0001
    fixed_window: bool = False
    cbow_sum: bool = False
    epochs: int = 5
    patience: int = 0
    seed: int = 1
    deterministic: bool = False


def checked(settings: Settings) -> Settings:
    """The same. Raises UsageError for what can't be meant."""
    _check_least(settings)
    if settings.hs and settings.negative:
        raise UsageError(f"--hs takes the place of negative samples; leave out --negative {settings.negative}")
    if not settings.hs and settings.negative < 1:
        raise UsageError(f"--negative {settings.negative}: use 1 or more, or --hs instead")
    if not 0 <= settings.subsample < 1:
        raise UsageError(
            f"--subsample {settings.subsample:g}: use a share of the tokens below 1, as in 0.001; 0 is off"
        )
    if not -10 <= settings.ns_exponent <= 10:
        raise UsageError(f"--ns-exponent {settings.ns_exponent:g}: use a number from -10 to 10; 0.75 is usual")
    if not 0 < settings.alpha <= 10:
        raise UsageError(f"--alpha {settings.alpha:g}: use a number above 0 and at most 10; 0.025 is usual")
    if not 0 < settings.min_alpha <= settings.alpha:
        raise UsageError(f"--min-alpha {settings.min_alpha:g}: use a number above 0 and at most --alpha")
    if not 0 <= settings.seed < _SEEDS:
        raise UsageError(f"--seed {settings.seed}: use a number from 0 to {_SEEDS - 1}")
    if settings.cbow_sum and settings.method != "cbow":
        raise UsageError("--cbow-sum is for --method cbow; a skip-gram has one word to start from")
    return settings


def given(settings: Settings) -> dict[str, tuple[object, object]]:
    """The options and their defaults, for the step in a recipe; the window always, since its default depends on it."""
    return {
        field.name.replace("_", "-"): (getattr(settings, field.name), None if field.name == "window" else field.default)
        for field in fields(settings)
    }


def _check_least(settings: Settings) -> None:
    least = {"dim": 1, "window": 1, "min_count": 1, "negative": 0, "epochs": 1, "patience": 0}
    most = {"dim": 100_000, "window": 10_000, "negative": 10_000}
    for name, low in least.items():
        value, option = getattr(settings, name), name.replace("_", "-")
        if value < low:
            raise UsageError(f"--{option} {value}: use {low} or more")
        if value > most.get(name, math.inf):
            raise UsageError(f"--{option} {value}: use {most[name]:,} or less")
