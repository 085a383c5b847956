"""``koprep tensor``: tokens to ids in a tensor file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from koprep.cli.options import Quiet, Strict, Tokens, TokensFormat, one_of
from koprep.errors import UsageError

KINDS = ("ids", "padded")


def tensor(
    tokens: Tokens,
    vocab: Annotated[Path, typer.Option(help="The vocabulary, from koprep vocab.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The tensor file to write, .safetensors.")],
    as_: Annotated[str, typer.Option("--as", help="ids (ragged) or padded.")] = "ids",
    max_len: Annotated[int | None, typer.Option(help="Length of padded rows; the 99th percentile, at most 128, if not given.")] = None,
    pad: Annotated[str, typer.Option(help="Where to fill: pre or post.")] = "post",
    truncate: Annotated[str, typer.Option(help="Where to cut: pre or post.")] = "post",
    pad_value: Annotated[int, typer.Option(help="The id to fill with.")] = 0,
    from_: TokensFormat = "",
    strict: Strict = False,
    quiet: Quiet = False,
) -> None:
    """Encode tokens with a vocabulary (정수 인코딩) and, if wanted, pad them (패딩).

    koprep tensor tokens.parquet --vocab vocab.tsv --as padded --max-len 40 -o padded.safetensors
    """
    from koprep.building import build_tensor
    from koprep.cli.output import Words
    from koprep.stages.pad import SIDES
    from koprep.tensors import Padding

    one_of("--as", as_, KINDS)
    one_of("--pad", pad, SIDES)
    one_of("--truncate", truncate, SIDES)
    if max_len is not None and max_len < 1:
        raise UsageError(f"--max-len {max_len} is too small; use 1 or more")
    if not 0 <= pad_value < 1 << 31:
        raise UsageError(f"--pad-value {pad_value} is no id; use 0 or more")
    words = Words(quiet)
    padding = Padding(max_len or 0, pad, truncate, pad_value) if as_ == "padded" else None
    summary = build_tensor(tokens, vocab, output, padding=padding, format=from_,
                           warn=lambda line: words.warn(line, strict))
    if summary.unknown:
        words.note(f"{summary.unknown:,} unknown tokens")
    if padding:
        chosen = "" if max_len else ", the 99th percentile of the lengths"
        words.note(f"rows of {summary.max_len} ids{chosen}; {summary.cut:,} tokens cut")
    words.note(f"{summary.records:,} records, {summary.tokens:,} tokens: {output}")
