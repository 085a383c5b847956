"""``koprep embed counts``: who stands in whose company, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from koprep.cli import options
from koprep.cli.embed import predicting as of
from koprep.cli.embed import windows as by

Output = Annotated[Path, typer.Option("-o", "--output", help="The counts to write, .safetensors.")]
MaxMemory = Annotated[
    str,
    typer.Option(metavar="SIZE", help="About how much memory to take at most, as in 500M or 2G; more goes to disk."),
]


def counts(
    ids: of.Ids,
    output: Output,
    window: by.Window = None,
    weight: by.Weight = None,
    contexts: by.Contexts = None,
    min_count: of.MinCount = 5,
    subsample: by.Subsample = None,
    clean: by.Clean = None,
    max_memory: MaxMemory = "2G",
    workers: of.Workers = None,
    seed: of.Seed = 1,
    quiet: options.Quiet = False,
) -> None:
    """Count which words stand together (동시발생 행렬), exactly, in a file that ppmi and glove start from.

    koprep embed counts ids.safetensors -o counts.safetensors --window 5
    """
    from koprep import files
    from koprep.cli.output import Words
    from koprep.embed import corpus
    from koprep.embed import counts as counting

    by.check_min_count(min_count)
    memory, parts = counting.working_memory(options.size("--max-memory", max_memory)), by.threads(workers)
    of.check_files(output, [files.require_file(ids)])
    read = corpus.read(ids, min_count)
    how = by.Given(window, weight, contexts, subsample, clean).windows(read.recipe, seed)
    entries = counting.write(output, read, how, memory, parts, min_count)
    Words(quiet).note(
        f"{len(read.vocab):,} words, {read.tokens:,} tokens, window {how.window}: {entries:,} pairs: {output}"
    )
