"""``koprep plot``: pictures of a corpus, as PNG or SVG."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options
from koprep.cli.output import Words as Says
from koprep.errors import UsageError

if TYPE_CHECKING:
    from koprep.view.plots.data import Words
    from koprep.view.plots.figure import Page, Picture

app = typer.Typer(no_args_is_help=True, help="Draw a corpus: lengths, Zipf's law, words, tags, a word cloud.")

Source = Annotated[
    str, typer.Argument(metavar="TOKENS", help="Token file (.parquet .jsonl .tokens .tagged), vocab.tsv, or -.")
]
LengthSource = Annotated[
    str, typer.Argument(metavar="TOKENS", help="Token file (.parquet .jsonl .tokens .tagged), ids or padded tensor, -.")
]
Out = Annotated[Path, typer.Option("-o", "--output", help="The picture to write, .png or .svg.")]
Title = Annotated[str | None, typer.Option(help="Title instead of the picture's own; '' for none.")]
Width = Annotated[int, typer.Option(help="Width in pixels; 0 is as the picture needs.")]
Height = Annotated[int, typer.Option(help="Height in pixels; 0 is as the picture needs.")]
MaxLen = Annotated[int | None, typer.Option(help="The length to mark; default: what koprep tensor would take.")]
TopWords = Annotated[int | None, typer.Option(help="How many words; default: 30, or 15 a tag.")]
TopCloud = Annotated[int, typer.Option(help="How many words.")]
Panels = Annotated[str, typer.Option(help="Tags or groups joined by +, each drawn by itself: NNG+VV, N+V, content.")]
Only = Annotated[str, typer.Option(help="Only words of these tags or groups, joined by +: content, NNG+NNP.")]

_MOST_PANELS, _MOST_WORDS, _MOST_CLOUD = 12, 200, 500


@app.command()
def lengths(
    tokens: LengthSource,
    output: Out,
    max_len: MaxLen = None,
    title: Title = None,
    width: Width = 0,
    height: Height = 0,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Draw how long records are, and what a padding length would cut.

    koprep plot lengths tokens.parquet --max-len 40 -o lengths.png
    """
    from koprep.view.plots import lengths as plot_lengths

    if max_len is not None and max_len < 1:
        raise UsageError(f"--max-len {max_len} is too small; use 1 or more")
    page = _checked(tokens, output, from_, title, width, height)
    _save(plot_lengths.lengths(plot_lengths.measure(tokens, from_), max_len or 0, page), output, quiet)


@app.command()
def zipf(
    tokens: Source,
    output: Out,
    title: Title = None,
    width: Width = 0,
    height: Height = 0,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Draw frequency by rank on logarithmic axes, with the slope (Zipf's law).

    koprep plot zipf tokens.parquet -o zipf.svg
    """
    from koprep.view.plots import data as plot_data
    from koprep.view.plots import zipf as plot_zipf

    page = _checked(tokens, output, from_, title, width, height)
    _save(plot_zipf.zipf(plot_data.words(tokens, from_), page), output, quiet)


@app.command()
def words(
    tokens: Source,
    output: Out,
    top: TopWords = None,
    tags: Panels = "",
    title: Title = None,
    width: Width = 0,
    height: Height = 0,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Draw the most frequent words as bars, by tag if wanted.

    koprep plot words tokens.parquet --tags NNG+VV+VA -o words.png
    """
    from koprep.view.plots import bars as plot_bars

    names = _names(tags, _MOST_PANELS)
    number = _top(top if top is not None else 15 if len(names) > 1 else 30, _MOST_WORDS)
    page = _checked(tokens, output, from_, title, width, height)
    found = _of_tags(tokens, from_, names)
    _save(plot_bars.words(list(zip(names or [""], found, strict=True)), number, page), output, quiet)


@app.command()
def tags(
    tokens: Source,
    output: Out,
    title: Title = None,
    width: Width = 0,
    height: Height = 0,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Draw how often each tag (품사) occurs.

    koprep plot tags tokens.parquet -o tags.png
    """
    from koprep.view.plots import bars as plot_bars
    from koprep.view.plots import data as plot_data

    page = _checked(tokens, output, from_, title, width, height)
    _save(plot_bars.tag_shares(plot_data.words(tokens, from_, tags=True), page), output, quiet)


@app.command()
def cloud(
    tokens: Source,
    output: Out,
    top: TopCloud = 100,
    tags: Only = "",
    title: Title = None,
    width: Width = 0,
    height: Height = 0,
    from_: options.TokensFormat = "",
    quiet: options.Quiet = False,
) -> None:
    """Draw the most frequent words as a cloud, the same each time.

    koprep plot cloud tokens.parquet --tags content -o cloud.png
    """
    from koprep.view.plots import cloud as plot_cloud
    from koprep.view.plots import data as plot_data

    names, number = _names(tags, _MOST_CLOUD), _top(top, _MOST_CLOUD)
    page = _checked(tokens, output, from_, title, width, height)
    found = plot_data.together(_of_tags(tokens, from_, names))
    _save(plot_cloud.cloud(found, number, page), output, quiet)


def _checked(tokens: str, output: Path, format: str, title: str | None, width: int, height: int) -> Page:
    """The page, once everything that can be wrong with it and its file is checked."""
    from koprep import files
    from koprep.view.plots.figure import Page, check_output, check_page

    options.check_token_format(format)
    page = Page(width, height, title)
    check_page(page)
    check_output(output, files.find(tokens))
    return page


def _names(tags: str, most: int) -> list[str]:
    names = list(dict.fromkeys(name for name in re.split(r"[+,\s]+", tags) if name))
    if len(names) > most:
        raise UsageError(f"--tags: {len(names)} of them; use at most {most}")
    return names


def _top(top: int, most: int) -> int:
    if not 1 <= top <= most:
        raise UsageError(f"--top {top}: use 1 to {most}")
    return top


def _of_tags(tokens: str, format: str, names: list[str]) -> list[Words]:
    from koprep.view.plots import data as plot_data

    counted = plot_data.words(tokens, format, tags=bool(names))
    return [plot_data.of_tag(counted, name, tokens) for name in names] or [counted]


def _save(picture: Picture, output: Path, quiet: bool) -> None:
    picture.save(output)
    says = Says(quiet)
    missing = sorted(picture.missing)
    if missing:
        some = ", ".join(f"{char} (U+{ord(char):04X})" for char in missing[:3])
        more = f" and {len(missing) - 3} more" if missing[3:] else ""
        says.note(f"no font here has {some}{more}: drawn as code points; install a font that has them")
    says.note(f"{picture.width} × {picture.height} pixels: {output}")
