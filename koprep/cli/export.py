"""``koprep export``: tensors and vocabularies for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from koprep.cli import options


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A tensor file, a vocabulary or an embedding.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Output file; its ending tells the format.")],
    to: Annotated[
        str,
        typer.Option(
            help="npz | npy | parquet | jsonl | glove | keras | txt; embeddings: word2vec | word2vec-bin | fasttext | "
            "glove | projector; by -o's ending if not given."
        ),
    ] = "",
    array: Annotated[str, typer.Option(help="The one array an .npy file is to hold; default: the matrix.")] = "",
    tokens: Annotated[bool, typer.Option("--tokens", help="Add the words to every row (parquet, jsonl).")] = False,
    specials: Annotated[
        bool, typer.Option("--specials/--no-specials", help="With or without <pad>, <unk> … (glove, txt).")
    ] = True,
    quiet: options.Quiet = False,
) -> None:
    """Write tensors as npz, npy, Parquet, JSON Lines; vocabularies as GloVe's, Keras' (.json), a token a line (.txt).

    Embeddings go to .vec (text, as word2vec and fastText write it), .bin (their binary), .txt (GloVe's), .tsv (the
    projector of TensorBoard).

    koprep export x.safetensors -o x.npz
    """
    from koprep import files
    from koprep.cli.output import Words, data_stdout
    from koprep.convert.exporting import FORMATS, prepare

    options.one_of("--to", to, FORMATS)
    words = Words(quiet)
    job = prepare(file, output, to=to, array=array, tokens=tokens, specials=specials)
    with data_stdout() if output == files.STDIN else files.writing(output) as out:
        job.write(out)
    if job.note:
        words.note(job.note)
    words.note(f"{file} as {job.format}: {output}")
