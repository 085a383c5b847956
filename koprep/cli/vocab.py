"""``koprep vocab``: count tokens into a vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from koprep.cli.options import Quiet, Tokens, TokensFormat


def vocab(
    tokens: Tokens,
    output: Annotated[Path, typer.Option("-o", "--output", help="The vocabulary to write, vocab.tsv.")],
    min_count: Annotated[int, typer.Option(help="Leave out tokens seen less often.")] = 1,
    max_size: Annotated[int, typer.Option(help="At most this many rows, specials counted; 0 is no limit.")] = 0,
    specials: Annotated[str, typer.Option(help="Special tokens in the order of their ids; may be empty.")] = "pad,unk,bos,eos",
    with_tags: Annotated[bool, typer.Option("--with-tags", help="Count form/TAG (먹/VV) instead of forms.")] = False,
    from_: TokensFormat = "",
    quiet: Quiet = False,
) -> None:
    """Count tokens into vocab.tsv: specials, then by frequency; the row number is the id.

    koprep vocab tokens.parquet --min-count 5 -o vocab.tsv
    """
    from koprep.building import build_vocab
    from koprep.cli.output import Words

    words = Words(quiet)
    summary = build_vocab(tokens, output, min_count=min_count, max_size=max_size, with_tags=with_tags, format=from_,
                          specials=[name.strip() for name in specials.split(",") if name.strip()])
    words.note(f"{summary.tokens:,} tokens of {summary.types:,} types in {summary.records:,} records")
    if summary.cut_types:
        words.note(f"{summary.cut_types:,} types cut, {summary.cut_tokens:,} of their tokens become <unk>")
    words.note(f"{summary.size:,} rows: {output}")
