"""``koprep run``: the chain."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from koprep.cli import options
from koprep.errors import TooManyRejectsError

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.engine.plan import Plan
    from koprep.engine.run import Summary
    from koprep.sources import Source


def run(
    stages: options.Stages = None,
    input: options.Inputs = None,
    output: options.Output = Path("-"),
    from_: options.From = "",
    to: options.To = "",
    text_col: options.TextCol = "",
    label_col: options.LabelCol = "",
    docs: options.Docs = "line",
    encoding: options.Encoding = "auto",
    recipe: options.Recipe = None,
    save_recipe: options.SaveRecipe = None,
    workers: options.Workers = 1,
    engine: options.Engine = "local",
    rejects: options.Rejects = None,
    max_rejects: options.MaxRejects = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Run stages over text: sources in, one file (or standard output) out.

    zcat reviews.tsv.gz | koprep run normalize morphs --from tsv --text-col review --label-col rating -o r.parquet
    """
    from koprep import files, formats, sources
    from koprep.cli.output import Words
    from koprep.engine.plan import Plan
    from koprep.pipeline import Pipeline, changes

    words = Words(quiet, verbose)
    options.one_of("--from", from_, sources.FORMATS)
    options.one_of("--to", to, formats.RECORDS)
    options.one_of("--docs", docs, sources.DOCS)
    options.one_of("--engine", engine, ("local", "dask"))
    first = Pipeline.from_toml(recipe).stages if recipe else ()
    pipeline = Pipeline((*first, *Pipeline.parse(stages or []).stages))
    opened = sources.open_all(
        input or ["-"],
        sources.Options(from_, text_col, label_col, encoding, docs, needs=pipeline.needs or "text"),
    )
    plan = Plan(pipeline, opened, output, to, workers, engine, rejects)
    plan.check(save_recipe)
    words.detail(f"writing {plan.format}")
    for line in plan.warnings() + (changes(Pipeline(first), recipe) if recipe else []):
        words.warn(line, strict)
    summary = _execute(plan, words)
    if save_recipe:
        with files.writing(save_recipe) as file:
            file.write(pipeline.to_toml().encode())
    _report(plan, summary, words)
    if max_rejects is not None and summary.rejected > max_rejects:
        raise TooManyRejectsError(
            f"{summary.rejected:,} rejects, but --max-rejects {max_rejects}; the output is complete"
        )


def _execute(plan: Plan, words: Words) -> Summary:
    from koprep.cli.output import Progress, data_stdout
    from koprep.engine.run import execute
    from koprep.sources import size

    for source in plan.sources:
        say_encoding(source, words)
    stream = str(plan.output) == "-"
    with Progress(words, size(plan.sources), stream) as progress, contextlib.ExitStack() as stack:
        stdout = stack.enter_context(data_stdout()) if stream else None
        return execute(plan, stdout, progress.show)


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


def _report(plan: Plan, summary: Summary, words: Words) -> None:
    for name, count in summary.tally.items():
        if count:
            words.note(f"{count:,} {name}")
    if summary.first_reject is not None:
        reject = summary.first_reject
        kept = f"kept in {plan.rejects}" if plan.rejects else "keep them with --rejects FILE"
        words.note(
            f"{summary.rejected:,} of {summary.read:,} records rejected, {kept}; the first: "
            f"{reject.id}: {reject.stage}: {reject.reason}"
        )
    line = f"{summary.read:,} records in, {summary.written:,} out"
    if str(plan.output) == "-":
        words.detail(line)
    else:
        words.note(f"{line}: {plan.output}")
    if not summary.read:
        words.note(f"nothing to read in {', '.join(str(source.path) for source in plan.sources)}")
