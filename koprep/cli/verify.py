"""``koprep verify``: is a file whole, and was it made from these inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from koprep.cli import options

_BAD = 3


def verify(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Tensors, vocabularies, token files (.parquet, .jsonl), models."),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            help="What they were made from: file (a token file or a vocabulary, too), folder or glob; may be repeated."
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Check files to the last byte: hashes, bounds, rows; a line a file, exit code 3 where something is wrong.

    koprep verify tokens.parquet vocab.tsv x.safetensors --inputs corpora/
    """
    from koprep.verifying import verify as check
    from koprep.verifying.inputs import absent, given, places

    known = given(inputs or [])
    used: set[Path] = set()
    whole = True
    for file in files:
        report = check(file)
        found = places(report.recipe, known)
        used |= found.keys()
        problems = [*report.problems, *(absent(report.recipe, known) if known and report.kind else ())]
        whole = whole and not problems
        facts = {"file": str(file), "kind": report.kind, "ok": not problems, "problems": problems}
        _show(facts | {"inputs": {str(path): names for path, names in found.items()}}, json)
    for path in known.keys() - used:
        whole = False
        _show({"file": str(path), "kind": "input", "ok": False, "problems": ["none of them was made from it"]}, json)
    if not whole:
        raise typer.Exit(_BAD)


def _show(facts: dict[str, Any], json: bool) -> None:
    if json:
        from koprep.recipe import to_json

        typer.echo(to_json(facts))
        return
    problems = facts["problems"]
    more = f" (and {len(problems) - 1} more; --json has all)" if len(problems) > 1 else ""
    made = "; ".join(f"{path} is {' and '.join(names)}" for path, names in facts.get("inputs", {}).items())
    typer.echo(f"{facts['file']}: " + (problems[0] + more if problems else f"ok{', ' * bool(made)}{made}"))
