"""``koprep compare``: how alike texts are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.view.similarity import Pairs

_COLUMNS = ("a", "b", "cosine", "euclid", "jaccard")
_AT_ONCE = 1 << 16

A = Annotated[str, typer.Argument(metavar="A", help="A text in quotes, a file of any format run reads, or -.")]
B = Annotated[str | None, typer.Argument(metavar="[B]", help="Another; without it, all pairs of the lines of file A.")]
Vectors = Annotated[str, typer.Option(help="bow (counts) or tfidf.")]
Stages = Annotated[
    str,
    typer.Option(help="Make words by these stages, as in 'normalize morphs:keep=content'; else words end at spaces."),
]
Top = Annotated[int, typer.Option(min=0, help="Only so many pairs, those of the greatest cosine; 0 is all.")]
Min = Annotated[float, typer.Option("--min", help="Only pairs with at least this cosine.")]


def compare(
    a: A,
    b: B = None,
    vectors: Vectors = "bow",
    stages: Stages = "",
    top: Top = 0,
    least: Min = 0.0,
    json: options.Json = False,
    from_: options.From = "",
    text_col: options.TextCol = "",
    encoding: options.Encoding = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Compare texts (유사도): cosine of their vectors, Euclidean distance, Jaccard similarity of their words.

    Two texts, two files line by line, a text and every line of a file, or all pairs of one file's lines. A line a pair:
    a, b, cosine, euclid, jaccard, separated by tabs.

    koprep compare '영화가 재미있다' '재미있는 영화' --stages 'normalize morphs:keep=content'
    """
    from koprep.cli.output import Words, data_stdout
    from koprep.heads import Options
    from koprep.sources import FORMATS
    from koprep.view.compare import compare as start
    from koprep.view.similarity import VECTORS

    words = Words(quiet)
    options.one_of("--vectors", vectors, VECTORS)
    options.one_of("--from", from_, FORMATS)
    header = sys.stdout.isatty() and not json
    with data_stdout() as out:
        found = start(
            a,
            b,
            vectors=vectors,
            stages=stages,
            top=top,
            least=least,
            options=Options(from_, text_col, encoding=encoding),
        )
        if found.spaced and not stages:
            words.note("words are what stands between spaces; for morphemes: --stages 'normalize morphs:keep=content'")
        if header:
            out.write(("\t".join(_COLUMNS) + "\n").encode())
        spell = _as_json if json else _as_lines
        for pairs in found.blocks:
            for at in range(0, len(pairs.a), _AT_ONCE):
                out.write(spell(found.names, type(pairs)(*(column[at : at + _AT_ONCE] for column in pairs))))


def _as_lines(names: list[str], pairs: Pairs) -> bytes:
    names = [" ".join(name.split()) for name in names]
    rows = zip(*(column.tolist() for column in pairs), strict=True)
    return "".join([f"{names[a]}\t{names[b]}\t{c:.4f}\t{e:.4f}\t{j:.4f}\n" for a, b, c, e, j in rows]).encode()


def _as_json(names: list[str], pairs: Pairs) -> bytes:
    import msgspec

    rows = zip(*(column.tolist() for column in pairs), strict=True)
    return msgspec.json.Encoder().encode_lines(
        dict(zip(_COLUMNS, (names[a], names[b], *numbers), strict=True)) for a, b, *numbers in rows
    )
