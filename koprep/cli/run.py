"""``koprep run``: the chain."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli.options import Quiet, Strict, Verbose, one_of
from koprep.errors import TooManyRejects

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.engine.run import Plan, Summary
    from koprep.sources import Source


def run(
    stages: Annotated[
        list[str] | None, typer.Argument(metavar="STAGE…", help="Stage specs, as in morphs:engine=kiwi,keep=content.")
    ] = None,
    input: Annotated[
        list[str] | None,
        typer.Option("-i", "--input", help="File, folder, glob, konlpy:kolaw or - for stdin; may be repeated."),
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Output file; its ending tells the format.")] = Path("-"),
    from_: Annotated[
        str, typer.Option("--from", help="text | tokens | tagged | jsonl | tsv | csv | parquet; by the ending if not given.")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", help="text | tokens | tagged | jsonl | tsv | csv | parquet; by -o's ending if not given.")
    ] = "",
    text_col: Annotated[str, typer.Option(help="Column with the text: a name, a dotted path, or a number (no header).")] = "",
    label_col: Annotated[str, typer.Option(help="Column with the label.")] = "",
    docs: Annotated[str, typer.Option(help="What a document is: line, blank (blocks between blank lines) or file.")] = "line",
    encoding: Annotated[str, typer.Option(help="Encoding of the input; auto finds it.")] = "auto",
    recipe: Annotated[Path | None, typer.Option(help="Take the stages from a recipe file; more may follow.")] = None,
    save_recipe: Annotated[Path | None, typer.Option(help="Write the stages to a recipe file.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many work at once.")] = 1,
    engine: Annotated[str, typer.Option(help="local, or dask (a cluster; pip install 'koprep[dask]').")] = "local",
    rejects: Annotated[Path | None, typer.Option(help="Keep rejected lines here, as JSON Lines.")] = None,
    max_rejects: Annotated[int | None, typer.Option(min=0, help="Exit with 5 if there are more rejects.")] = None,
    strict: Strict = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run stages over text: sources in, one file (or standard output) out.

    zcat reviews.tsv.gz | koprep run normalize morphs --from tsv --text-col review --label-col rating -o r.parquet
    """
    from koprep import files, sources
    from koprep.cli.output import Words
    from koprep.engine.run import Plan
    from koprep.pipeline import Pipeline

    words = Words(quiet, verbose)
    formats = ("", *sources.FORMATS)
    for option, value, known in (("--from", from_, formats), ("--to", to, formats), ("--docs", docs, sources.DOCS),
                                 ("--engine", engine, ("local", "dask"))):
        one_of(option, value, known)
    first = Pipeline.from_toml(recipe).stages if recipe else ()
    pipeline = Pipeline((*first, *Pipeline.parse(stages or []).stages))
    opened = sources.open_all(
        input or ["-"],
        sources.Options(from_, text_col, label_col, encoding, docs, needs=pipeline.needs or "text"),
    )
    plan = Plan(pipeline, opened, output, to, workers, engine, rejects)
    files.check_output(output, [source.path for source in opened])
    words.detail(f"writing {plan.format}")
    for line in plan.warnings():
        words.warn(line, strict)
    if save_recipe:
        with files.writing(save_recipe) as file:
            file.write(pipeline.to_toml().encode())
    summary = _execute(plan, words)
    _report(plan, summary, words)
    if max_rejects is not None and summary.rejected > max_rejects:
        raise TooManyRejects(f"{summary.rejected} rejects, more than --max-rejects {max_rejects}; the output is complete")


def _execute(plan: Plan, words: Words) -> Summary:
    from koprep import files
    from koprep.cli.output import Progress, data_stdout
    from koprep.engine.run import execute

    sizes = [source.size for source in plan.sources if source.format != "parquet"]
    known = len(sizes) == len(plan.sources) and not any(source.path.suffix in files.COMPRESSED for source in plan.sources)
    total = sum(filter(None, sizes)) if known and None not in sizes else None
    for source in plan.sources:
        _say_encoding(source, words)
    with Progress(words, total) as progress, contextlib.ExitStack() as stack:
        stdout = stack.enter_context(data_stdout()) if plan.output == files.STDIN else None
        return execute(plan, stdout, progress.show)


def _say_encoding(source: Source, words: Words) -> None:
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
        words.note(f"{summary.rejected:,} of {summary.read:,} records rejected, {kept}; the first: "
                   f"{reject.id}: {reject.stage}: {reject.reason}")
    line = f"{summary.read:,} records in, {summary.written:,} out"
    if str(plan.output) == "-":
        words.detail(line)
    else:
        words.note(f"{line}: {plan.output}")
    if not summary.read:
        words.note(f"nothing to read in {', '.join(str(source.path) for source in plan.sources)}")
