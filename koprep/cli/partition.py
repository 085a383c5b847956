"""``koprep partition``: one part of a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.partitioning import Share

_LABELS = 10

Sources = Annotated[
    list[str], typer.Argument(metavar="SRC…", help="Files of any format run reads, folders, globs, or - for stdin.")
]
Ratio = Annotated[str, typer.Option(metavar="A:B:C", help="train:valid:test, as in 8:1:1, or train:test, as in 8:2.")]
Part = Annotated[str, typer.Option(help="The part to write: train, valid or test.")]
Seed = Annotated[int, typer.Option(min=0, help="Another seed gives another partition.")]


def partition(
    sources: Sources,
    ratio: Ratio,
    part: Part,
    output: options.Output = Path("-"),
    seed: Seed = 0,
    from_: options.From = "",
    to: options.To = "",
    text_col: options.TextCol = "",
    label_col: options.LabelCol = "",
    docs: options.Docs = "line",
    encoding: options.Encoding = "auto",
    rejects: options.Rejects = None,
    quiet: options.Quiet = False,
) -> None:
    """Write one part of a corpus (데이터의 분리): train, valid or test, by a seeded hash of each document.

    Call it once a part; the parts don't overlap, and together they are everything. Lines that are appended move no
    other line. .parquet and .jsonl keep all a record holds.

    koprep partition tokens.parquet --ratio 8:1:1 --part train -o train.parquet
    """
    from koprep import formats, partitioning
    from koprep.cli.output import Words
    from koprep.cli.running import execute, say_rejects
    from koprep.sources import DOCS, FORMATS, Options, open_all

    words = Words(quiet)
    options.one_of("--from", from_, FORMATS)
    options.one_of("--to", to, formats.RECORDS)
    options.one_of("--docs", docs, DOCS)
    partitioning.Partition(ratio, part, seed)  # what is wrong shows before anything is opened
    opened = open_all(sources, Options(from_, text_col, label_col, encoding, docs))
    plan = partitioning.plan(opened, output, ratio=ratio, part=part, seed=seed, to=to, rejects=rejects)
    for line in plan.warnings():
        words.warn(line)
    for name in partitioning.same_names(opened):
        words.warn(f"several files are called {name}: equal lines of them go by one key, into one part")
    summary = execute(plan, words)
    _report(partitioning.shares(summary.tally, ratio), ratio, part, words)
    say_rejects(plan, summary, words)
    line = f"{summary.written:,} records"
    words.note(f"{line}: {output}" if str(output) != "-" else f"{line} written")


def _report(shares: list[Share], ratio: str, part: str, words: Words) -> None:
    """The realized ratios, and what looks wrong in them."""
    whole, *labels = shares
    if not whole.total:
        words.note("nothing to read")
        return
    words.note(f"{_spelled(whole)} of {whole.total:,} records (asked for: {ratio})")
    for share in labels[:_LABELS]:
        name = "without a label" if share.label is None else f"label {share.label}"
        words.note(f"  {name}: {_spelled(share)} of {share.total:,}")
    if labels[_LABELS:]:
        words.note(f"  and {len(labels) - _LABELS:,} more labels")
    lacking = [str(share.label) for share in labels if not share.records[part] and share.label is not None]
    if not whole.records[part]:
        words.warn(f"no record fell into {part}: too few documents for {ratio}, or just one (see --docs, --seed)")
    elif lacking:
        more = f" and {len(lacking) - 3} more" if lacking[3:] else ""
        words.warn(f"no record of label {', '.join(lacking[:3])}{more} fell into {part}; try another --seed")
    elif whole.records[part] == whole.total > 1:
        words.warn(f"all records fell into {part}: they may be one document (see --docs)")


def _spelled(share: Share) -> str:
    return ", ".join(f"{name} {100 * count / share.total:.1f} %" for name, count in share.records.items())
