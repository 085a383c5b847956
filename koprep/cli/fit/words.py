"""``koprep fit words``: entries for a user dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from koprep.cli import options
from koprep.cli.fit.corpus import ModelOut, Sources, opened

Engine = Annotated[str, typer.Option(help="Who proposes: kiwi, soynlp or both.")]
MinCount = Annotated[int, typer.Option(help="Leave out words seen less often.")]
MinScore = Annotated[float, typer.Option(help="Least score: Kiwi's for words, soynlp's for nouns (0.3 to 1).")]
Top = Annotated[int, typer.Option(help="At most this many entries; 0 is no limit.")]


def words(
    sources: Sources,
    output: ModelOut,
    engine: Engine = "kiwi",
    min_count: MinCount = 10,
    min_score: MinScore = 0.25,
    top: Top = 0,
    from_: options.From = "",
    text_col: options.TextCol = "",
    encoding: options.Encoding = "auto",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Propose entries for a user dictionary, form<TAB>tag<TAB>score: words that Kiwi doesn't know as one.

    koprep fit words reviews.txt --engine both -o dict.tsv
    """
    from koprep.cli.output import Words
    from koprep.fitting.words import ENGINES, fit_words

    options.one_of("--engine", engine, ENGINES)
    says = Words(quiet, verbose)
    with opened(sources, output, says, from_, text_col, encoding) as corpus:
        summary = fit_words(
            corpus, output, engine=engine, min_count=min_count, min_score=min_score, top=top, say=says.detail
        )
    of = f" of {summary.found:,}" if summary.written < summary.found else ""
    says.note(f"{summary.written:,}{of} entries proposed, from {summary.records:,} records: {output}")
