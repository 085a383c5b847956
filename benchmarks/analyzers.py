"""Every analyzer on the same film reviews and encyclopedia paragraphs: speed, memory, start-up, and what it loses.

Each engine works in a process of its own; memory is the most that this process and its children (Java) held together,
looked at twenty times a second. Gold words are those of the UD files: one is found if tokens begin and end where it
does, its lemma if its morphemes, surface allomorphs, are those of GSD's lemma column. Numbers with their units are one
token in koprep by rule, so lemmas are also given for the words without digits. konlpy's analyzers also run against
konlpy's own wrapper called in a loop over the same lines, those that both get through, in turn, each time in a fresh
process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from common import KOPREP, WORK, data, reviews, run

KONLPY = {"okt": "Okt", "komoran": "Komoran", "hannanum": "Hannanum", "kkma": "Kkma", "konlpy-mecab": "Mecab"}
ENGINES = ("kiwi", "mecab", *KONLPY)
GUARDED = ("okt", "komoran", "hannanum", "kkma")
SETS = {"gsd": "ko_gsd-ud-dev.conllu", "ewt": "en_ewt-ud-dev.conllu"}
HEADINGS = (
    "engine",
    "start",
    "memory",
    "reviews: lines/s / thousand characters/s",
    "paragraphs: the same",
    "rejects: reviews / paragraphs",
    "letters swallowed",
    "words unknown",
    "gold words: GSD / EWT",
    "GSD lemmas: all / without digits",
)
BARE = """
import json, sys, time
from konlpy import tag
name, path, at, options = sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])
engine = getattr(tag, name)(at) if name == "Mecab" else getattr(tag, name)(jvmpath=at)
lines = open(path, encoding="utf-8", newline="\\n").read().split("\\n")[:-1]
engine.pos("가다", **options)
bad, begin = [], time.perf_counter()
for number, line in enumerate(lines):
    try:
        engine.pos(line, **options)
    except Exception:
        bad.append(number)
print(json.dumps({"seconds": time.perf_counter() - begin, "bad": bad}))
"""


class Word(NamedTuple):
    """A gold word: where it stands in its sentence, its form and its lemma."""

    start: int
    end: int
    form: str
    lemma: str


class Case(NamedTuple):
    text: str
    words: list[Word]


def gold(path: Path) -> Iterator[Case]:
    """The sentences of a CoNLL-U file; words that can't be found in their text are left out."""
    for sentence in path.read_text(encoding="utf-8").strip().split("\n\n"):
        rows = sentence.split("\n")
        text = next(row.removeprefix("# text = ") for row in rows if row.startswith("# text = "))
        words, place = [], 0
        for cells in (row.split("\t") for row in rows if row[:1].isdigit()):
            start = text.find(cells[1], place) if cells[0].isdigit() else -1
            if start >= 0:
                place = start + len(cells[1])
                words.append(Word(start, place, cells[1], cells[2]))
        yield Case(text, words)


def paragraphs(count: int) -> Path:
    """The first paragraphs of the encyclopedia that hold a sentence or more, one a line."""
    target = WORK / f"paragraphs-{count}.txt"
    if not target.exists():
        with gzip.open(data() / "kowiki/kowiki.txt.gz", "rt", encoding="utf-8", newline="\n") as rows:
            long = (row for row in rows if len(row) > 100)
            target.write_text("".join(row for _, row in zip(range(count), long, strict=False)), encoding="utf-8")
    return target


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


# In the process of one engine ----------------------------------------------------------------------------------------


def measure(engine: str, limit: float, sources: Sequence[Path]) -> dict[str, Any]:
    """All about one engine, in this process."""
    begin = time.perf_counter()
    from koprep.record import Record
    from koprep.stages.morphs import Morphs

    stage = Morphs(engine=engine, limit=limit)
    stage([Record("-:1", "밥을 먹었다.")])
    found: dict[str, Any] = {"startup": time.perf_counter() - begin, "version": stage.engines()[engine]}
    for path in sources:
        found[path.stem.partition("-")[0]] = _speed(stage, lines_of(path))
    surface = Morphs(engine=engine, limit=limit, allomorph="surface")
    for name, file in SETS.items():
        found[name] = _agreement(surface, list(gold(data() / "ud" / file)))
    return found


def _speed(stage: Any, lines: list[str]) -> dict[str, Any]:
    from koprep.record import Record, Reject
    from koprep.taggers.shapes import uncovered

    records = [Record(f"-:{number}", line) for number, line in enumerate(lines)]
    output: list[Any] = []
    unknown, begin = 0, time.perf_counter()
    for at in range(0, len(records), 512):
        some, tally = stage.counted(records[at : at + 512])
        output += some
        unknown += sum(count for what, count in tally.items() if what.startswith("words unknown"))
    seconds = time.perf_counter() - begin
    good = [one for one in output if not isinstance(one, Reject)]
    return {
        "lines": len(lines) / seconds,
        "chars": sum(map(len, lines)) / seconds / 1000,
        "rejects": [int(one.id[2:]) for one in output if isinstance(one, Reject)],
        "tokens": sum(len(one.tokens) for one in good),
        "unknown": unknown,
        "swallowed": sum(uncovered(one.text, list(one.tokens)) for one in good),
        "letters": sum(char.isalnum() for one in good for char in one.text),
    }


def _agreement(stage: Any, cases: list[Case]) -> dict[str, float]:
    """Shares of gold words found, of lemmas found, and of lemmas found among words without digits."""
    from koprep.record import Record, Reject

    words = lemmas = plain = total = plain_total = 0
    output = stage([Record(f"-:{number}", case.text) for number, case in enumerate(cases)])
    for case, one in zip(cases, output, strict=True):
        tokens = () if isinstance(one, Reject) else one.tokens
        for word in case.words:
            own = [token for token in tokens if word.start <= token.start < word.end]
            whole = bool(own) and own[0].start == word.start and max(token.end for token in own) == word.end
            same = "+".join(token.form for token in own) == word.lemma
            digits = any(char.isdigit() for char in word.form)
            words, lemmas, total = words + whole, lemmas + same, total + 1
            plain, plain_total = plain + (same and not digits), plain_total + (not digits)
    return {"words": words / total, "lemmas": lemmas / total, "plain": plain / plain_total}


def loop(engine: str, limit: float, path: Path) -> dict[str, Any]:
    """Ours on the lines that konlpy's own wrapper gets through."""
    from koprep.record import Record, Reject
    from koprep.stages.morphs import Morphs

    stage, lines = Morphs(engine=engine, limit=limit), lines_of(path)
    stage([Record("-:1", "가다")])
    records = [Record(f"-:{number}", line) for number, line in enumerate(lines)]
    begin = time.perf_counter()
    output = [one for at in range(0, len(records), 512) for one in stage(records[at : at + 512])]
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "bad": [int(one.id[2:]) for one in output if isinstance(one, Reject)]}


# In the process that asks --------------------------------------------------------------------------------------------


def ask(*args: object) -> tuple[dict[str, Any], float]:
    """What another process says in JSON on its last line, and the most megabytes it and its children held."""
    with subprocess.Popen([sys.executable, *map(str, args)], stdout=subprocess.PIPE, text=True) as process:
        peak, done = [0.0], threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, done))
        watch.start()
        said, _ = process.communicate()
        done.set()
        watch.join()
    if process.returncode:
        sys.exit(f"{args[0]} {args[1]} ended with {process.returncode}")
    return json.loads(said.strip().split("\n")[-1]), peak[0]


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.05):
        peak[0] = max(peak[0], sum(map(_resident, _family(pid))))


def _family(pid: int) -> list[int]:
    """A process and all that come from it."""
    parents = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents.append((int((folder / "stat").read_text().rpartition(")")[2].split()[1]), int(folder.name)))
        except OSError:
            continue
    children = {parent: [child for _, child in some] for parent, some in groupby(sorted(parents), lambda pair: pair[0])}
    family = [pid]
    for one in family:
        family += children.get(one, [])
    return family


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def compare(engines: Sequence[str], limit: float, sources: list[Path]) -> dict[str, list[int]]:
    """The table of all engines; gives the reviews each rejects."""
    rejected, versions, rows = {}, {}, []
    for engine in engines:
        found, peak = ask(__file__, "--one", engine, "--limit", limit, *sources)
        first, second, gsd, ewt = (found[key] for key in ("reviews", "paragraphs", "gsd", "ewt"))
        rejected[engine], versions[engine] = first["rejects"], found["version"]
        cells = [
            engine,
            f"{found['startup']:.1f} s",
            f"{peak:,.0f} MB",
            *(f"{part['lines']:,.0f} / {part['chars']:,.0f}" for part in (first, second)),
            *(" / ".join(f"{_count(part[key]):,}" for part in (first, second)) for key in ("rejects", "swallowed")),
            " / ".join(f"{part['unknown'] / max(part['tokens'], 1):.2%}" for part in (first, second)),
            f"{gsd['words']:.3f} / {ewt['words']:.3f}",
            "—" if engine == "okt" else f"{gsd['lemmas']:.3f} / {gsd['plain']:.3f}",
        ]
        rows.append("| " + " | ".join(cells) + " |")
        print(f"{engine} done", file=sys.stderr, flush=True)
    print(", ".join(f"{engine} {version}" for engine, version in versions.items()), end="\n\n")
    print(f"| {' | '.join(HEADINGS)} |")
    print("|" + "---|" * len(HEADINGS))
    print("\n".join(rows), flush=True)
    return rejected


def _count(value: int | list[int]) -> int:
    return len(value) if isinstance(value, list) else value


def against_konlpy(engine: str, limit: float, lines: list[str], rejected: list[int], rounds: int) -> None:
    """Print the speed of an engine as a multiple of konlpy's own wrapper's, over the lines both get through."""
    path = WORK / f"good-{engine}.txt"
    good = [line for number, line in enumerate(lines) if line.strip() and number not in set(rejected)]
    bare, ours = _bare(engine, path), (__file__, "--loop", engine, "--limit", limit, path)
    for _ in range(2):  # what one of them fails on, neither is given
        path.write_text("".join(line + "\n" for line in good), encoding="utf-8")
        bad = {*ask(*bare)[0]["bad"], *ask(*ours)[0]["bad"]}
        good = [line for number, line in enumerate(good) if number not in bad]
    path.write_text("".join(line + "\n" for line in good), encoding="utf-8")
    pairs = [(ask(*ours)[0]["seconds"], ask(*bare)[0]["seconds"]) for _ in range(rounds)]
    ratios = [theirs / own for own, theirs in pairs]
    print(
        f"| {engine} | {len(good):,} | {len(good) / median(own for own, _ in pairs):,.0f} : "
        f"{len(good) / median(theirs for _, theirs in pairs):,.0f} | **{median(ratios):.2f}** "
        f"({min(ratios):.2f}–{max(ratios):.2f}) | ≥ 0.95 | {'met' if median(ratios) >= 0.95 else 'MISSED'} |",
        flush=True,
    )


def _bare(engine: str, path: Path) -> tuple[object, ...]:
    from koprep.taggers import jvm, konlpy_mecab

    if engine == "konlpy-mecab":
        os.environ.setdefault("MECABRC", os.devnull)
        at = konlpy_mecab.dictionary()
    else:
        at = jvm.runtime()
    options = {"ntags": 22} if engine == "hannanum" else {}
    return "-c", BARE, KONLPY[engine], path, at, json.dumps(options)


def workers(engine: str, limit: float, path: Path, rounds: int) -> None:
    """Print how much faster two workers are than one, whole runs less their start-up."""
    few = WORK / "reviews-few.txt"
    few.write_text("밥\n" * 1024, encoding="utf-8")  # two blocks, so that both workers start an analyzer

    def seconds(count: int, source: Path) -> float:
        spec = f"morphs:engine={engine},limit={limit:g}" if engine in GUARDED else f"morphs:engine={engine}"
        return run([*KOPREP, "run", spec, "--workers", str(count), "-i", source, "-o", WORK / "x.parquet"]).wall

    starts = [median(seconds(count, few) for _ in range(3)) for count in (1, 2)]
    pairs = [(seconds(1, path) - starts[0], seconds(2, path) - starts[1]) for _ in range(rounds)]
    ratios = [one / two for one, two in pairs]
    print(
        f"| {engine} | {median(one for one, _ in pairs):.1f} s : {median(two for _, two in pairs):.1f} s | "
        f"**{median(ratios):.2f}** ({min(ratios):.2f}–{max(ratios):.2f}) | ≥ 1.6 | "
        f"{'met' if median(ratios) >= 1.6 else 'MISSED'} |",
        flush=True,
    )


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engines", default="+".join(ENGINES), help="joined by +")
    parser.add_argument("--reviews", type=int, default=5000)
    parser.add_argument("--paragraphs", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=10.0, help="seconds a text may take")
    parser.add_argument("--only", choices=("table", "konlpy", "workers"), help="one of the three parts")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    parser.add_argument("--loop", default="", help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    told = options()
    if told.one:
        return print(json.dumps(measure(told.one, told.limit, told.paths)))
    if told.loop:
        return print(json.dumps(loop(told.loop, told.limit, told.paths[0])))
    texts, engines = [reviews(told.reviews), paragraphs(told.paragraphs)], told.engines.split("+")
    print(
        f"\n{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, {told.reviews:,} reviews, ",
        end="",
    )
    print(f"{told.paragraphs:,} paragraphs, limit {told.limit:g} s")
    rejected = compare(engines, told.limit, texts) if told.only in (None, "table") else {}
    if told.only in (None, "konlpy"):
        print(
            "\n| engine | lines | lines/s, koprep : konlpy in a loop | ratio (min–max) | bar | |\n" + "|---" * 6 + "|"
        )
        for engine in filter(KONLPY.__contains__, engines):
            against_konlpy(engine, told.limit, lines_of(texts[0]), rejected.get(engine, []), told.rounds)
    if told.only in (None, "workers"):
        print("\n| engine | one worker : two | ratio (min–max) | bar | |\n" + "|---" * 5 + "|")
        for engine in filter(GUARDED.__contains__, engines):
            workers(engine, told.limit, texts[0], told.rounds)


if __name__ == "__main__":
    main()
