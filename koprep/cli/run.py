"""``koprep run``: the chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from koprep.cli import options
from koprep.errors import TooManyRejectsError

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.engine.plan import Plan
    from koprep.engine.run import Summary


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
    from koprep.cli.running import execute
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
    summary = execute(plan, words)
    if save_recipe:
        with files.writing(save_recipe) as file:
            file.write(pipeline.to_toml().encode())
    _report(plan, summary, words)
    if max_rejects is not None and summary.rejected > max_rejects:
        raise TooManyRejectsError(
            f"{summary.rejected:,} rejects, but --max-rejects {max_rejects}; the output is complete"
        )


def _report(plan: Plan, summary: Summary, words: Words) -> None:
    from koprep.cli.running import say_rejects

    for name, count in summary.tally.items():
        if count:
            words.note(f"{count:,} {name}")
    say_rejects(plan, summary, words)
    line = f"{summary.read:,} records in, {summary.written:,} out"
    if str(plan.output) == "-":
        words.detail(line)
    else:
        words.note(f"{line}: {plan.output}")
    if not summary.read:
        words.note(f"nothing to read in {', '.join(str(source.path) for source in plan.sources)}")
