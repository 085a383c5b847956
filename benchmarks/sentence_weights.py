"""Fit the weights in koprep/tables/sentence_weights.tsv anew and compare; with the word `write` replace the table.

Three sources: reviews whose sentences end in marks, the marks taken out (what an end looks like without them); the
documents in tests/data; the gold documents in $KOPREP_DATA/sentences. Reviews say little about how often unmarked ends
are, so what depends on that has weights of its own there, which are thrown away.
"""

from __future__ import annotations

import gzip
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from common import data

from koprep.stages.sentence_auto import analyze, features
from koprep.stages.sentence_places import Analysis, Place, cuts
from koprep.tables import read
from koprep.taggers import kiwi

REVIEWS, WEIGHT, PENALTY, RARE, SMALL = 15_000, 0.3, 0.5, 20, 0.2
OWN = Path(__file__).parent.parent / "tests/data"
TABLE = Path(__file__).parent.parent / "koprep/tables/sentence_weights.tsv"
MARK = re.compile(r"(?<=[가-힣ㅋㅎㅠㅜ])[.!?]{1,3}\s+(?=\S)")

Example = tuple[list[str], bool]


def documents(folder: Path, pattern: str = "*.txt") -> list[tuple[str, list[str]]]:
    """Documents as (file, sentences with the white space behind them); in our own files \\n is a line break."""
    found = []
    for path in sorted(folder.glob(pattern)):
        for block in path.read_text(encoding="utf-8").strip("\n").split("\n\n"):
            sentences = [line.replace("\\n", "\n") if folder == OWN else line for line in block.split("\n") if line]
            found.append((path.stem, sentences))
    return found


def starts(sentences: Sequence[str]) -> set[int]:
    """Where the sentences of a document begin, but for the first."""
    found, place = set(), 0
    for sentence in sentences:
        found.add(place)
        place += len(sentence)
    return found - {0}


def analyses(texts: Sequence[str]) -> list[Any]:
    return [
        analyze(text, tokens)
        for begin in range(0, len(texts), 512)
        for text, tokens in zip(texts[begin : begin + 512], kiwi.tag_sentences(texts[begin : begin + 512]), strict=True)
    ]


def examples(found: Analysis, gold: set[int]) -> list[Example]:
    """What is seen at every place that is to be decided, with the gold sentences before it."""
    made: list[Example] = []

    def decide(found: Analysis, place: Place) -> bool:
        cut = found.tokens[place.next].start in gold
        made.append((features(found, place), cut))
        return cut

    cuts(found, decide)
    return made


def reviews() -> list[Example]:
    """Examples from reviews without their inner marks; half of them lose the last one, too."""
    with gzip.open(data() / "nsmc/reviews.tsv.gz", "rt", encoding="utf-8", newline="\n") as rows:
        texts = [row.rstrip("\n").split("\t")[1] for row in rows][1:]
    rng = random.Random(0)
    rng.shuffle(texts)
    chosen = [text for text in dict.fromkeys(texts) if _is_marked(text)][:REVIEWS]
    bare, gold = [], []
    for text in chosen:
        pieces = MARK.split(text)
        gold.append(starts([f"{piece} " for piece in pieces]))
        bare.append(" ".join(pieces).rstrip(".!? " if rng.random() < 0.5 else " "))
    made = [example for found, ends in zip(analyses(bare), gold, strict=True) for example in examples(found, ends)]
    return [(seen + [f"reviews {name}" for name in seen if _is_rate(name)], cut) for seen, cut in made]


def _is_marked(text: str) -> bool:
    if len(text) > 300 or not text.endswith((".", "!", "?")) or re.search(r"\.\.|[…~\"'“(]|[.!?][가-힣]", text):
        return False
    return len(MARK.findall(text)) >= 2


def _is_rate(name: str) -> bool:
    return not any(part in name for part in ("|c=", "|n=", "|nj="))


def fit(sets: Iterable[tuple[list[Example], float]]) -> dict[str, float]:
    """Logistic regression with an L2 penalty over sets of examples, each with its weight."""
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    sets = list(sets)
    counts: Counter[str] = Counter()
    for made, weight in sets:
        for seen, _ in made:
            for name in seen:
                counts[name] += 1 if weight < 1 else 10
    columns = {name: place for place, name in enumerate(sorted(name for name in counts if counts[name] >= RARE))}
    rows = [(seen, cut, weight) for made, weight in sets for seen, cut in made]
    places = [sorted({columns[name] for name in seen if name in columns}) for seen, _, _ in rows]
    offsets = np.cumsum([0, *map(len, places)])
    flat = np.array([place for row in places for place in row])
    matrix = csr_matrix((np.ones(len(flat)), flat, offsets), shape=(len(rows), len(columns)))
    turned = matrix.T.tocsr()
    signs = np.array([1.0 if cut else -1.0 for _, cut, _ in rows])
    weights = np.array([weight for _, _, weight in rows])

    def loss(values: Any) -> tuple[float, Any]:
        margins = signs * (matrix @ values)
        total = (weights * np.logaddexp(0, -margins)).sum() + PENALTY / 2 * values @ values
        slope = weights * signs / (1 + np.exp(np.clip(margins, -30, 30)))
        return total, PENALTY * values - turned @ slope

    best = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    found = {name: round(float(best[place]), 2) for name, place in columns.items()}
    return {name: value for name, value in found.items() if abs(value) >= SMALL and not name.startswith("reviews ")}


def main() -> None:
    sources = documents(data() / "sentences") + documents(OWN, "sentences_*.txt")
    found = analyses(["".join(sentences) for _, sentences in sources])
    gold = [e for one, (_, sentences) in zip(found, sources, strict=True) for e in examples(one, starts(sentences))]
    weights = fit([(gold, 1.0), (reviews(), WEIGHT)])
    print(f"{len(weights)} weights from {len(sources)} documents, {len(gold)} places in them")
    if "write" in sys.argv:
        _write(weights)
    else:
        shipped = {name: float(weight) for name, weight in read(TABLE.name)}
        apart = max(abs(weights.get(name, 0.0) - shipped.get(name, 0.0)) for name in weights | shipped)
        print(f"the table koprep ships has {len(shipped)}; the two that differ most are {apart:.2f} apart")


def _write(weights: dict[str, float]) -> None:
    lines = [f"{name}\t{value:g}" for name, value in sorted(weights.items())]
    head = (
        "# What is seen at a place where a sentence may end, and what it adds (an end: above 0; unmarked: -0.4).\n"
        f"# Fitted by benchmarks/sentence_weights.py, kiwipiepy {kiwi.version()}: NSMC reviews (CC0) without marks,\n"
        "# documents written for koprep (tests/data), gold sentences of kiwipiepy's benchmark (LGPL; not included).\n"
    )
    TABLE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
