"""Start-up: ``koprep --version`` and ``--help`` against a hello-world of Typer with one command more than none."""

from __future__ import annotations

from common import KOPREP, header, script, versus

HELLO = """
import sys, typer
app = typer.Typer()
@app.command()
def hello(name: str = "world"):
    "Say hello."
    print(f"hello {name}")
@app.command()
def bye():
    "Say good-bye."
app(sys.argv[1:])
"""

if __name__ == "__main__":
    header("typer", "rich")
    versus("`koprep --version` : Typer's hello-world", [*KOPREP, "--version"], script(HELLO, "hello"), 1.5, rounds=15)
    versus("`koprep --help` : its --help", [*KOPREP, "--help"], script(HELLO, "--help"), 1.5, rounds=15)
