"""``koprep vocab``: count tokens into a vocabulary."""

from __future__ import annotations

from koprep.cli import options


def vocab(
    tokens: options.Tokens,
    output: options.VocabOut,
    min_count: options.MinCount = 1,
    max_size: options.MaxSize = 0,
    specials: options.Specials = "pad,unk,bos,eos",
    with_tags: options.WithTags = False,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Count tokens into vocab.tsv: specials, then by frequency; the row number is the id.

    koprep vocab tokens.parquet --min-count 5 -o vocab.tsv
    """
    from koprep.building import build_vocab
    from koprep.cli.output import Words

    options.check_token_format(from_)
    words = Words(quiet)
    summary = build_vocab(
        tokens,
        output,
        min_count=min_count,
        max_size=max_size,
        with_tags=with_tags,
        format=from_,
        specials=[name.strip() for name in specials.split(",") if name.strip()],
    )
    words.note(f"{summary.tokens:,} tokens of {summary.types:,} types in {summary.records:,} records")
    if summary.cut_types:
        words.note(f"{summary.cut_types:,} rare types cut, which had {summary.cut_tokens:,} tokens")
    words.note(f"{summary.size:,} rows: {output}")
