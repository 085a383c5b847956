"""Counting and encoding the tokens of all film reviews, against a Counter filled from the tokens text."""

from __future__ import annotations

from common import KOPREP, WORK, header, reviews, run, script, versus

COUNTER = """
import sys
from collections import Counter
counts = Counter()
with open(sys.argv[1], encoding="utf-8", newline="\\n") as lines:
    for line in lines:
        counts.update(line.split())
print(len(counts))
"""

if __name__ == "__main__":
    source, text, parquet = reviews(), WORK / "all.tokens", WORK / "all.parquet"
    if not parquet.exists():
        for target in (text, parquet):
            run([*KOPREP, "run", "normalize", "morphs:engine=mecab", "--workers", "2", "-i", source, "-o", target])
    header("pyarrow", "numpy")
    rival = script(COUNTER, text)
    for tokens in (text, parquet):
        kind = tokens.suffix[1:]
        versus(
            f"`koprep vocab` from {kind}, 13 M tokens : Counter over the tokens text",
            [*KOPREP, "vocab", tokens, "-o", WORK / "vocab.tsv"],
            rival,
            1.0,
        )
        versus(
            f"`koprep tensor --as ids` from {kind} : the same",
            [*KOPREP, "tensor", tokens, "--vocab", WORK / "vocab.tsv", "-o", WORK / "ids.safetensors"],
            rival,
            1.4,
        )
