"""``koprep tensor``: tokens to numbers in a tensor file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from koprep.cli import options
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.building import TensorSummary
    from koprep.building.kinds import Kind
    from koprep.cli.output import Words
    from koprep.tensors import Padding

KINDS = ("ids", "padded", "onehot", "bow", "tfidf", "prefixes")
_ROWS = ("padded", "onehot", "prefixes")
_TOO_LONG = 1 << 31  # lengths and ids are int32
_WEIGHTS = ("smooth", "sublinear", "l2")
_FOR = {
    **dict.fromkeys(("max-len", "pad", "truncate", "pad-value"), _ROWS),
    **dict.fromkeys(("dense", "max-bytes"), ("onehot",)),
    **dict.fromkeys((*_WEIGHTS, "idf"), ("tfidf",)),
}


def tensor(
    tokens: options.Tokens,
    vocab: options.Vocab,
    output: options.TensorOut,
    as_: options.As = "ids",
    max_len: options.MaxLen = None,
    pad: options.Side = None,
    truncate: options.Truncate = None,
    pad_value: options.PadValue = None,
    dense: options.Dense = None,
    max_bytes: options.MaxBytes = None,
    smooth: options.Smooth = None,
    sublinear: options.Sublinear = None,
    l2: options.L2 = None,
    idf: options.Idf = None,
    classes: options.Classes = None,
    onehot_labels: options.OneHotLabels = False,
    from_: options.TokensFormat = "",
    strict: options.Strict = False,
    quiet: options.Quiet = False,
) -> None:
    """Turn tokens into numbers with a vocabulary: ids (정수 인코딩), padded rows (패딩), one-hot, bags, TF-IDF.

    koprep tensor tokens.parquet --vocab vocab.tsv --as padded --max-len 40 -o padded.safetensors
    """
    from koprep.building import build_tensor
    from koprep.cli.output import Words

    options.check_token_format(from_)
    options.one_of("--as", as_, KINDS)
    rows = {"max-len": max_len, "pad": pad, "truncate": truncate, "pad-value": pad_value}
    others = {"dense": dense, "max-bytes": max_bytes, "smooth": smooth, "sublinear": sublinear, "l2": l2, "idf": idf}
    _check_given(rows | others, as_)
    words = Words(quiet)
    summary = build_tensor(
        tokens,
        vocab,
        output,
        kind=_kind(as_, rows, others),
        classes=classes,
        onehot_labels=onehot_labels,
        format=from_,
        warn=lambda line: words.warn(line, strict),
    )
    _say(summary, as_, max_len is not None, words)
    words.note(f"{summary.records:,} records, {summary.tokens:,} tokens: {output}")


def _check_given(given: dict[str, Any], as_: str) -> None:
    """Refuse options that are for other kinds, or of no use beside another."""
    for name, kinds in _FOR.items():
        if given[name] is not None and as_ not in kinds:
            raise UsageError(f"{_spelled(name, given[name])} is for --as {' | '.join(kinds)}, not {as_}")
    if given["max-bytes"] is not None and not given["dense"]:
        raise UsageError("--max-bytes is for --dense; sparse tensors are small")
    if given["smooth"] is not None and given["idf"] is not None:
        option = _spelled("smooth", given["smooth"])
        raise UsageError(f"{option} is for making an idf, but --idf takes that of a file; leave one of them out")


def _spelled(name: str, value: Any) -> str:
    """An option as it was typed: ``--no-l2`` for one that was switched off."""
    return f"--no-{name}" if value is False else f"--{name}"


def _kind(as_: str, rows: dict[str, Any], others: dict[str, Any]) -> Kind[Any]:
    """What to make, with its options. Raises UsageError."""
    from koprep.building import kinds
    from koprep.tensors.tfidf import Weighting

    given = {name: value for name, value in others.items() if value is not None}
    if as_ in ("ids", "bow"):
        return kinds.Ids() if as_ == "ids" else kinds.Bow()
    if as_ == "tfidf":
        return kinds.TfIdf(Weighting(**{name: given[name] for name in _WEIGHTS if name in given}), given.get("idf"))
    padding = _padding(rows, "pre" if as_ == "prefixes" else "post")
    if as_ == "onehot":
        size = options.size("--max-bytes", given["max-bytes"]) if "max-bytes" in given else kinds.MAX_BYTES
        return kinds.OneHot(padding, given.get("dense", False), size)
    return kinds.Padded(padding) if as_ == "padded" else kinds.Prefixes(padding)


def _padding(rows: dict[str, Any], side: str) -> Padding:
    """How rows become equally long; ``side`` is where they are filled and cut unless told. Raises UsageError."""
    from koprep.stages.pad import SIDES
    from koprep.tensors import Padding

    max_len, value = rows["max-len"], rows["pad-value"] or 0
    options.one_of("--pad", rows["pad"] or "", SIDES)
    options.one_of("--truncate", rows["truncate"] or "", SIDES)
    if max_len is not None and max_len < 1:
        raise UsageError(f"--max-len {max_len} is too small; use 1 or more")
    if max_len is not None and max_len >= _TOO_LONG:
        raise UsageError(f"--max-len {max_len} is too large; leave it out, or use less than {_TOO_LONG}")
    if not 0 <= value < _TOO_LONG:
        raise UsageError(f"--pad-value {value} is no id; use 0 or more")
    return Padding(max_len or 0, rows["pad"] or side, rows["truncate"] or side, value)


def _say(summary: TensorSummary, as_: str, chosen: bool, words: Words) -> None:
    """What is worth knowing about what was written."""
    if summary.unknown:
        words.note(f"{summary.unknown:,} unknown tokens{' not counted' if as_ in ('bow', 'tfidf') else ''}")
    if as_ == "prefixes":
        how = f"{summary.cut:,} tokens cut" if chosen else "the longest"
        words.note(f"{summary.rows:,} samples: rows of {summary.max_len} ids ({how}) and the word that follows")
    elif summary.max_len:
        how = "" if chosen else ", the 99th percentile of the lengths"
        words.note(f"rows of {summary.max_len} ids{how}; {summary.cut:,} tokens cut")
    elif as_ in ("bow", "tfidf"):
        words.note(f"{summary.entries:,} pairs of a record and a word")
    if len(summary.classes) == 1 and summary.records > 1:
        words.note(f"all labels are {summary.classes[0]!r}: a single class")
