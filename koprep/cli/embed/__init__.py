"""``koprep embed``: word vectors from an ids tensor."""

from __future__ import annotations

import typer

from koprep.cli.embed import counts, fasttext, glove, ppmi, word2vec

app = typer.Typer(no_args_is_help=True, help="Learn word vectors: counts, PPMI and SVD, word2vec, FastText, GloVe.")
app.command("counts")(counts.counts)
app.command("ppmi")(ppmi.ppmi)
app.command("word2vec")(word2vec.word2vec)
app.command("fasttext")(fasttext.fasttext)
app.command("glove")(glove.glove)
