"""word2vec: skip-gram and CBOW, with negative samples or a hierarchical softmax, by gensim.

Sources: Mikolov et al. 2013, "Efficient Estimation of Word Representations in Vector Space" and "Distributed
Representations of Words and Phrases and their Compositionality".
"""

from __future__ import annotations

import numpy as np

from koprep.embed import checkpoint, embedding, predicting, recipes
from koprep.embed.predicting import Task, Trained
from koprep.embed.rows import Array
from koprep.embed.settings import checked, given

NAME = "word2vec"


def train(task: Task) -> Trained:
    """Learn vectors (V, dim) of the words of a corpus, and write them to ``task.output``.

    From a checkpoint training goes on where it was cut short: with ``deterministic`` to the same bytes as if it had
    never been. Interrupted (KeyboardInterrupt) it leaves a checkpoint beside the output. Raises UsageError, InputError
    for a corpus too small or the checkpoint of another training, KoprepError where the numbers overflow.
    """
    settings, corpus = checked(task.settings), task.corpus
    predicting.check(task)
    predicting.check_room(2 * len(corpus.vocab), settings.dim)
    from koprep.embed import gensim_models as gensim  # slow to load, so after the checks

    model = gensim.word2vec(settings, corpus.vocab.counts)
    vectors = model.weights["vectors"]

    def rows(ids: Array) -> tuple[Array, Array]:
        return vectors[ids], np.ones(len(ids), np.int64)

    trained = predicting.train(task, model, rows)
    recipe = corpus.recipe.then((recipes.step(f"embed.{NAME}", given(settings)),), {"gensim": gensim.VERSION})
    info = {"method": NAME, "tagged": corpus.tagged}
    embedding.write(task.output, corpus.vocab, predicting.finished(task, vectors), recipe, info)
    checkpoint.path_for(task.output).unlink(missing_ok=True)
    return trained
