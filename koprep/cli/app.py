"""The ``koprep`` command: its subcommands, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import koprep
from koprep.cli import (
    compare,
    doctor,
    embed,
    export,
    fetch,
    fit,
    import_,
    inspect,
    partition,
    plot,
    run,
    stages,
    stats,
    tensor,
    verify,
    vocab,
)
from koprep.errors import KoprepError

_INTERRUPTED = 130


class Group(TyperGroup):
    """Prints every error as one line on standard error. Nothing raises through it but a bug."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # Typer would exit with 1
            _close_stdout()
            return 0

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False
        sys.exit(_guarded(lambda: super(Group, self).main(*args, **extra)))


app = typer.Typer(
    cls=Group,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run.run)
app.command("stages")(stages.stages)
app.add_typer(fit.app, name="fit")
app.command("vocab")(vocab.vocab)
app.command("tensor")(tensor.tensor)
app.add_typer(embed.app, name="embed")
app.command("partition")(partition.partition)
app.command("stats")(stats.stats)
app.command("compare")(compare.compare)
app.add_typer(plot.app, name="plot")
app.command("inspect")(inspect.inspect)
app.command("verify")(verify.verify)
app.command("export")(export.export)
app.command("import")(import_.import_)
app.command("fetch")(fetch.fetch)
app.command("doctor")(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"koprep {koprep.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Korean-aware text preprocessing: raw text to tokens, vocabularies and tensors.

    A first try:  echo '딥러닝 좋아요ㅋㅋㅋㅋ' | koprep run normalize morphs
    """


def main() -> None:
    """Run the command line."""
    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    signal.signal(signal.SIGTERM, _interrupt)
    app(prog_name="koprep")


def _replace_closed_streams() -> None:
    """A shell can start a program without them (``>&-``); nothing that is opened later may take their place."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
            setattr(sys, name, os.fdopen(number, "w", closefd=False))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _guarded(command: Any) -> int:
    try:
        code = command()
        sys.stdout.flush()
        return _interrupted() if code == _INTERRUPTED else code if isinstance(code, int) else 0
    except BrokenPipeError:
        _close_stdout()
        return 0
    except KeyboardInterrupt:
        return _interrupted()
    except KoprepError as error:
        return _fail(str(error), error.exit_code)
    except OSError as error:  # what is said goes to standard output; files explain their errors themselves
        _close_stdout()
        return _fail(f"standard output: {(error.strerror or str(error)).lower()}", 1)
    except MemoryError:
        return _fail("out of memory; try fewer --workers, or split the input", 1)
    except Exception as error:
        message = getattr(error, "format_message", None)  # what Typer raises for wrong options
        if message is None:
            raise
        help_path = getattr(getattr(error, "ctx", None), "command_path", "koprep")
        return _fail(f"{message().strip()} (see {help_path} --help)".replace("\n", " "), 2)


def _interrupted() -> int:
    print("koprep: interrupted", file=sys.stderr)
    return _INTERRUPTED


def _fail(message: str, code: int) -> int:
    print(f"koprep: {message}", file=sys.stderr)
    return code


def _close_stdout() -> None:
    """The reader went away (``| head``): end without a word, and keep Python from flushing into the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
