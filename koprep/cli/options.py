"""The options of the commands: how each is spelled, what its help says, and checks several share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from koprep.errors import UsageError, suggest

_FORMATS = "text | tokens | tagged | jsonl | tsv | csv | parquet"

Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop (exit 3) where a warning would be given.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]

Stages = Annotated[
    list[str] | None, typer.Argument(metavar="STAGE…", help="Stage specs, as in morphs:engine=kiwi,keep=content.")
]
Inputs = Annotated[
    list[str] | None,
    typer.Option("-i", "--input", help="File, folder, glob, konlpy:kolaw, or - for stdin; may be repeated."),
]
Output = Annotated[Path, typer.Option("-o", "--output", help="Output file; its ending tells the format.")]
From = Annotated[
    str,
    typer.Option(
        "--from",
        help=f"{_FORMATS} | kakaotalk | xlsx; by the ending if not given. kakaotalk is its text export; its csv is "
        "read with --from csv --text-col Message --label-col User.",
    ),
]
To = Annotated[str, typer.Option("--to", help=f"{_FORMATS}; by -o's ending if not given.")]
TextCol = Annotated[
    str,
    typer.Option(
        help="Column with the text (tsv, csv, jsonl, parquet, xlsx): a name, a dotted path, a number if no header."
    ),
]
LabelCol = Annotated[str, typer.Option(help="Column with the label, likewise; in kakaotalk the speaker is the label.")]
Docs = Annotated[
    str,
    typer.Option(
        help="What a document is: line, blank (between blank lines) or file; in kakaotalk a minute, a day or the file."
    ),
]
Encoding = Annotated[str, typer.Option(help="Encoding of the input; auto finds it.")]
Recipe = Annotated[Path | None, typer.Option(help="Take the stages from a recipe file; more may follow.")]
SaveRecipe = Annotated[Path | None, typer.Option(help="Write the stages to a recipe file.")]
Workers = Annotated[int, typer.Option(min=1, help="How many work at once.")]
Engine = Annotated[str, typer.Option(help="local, or dask (pip install 'koprep\\[dask]').")]
Rejects = Annotated[Path | None, typer.Option(help="Keep rejected lines here, as JSON Lines.")]
MaxRejects = Annotated[int | None, typer.Option(min=0, help="Exit with 5 if there are more rejects.")]

Tokens = Annotated[str, typer.Argument(metavar="TOKENS", help="Token file (.parquet .jsonl .tokens .tagged), or -.")]
TokensFormat = Annotated[str, typer.Option("--from", help="tokens | tagged | jsonl; by the ending if not given.")]
Vocab = Annotated[Path, typer.Option(help="The vocabulary, from koprep vocab.")]
VocabOut = Annotated[Path, typer.Option("-o", "--output", help="The vocabulary to write, vocab.tsv.")]
TensorOut = Annotated[Path, typer.Option("-o", "--output", help="The tensor file to write, .safetensors.")]
MinCount = Annotated[int, typer.Option(help="Leave out tokens seen less often.")]
MaxSize = Annotated[int, typer.Option(help="At most this many rows, specials counted; 0 is no limit.")]
Specials = Annotated[str, typer.Option(help="Special tokens in the order of their ids; may be empty.")]
WithTags = Annotated[bool, typer.Option("--with-tags", help="Count form/TAG (먹/VV) instead of forms.")]
As = Annotated[str, typer.Option("--as", help="ids (ragged) or padded.")]
MaxLen = Annotated[int | None, typer.Option(help="Length of padded rows; default: 99th percentile, at most 128.")]
Side = Annotated[str, typer.Option(help="Where to fill: pre or post.")]
Truncate = Annotated[str, typer.Option(help="Where to cut: pre or post.")]
PadValue = Annotated[int, typer.Option(help="The id to fill with.")]


def one_of(option: str, value: str, known: Iterable[str]) -> None:
    """Check an option with fixed values; "" stands for the default. Raises UsageError that says which was meant."""
    if value and value not in known:
        raise UsageError(f"{option} {value}: {suggest(value, known)}")
