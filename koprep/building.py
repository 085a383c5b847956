"""Vocabularies and tensors from token files: what ``koprep vocab`` and ``koprep tensor`` call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from koprep import counting, files, spec
from koprep.columns import lookup
from koprep.columns.opening import open_tokens
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, sha256
from koprep.stages.pad import Pad
from koprep.tensors import Collector, Padding
from koprep.vocab import SPECIALS, Vocab, special_tokens


class VocabSummary(NamedTuple):
    """What was counted and what was cut."""

    records: int
    tokens: int
    types: int
    size: int
    cut_types: int
    cut_tokens: int


class TensorSummary(NamedTuple):
    """What was written; ``max_len`` is 0 for a ragged tensor."""

    records: int
    tokens: int
    unknown: int
    max_len: int
    cut: int


def build_vocab(
    tokens: str,
    output: Path,
    *,
    min_count: int = 1,
    max_size: int = 0,
    specials: Sequence[str] = SPECIALS,
    with_tags: bool = False,
    format: str = "",
) -> VocabSummary:
    """Count a token file into ``vocab.tsv``. Memory grows with the number of types only. Raises KoprepError."""
    heads = special_tokens(specials, min_count, max_size)
    _check_output(output, files.find(tokens))
    opened = open_tokens(tokens, format, with_tags, documents=False)
    counts = counting.count(opened.chunks)
    ranked = counting.select(counts, min_count, max_size, heads)
    options = {
        "min-count": (min_count, 1),
        "max-size": (max_size, 0),
        "specials": ("+".join(specials), "+".join(SPECIALS)),
        "with-tags": ("yes" if with_tags else "no", "no"),
    }
    counting.write(ranked, opened.recipe.then((_step("vocab", options),)), output)
    return VocabSummary(
        counts.records, counts.tokens, len(counts.table), len(ranked.rows), ranked.cut_types, ranked.cut_tokens
    )


def build_tensor(
    tokens: str,
    vocab_path: Path,
    output: Path,
    *,
    padding: Padding | None = None,
    format: str = "",
    warn: Callable[[str], None] | None = None,
) -> TensorSummary:
    """Encode a token file: a ragged ids tensor, or with ``padding`` a padded one.

    ``warn`` is told where tokens and vocabulary don't seem to fit. Raises KoprepError.
    """
    if padding is not None:
        _pad_step(replace(padding, max_len=padding.max_len or 1))  # what is wrong shows before anything is read
    vocab_path = files.require_file(vocab_path)
    _check_output(output, [*files.find(tokens), vocab_path])
    files.refuse_packed(output)
    vocab = Vocab.read(vocab_path)
    if not len(vocab):
        raise InputError(f"{vocab_path}: an empty vocabulary; count one with koprep vocab")
    opened = open_tokens(tokens, format, vocab.tagged)
    for line in _mismatch(opened.recipe, vocab, vocab_path):
        if warn is not None:
            warn(line)
    recipe = opened.recipe.then(("encode:vocab",), files={"encode.vocab": sha256(vocab_path)})
    with Collector(output, vocab) as collector:
        unknown, last = 0, None
        unknown_id = -1 if vocab.unknown is None else vocab.unknown
        for chunk, ids, lengths in lookup.encode(opened.chunks, vocab):
            new_doc, last = chunk.new_docs(last)
            collector.add(ids, lengths, new_doc, chunk.labels)
            unknown += chunk.tokens - int((ids != unknown_id).sum())
        info = {"tagged": vocab.tagged}
        if padding is None:
            collector.write_ragged(recipe, info)
            return TensorSummary(collector.records, collector.tokens, unknown, 0, 0)
        final = replace(padding, max_len=padding.max_len or collector.default_max_len())
        collector.write_padded(final, recipe.then((_pad_step(final),)), info)
        return TensorSummary(collector.records, collector.tokens, unknown, final.max_len, collector.cut(final.max_len))


def _check_output(output: Path, inputs: list[Path]) -> None:
    if output == files.STDIN:
        raise UsageError("-o -: this needs a file, since it is complete only at the end; name one")
    files.check_output(output, inputs)


def _pad_step(padding: Padding) -> str:
    return spec.recipe_step(Pad(padding.max_len, padding.side, padding.truncate, padding.value))


def _step(name: str, options: dict[str, tuple[object, object]]) -> str:
    given = ",".join(f"{key}={value}" for key, (value, default) in options.items() if value != default)
    return f"{name}:{given}" if given else name


def _mismatch(tokens: Recipe, vocab: Vocab, path: Path) -> list[str]:
    """A vocabulary counted from tokens of another engine or version hardly fits; without recipes nobody can tell."""
    if not tokens.steps or not vocab.recipe.steps:
        return []
    return [f"{path} was counted from tokens of {line}" for line in vocab.recipe.differing_engines(tokens)]
