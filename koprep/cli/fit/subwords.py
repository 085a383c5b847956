"""``koprep fit bpe`` and ``koprep fit unigram``: learn subwords."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options
from koprep.cli.fit.corpus import ModelOut, Sources, opened

if TYPE_CHECKING:
    from koprep.cli.output import Words

Size = Annotated[int, typer.Option(help="At most so many pieces, special tokens and bytes counted.")]
MinCount = Annotated[int, typer.Option(help="Words seen less often teach nothing; 2 saves time on large corpora.")]
Coverage = Annotated[float, typer.Option(help="The share of the text whose characters get a piece of their own.")]


def _command(kind: str, how: str) -> Callable[..., None]:
    """The command of one kind; the two differ in nothing else."""

    def learn(
        sources: Sources,
        output: ModelOut,
        size: Size = 8000,
        min_count: MinCount = 1,
        coverage: Coverage = 0.9995,
        from_: options.From = "",
        text_col: options.TextCol = "",
        encoding: options.Encoding = "auto",
        quiet: options.Quiet = False,
        verbose: options.Verbose = False,
    ) -> None:
        from koprep.cli.output import Words

        words = Words(quiet, verbose)
        _fit(kind, sources, output, size, min_count, coverage, (from_, text_col, encoding), words)

    learn.__doc__ = f"""Learn subwords by {how}, from text or from tokens; the model is a tokenizer.json.

    koprep fit {kind} reviews.txt --size 8000 -o tokenizer.json
    """
    return learn


bpe = _command("bpe", "byte-pair encoding")
unigram = _command("unigram", "the unigram model")


def _fit(
    kind: str,
    sources: list[str],
    output: Path,
    size: int,
    min_count: int,
    coverage: float,
    format: tuple[str, str, str],
    words: Words,
) -> None:
    from koprep.fitting.subwords import fit

    with opened(sources, output, words, *format) as corpus:
        found = fit(corpus, output, kind, size, min_count, coverage, words.detail)
    if found.rare:
        words.note(f"{found.rare:,} rare characters are spelled in bytes; --coverage gives more of them a piece")
    if found.pieces < size:
        words.note(f"--size {size}: there was no more to learn from {found.types:,} different words")
    words.note(f"{found.pieces:,} pieces from {corpus.records:,} records: {output}")
