"""Word vectors of koprep's trainers over several kinds of tokens: WordSim, analogies, time; on text of your choice.

Every row is made by koprep's own commands with their defaults, but that word2vec and FastText learn with window 5 for 5
epochs as baselines usually do (``--defaults`` leaves them theirs). Of a method that draws random numbers the mean over
the seeds is given. Spearman's correlation is over the pairs of two seen words, over all pairs (a cosine of 0 where a
word is unseen), and over all pairs with the vectors of unseen words composed: the sum of the vectors of their tokens,
which come from parts of words where the method has them. The last column is what a paired bootstrap over the pairs says
of the difference to the first row of the same kind of tokens, 95 %.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import KOPREP, WORK, data, run

from koprep.embed import testsets
from koprep.embed.correlation import spearman
from koprep.embed.evaluate import Section, analogies, cosines, similarity
from koprep.embed.lookup import Lookup, summed
from koprep.embed.opening import open_embedding
from koprep.embed.testsets import Analogy, Pair

CORPORA = {
    "kowiki": ("kowiki/kowiki.txt.gz", ["--from", "text", "--docs", "blank"]),
    "nsmc": ("nsmc/reviews.tsv.gz", ["--from", "tsv", "--text-col", "review"]),
}
TOKENS = {
    "eojeol": ["words"],
    "morphemes": ["morphs:engine=mecab"],
    "morphemes/tags": ["morphs:engine=mecab"],
    "lemmas": ["morphs:engine=mecab", "lemma"],
}
USUAL = ["--window", "5", "--epochs", "5"]
METHODS = {
    "word2vec": (["word2vec"], USUAL),
    "fasttext, characters": (["fasttext", "--unit", "char"], USUAL),
    "fasttext, jamo": (["fasttext", "--unit", "jamo"], USUAL),
    "glove": (["glove"], []),
    "ppmi": (["ppmi"], []),
}
CERTAIN = ("ppmi",)
"""Methods that come out the same with every seed, but for the last digits."""
DRAWS = 10_000


class Result(NamedTuple):
    """Of one embedding: correlations, analogies by file with made words, and the cosine of every pair."""

    seen: float
    covered: int
    all: float
    composed: float
    totals: list[Section]
    cosines: np.ndarray


class Sets(NamedTuple):
    pairs: list[Pair]
    quads: list[list[Analogy]]

    @property
    def words(self) -> list[str]:
        pairs = [word for pair in self.pairs for word in pair[:2]]
        return list(dict.fromkeys(pairs + [word for quads in self.quads for quad in quads for word in quad[1:]]))


def sets(folder: Path) -> Sets:
    names = ("semantic", "syntactic")
    quads = [testsets.analogies(folder / f"wordsim_ko/kor2vec_kor_analogy_{name}.txt") for name in names]
    return Sets(testsets.pairs(folder / "wordsim_ko/kor2vec_kor_ws353.csv"), quads)


def ids_of(corpus: str, tokens: str) -> Path:
    """The ids tensor, made once."""
    name, given = CORPORA[corpus]
    base = WORK / f"{corpus}-{tokens.replace('/', '-')}"
    made, vocab, ids = base.with_suffix(".parquet"), base.with_suffix(".vocab.tsv"), base.with_suffix(".safetensors")
    tags = ["--with-tags"] if tokens.endswith("/tags") else []
    if not ids.exists():
        run([*KOPREP, "run", "normalize", *TOKENS[tokens], "-i", data() / name, *given, "--workers", "2", "-o", made])
        run([*KOPREP, "vocab", made, *tags, "-o", vocab])
        run([*KOPREP, "tensor", made, "--vocab", vocab, "-o", ids])
    return ids


def splitter(words: Sequence[str], tokens: str) -> Callable[[str], list[str]]:
    """Words as koprep cuts them the way the corpus was cut."""
    form = "tagged" if tokens.endswith("/tags") else "tokens"
    command = [*KOPREP, "run", "normalize", *TOKENS[tokens], "--from", "text", "--to", form, "-q"]
    done = subprocess.run(command, input="\n".join(words) + "\n", capture_output=True, text=True, check=True)
    parts = dict(zip(words, map(str.split, done.stdout.split("\n")), strict=False))
    return lambda word: parts[word]


def measured(path: Path, given: Sets, split: Callable[[str], list[str]]) -> Result:
    embedding = open_embedding(path)
    lookup = Lookup(embedding, summed(embedding, split))
    found = similarity(given.pairs, lookup)
    solved = [analogies(quads, lookup) for quads in given.quads]
    totals = [(one.composed or one.seen)[-1] for one in solved]
    vectors = lookup.vectors(given.words)
    vectors |= lookup.made(word for word in given.words if word not in vectors)
    each = np.nan_to_num(cosines(given.pairs, vectors))
    composed = found.composed.spearman if found.composed else found.all.spearman
    return Result(found.seen.spearman, found.seen.pairs, found.all.spearman, composed, totals, each)


def trained(
    ids: Path, method: str, options: Sequence[str], seeds: Sequence[int]
) -> Iterator[tuple[Path, float, float]]:
    """Each seed's embedding, its seconds and its megabytes."""
    command, _ = METHODS[method]
    for seed in seeds[:1] if method in CERTAIN else seeds:
        target = ids.with_suffix(f".{'-'.join(command).replace('---', '-')}.{seed}.safetensors")
        before = time.perf_counter()
        done = run([*KOPREP, "embed", *command, ids, *options, "--seed", str(seed), "-o", target, "-q"])
        yield target, time.perf_counter() - before, done.peak


def interval(first: np.ndarray, second: np.ndarray, gold: np.ndarray) -> tuple[float, float]:
    """Of the difference between two methods' correlations, each the mean over its seeds (seeds, pairs): 95 %."""
    random = np.random.default_rng(1)
    found = []
    for _ in range(DRAWS // (len(first) + len(second))):
        some = random.integers(0, len(gold), len(gold))
        one, other = (np.mean([spearman(row[some], gold[some]) for row in rows]) for rows in (first, second))
        found.append(one - other)
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def row(corpus: str, tokens: str, method: str, results: list[Result], cost: tuple[float, float], than: str) -> str:
    means = [float(np.mean([getattr(result, name) for result in results])) for name in ("seen", "all", "composed")]
    places = [[result.totals[kind] for result in results] for kind in (0, 1)]
    parts = [
        " / ".join(f"{np.mean([getattr(total, name) for total in kind]):.2f}" for kind in places)
        for name in ("distance", "add", "mul")
    ]
    used = " / ".join(str(kind[0].used) for kind in places)
    return (
        f"| {corpus} | {tokens} | {method} | {means[0]:.3f} ({results[0].covered}) | {means[1]:.3f} "
        f"| **{means[2]:.3f}** | {' | '.join(parts)} | {used} | {cost[0]:.0f} s, {cost[1]:,.0f} MB | {than} |"
    )


def compared(corpus: str, tokens: str, methods: Sequence[str], seeds: Sequence[int], given: Sets, usual: bool) -> None:
    """Print the rows of one kind of tokens."""
    ids, split = ids_of(corpus, tokens), splitter(given.words, tokens)
    gold, first = np.array([pair.rating for pair in given.pairs]), None
    for method in methods:
        made = list(trained(ids, method, METHODS[method][1] if usual else [], seeds))
        results = [measured(path, given, split) for path, _, _ in made]
        each = np.array([result.cosines for result in results])
        low, high = (0.0, 0.0) if first is None else interval(each, first, gold)
        than = "" if first is None else f"{low:+.3f} … {high:+.3f}"
        first = each if first is None else first
        cost = (float(np.median([seconds for _, seconds, _ in made])), max(peak for _, _, peak in made))
        print(row(corpus, tokens, method, results, cost, than), flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", nargs="+", choices=CORPORA, default=list(CORPORA))
    parser.add_argument("--tokens", nargs="+", choices=TOKENS, default=list(TOKENS))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--defaults", action="store_true", help="koprep's own window and epochs for word2vec, too")
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    given = sets(data())
    versions = ", ".join(f"{name} {version(name)}" for name in ("koprep", "numpy", "gensim", "python-mecab-ko"))
    print(f"\n{date.today()}, {os.cpu_count()} cores, {versions}")
    print(f"{len(given.pairs)} pairs, {' and '.join(str(len(quads)) for quads in given.quads)} analogies\n")
    print(
        "| text | tokens | method | seen pairs | all pairs | composed | distance | 3CosAdd | 3CosMul | used | cost | |"
    )
    print("|---" * 12 + "|")
    for corpus in chosen.corpus:
        for tokens in chosen.tokens:
            compared(corpus, tokens, chosen.methods, chosen.seeds, given, not chosen.defaults)


if __name__ == "__main__":
    main()
