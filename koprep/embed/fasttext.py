"""FastText, vectors of words from their parts, by gensim: n-grams of characters, or for Korean of jamo and syllables.

Sources: Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information"; Park et al. 2018, "Subword-level
Word Vector Representations for Korean".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.embed import checkpoint, embedding, predicting, recipes
from koprep.embed.composing import add_parts, composed
from koprep.embed.predicting import Task, Trained
from koprep.embed.rows import Array
from koprep.embed.settings import checked, given
from koprep.embed.subwords import USUAL, Grams, Subwords, cut
from koprep.embed.subwords import checked as checked_subwords

NAME = "fasttext"
ALPHA = 0.05
"""The learning rate unless told: that of fastText's own program (args.cc), twice gensim's."""


def train(task: Task, subwords: Subwords) -> Trained:
    """Learn vectors (V, dim) of words and of their parts, and write them to ``task.output``; else as word2vec.

    The file holds ``vectors``, already the mean of a word's own vector and of its parts', as queries take them;
    ``buckets`` (B, dim) and ``bucket_numbers`` (B,) of the parts that some word has; for characters also ``words``, the
    words' own vectors, which other formats of FastText want.
    """
    settings, corpus = checked(task.settings), task.corpus
    subwords = replace(checked_subwords(subwords), tagged=corpus.tagged)
    task = replace(task, subwords=subwords)
    predicting.check(task)
    from koprep.embed import gensim_models as gensim  # slow to load, so after the checks

    grams = cut(corpus.vocab.tokens, subwords)
    predicting.check_room(3 * len(corpus.vocab) + len(grams.buckets), settings.dim)
    model = gensim.fasttext(settings, corpus.vocab.counts, grams, subwords.buckets)
    words, buckets = model.weights["words"], model.weights["buckets"]

    def rows(ids: Array) -> tuple[Array, Array]:
        sums = words[ids]
        add_parts(sums, buckets, grams, ids)
        parts = np.diff(grams.bounds)[ids]
        return sums, np.maximum(parts, 1) if settings.method == "skipgram" else parts + 1  # as gensim divides

    trained = predicting.train(task, model, rows)
    recipe = corpus.recipe.then((_step(given(settings), subwords),), {"gensim": gensim.VERSION})
    info = {"method": NAME, "tagged": corpus.tagged, "subwords": subwords.info()}
    vectors = predicting.finished(task, composed(words, buckets, grams))
    embedding.write(task.output, corpus.vocab, vectors, recipe, info, _tensors(words, buckets, grams, subwords))
    checkpoint.path_for(task.output).unlink(missing_ok=True)
    return trained


def _step(options: dict[str, tuple[object, object]], subwords: Subwords) -> str:
    usual = USUAL[subwords.unit]
    names = ("minn", "maxn", "buckets", *(("min_syllables", "max_syllables") if subwords.unit == "jamo" else ()))
    more: dict[str, tuple[object, object]] = {
        name.replace("_", "-"): (getattr(subwords, name), getattr(usual, name)) for name in names
    }
    options = options | {"alpha": (options["alpha"][0], ALPHA)}
    return recipes.step(f"embed.{NAME}", {"unit": (subwords.unit, None)} | options | more)


def _tensors(words: Array, buckets: Array, grams: Grams, subwords: Subwords) -> dict[str, Tensor]:
    own = {"words": artifact.of(words)} if subwords.unit == "char" else {}
    return own | {"buckets": artifact.of(buckets), "bucket_numbers": artifact.of(grams.buckets)}
