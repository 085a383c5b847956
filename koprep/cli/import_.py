"""``koprep import``: tensors and vocabularies of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from koprep.cli import options


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of koprep export, or of another tool.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write: .safetensors, or .tsv for a vocabulary.")
    ],
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            help="npz | npy | parquet | jsonl | glove | keras | txt | word2vec | word2vec-bin | fasttext | projector; "
            "by the ending and the first line if not given.",
        ),
    ] = "",
    vocab: Annotated[
        Path | None, typer.Option(help="The vocabulary whose rows the ids are, where the file brings none.")
    ] = None,
    array: Annotated[str, typer.Option(help="The matrix or column of ids, where its name doesn't tell.")] = "",
    quiet: options.Quiet = False,
) -> None:
    """Read back what koprep export wrote, byte for byte where the format has room; or others' arrays and vectors.

    koprep import x.npz -o x.safetensors
    """
    from koprep.cli.output import Words
    from koprep.convert.exporting import FORMATS
    from koprep.convert.importing import import_file

    options.one_of("--from", from_, FORMATS)
    done = import_file(file, output, format=from_, vocab=vocab, array=array)
    words = Words(quiet)
    if done.left_out:
        words.note(f"left out of {file}: {', '.join(done.left_out)}")
    for note in done.notes:
        words.note(note)
    unit = {"vocab": "rows", "embedding": "words"}.get(done.kind, "records")
    words.note(f"{done.kind}, {done.rows:,} {unit}: {output}")
