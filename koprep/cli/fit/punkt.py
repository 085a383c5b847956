"""``koprep fit punkt``: learn which periods end no sentence."""

from __future__ import annotations

from koprep.cli import options
from koprep.cli.fit.corpus import ModelOut, Sources, opened


def punkt(
    sources: Sources,
    output: ModelOut,
    from_: options.From = "",
    text_col: options.TextCol = "",
    encoding: options.Encoding = "auto",
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Learn abbreviations from text; koprep run sentences:engine=punkt,model=punkt.tsv splits by them.

    koprep fit punkt articles.txt -o punkt.tsv
    """
    from koprep.cli.output import Words
    from koprep.fitting.punkt import fit

    words = Words(quiet, verbose)
    with opened(sources, output, words, from_, text_col, encoding) as corpus:
        found = fit(corpus, output)
    words.note(
        f"{found['abbreviation']:,} abbreviations, {found['collocation']:,} collocations, "
        f"{found['starter']:,} sentence starters from {corpus.records:,} records: {output}"
    )
