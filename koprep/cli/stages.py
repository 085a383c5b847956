"""``koprep stages``: what stages there are and what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from koprep.cli import options

if TYPE_CHECKING:
    from koprep.stages.base import Stage


def stages(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One stage, with its options and defaults.")] = "",
    json: options.Json = False,
) -> None:
    """List the stages, or show one with its options, defaults and an example."""
    from koprep.errors import UsageError, suggest
    from koprep.stages import STAGES

    if json:
        import json as codec

        typer.echo(codec.dumps({key: _facts(stage) for key, stage in STAGES.items()}, ensure_ascii=False, indent=1))
    elif not name:
        for key, stage in STAGES.items():
            typer.echo(f"{key:<11} {_summary(stage)}")
    elif name not in STAGES:
        raise UsageError(f"no stage {name!r}: {suggest(name, STAGES)}")
    else:
        typer.echo(_page(name, STAGES[name]))


def _summary(stage: type[Stage]) -> str:
    return (stage.__doc__ or "").strip().partition("\n")[0]


def _page(name: str, stage: type[Stage]) -> str:
    import inspect

    facts = _facts(stage)
    lines = [f"{name}: {inspect.cleandoc(stage.__doc__ or '')}", ""]
    for key, about in facts["options"].items():
        default = "required" if about["default"] is None else f"default {about['default'] or 'none'}"
        choices = f" ({' | '.join(about['choices'])})" if about["choices"] else ""
        lines.append(f"  {key + '=':<12} {about['help']}{choices}; {default}")
    return "\n".join([*lines, "", f"  koprep run {facts['example']}"])


def _facts(stage: type[Stage]) -> dict[str, Any]:
    from koprep.stages.base import keys

    return {
        "summary": _summary(stage),
        "example": stage.example,
        "options": {
            key: {
                "help": field.metadata["help"],
                "choices": list(field.metadata["choices"]),
                "default": _spell_default(field.default),
            }
            for key, field in keys(stage).items()
        },
    }


def _spell_default(value: Any) -> str | None:
    import dataclasses

    if value is dataclasses.MISSING:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "+".join(value) if isinstance(value, tuple) else str(value)
