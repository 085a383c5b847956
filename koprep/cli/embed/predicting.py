"""What ``koprep embed word2vec`` and ``fasttext`` share: their options, and how they speak while they learn."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from koprep.cli import options
from koprep.cli.embed.progress import Bar
from koprep.cli.output import Words
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.embed.predicting import Task, Trained
    from koprep.embed.settings import Settings

Ids = Annotated[Path, typer.Argument(metavar="IDS", help="Ragged ids tensor, from koprep tensor.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="The embedding to write, .safetensors.")]
Method = Annotated[str, typer.Option(help="skipgram or cbow.")]
Dim = Annotated[int, typer.Option(help="How long the vectors are.")]
Window = Annotated[
    int | None,
    typer.Option(show_default="10; 5 if content words were kept", help="Words to each side that a word is learned by."),
]
MinCount = Annotated[int, typer.Option(help="Leave out words seen less often.")]
Negative = Annotated[int | None, typer.Option(show_default="5", help="How many words are drawn that did not follow.")]
Hs = Annotated[bool, typer.Option("--hs", help="Hierarchical softmax instead of drawn words.")]
NsExponent = Annotated[float, typer.Option(help="Words are drawn by their count to this power.")]
Subsample = Annotated[float, typer.Option(help="Thin out words that are more than this share of the text; 0 is off.")]
Alpha = Annotated[float, typer.Option(help="The learning rate at the beginning.")]
MinAlpha = Annotated[float, typer.Option(help="The learning rate at the end.")]
FixedWindow = Annotated[bool, typer.Option("--fixed-window", help="Take all of the window, not a random part of it.")]
CbowSum = Annotated[bool, typer.Option("--cbow-sum", help="cbow: sum the words of a window, not their mean.")]
Epochs = Annotated[int, typer.Option(help="How often the text is learned.")]
Patience = Annotated[int, typer.Option(help="End after so many epochs without a lower loss; 0 is never.")]
Workers = Annotated[int | None, typer.Option(show_default="all cores", help="How many threads learn.")]
Seed = Annotated[int, typer.Option(help="Seed of the random numbers.")]
Deterministic = Annotated[bool, typer.Option("--deterministic", help="One thread: the same bytes each time.")]
ContinueFrom = Annotated[
    Path | None,
    typer.Option(metavar="CHECKPOINT", help="Go on where a training was interrupted; the other options as then."),
]


class Given(NamedTuple):
    """Files, and the options whose defaults depend on other things."""

    ids: Path
    output: Path
    window: int | None
    negative: int | None
    workers: int | None
    resume: Path | None


def check(given: Given, method: str) -> None:
    """Refuse what is wrong before anything is read. Raises UsageError, InputError."""
    from koprep import files
    from koprep.embed import checkpoint
    from koprep.embed.settings import METHODS

    options.one_of("--method", method, METHODS)
    inputs = [files.require_file(given.ids), *([files.require_file(given.resume)] if given.resume else [])]
    check_files(given.output, inputs)
    kept = checkpoint.path_for(given.output)
    files.check_output(kept, inputs[:1])


def check_files(output: Path, inputs: list[Path]) -> None:
    """Refuse an output that can't be written before anything is read. Raises UsageError, KoprepError."""
    from koprep import files

    files.check_output(output, inputs)
    files.refuse_packed(output)
    if output == files.STDIN:
        raise UsageError("-o -: what is written is mapped into memory, so it needs a file; use -o name.safetensors")


def learn(name: str, given: Given, settings: Settings, train: Callable[[Task], Trained], words: Words) -> None:
    """Fill in the defaults, train, and say what came of it."""
    from koprep.embed import corpus, recipes
    from koprep.embed.learning import Watch
    from koprep.embed.predicting import Task
    from koprep.embed.settings import NEGATIVE, checked

    negative = (0 if settings.hs else NEGATIVE) if given.negative is None else given.negative
    settings = checked(replace(settings, negative=negative, window=given.window if given.window is not None else 1))
    read = corpus.read(given.ids, settings.min_count)
    if given.window is None:
        settings = replace(settings, window=recipes.default_window(read.recipe))
    workers = (1 if settings.deterministic else cores()) if given.workers is None else given.workers
    with Bar(words, settings.epochs) as bar:
        task = Task(name, read, settings, given.output, workers, given.resume, Watch(bar.show, bar.keep))
        with resumable(bar, given.output, words):
            trained = train(task)
    words.note(_told(trained.losses, settings.epochs))
    words.note(f"{len(read.vocab):,} words, {read.tokens:,} tokens, {bar.speed:,.0f} words/s: {given.output}")


@contextlib.contextmanager
def resumable(bar: Bar, output: Path, words: Words) -> Iterator[None]:
    """Where training is interrupted, say how to go on."""
    from koprep.embed import checkpoint

    try:
        yield
    except KeyboardInterrupt:
        bar.__exit__()
        if (kept := checkpoint.path_for(output)).exists():
            words.note(f"to go on, type the same command with --continue-from {kept}")
        raise


def _told(losses: tuple[float, ...], epochs: int) -> str:
    """How the loss went."""
    first, last = f"loss {losses[0]:.3f} after the first epoch", f"{losses[-1]:.3f} after the last"
    if len(losses) < epochs:
        return f"{first}, {min(losses):.3f} at best; it no longer fell: ended after {len(losses)} of {epochs} epochs"
    return first if epochs == 1 else f"{first}, {last}"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
