"""``koprep tensor``: tokens to ids in a tensor file."""

from __future__ import annotations

from koprep.cli import options
from koprep.errors import UsageError

KINDS = ("ids", "padded")


def tensor(
    tokens: options.Tokens,
    vocab: options.Vocab,
    output: options.TensorOut,
    as_: options.As = "ids",
    max_len: options.MaxLen = None,
    pad: options.Side = "post",
    truncate: options.Truncate = "post",
    pad_value: options.PadValue = 0,
    from_: options.TokensFormat = "",
    strict: options.Strict = False,
    quiet: options.Quiet = False,
) -> None:
    """Encode tokens with a vocabulary (정수 인코딩) and, if wanted, pad them (패딩).

    koprep tensor tokens.parquet --vocab vocab.tsv --as padded --max-len 40 -o padded.safetensors
    """
    from koprep.building import build_tensor
    from koprep.cli.output import Words
    from koprep.stages.pad import SIDES
    from koprep.tensors import Padding

    options.one_of("--from", from_, ("tokens", "tagged", "jsonl", "parquet"))
    options.one_of("--as", as_, KINDS)
    options.one_of("--pad", pad, SIDES)
    options.one_of("--truncate", truncate, SIDES)
    if as_ == "ids" and (max_len is not None or (pad, truncate, pad_value) != ("post", "post", 0)):
        raise UsageError("--max-len, --pad, --truncate and --pad-value are for --as padded")
    if max_len is not None and max_len < 1:
        raise UsageError(f"--max-len {max_len} is too small; use 1 or more")
    if not 0 <= pad_value < 1 << 31:
        raise UsageError(f"--pad-value {pad_value} is no id; use 0 or more")
    words = Words(quiet)
    padding = Padding(max_len or 0, pad, truncate, pad_value) if as_ == "padded" else None
    summary = build_tensor(
        tokens, vocab, output, padding=padding, format=from_, warn=lambda line: words.warn(line, strict)
    )
    if summary.unknown:
        words.note(f"{summary.unknown:,} unknown tokens")
    if padding:
        chosen = "" if max_len else ", the 99th percentile of the lengths"
        words.note(f"rows of {summary.max_len} ids{chosen}; {summary.cut:,} tokens cut")
    words.note(f"{summary.records:,} records, {summary.tokens:,} tokens: {output}")
