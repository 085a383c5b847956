"""Punkt's model of sentence ends, learned from a corpus and written as a text file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from koprep import modelfile
from koprep.fitting.corpus import Corpus
from koprep.taggers import punkt


def fit(corpus: Corpus, output: Path) -> Counter[str]:
    """Learn abbreviations, collocations and sentence starters from the texts of a corpus; how many of each.

    Raises InputError where hardly any word ends in a period, MissingError without NLTK.
    """
    recipe = corpus.recipe.then(("fit-punkt",), {"nltk": punkt.version()})
    rows = punkt.train_punkt(corpus.texts())
    modelfile.write(output, "punkt", recipe, rows)
    return Counter(row[0] for row in rows)
