"""``koprep fit soynlp``: word scores and nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options
from koprep.cli.fit.corpus import ModelOut, Sources, opened

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.fitting.soynlp import Summary

MinCount = Annotated[int, typer.Option(help="Leave out words seen less often.")]
MaxLength = Annotated[int, typer.Option(help="Letters a word has at most.")]
MaxMemory = Annotated[
    str, typer.Option(metavar="SIZE", help="About how much memory to take at most, as in 500M or 2G.")
]


def soynlp(
    sources: Sources,
    output: ModelOut,
    min_count: MinCount = 10,
    max_length: MaxLength = 10,
    max_memory: MaxMemory = "2G",
    from_: options.From = "",
    text_col: options.TextCol = "",
    encoding: options.Encoding = "auto",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Score words by cohesion, branching entropy and accessor variety, and find nouns, for words:engine=soynlp-l.

    koprep fit soynlp reviews.txt -o words.tsv
    """
    from koprep.cli.output import Words
    from koprep.fitting.soynlp import check, fit_soynlp

    words, memory = Words(quiet, verbose), options.size("--max-memory", max_memory)
    check(min_count, max_length, memory)
    with opened(sources, output, words, from_, text_col, encoding) as corpus:
        summary = fit_soynlp(
            corpus, output, min_count=min_count, max_length=max_length, max_memory=memory, say=words.detail
        )
    say_pruned(summary, max_memory, words)
    words.note(f"{summary.words:,} words, {summary.nouns:,} of them nouns, in {summary.records:,} records: {output}")


def say_pruned(summary: Summary, max_memory: str, words: Words) -> None:
    """Tell what had to be forgotten for want of memory."""
    reached = f"--max-memory {max_memory} was reached"
    if summary.pruned:
        words.note(
            f"{reached}: what had been seen at most {_times(summary.pruned)} by then was forgotten, "
            "so counts of rare words are a little too low"
        )
    if summary.least > 1:
        words.note(f"{reached}: nouns were sought in eojeols seen at least {_times(summary.least)}")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
