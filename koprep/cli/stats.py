"""``koprep stats``: what a corpus is like in numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.view.stats.page import Section

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SRC…", help="Token files, texts, ids or padded tensors, folders, globs, or - for stdin."),
]
Vocab = Annotated[Path | None, typer.Option(help="Also say how many tokens this vocabulary doesn't know.")]
MaxLen = Annotated[int | None, typer.Option(help="Also say what this length would cut.")]
Top = Annotated[int, typer.Option(help="How long the lists of words are.")]
Ngrams = Annotated[int | None, typer.Option(help="Also count n-grams of so many words (2 to 10).")]
Keywords = Annotated[str | None, typer.Option(metavar="LABEL", help="What records of this label say more than others.")]
Against = Annotated[str, typer.Option(metavar="FILE", help="Compare keywords with this file instead.")]


def stats(
    sources: Sources,
    vocab: Vocab = None,
    max_len: MaxLen = None,
    top: Top = 10,
    ngrams: Ngrams = None,
    keywords: Keywords = None,
    against: Against = "",
    json: options.Json = False,
    from_: options.From = "",
    text_col: options.TextCol = "",
    label_col: options.LabelCol = "",
    docs: options.Docs = "line",
    encoding: options.Encoding = "auto",
    strict: options.Strict = False,
    quiet: options.Quiet = False,
) -> None:
    """Count a corpus (점검 및 탐색): records, tokens, types, lengths, scripts, duplicates, tags, frequent words.

    Token files are counted by their tokens, texts by the words between white space (어절).

    koprep stats tokens.parquet --vocab vocab.tsv --max-len 40 --ngrams 2
    """
    from koprep.cli.output import Progress, Words
    from koprep.errors import UsageError
    from koprep.sources import DOCS, FORMATS, Options
    from koprep.view.stats import Wanted
    from koprep.view.stats import stats as count

    words = Words(quiet)
    options.one_of("--from", from_, FORMATS)
    options.one_of("--docs", docs, DOCS)
    for option, number in (("--max-len", max_len), ("--ngrams", ngrams)):
        if number == 0:
            raise UsageError(f"{option} 0 is too small; use {2 if option == '--ngrams' else 1} or more")
    wanted = Wanted(top, vocab, max_len or 0, ngrams or 0, keywords, against)
    reading = Options(from_, text_col, label_col, encoding, docs)
    with Progress(words, None, stdout=False) as progress:
        found = count(
            sources,
            wanted,
            reading,
            warn=lambda line: words.warn(line, strict),
            show=lambda records: progress.show(0, records),
        )
    if found.first_reject is not None:
        words.note(
            f"{found.rejected:,} lines can't be read; the first: {found.first_reject.id}: {found.first_reject.reason}"
        )
    if json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(found.facts), indent=1))
    else:
        from koprep.view.stats.page import sections

        _show(sections(found.facts))


def _show(sections: Iterable[Section]) -> None:
    """Tables on a terminal, aligned columns elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console

        console = Console(highlight=False)
        for section in sections:
            console.print(_table(section))
    else:
        for number, section in enumerate(sections):
            for line in _aligned(section, number > 0):
                typer.echo(line)


def _table(section: Section) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(section.title), title_justify="left", box=box.SIMPLE_HEAD, show_header=section.named)
    for name in section.header:
        table.add_column(name, justify="right" if name in section.numbers else "left")
    for row in section.rows:
        table.add_row(*map(Text, row))
    return table


def _aligned(section: Section, apart: bool) -> Iterator[str]:
    """The title and the rows, two spaces between columns; Hangul is two columns wide."""
    rows = [section.header, *section.rows] if section.named else section.rows
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if apart:
        yield ""
    yield section.title
    for row in rows:
        cells = []
        for name, cell, width in zip(section.header, row, widths, strict=True):
            space = " " * (width - _width(cell))
            cells.append(space + cell if name in section.numbers else cell + space)
        yield ("  " + "  ".join(cells)).rstrip()


def _width(text: str) -> int:
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
