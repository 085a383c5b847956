"""``koprep fit phrases``: learn which neighbouring tokens belong together."""

from __future__ import annotations

from typing import Annotated

import typer

from koprep.cli import options
from koprep.cli.fit.corpus import ModelOut, opened

Tokens = Annotated[
    list[str], typer.Argument(metavar="TOKENS…", help="Token files (.parquet .jsonl .tokens .tagged), or -.")
]
Scoring = Annotated[str, typer.Option(help="default (how many times as often as by chance) or npmi (-1 to 1).")]


def phrases(
    tokens: Tokens,
    output: ModelOut,
    min_count: Annotated[int, typer.Option(help="Pairs seen so often or less are no phrase.")] = 5,
    threshold: Annotated[float | None, typer.Option(help="The least score; 10, or 0.5 with npmi.")] = None,
    scoring: Scoring = "default",
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Learn phrases from tokens; koprep run … phrases:model=phrases.tsv joins them.

    koprep fit phrases tokens.parquet -o phrases.tsv
    """
    from koprep.cli.output import Words
    from koprep.fitting.phrases import SCORINGS, fit

    options.one_of("--scoring", scoring, SCORINGS)
    options.check_token_format(from_)
    words = Words(quiet, verbose)
    with opened(tokens, output, words, from_) as corpus:
        found = fit(corpus, output, min_count, threshold, scoring)
    best = ", ".join(f"{phrase.first} {phrase.second}" for phrase in found[:3])
    words.note(f"{len(found):,} phrases ({best} …) from {corpus.records:,} records: {output}")
