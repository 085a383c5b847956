"""``koprep fit``: learn from a corpus what a stage then takes as its model."""

from __future__ import annotations

import typer

from koprep.cli.fit import phrases, punkt, soynlp, subwords, words

app = typer.Typer(no_args_is_help=True, help="Learn a model from a corpus: words, phrases, subwords, sentence ends.")
app.command("soynlp")(soynlp.soynlp)
app.command("words")(words.words)
app.command("phrases")(phrases.phrases)
app.command("bpe")(subwords.bpe)
app.command("unigram")(subwords.unigram)
app.command("punkt")(punkt.punkt)
