"""``koprep inspect``: what a file is and where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from koprep.recipe import Recipe

_ROWS = 3


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A vocab, a tensor or a token Parquet file.")],
    json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Show an artifact: kind, shapes, recipe, engine versions, and its first rows as tokens."""
    from koprep.inspecting import describe

    facts = describe(file)
    if json:
        from koprep.recipe import to_json

        typer.echo(to_json(facts))
    else:
        for key, value in _lines(facts):
            typer.echo(f"{key:<10} {value}")


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
