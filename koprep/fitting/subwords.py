"""Learning subwords: byte-pair encoding (BPE) and the unigram model, by Google's `sentencepiece`, which learns the same
from the same text, whatever the number of processors (Hugging Face's own trainer of unigram models doesn't).

The text goes through once and is counted by units (`taggers.subwords`), so memory grows with the number of different
words, not with the text.

Sources: Sennrich, Haddow & Birch 2016 (BPE); Kudo 2018 (unigram); Kudo & Richardson 2018 (SentencePiece).
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from koprep.errors import InputError, MissingError, UsageError
from koprep.fitting.corpus import Corpus
from koprep.fitting.units import alphabet, apart, count
from koprep.taggers import subwords
from koprep.taggers.base import installed
from koprep.taggers.subwords import RESERVED
from koprep.vocab import SPECIALS

KINDS = ("bpe", "unigram")

_THREADS = 16  # sums are added up by thread, so their number shows in the last digits
_MISSING = MissingError("learning subwords needs a package; pip install sentencepiece")


class Fitted(NamedTuple):
    """What was learned: how many pieces, from how many different words, and how many characters have no piece."""

    pieces: int
    types: int
    rare: int


def fit(
    corpus: Corpus,
    output: Path,
    kind: str,
    size: int = 8000,
    min_count: int = 1,
    coverage: float = 0.9995,
    say: Callable[[str], None] = lambda line: None,
) -> Fitted:
    """Learn at most ``size`` pieces from the texts of a corpus, or from its tokens, and write them as tokenizer.json.

    Words seen less than ``min_count`` times teach nothing. The most frequent characters, which make up the share
    ``coverage`` of the text, have pieces of their own; the others are written as bytes. Raises UsageError for a size
    that can't hold the characters, InputError for a corpus too small to learn from.
    """
    if size < 1 or min_count < 1 or not 0 < coverage <= 1:
        raise UsageError("--size and --min-count are 1 or more, --coverage is above 0 and at most 1")
    subwords.version()
    recipe = corpus.recipe.then(
        (f"fit-{kind}:size={size},min-count={min_count},coverage={coverage}",),
        {"sentencepiece": installed("sentencepiece", _MISSING)},
    )
    counts = count(corpus, min_count)
    types, (letters, rare) = len(counts), alphabet(counts, coverage)
    if not letters:
        raise InputError(f"{_seen(corpus)}: nothing to learn from; give more text, or a lower --min-count")
    least = _least(letters, size)
    say(f"learning from {types:,} different words with {len(letters):,} characters")
    counts = apart(counts, rare)
    learned = _patiently(kind, size, counts)
    if len(learned) == least < size:
        raise InputError(f"{_seen(corpus)}: too little to learn from, no two letters occur together; give more text")
    subwords.write(output, _model(kind, learned), "tokens" if corpus.tokenized else "text", recipe)
    return Fitted(len(learned), types, len(rare))


def _least(letters: list[str], size: int) -> int:
    """How many pieces there are before anything is learned. Raises UsageError if the size can't hold them."""
    least = len(RESERVED) + len(letters)
    if size < least:
        raise UsageError(
            f"--size {size} is too small: {len(letters):,} characters, {len(RESERVED)} bytes and special tokens "
            f"need {least}; raise it, or lower --coverage"
        )
    return least


def _patiently(kind: str, size: int, counts: dict[str, int]) -> list[tuple[str, float]]:
    """Learn in another thread, since the library's code, which may take minutes, doesn't listen to Ctrl-C."""
    results: list[Any] = []

    def work() -> None:
        try:
            results.append(_learn(kind, size, counts))
        except BaseException as error:
            results.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
    if isinstance(results[0], BaseException):
        raise results[0]
    return list(results[0])


def _learn(kind: str, size: int, counts: dict[str, int]) -> list[tuple[str, float]]:
    """All pieces by id, with their scores."""
    import sentencepiece

    def lines() -> Iterator[str]:
        return (f"{unit}\t{count}" for unit, count in counts.items())

    specials: dict[str, Any] = {f"{name}_id": id for id, name in enumerate(SPECIALS)}
    specials |= {f"{name}_piece": f"<{name}>" for name in SPECIALS}
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=lines(),
        input_format="tsv",
        model_writer=model,
        model_type=kind,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        byte_fallback=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        num_threads=_THREADS,
        minloglevel=2,
        **specials,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [(pieces.id_to_piece(id), pieces.get_score(id)) for id in range(pieces.get_piece_size())]


def _model(kind: str, learned: list[tuple[str, float]]) -> Any:
    if kind == "unigram":
        return subwords.unigram(learned)
    pieces = [piece for piece, _ in learned]
    return subwords.bpe(pieces, list(_merges(pieces)))


def _merges(pieces: list[str]) -> Iterator[tuple[str, str]]:
    """Every way to put a piece together from two others, in the order in which the pieces were learned."""
    known = {piece: id for id, piece in enumerate(pieces) if id >= len(RESERVED)}
    for piece in known:
        ways = [(piece[:place], piece[place:]) for place in range(1, len(piece))]
        yield from sorted(
            ((left, right) for left, right in ways if left in known and right in known),
            key=lambda pair: (known[pair[0]], known[pair[1]]),
        )


def _seen(corpus: Corpus) -> str:
    return f"{corpus.sources[0].path}: {corpus.records:,} records"
