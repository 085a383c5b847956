"""``koprep fetch``: public corpora by name."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from koprep.cli import options
from koprep.errors import KoprepError, UsageError

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.fetching import Fetched
    from koprep.fetching.catalogue import Corpus


def fetch(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The corpus; without it, a list of all.")] = "",
    output: Annotated[str, typer.Option("-o", "--output", help="File or folder; by default a file in data/.")] = "",
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Check and place this file, got by hand.")
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Another catalogue than koprep's, in the same form (TOML).")
    ] = None,
    print_run: Annotated[
        bool, typer.Option("--print-run", help="Load nothing; print what koprep run needs to read the corpus.")
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Load a public corpus, checked against its published SHA-256; called again, go on where it was cut.

    koprep fetch nsmc && koprep run $(koprep fetch nsmc --print-run) -o nsmc.parquet
    """
    from koprep.cli.output import Words
    from koprep.fetching import catalogue

    corpora = catalogue.read(sources)
    if not name:
        if output or from_ or print_run:
            raise UsageError("name a corpus; koprep fetch lists them")
        _list(corpora)
        return
    corpus = catalogue.find(name, corpora)
    target = _target(corpus, output)
    if print_run:
        typer.echo(_run(corpus, target))
        return
    _report(corpus, _fetched(corpus, target, from_, not output, Words(quiet)), Words(quiet))


def _fetched(corpus: Corpus, target: Path, source: Path | None, default: bool, words: Words) -> Fetched:
    from koprep import fetching, files

    if source is not None:
        source = files.require_file(source)
    with _folder(target.parent) if default else contextlib.nullcontext():
        files.check_output(target, [])
        if source is not None:
            return fetching.place(corpus, source, target)
        with _Bar(words, corpus.size) as bar:
            return fetching.fetch(corpus, target, bar.show, words.note)


@contextlib.contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """Make the folder if need be; gone again if nothing came into it. Raises KoprepError."""
    there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        from koprep.files import reason

        raise KoprepError(f"{folder}: {reason(error)}; choose another place with -o") from None
    try:
        yield
    finally:
        if not there:
            with contextlib.suppress(OSError):  # it isn't empty
                folder.rmdir()


def _target(corpus: Corpus, output: str) -> Path:
    """Where the corpus goes. Raises UsageError where it can't."""
    from koprep import compression
    from koprep.fetching.catalogue import FOLDER

    if not output:
        return FOLDER / corpus.file
    path = Path(output)
    if output == "-":
        raise UsageError("-o -: a corpus goes to a file, which is checked before it appears; name one")
    if path.is_dir():
        return path / corpus.file
    if output.endswith("/"):
        raise UsageError(f"-o {output}: there is no such folder; make it first (mkdir -p {output})")
    packed = compression.suffix(Path(corpus.file))
    if compression.suffix(path) != packed:
        raise UsageError(f"-o {output}: it is kept as it comes, {f'packed ({packed})' if packed else 'not packed'}")
    return path


def _run(corpus: Corpus, target: Path) -> str:
    import shlex

    return shlex.join([*shlex.split(corpus.run), "-i", str(target)])


def _report(corpus: Corpus, fetched: Fetched, words: Words) -> None:
    state = "in place" if fetched.new else "already there"
    words.note(f"{corpus.name}: {state}, {_size(fetched.path.stat().st_size)}: {fetched.path}")
    if fetched.first:
        words.note(f"nobody has published its SHA-256; from now on it has to be {fetched.sha256}")
    elif fetched.new:
        words.note(f"SHA-256 {'of the first time' if not corpus.sha256 else 'as published'}; licence: {corpus.licence}")
    if fetched.new and corpus.run:
        words.note(f"next: koprep run {_run(corpus, fetched.path)} -o {corpus.name}.parquet")


def _list(corpora: dict[str, Corpus]) -> None:
    rows = [("name", "size", "licence", "what")]
    rows += [
        (corpus.name, _size(corpus.size) if corpus.size else "?", corpus.licence, corpus.title)
        for corpus in corpora.values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for name, size, licence, what in rows:
        typer.echo(f"{name:<{widths[0]}}  {size:>{widths[1]}}  {licence:<{widths[2]}}  {what}")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


class _Bar:
    """A bar on standard error, only when that is a terminal and nobody asked for quiet."""

    def __init__(self, words: Words, total: int) -> None:
        self._shown = not words.quiet and sys.stderr.isatty()
        self._total = total or None
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

            columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, total: int | None) -> None:
        """Show how many bytes have arrived, of how many."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total or self._total)
