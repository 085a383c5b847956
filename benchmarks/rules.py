"""The chain without an analyzer, over all film reviews: at least 10 MB/s, start-up included."""

from __future__ import annotations

import statistics

from common import KOPREP, WORK, header, reviews, run

if __name__ == "__main__":
    source = reviews()
    megabytes = source.stat().st_size / 1e6
    command = [
        *KOPREP,
        "run",
        "normalize",
        "clean",
        "sentences:engine=rule",
        "words",
        "--to",
        "tokens",
        "--workers",
        "2",
        "-i",
        source,
        "-o",
        WORK / "x.tokens",
    ]
    header()
    run(command)
    runs = [run(command) for _ in range(5)]
    speeds = [megabytes / done.wall for done in runs]
    speed = statistics.median(speeds)
    cpu = megabytes / statistics.median(done.cpu for done in runs)
    print(
        f"| `run normalize clean sentences:engine=rule words --to tokens --workers 2`, {megabytes:.1f} MB | "
        f"**{speed:.1f} MB/s** ({min(speeds):.1f}–{max(speeds):.1f}) | {cpu:.1f} MB per CPU second | ≥ 10 MB/s | "
        f"{'met' if speed >= 10 else 'MISSED'} | {megabytes / speed:.1f} s | {max(done.peak for done in runs):.0f} MB |"
    )
