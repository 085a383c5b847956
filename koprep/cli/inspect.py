"""``koprep inspect``: what a file is and where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.recipe import Recipe


def inspect(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Vocabularies, tensors, Parquet files, models; several give a table."),
    ],
    json: options.Json = False,
) -> None:
    """Show an artifact: kind, shapes, recipe, engine versions, and its first rows as tokens."""
    from koprep.files import require_file
    from koprep.inspecting import describe

    files = [require_file(file) for file in files]
    facts = [describe(file) for file in files]
    if json:
        from koprep.recipe import to_json

        for about in facts:
            typer.echo(to_json(about))
    elif len(files) == 1:
        for key, value in _lines(facts[0]):
            typer.echo(f"{key:<13} {value}")
    else:
        for row in _table(files, facts):
            typer.echo(row)


def _table(files: list[Path], facts: list[dict[str, Any]]) -> list[str]:
    """A header and a row a file: kind, counts and size."""
    columns = ("records", "tokens", "types")
    width = max(4, *(len(str(file)) for file in files))
    kind = max(8, *(len(about["kind"]) for about in facts))
    rows = [f"{'file':<{width}} {'kind':<{kind}}" + "".join(f"{column:>12}" for column in columns) + f"{'kB':>9}"]
    for file, about in zip(files, facts, strict=True):
        numbers = "".join(f"{about[column]:>12,}" if column in about else f"{'':>12}" for column in columns)
        rows.append(f"{file!s:<{width}} {about['kind']:<{kind}}{numbers}{file.stat().st_size // 1000:>9,}")
    return rows


def _lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    recipe: Recipe = facts["recipe"]
    lines = [(key, str(value)) for key, value in facts.items() if key not in ("recipe", "tensors", "rows")]
    lines += [(name, f"{about['dtype']} {about['shape']}") for name, about in facts.get("tensors", {}).items()]
    lines += [("koprep", recipe.koprep or "unknown")]
    lines += [("step", step) for step in recipe.steps]
    lines += [("engine", f"{name} {version}") for name, version in sorted(recipe.engines.items())]
    lines += [("file", f"{key} {digest[:16]}…") for key, digest in sorted(recipe.files.items())]
    lines += [("input", f"{digest[:16]}…" if digest else "a pipe") for digest in recipe.inputs]
    return lines + [("row", row) for row in facts["rows"]]
