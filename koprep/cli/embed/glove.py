"""``koprep embed glove``: word vectors from co-occurrence counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from koprep.cli import options
from koprep.cli.embed import predicting as of
from koprep.cli.embed import windows as by
from koprep.cli.embed.ppmi import MaxMemory, memory
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.embed.counts import Counts
    from koprep.embed.glove import Task

Source = Annotated[
    Path, typer.Argument(metavar="IDS|COUNTS", help="Ragged ids tensor, or what koprep embed counts made.")
]
Window = Annotated[
    int | None,
    typer.Option(
        show_default="10; 5 if content words were kept", help="IDS: words to each side that are counted, as 1/d."
    ),
]
MinCount = Annotated[int | None, typer.Option(show_default="5", help="IDS: leave out words seen less often.")]
XMax = Annotated[
    float | None,
    typer.Option(
        show_default="1 to 100, by the size of the text", help="Counts from here on weigh 1; smaller ones less."
    ),
]
Alpha = Annotated[float, typer.Option(help="The power of count / x-max that smaller counts weigh.")]
Eta = Annotated[float, typer.Option(help="The learning rate at the beginning; AdaGrad lowers it.")]
Epochs = Annotated[int, typer.Option(help="How often the counts are learned.")]


def glove(
    source: Source,
    output: of.Output,
    dim: of.Dim = 100,
    window: Window = None,
    min_count: MinCount = None,
    x_max: XMax = None,
    alpha: Alpha = 0.75,
    eta: Eta = 0.05,
    epochs: Epochs = 25,
    max_memory: MaxMemory = None,
    workers: of.Workers = None,
    seed: of.Seed = 1,
    deterministic: of.Deterministic = False,
    continue_from: of.ContinueFrom = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Learn word vectors by GloVe: inner products that are the logarithms of co-occurrence counts.

    koprep embed glove counts.safetensors -o emb.safetensors
    """
    from koprep.cli.output import Words
    from koprep.embed.glove import Task, check_memory
    from koprep.embed.glove_start import Settings, check_workers, checked, usual_x_max

    of.check(of.Given(source, output, window, None, workers, continue_from), "")
    settings = checked(Settings(dim, epochs, 1.0 if x_max is None else x_max, alpha, eta, seed, deterministic))
    threads = 1 if deterministic and workers is None else by.threads(workers)
    check_workers(settings, threads)
    most = memory(max_memory)
    counts = _counts(source, output, _Counting(window, min_count, most, threads))
    check_memory(counts, settings.dim, most)
    if x_max is None:
        settings = replace(settings, x_max=usual_x_max(counts))
    _learn(Task(counts, settings, output, threads, continue_from), Words(quiet, verbose))


class _Counting(NamedTuple):
    """How counts are made of an ids tensor."""

    window: int | None
    min_count: int | None
    memory: int
    workers: int


def _counts(source: Path, output: Path, given: _Counting) -> Counts:
    """The counts in a file, or those of an ids tensor."""
    from koprep import artifact
    from koprep.embed import corpus, counts, recipes
    from koprep.embed.windows import Windows

    opened = artifact.read(source)
    if opened.kind == counts.KIND:
        for option, value in (("--window", given.window), ("--min-count", given.min_count)):
            if value is not None:
                raise UsageError(
                    f"{option} {value}: {source} holds counts, made with their own; leave it out, or name an ids tensor"
                )
        return counts.counts_of(opened)
    least = corpus.MIN_COUNT if given.min_count is None else given.min_count
    by.check_min_count(least)
    read = corpus.read(source, least)
    how = Windows(recipes.default_window(read.recipe) if given.window is None else given.window, "inverse")
    most = min(given.memory // 2, counts.MEMORY)
    made = counts.count(read, how, output, most, given.workers, given.memory)
    return replace(made, recipe=made.recipe.then((counts.counting_step(how, least),)))


def _learn(task: Task, words: Words) -> None:
    from koprep.cli.embed.progress import Bar
    from koprep.embed import glove
    from koprep.embed.learning import Watch

    with Bar(words, task.settings.epochs, "non-zeros", "cost") as bar, of.resumable(bar, task.output, words):
        costs = glove.train(replace(task, watch=Watch(bar.show, bar.keep)))
    size = f"{len(task.counts.vocab):,} words, {len(task.counts.data):,} non-zeros"
    words.note(f"{size}, {len(costs)} epochs, cost {costs[0]:.4f} to {costs[-1]:.4f}: {task.output}")
