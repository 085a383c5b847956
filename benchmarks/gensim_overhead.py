"""word2vec and FastText through koprep against gensim called directly: whole programs, and learning alone.

Whole programs: `koprep embed` from the ids tensor, against gensim from the text of tokens (its fastest way,
corpus_file), which counts words first, as its users' programs do. Learning alone: one epoch over the same records and
vocabulary, for gensim as lists of words that are in memory already, which no real program has.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from common import KOPREP, WORK, header, reviews, run, script, versus

SETTINGS = ("--window", "5", "--epochs", "3", "--workers", "2", "--alpha", "0.025")
BARE = """
import sys
from gensim.models import FastText, Word2Vec
kind, tokens, output = sys.argv[1:]
more = {"min_n": 3, "max_n": 6} if kind == "FastText" else {}
model = {"FastText": FastText, "Word2Vec": Word2Vec}[kind](
    corpus_file=tokens, vector_size=100, window=5, min_count=5, sg=1, negative=5, epochs=3, workers=2, seed=1, **more)
model.wv.save_word2vec_format(output, binary=True)
"""


def prepared(lines: int) -> tuple[Path, Path]:
    """The reviews as tokens in text, and as an ids tensor."""
    source = reviews(lines)
    text, vocab, ids = (WORK / f"overhead-{lines}.{ending}" for ending in ("tokens", "vocab.tsv", "ids.safetensors"))
    if not ids.exists():
        run([*KOPREP, "run", "normalize", "morphs:engine=mecab", "-i", source, "-o", text])
        run([*KOPREP, "vocab", text, "-o", vocab])
        run([*KOPREP, "tensor", text, "--vocab", vocab, "-o", ids])
    return text, ids


def learning_alone(name: str, ids: Path, batches: int, rounds: int) -> str:
    """One epoch over some batches, here and by gensim's own train()."""
    from gensim.models import FastText, Word2Vec

    from koprep.embed import corpus, gensim_models
    from koprep.embed.batches import batches as cut
    from koprep.embed.crew import share
    from koprep.embed.settings import Settings
    from koprep.embed.subwords import USUAL
    from koprep.embed.subwords import cut as grams

    read = corpus.read(ids)
    words, settings, char = read.vocab.tokens, Settings(window=5), USUAL["char"]
    records = [[words[id] for id in ids] for batch in islice(cut(read), batches) for ids in batch.lists()]

    def ours() -> tuple[float, float]:
        if name == "Word2Vec":
            model = gensim_models.word2vec(settings, read.vocab.counts)
        else:
            model = gensim_models.fasttext(settings, read.vocab.counts, grams(words, char), char.buckets)

        def worker() -> Callable[[Any], None]:
            memory = model.memory()
            return lambda batch: model.learn(batch.lists(), 0.02, memory)

        return timed(lambda: share(islice(cut(read), batches), 2, worker, lambda batch: None, lambda: None))

    def bare() -> tuple[float, float]:
        kind = {"Word2Vec": Word2Vec, "FastText": FastText}[name]
        model = kind(vector_size=100, window=5, min_count=1, sg=1, workers=2, sorted_vocab=0)
        model.build_vocab_from_freq(dict(zip(words, read.vocab.counts.tolist(), strict=True)))
        model._clear_post_train = lambda: None  # composing whole vectors is not learning
        return timed(lambda: model.train(records, total_examples=len(records), epochs=1))

    pairs = [(ours(), bare()) for _ in range(rounds)]
    wall, cpu = ([mine[place] / rival[place] for mine, rival in pairs] for place in (0, 1))
    median = statistics.median(wall)
    return (
        f"| learning alone, {name} | **{median:.2f}** ({min(wall):.2f}–{max(wall):.2f}) | {statistics.median(cpu):.2f} "
        f"| ≤ 1.05 | {'met' if median <= 1.05 else 'MISSED'} "
        f"| {statistics.median(mine[0] for mine, _ in pairs):.2f} s : "
        f"{statistics.median(rival[0] for _, rival in pairs):.2f} s | |"
    )


def timed(what: Callable[[], Any]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    before, cpu = time.perf_counter(), time.process_time()
    what()
    return time.perf_counter() - before, time.process_time() - cpu


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=100_000, help="how many film reviews; 0 is all")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    text, ids = prepared(asked.reviews)
    header("gensim", "numpy")
    out = WORK / "overhead.safetensors"
    for name, rival, more in (("word2vec", "Word2Vec", ()), ("fasttext", "FastText", ("--unit", "char"))):
        versus(
            f"`koprep embed {name}`, 3 epochs : gensim",
            [*KOPREP, "embed", name, ids, "-o", out, *SETTINGS, *more, "-q"],
            script(BARE, rival, text, WORK / "overhead.bin"),
            1.05,
            rounds=asked.rounds,
        )
    for rival in ("Word2Vec", "FastText"):
        print(learning_alone(rival, ids, 100, asked.rounds), flush=True)
