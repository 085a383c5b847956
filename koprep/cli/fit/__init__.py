"""``koprep fit``: learn from a corpus what a stage then takes as its model."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Learn a model from a corpus: words, phrases, subwords, sentence ends.")
