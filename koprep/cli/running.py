"""What commands that run a plan share: carrying it out with a progress bar, and saying what was read and rejected."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.engine.plan import Plan
    from koprep.engine.run import Summary
    from koprep.sources import Source


def execute(plan: Plan, words: Words) -> Summary:
    """Carry out a plan; data goes to standard output where the plan says so."""
    from koprep.cli.output import Progress, data_stdout
    from koprep.engine import run
    from koprep.sources import size

    for source in plan.sources:
        say_encoding(source, words)
    stream = str(plan.output) == "-"
    with Progress(words, size(plan.sources), stream) as progress, contextlib.ExitStack() as stack:
        stdout = stack.enter_context(data_stdout()) if stream else None
        return run.execute(plan, stdout, progress.show)


def say_encoding(source: Source, words: Words) -> None:
    """How a source is read, and what of it won't be."""
    if source.left_out:
        words.note(f"{source.path}: {source.left_out}")
    if source.encoding is None:
        return
    line = f"{source.path}: read as {source.encoding.name} ({source.encoding.why})"
    if source.encoding.name == "utf-8":
        words.detail(line)
    else:
        words.note(line)


def say_rejects(plan: Plan, summary: Summary, words: Words) -> None:
    """How many records were rejected, where they are, and the first."""
    if summary.first_reject is not None:
        reject = summary.first_reject
        kept = f"kept in {plan.rejects}" if plan.rejects else "keep them with --rejects FILE"
        words.note(
            f"{summary.rejected:,} of {summary.read:,} records rejected, {kept}; the first: "
            f"{reject.id}: {reject.stage}: {reject.reason}"
        )
