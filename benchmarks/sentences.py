"""Sentences of every engine against gold sentences and against Kiwi's time; auto against the better of kiwi and kss.

Each gold sentence scores its best overlap (F1 of characters); "normalized" multiplies that by min(gold / found, 1) of
its document; "exact" counts gold sentences found as they are. The intervals are 95 % of 10,000 bootstrap samples of
documents. auto's weights were fitted to both sets, so it is scored here with weights fitted anew without the fifth of
the documents that each is in; its rules by hand, like those of rule, were written after looking at what Kiwi, kss and
they themselves get wrong in both sets, and no fold can take that back.
"""

from __future__ import annotations

import os
import platform
import random
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from common import WORK, data
from common import reviews as review_file
from sentence_weights import OWN, WEIGHT, analyses, documents, examples, fit, reviews, starts

from koprep import modelfile
from koprep.recipe import Recipe
from koprep.record import Record
from koprep.stages.sentence_auto import decider
from koprep.stages.sentence_places import cuts
from koprep.stages.sentences import Sentences
from koprep.taggers import punkt

FOLDS, SAMPLES = 5, 10_000
Span = tuple[int, int]
Splitter = Callable[[Sequence[str]], list[list[str]]]


class Score(NamedTuple):
    """Of one document: gold sentences, and the sums of their scores."""

    gold: int
    exact: int
    best: float
    normalized: float


def spans(sentences: Sequence[str], text: str) -> list[Span]:
    found, end = [], 0
    for sentence in filter(None, map(str.strip, sentences)):
        start = text.index(sentence, end)
        end = start + len(sentence)
        found.append((start, end))
    return found


def overlap(one: Span, other: Span) -> float:
    common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return 2 * common / (one[1] - one[0] + other[1] - other[0])


def score(gold: Sequence[str], sentences: Sequence[str]) -> Score:
    text = "".join(gold)
    expected, found = spans(gold, text), spans(sentences, text)
    best = sum(max((overlap(one, other) for other in found), default=0.0) for one in expected)
    exact = len(set(expected) & set(found))
    return Score(len(expected), exact, best, best * min(len(expected) / max(len(found), 1), 1))


def pooled(scores: Sequence[Score]) -> list[float]:
    total = sum(one.gold for one in scores)
    return [sum(column) / total for column in list(zip(*scores, strict=True))[1:]]


def interval(ours: Sequence[Score], theirs: Sequence[Score]) -> tuple[float, float]:
    """Of the difference of normalized F1, over samples of documents drawn with replacement."""
    import numpy as np

    gains = np.array([one.normalized - other.normalized for one, other in zip(ours, theirs, strict=True)])
    gold = np.array([one.gold for one in ours])
    drawn = np.random.default_rng(0).integers(0, len(gold), (SAMPLES, len(gold)))
    low, high = np.percentile(gains[drawn].sum(1) / gold[drawn].sum(1), [2.5, 97.5])
    return float(low), float(high)


def engine(spec: Sentences) -> Splitter:
    def split(texts: Sequence[str]) -> list[list[str]]:
        found: list[list[str]] = [[] for _ in texts]
        records = [Record(str(place), text) for place, text in enumerate(texts)]
        for begin in range(0, len(texts), 512):
            for item in spec(records[begin : begin + 512]):
                found[int(item.id.split(".")[0])].append(str(item.text))
        return found

    return split


def unseen(sources: Sequence[tuple[str, list[str]]]) -> list[list[str]]:
    """The sentences of each document by auto with weights that were fitted without it."""
    found = analyses(["".join(sentences) for _, sentences in sources])
    made = [examples(one, starts(sentences)) for one, (_, sentences) in zip(found, sources, strict=True)]
    order = list(range(len(sources)))
    random.Random(1).shuffle(order)
    fold = {place: number % FOLDS for number, place in enumerate(order)}
    marked, result = reviews(), [[""] for _ in sources]
    for number in range(FOLDS):
        weights = fit([([e for place in order if fold[place] != number for e in made[place]], 1.0), (marked, WEIGHT)])
        for place in order:
            if fold[place] == number:
                result[place] = _split(found[place], weights)
    return result


def _split(found: Any, weights: dict[str, float]) -> list[str]:
    begun = cuts(found, decider(weights))
    return [found.text[start:end].strip() for start, end in pairwise([0, *begun, len(found.text)])]


def quality(sources: Sequence[tuple[str, list[str]]], splitters: dict[str, Splitter]) -> None:
    texts = ["".join(sentences) for _, sentences in sources]
    scores = {
        name: [score(gold, found) for (_, gold), found in zip(sources, split(texts), strict=True)]
        for name, split in splitters.items()
    }
    scores["auto, unseen"] = [score(gold, found) for (_, gold), found in zip(sources, unseen(sources), strict=True)]
    own = {file for file, _ in sources if file.startswith("sentences_")}
    sets = {"gold documents": {file for file, _ in sources} - own, "our documents": own}
    print("| documents | engine | exact | F1 | normalized F1 |\n|---|---|---|---|---|")
    for title, files in sets.items():
        for file in [*dict.fromkeys(file for file, _ in sources if file in files), title]:
            places = [
                place for place, (name, _) in enumerate(sources) if name == file or (file == title and name in files)
            ]
            for name, values in scores.items():
                numbers = pooled([values[place] for place in places])
                print(
                    f"| {file} ({len(places)}) | {name} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |"
                )
            rival = max(("kiwi", "kss"), key=lambda name: pooled([scores[name][place] for place in places])[2])
            ours, theirs = ([scores[name][place] for place in places] for name in ("auto, unseen", rival))
            gain, (low, high) = pooled(ours)[2] - pooled(theirs)[2], interval(ours, theirs)
            print(f"| {file} | auto, unseen − {rival} | | | {gain:+.3f} ({low:+.3f} … {high:+.3f}) |", flush=True)


def speed(texts: Sequence[str], splitters: dict[str, Splitter], rounds: int = 5) -> None:
    size, letters = sum(len(text.encode()) for text in texts), sum(map(len, texts))
    print("\n| engine | characters/s | MB/s | CPU time : kiwi's |\n|---|---|---|---|")
    times: dict[str, list[float]] = {name: [] for name in splitters}
    for _ in range(rounds):
        for name, split in splitters.items():
            before = time.process_time()
            split(texts)
            times[name].append(time.process_time() - before)
    for name, took in times.items():
        ratio = median(one / other for one, other in zip(took, times["kiwi"], strict=True))
        print(f"| {name} | {letters / median(took):,.0f} | {size / median(took) / 1e6:.2f} | {ratio:.2f} |", flush=True)


def main() -> None:
    sources = documents(data() / "sentences") + documents(OWN, "sentences_*.txt")
    lines = review_file(20_000).read_text(encoding="utf-8").split("\n")
    model = WORK / "punkt.tsv"
    modelfile.write(model, "punkt", Recipe(), punkt.train_punkt(lines))
    splitters = {name: engine(Sentences(engine=name)) for name in ("kiwi", "kss", "rule", "auto")}
    splitters["punkt"] = engine(Sentences(engine="punkt", model=str(model)))
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("koprep", "kiwipiepy", "kss", "python-mecab-ko", "nltk")
    )
    print(f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, {versions}\n")
    quality(sources, splitters)
    speed(["".join(sentences) for _, sentences in sources], splitters)
    print("\nshort lines (reviews):")
    speed(lines[:2000], splitters, 3)


if __name__ == "__main__":
    main()
