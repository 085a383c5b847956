"""A small corpus for trainers: food is eaten, places are gone to, in many forms of the verbs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from koprep.embed import corpus, learning
from koprep.embed.corpus import Corpus
from tests.embed.test_corpus import tensor

EATING = ["먹다", "먹었다", "먹고", "먹으면", "먹는다", "먹었습니다"]
GOING = ["떠나다", "떠났다", "떠나고", "떠나면", "떠난다", "떠났습니다"]
FOODS = ["밥", "국수", "김치", "라면", "만두", "떡볶이"]
PLACES = ["바다", "산", "제주도", "강릉", "부산", "시골"]


def sentences(number: int = 1200, seed: int = 3) -> list[list[str]]:
    """Two kinds of sentences, in turn."""
    random = np.random.default_rng(seed)
    made = []
    for index in range(number):
        verbs, things, mark = ((EATING, FOODS, "맛있게"), (GOING, PLACES, "멀리"))[index % 2]
        made.append([*random.choice(things, 2).tolist(), mark, str(random.choice(verbs))])
    return made


def ids_file(path: Path, records: list[list[str]], tag: str = "") -> Path:
    """Their ids tensor, words by count."""
    tagged = [[word + tag for word in record] for record in records]
    counts = Counter(word for record in tagged for word in record)
    return tensor(path, tagged, ["<unk>", *sorted(counts, key=lambda word: (-counts[word], word))])


def read(path: Path, records: list[list[str]], min_count: int = 1) -> Corpus:
    return corpus.read(ids_file(path, records), min_count)


def interrupt(train: Callable[[], object], after: int) -> None:
    """Train, until Ctrl-C after some batches in all."""
    left = after

    def share(jobs: Any, workers: int, work: Any, taken: Any, tick: Any) -> None:
        nonlocal left
        do = work()
        for job in jobs:
            if not left:
                raise KeyboardInterrupt
            left -= 1
            taken(job)
            do(job)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "share", share)
        with pytest.raises(KeyboardInterrupt):
            train()
