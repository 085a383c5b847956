"""The options of the commands: how each is spelled, what its help says, and checks several share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from koprep.errors import UsageError, suggest

_SIZE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15}(?=\s*[KMGT]))?)\s*(?:([KMGT])(i?))?B?", re.IGNORECASE)
_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4}
_TOKEN_FORMATS = ("tokens", "tagged", "jsonl", "parquet")
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
TokensFormat = Annotated[str, typer.Option("--from", help=f"{' | '.join(_TOKEN_FORMATS)}; by the ending if not given.")]
Vocab = Annotated[Path, typer.Option(help="The vocabulary, from koprep vocab.")]
VocabOut = Annotated[Path, typer.Option("-o", "--output", help="The vocabulary to write, vocab.tsv.")]
TensorOut = Annotated[Path, typer.Option("-o", "--output", help="The tensor file to write, .safetensors.")]
MinCount = Annotated[int, typer.Option(help="Leave out tokens seen less often.")]
MaxSize = Annotated[int, typer.Option(help="At most this many rows, specials counted; 0 is no limit.")]
Specials = Annotated[str, typer.Option(help="Special tokens in the order of their ids; may be empty.")]
WithTags = Annotated[bool, typer.Option("--with-tags", help="Count form/TAG (먹/VV) instead of forms.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        help="ids (ragged), padded, onehot (of padded), bow (bag of words), tfidf, or prefixes (every beginning of a "
        "record and the word that follows).",
    ),
]
MaxLen = Annotated[
    int | None,
    typer.Option(
        help="Length of rows: of padded and onehot by default the 99th percentile of the lengths, at most 128; of "
        "prefixes the longest."
    ),
]
Side = Annotated[str | None, typer.Option(show_default="post; prefixes: pre", help="Where to fill: pre or post.")]
Truncate = Annotated[str | None, typer.Option(show_default="post; prefixes: pre", help="Where to cut: pre or post.")]
PadValue = Annotated[int | None, typer.Option(show_default="0", help="The id to fill with.")]
Dense = Annotated[bool | None, typer.Option("--dense", help="onehot: write all the zeros, too.")]
MaxBytes = Annotated[
    str | None,
    typer.Option(metavar="SIZE", show_default="1GiB", help="onehot: how large --dense may get, as in 500M or 2G."),
]
Smooth = Annotated[
    bool | None,
    typer.Option(
        "--smooth/--no-smooth",
        show_default="smooth",
        help="tfidf: as if one more record held every word once, so that no idf is infinite.",
    ),
]
Sublinear = Annotated[bool | None, typer.Option("--sublinear", help="tfidf: 1 + ln(count) instead of the count.")]
L2 = Annotated[bool | None, typer.Option("--l2/--no-l2", show_default="l2", help="tfidf: bring rows to length 1.")]
Idf = Annotated[
    Path | None, typer.Option(metavar="FILE", help="tfidf: take the idf of this file, the training part's.")
]
Classes = Annotated[Path | None, typer.Option(metavar="FILE", help="Number labels by the classes of this tensor file.")]
OneHotLabels = Annotated[
    bool, typer.Option("--onehot-labels", help="Write labels as rows of zeros with a 1, too: labels_onehot.")
]


def one_of(option: str, value: str, known: Iterable[str]) -> None:
    """Check an option with fixed values; "" stands for the default. Raises UsageError that says which was meant."""
    if value and value not in known:
        raise UsageError(f"{option} {value}: {suggest(value, known)}")


def check_token_format(value: str) -> None:
    """Check ``--from`` of a token file. Raises UsageError that says which was meant."""
    one_of("--from", value, _TOKEN_FORMATS)


def size(option: str, text: str) -> int:
    """Bytes, of ``1000000``, ``500M``, ``2G`` (powers of 1000) or ``1GiB`` (of 1024). Raises UsageError."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{option} {text}: no size; type 500M or 2G")
    return int(float(match[1]) * (1024 if match[3] else 1000) ** _POWERS[(match[2] or "").upper()])
