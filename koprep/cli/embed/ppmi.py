"""``koprep embed ppmi``: word vectors by PPMI and SVD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from koprep.cli import options
from koprep.cli.embed import predicting as of
from koprep.cli.embed import windows as by
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.embed.counts import Counts
    from koprep.embed.factorizing import Factoring

Source = Annotated[
    Path, typer.Argument(metavar="IDS|COUNTS", help="Ragged ids tensor, or what koprep embed counts made.")
]
Dim = Annotated[int | None, typer.Option(show_default="100", help="How long the vectors are.")]
Neg = Annotated[float, typer.Option(help="Subtract its logarithm, as if so many negative samples had been drawn.")]
Cds = Annotated[float, typer.Option(help="Smooth the counts of contexts by this power; 1 is none.")]
Power = Annotated[
    float | None, typer.Option(show_default="0", help="Scale dimensions by their singular value to this power: 0 to 1.")
]
AddContext = Annotated[bool, typer.Option("--add-context", help="Add the vectors of words as contexts (w + c).")]
Parts = Annotated[
    bool | None,
    typer.Option(
        "--parts/--no-parts",
        show_default="parts",
        help="Fit vectors of jamo and syllables to them: unseen words get vectors, and rare ones better ones.",
    ),
]
NoSvd = Annotated[bool, typer.Option("--no-svd", help="Write the sparse rows of PPMI as they are.")]
Svd = Annotated[str | None, typer.Option(show_default="krylov", help="krylov, or arpack (slower), for comparison.")]
MinCount = Annotated[int, typer.Option(help="Words seen less often are no contexts, and not factorized.")]
FoldIn = Annotated[int, typer.Option(help="Words seen so often get a vector, from the company they keep.")]
MaxMemory = Annotated[
    str | None,
    typer.Option(metavar="SIZE", show_default="what is free", help="How much memory to take at most: 500M, 2G."),
]


class _Counting(NamedTuple):
    """How counts are made of an ids tensor."""

    given: by.Given
    seed: int
    least: int
    memory: int
    workers: int


def ppmi(
    source: Source,
    output: of.Output,
    dim: Dim = None,
    window: by.Window = None,
    weight: by.Weight = None,
    contexts: by.Contexts = None,
    min_count: MinCount = 10,
    fold_in: FoldIn = 1,
    subsample: by.Subsample = None,
    clean: by.Clean = None,
    neg: Neg = 1.0,
    cds: Cds = 1.0,
    power: Power = None,
    add_context: AddContext = False,
    parts: Parts = None,
    no_svd: NoSvd = False,
    svd: Svd = None,
    max_memory: MaxMemory = None,
    workers: of.Workers = None,
    seed: of.Seed = 1,
    quiet: options.Quiet = False,
) -> None:
    """Make word vectors by PPMI (양의 점별 상호정보량) and truncated SVD: counted, not trained, and the same each time.

    koprep embed ppmi ids.safetensors -o emb.safetensors --dim 100
    """
    from koprep import files
    from koprep.cli.output import Words
    from koprep.embed import factorizing
    from koprep.embed.ppmi import Information

    what, given = Information(neg, cds), by.Given(window, weight, contexts, subsample, clean)
    of_svd = {"dim": dim, "power": power, "add_context": add_context or None, "svd": svd, "parts": parts}
    how = _factoring(of_svd, no_svd)
    how = replace(how, min_count=min_count, fold_in=fold_in, seed=seed)
    how.check()
    what.check()
    most, threads = memory(max_memory), by.threads(workers)
    of.check_files(output, [files.require_file(source)])
    counts = _counts(source, output, _Counting(given, seed, min(min_count, fold_in), most, threads))
    factorizing.check_memory(counts, 0 if no_svd else how.dim, most)
    if no_svd:
        vocab, empty = factorizing.write_ppmi(output, counts, what, how)
    else:
        vocab, empty = factorizing.write(output, counts, what, how, threads)
    words = Words(quiet)
    if empty:
        words.note(f"{empty:,} words have no company that tells anything; their vectors are zeros")
    words.note(f"{len(vocab):,} words, {'sparse' if no_svd else f'{how.dim} dimensions'}: {output}")


def _factoring(given: Mapping[str, object], no_svd: bool) -> Factoring:
    """How to make vectors. Raises UsageError for options of the SVD where there is none."""
    from koprep.embed.factorizing import Factoring

    chosen = {name: value for name, value in given.items() if value is not None}
    if no_svd and chosen:
        raise UsageError(
            f"--{next(iter(chosen)).replace('_', '-')} is for the SVD, not for --no-svd; leave one of them out"
        )
    return replace(Factoring(), **chosen)  # type: ignore[arg-type]


def memory(max_memory: str | None) -> int:
    """How many bytes may be taken: as many as are free unless told."""
    from koprep.doctor.cgroups import limits
    from koprep.doctor.machine import memory
    from koprep.embed.counts import working_memory

    if max_memory is not None:
        return working_memory(options.size("--max-memory", max_memory))
    machine = memory(limits())
    return min(filter(None, (machine.available, machine.limit)), default=1 << 62)


def _counts(source: Path, output: Path, counting: _Counting) -> Counts:
    """The counts in a file, or those of an ids tensor. Raises UsageError for options of windows where they are made."""
    from koprep import artifact
    from koprep.embed import corpus, counts

    opened = artifact.read(source)
    if opened.kind == counts.KIND:
        for option in counting.given.spelled():
            raise UsageError(
                f"{option}: {source} holds counts, made with their own windows; leave it out, or name the ids tensor"
            )
        return counts.counts_of(opened)
    read = corpus.read(source, counting.least)
    how = counting.given.windows(read.recipe, counting.seed)
    memory = min(counting.memory // 2, counts.MEMORY)
    made = counts.count(read, how, output, memory, counting.workers, counting.memory)
    return replace(made, recipe=made.recipe.then((counts.counting_step(how, counting.least),)))
