"""``koprep embed fasttext``: word vectors from parts of words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from koprep.cli import options
from koprep.cli.embed import predicting as of
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.embed.subwords import Subwords

Unit = Annotated[
    str, typer.Option(help="What words are cut to: jamo (ㅁㅓㄱ) and syllables, or char, as in plain FastText.")
]
Minn = Annotated[int | None, typer.Option(show_default="3", help="The shortest n-grams, in jamo or characters.")]
Maxn = Annotated[int | None, typer.Option(show_default="5; char: 6", help="The longest n-grams, likewise.")]
MinSyllables = Annotated[int | None, typer.Option(show_default="1", help="jamo: the shortest n-grams of syllables.")]
MaxSyllables = Annotated[int | None, typer.Option(show_default="4", help="jamo: the longest n-grams of syllables.")]
Buckets = Annotated[int, typer.Option(help="How many numbers n-grams are hashed to; only those in use take room.")]


def fasttext(
    ids: of.Ids,
    output: of.Output,
    unit: Unit = "jamo",
    minn: Minn = None,
    maxn: Maxn = None,
    min_syllables: MinSyllables = None,
    max_syllables: MaxSyllables = None,
    buckets: Buckets = 2_000_000,
    method: of.Method = "skipgram",
    dim: of.Dim = 100,
    window: of.Window = None,
    min_count: of.MinCount = 5,
    negative: of.Negative = None,
    hs: of.Hs = False,
    ns_exponent: of.NsExponent = 0.75,
    subsample: of.Subsample = 1e-3,
    alpha: of.Alpha = 0.05,
    min_alpha: of.MinAlpha = 0.0001,
    fixed_window: of.FixedWindow = False,
    cbow_sum: of.CbowSum = False,
    epochs: of.Epochs = 5,
    patience: of.Patience = 0,
    workers: of.Workers = None,
    seed: of.Seed = 1,
    deterministic: of.Deterministic = False,
    continue_from: of.ContinueFrom = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Learn vectors of words and of their parts, so that unseen words, misspellings and inflected forms have one, too.

    koprep embed fasttext ids.safetensors -o emb.safetensors
    """
    from functools import partial

    from koprep.cli.output import Words
    from koprep.embed import fasttext
    from koprep.embed.settings import Settings

    subwords = _subwords(unit, buckets, minn=minn, maxn=maxn, min_syllables=min_syllables, max_syllables=max_syllables)
    given = of.Given(ids, output, window, negative, workers, continue_from)
    of.check(given, method)
    settings = Settings(
        method=method,
        dim=dim,
        min_count=min_count,
        hs=hs,
        ns_exponent=ns_exponent,
        subsample=subsample,
        alpha=alpha,
        min_alpha=min_alpha,
        fixed_window=fixed_window,
        cbow_sum=cbow_sum,
        epochs=epochs,
        patience=patience,
        seed=seed,
        deterministic=deterministic,
    )
    of.learn(fasttext.NAME, given, settings, partial(fasttext.train, subwords=subwords), Words(quiet, verbose))


def _subwords(unit: str, buckets: int, **ranges: int | None) -> Subwords:
    """How words are cut: as usual for the unit, and as told. Raises UsageError."""
    from koprep.embed.subwords import UNITS, USUAL, checked

    options.one_of("--unit", unit, UNITS)
    given: dict[str, Any] = {name: value for name, value in ranges.items() if value is not None}
    for name in given:
        if unit == "char" and name.endswith("syllables"):
            raise UsageError(
                f"--{name.replace('_', '-')} is for --unit jamo; characters of Hangul are syllables already"
            )
    return checked(replace(USUAL[unit], buckets=buckets, **given))
