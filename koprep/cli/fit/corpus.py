"""What all ``koprep fit`` commands have in common: a corpus with its progress, and what is said of it at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options
from koprep.cli.output import Progress, Words

if TYPE_CHECKING:
    from koprep.fitting.corpus import Corpus

Sources = Annotated[
    list[str], typer.Argument(metavar="SRC…", help="Files, folders, globs, konlpy:kolaw, or - for stdin.")
]
ModelOut = Annotated[Path, typer.Option("-o", "--output", help="The model file to write.")]


@contextlib.contextmanager
def opened(
    sources: list[str], output: Path, words: Words, from_: str = "", text_col: str = "", encoding: str = "auto"
) -> Iterator[Corpus]:
    """Open the sources, show progress while they are read, and say at the end what couldn't be read."""
    from koprep.cli.running import say_encoding
    from koprep.fitting.corpus import Corpus
    from koprep.sources import FORMATS, Options, open_all, size

    options.one_of("--from", from_, FORMATS)
    found = open_all(sources, Options(from_, text_col, "", encoding))
    for source in found:
        say_encoding(source, words)
    with Progress(words, size(found), stdout=False) as progress:
        corpus = Corpus(found, progress.show)
        corpus.check_output(output)
        yield corpus
    if corpus.first_reject is not None:
        words.note(
            f"{corpus.rejected:,} of {corpus.records:,} records couldn't be read; the first: "
            f"{corpus.first_reject.id}: {corpus.first_reject.reason}"
        )
