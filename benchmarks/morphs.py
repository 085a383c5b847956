"""Morphemes of 20,000 film reviews by two workers, against bare scripts on the same analyzers; start-up apart."""

from __future__ import annotations

from common import KOPREP, WORK, header, reviews, script, versus

KIWI = """
import sys
from kiwipiepy import Kiwi
kiwi = Kiwi(num_workers=2)
lines = open(sys.argv[1], encoding="utf-8", newline="\\n").read().split("\\n")[:-1]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for tokens in kiwi.tokenize(lines):
        out.write(" ".join([f"{token.form}/{token.tag}" for token in tokens]) + "\\n")
"""
MECAB = """
import sys
from multiprocessing import get_context
from mecab import MeCab

def start():
    global mecab
    mecab = MeCab()

def work(lines):
    return [" ".join([f"{form}/{tag}" for form, tag in mecab.pos(line)]) for line in lines]

if __name__ == "__main__":
    lines = open(sys.argv[1], encoding="utf-8", newline="\\n").read().split("\\n")[:-1]
    with get_context("fork").Pool(2, start) as pool, open(sys.argv[2], "w", encoding="utf-8") as out:
        for tagged in pool.imap(work, [lines[at:at + 512] for at in range(0, len(lines), 512)]):
            out.write("\\n".join(tagged) + "\\n")
"""

if __name__ == "__main__":
    many, few = reviews(20_000), reviews(2)
    header("kiwipiepy", "python-mecab-ko")
    for engine, rival, bar in (("kiwi", KIWI, 1.10), ("mecab", MECAB, 1.3)):
        ours = [
            *KOPREP,
            "run",
            "normalize",
            f"morphs:engine={engine}",
            "--workers",
            "2",
            "-o",
            WORK / "x.parquet",
            "-i",
        ]
        versus(
            f"`run normalize morphs:engine={engine} --workers 2 -o x.parquet`, 20,000 reviews : bare script",
            [*ours, many],
            script(rival, many, WORK / "x.txt"),
            bar,
            startups=([*ours, few], script(rival, few, WORK / "x.txt")),
        )
