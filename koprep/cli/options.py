"""Options several commands share, so that they read the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from koprep.errors import UsageError, suggest

Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")]
Strict = Annotated[bool, typer.Option("--strict", help="Stop (exit 3) where a warning would be given.")]
Tokens = Annotated[str, typer.Argument(metavar="TOKENS", help="Token file: .parquet, .jsonl, .tokens, .tagged; - is stdin.")]
TokensFormat = Annotated[str, typer.Option("--from", help="tokens | tagged | jsonl | parquet; by the ending if not given.")]


def one_of(option: str, value: str, known: Iterable[str]) -> None:
    """Check an option with fixed values. Raises UsageError that says which was meant."""
    if value not in known:
        raise UsageError(f"{option} {value}: {suggest(value, [name for name in known if name])}")
