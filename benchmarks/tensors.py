"""TF-IDF of all film reviews against scikit-learn, padding against a loop, opening against np.load."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from common import KOPREP, WORK, header, reviews, run, script, versus
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

import koprep
from koprep.escapes import escape
from koprep.tensors import Padding, pad

LEARNING = """
import sys
from sklearn.feature_extraction.text import TfidfVectorizer
with open(sys.argv[1], encoding="utf-8", newline="\\n") as lines:
    print(TfidfVectorizer(analyzer=str.split).fit_transform(lines).shape)
"""
GIVEN = """
import sys
from sklearn.feature_extraction.text import TfidfVectorizer
with open(sys.argv[2], encoding="utf-8", newline="\\n") as rows:
    next(rows)
    words = [row.split("\\t")[0] for row in rows]
with open(sys.argv[1], encoding="utf-8", newline="\\n") as lines:
    print(TfidfVectorizer(analyzer=str.split, vocabulary=words).fit_transform(lines).shape)
"""
LENGTH = 40


def pad_sequences(sequences: list[list[int]], maxlen: int, value: int = 0) -> np.ndarray[Any, Any]:
    """What Keras does with padding="post" and truncating="post", in the same way: a row at a time."""
    rows = np.full((len(sequences), maxlen), value, dtype="int32")
    for place, sequence in enumerate(sequences):
        if not len(sequence):
            continue
        kept = np.asarray(sequence[:maxlen], dtype="int32")
        rows[place, : len(kept)] = kept
    return rows


def inside(claim: str, ours: Callable[[], Any], rival: Callable[[], Any], bar: float, times: int = 1) -> None:
    """Print the median of the ratios ours/rival of ``times`` calls each, in turn, in this process."""
    pairs = [(_seconds(ours, times), _seconds(rival, times)) for _ in range(8)][1:]
    wall, cpu = ([pair[0][place] / pair[1][place] for pair in pairs] for place in (0, 1))
    median = statistics.median(wall)
    both = " : ".join(f"{statistics.median(pair[side][0] for pair in pairs) / times * 1e6:,.0f} µs" for side in (0, 1))
    print(
        f"| {claim} | **{median:.2f}** ({min(wall):.2f}–{max(wall):.2f}) | {statistics.median(cpu):.2f} | ≤ {bar:g} | "
        f"{'met' if median <= bar else 'MISSED'} | {both} | |",
        flush=True,
    )


def _seconds(call: Callable[[], Any], times: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        call()
    return time.perf_counter() - wall, time.process_time() - cpu


def check_same(tokens: Path, found: Path) -> None:
    """The matrix must be scikit-learn's, column by column."""
    opened = koprep.load(found)
    vectorizer = TfidfVectorizer(analyzer=str.split)
    with tokens.open(encoding="utf-8", newline="\n") as lines:
        theirs = vectorizer.fit_transform(lines)
    words = koprep.Vocab(opened["vocab"], opened["vocab_offsets"], opened["counts"]).tokens
    place = {escape(word): id for id, word in enumerate(words)}
    of_theirs = np.array([place[word] for word in vectorizer.get_feature_names_out()])
    ours = csr_matrix((opened["data"], opened["indices"], opened["indptr"]), shape=tuple(opened["shape"]))
    difference = abs(ours[:, of_theirs] - theirs)
    print(f"\nThe largest difference to scikit-learn's matrix: {difference.max():.1e}; entries: {ours.nnz:,}\n")
    assert ours.nnz == theirs.nnz
    assert difference.max() < 1e-12


def tfidf(tokens: Path) -> None:
    vocab, found = WORK / "vocab.tsv", WORK / "tfidf.safetensors"
    tensor = [*KOPREP, "tensor", tokens, "--vocab", vocab, "--as", "tfidf", "-o", found]
    text, kind = WORK / "all.tokens", tokens.suffix[1:]
    both = [
        "sh", "-c", '"$0" -c "$1" vocab "$2" -o "$3" && "$0" -c "$1" tensor "$2" --vocab "$3" --as tfidf -o "$4"',
        KOPREP[0], KOPREP[2], tokens, vocab, found,
    ]  # fmt: skip
    versus(f"`koprep tensor --as tfidf` from {kind} : TfidfVectorizer", tensor, script(LEARNING, text), 0.5, 3)
    versus("the same : TfidfVectorizer(vocabulary=…)", tensor, script(GIVEN, text, vocab), 0.5, 3)
    versus("`koprep vocab` and `tensor` : TfidfVectorizer", both, script(LEARNING, text), 0.5, 3)


def padding() -> None:
    opened = koprep.load(WORK / "ids.safetensors")
    ids, offsets = np.array(opened["ids"]), np.array(opened["offsets"])
    lists = [row.tolist() for row in np.split(ids, offsets[1:-1])]
    assert (pad(ids, offsets, Padding(LENGTH)) == pad_sequences(lists, LENGTH)).all()
    inside(
        f"`pad`, {len(lists):,} sequences to {LENGTH} : pad_sequences in Python",
        lambda: pad(ids, offsets, Padding(LENGTH)),
        lambda: pad_sequences(lists, LENGTH),
        0.1,
    )


def opening(name: str, tokens: Path) -> None:
    found, other = WORK / f"{name}.safetensors", WORK / f"{name}.npy"
    run([*KOPREP, "tensor", tokens, "--vocab", WORK / "vocab.tsv", "--as", "padded", "--max-len", "40", "-o", found])
    np.save(other, koprep.load(found)["padded"])
    megabytes = other.stat().st_size / 1e6
    inside(
        f'`load(…)["padded"]` of {megabytes:.0f} MB : np.load(mmap_mode="r")',
        lambda: koprep.load(found)["padded"],
        lambda: np.load(other, mmap_mode="r"),
        2,
        1000,
    )


if __name__ == "__main__":
    source, text, parquet, few = reviews(), WORK / "all.tokens", WORK / "all.parquet", WORK / "few.tokens"
    if not parquet.exists():
        for target in (text, parquet):
            run([*KOPREP, "run", "normalize", "morphs:engine=mecab", "--workers", "2", "-i", source, "-o", target])
    with text.open("rb") as lines:
        few.write_bytes(b"".join(line for _, line in zip(range(20_000), lines, strict=False)))
    run([*KOPREP, "vocab", text, "-o", WORK / "vocab.tsv"])
    run([*KOPREP, "tensor", text, "--vocab", WORK / "vocab.tsv", "-o", WORK / "ids.safetensors"])
    header("numpy", "scikit-learn", "scipy", "pyarrow")
    for tokens in (text, parquet):
        tfidf(tokens)
    padding()
    opening("padded", text)
    opening("padded-few", few)
    check_same(text, WORK / "tfidf.safetensors")
