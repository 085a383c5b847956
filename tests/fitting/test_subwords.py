"""Learning subwords: what is learned, that it is the same everywhere, and what can't be learned from."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koprep.errors import InputError, UsageError
from koprep.fitting import subwords as fitting
from koprep.fitting.corpus import Corpus
from koprep.fitting.subwords import KINDS, Fitted, fit
from koprep.sources import Options
from koprep.taggers import subwords
from koprep.taggers.subwords import RESERVED
from tests.helpers import ROOT

SENNRICH = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
TEXT = (ROOT / "corpora/reviews.txt").read_text(encoding="utf-8")


def learn(folder: Path, text: str, kind: str = "bpe", ending: str = ".txt", **options: Any) -> dict[str, Any]:
    """The model file learned from a text, as JSON."""
    source = folder / f"corpus{ending}"
    source.write_text(text, encoding="utf-8")
    fit(Corpus.open([str(source)], Options()), folder / "tokenizer.json", kind, **options)
    model: dict[str, Any] = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    return model


def pairs_merged_by_hand(words: list[str], times: int) -> list[str]:
    """Byte-pair encoding as Sennrich et al. write it down, for pairs that differ in frequency."""
    counts = {tuple(word): count for word, count in Counter(words).items()}
    merged = []
    for _ in range(times):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, count in counts.items():
            for pair in pairwise(word):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], len(pair[0] + pair[1]), pair[0] + pair[1]))
        merged.append("".join(best))
        joined: dict[tuple[str, ...], int] = {}
        for word, count in counts.items():
            new: list[str] = []
            for part in word:
                if new and (new[-1], part) == best:
                    new[-1] += part
                else:
                    new.append(part)
            joined[tuple(new)] = count
        counts = joined
    return merged


def test_bpe_merges_the_most_frequent_pair_first(tmp_path: Path) -> None:
    model = learn(tmp_path, "\n".join(SENNRICH), size=279)
    merged = [left + right for left, right in model["merges"]]
    assert list(dict.fromkeys(merged))[:5] == pairs_merged_by_hand(["▁" + word for word in SENNRICH], 5)
    assert merged[:2] == ["es", "est"]


def merged_by_rank(unit: str, ids: dict[str, int]) -> list[str]:
    """A unit in pieces: of all neighbours that make a piece, the two that make the earliest one are joined first."""
    parts = list(unit)
    while True:
        ranks = [ids.get(left + right, 10**9) for left, right in pairwise(parts)]
        if not ranks or min(ranks) == 10**9:
            return parts
        place = ranks.index(min(ranks))
        parts[place : place + 2] = [parts[place] + parts[place + 1]]


def test_a_text_is_split_in_the_order_in_which_pieces_were_learned(tmp_path: Path) -> None:
    ids = learn(tmp_path, TEXT, size=2000, coverage=1.0)["vocab"]
    found = subwords.load(str(tmp_path / "tokenizer.json")).of_texts(TEXT.split("\n"))
    for text, pieces in zip(TEXT.split("\n"), found, strict=True):
        by_hand = [part for unit in subwords.units(text) for part in merged_by_rank(unit, ids)]
        assert [form for form, _, _ in pieces] == by_hand


def test_ctrl_c_is_heard_while_the_library_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_learn", lambda *_: time.sleep(5))
    threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
    with pytest.raises(KeyboardInterrupt):
        fitting._patiently("bpe", 300, {"가나": 1})


def test_the_first_ids_are_the_special_tokens_of_a_vocabulary_and_the_bytes(tmp_path: Path) -> None:
    vocab = learn(tmp_path, "\n".join(SENNRICH), size=300)["vocab"]
    assert [vocab[piece] for piece in RESERVED] == list(range(260))
    assert RESERVED[:5] == ("<pad>", "<unk>", "<bos>", "<eos>", "<0x00>")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1200, 2000])
def test_there_are_no_more_pieces_than_wanted_and_every_frequent_letter_is_one(
    tmp_path: Path, kind: str, size: int
) -> None:
    vocab = learn(tmp_path, TEXT, kind, size=size, coverage=0.99)["vocab"]
    pieces = {piece if isinstance(piece, str) else piece[0] for piece in vocab}
    assert len(vocab) <= size
    assert {"▁", "이", "다", "."} <= pieces


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_text_gives_the_same_bytes_in_any_process(tmp_path: Path, kind: str) -> None:
    code = (
        "import sys; from pathlib import Path; from koprep.fitting.corpus import Corpus; "
        "from koprep.fitting.subwords import fit; from koprep.sources import Options; "
        f"fit(Corpus.open([sys.argv[1]], Options()), Path(sys.argv[2]), {kind!r}, 2000, coverage=0.99)"
    )
    models = []
    for number in (1, 2):
        out = tmp_path / f"{number}.json"
        env = os.environ | {"PYTHONHASHSEED": str(number), "RAYON_NUM_THREADS": str(number), "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, str(ROOT / "corpora/reviews.txt"), str(out)], env=env, check=True)
        models.append(out.read_bytes())
    assert models[0] == models[1]


def test_the_order_of_lines_doesnt_matter(tmp_path: Path) -> None:
    lines = TEXT.split("\n")
    there = learn(tmp_path, "\n".join(lines), "unigram", size=2000)
    back = learn(tmp_path, "\n".join(reversed(lines)), "unigram", size=2000)
    assert there["vocab"] == back["vocab"]


def test_no_piece_crosses_a_token(tmp_path: Path) -> None:
    tokens = "\n".join(["공부 하 었 습니다 ."] * 20)
    model = learn(tmp_path, tokens, ending=".tokens", size=400)
    learned = set(model["vocab"]) - set(RESERVED)
    assert {"▁공부", "▁습니다"} <= learned
    assert all(any(piece in "▁" + token for token in tokens.split()) for piece in learned)


def test_rare_characters_have_no_piece(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("가나다라\n" * 999 + "뷁", encoding="utf-8")
    found = fit(Corpus.open([str(tmp_path / "c.txt")], Options()), tmp_path / "m.json", "bpe", 270)
    assert found == Fitted(pieces=270, types=2, rare=1)
    assert "뷁" not in (tmp_path / "m.json").read_text(encoding="utf-8")


def test_decomposed_text_teaches_the_same(tmp_path: Path) -> None:
    composed = learn(tmp_path, TEXT, size=2000)
    assert learn(tmp_path, normalize("NFD", TEXT), size=2000)["merges"] == composed["merges"]


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_every_character_gets_a_piece_where_all_shall(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    vocab = learn(tmp_path_factory.mktemp("any"), "가나 다라 가나\n" + text, coverage=1.0)["vocab"]
    letters = {letter for letter in normalize("NFC", text) if not re.match(r"[\s\0▅]", letter)}
    assert letters <= set(vocab)


@pytest.mark.parametrize(
    ("kind", "text"), [*((kind, text) for kind in KINDS for text in ("", "\n\n", " \t", "\0")), ("unigram", "가 나")]
)
def test_a_corpus_too_small_to_learn_from_is_an_error(tmp_path: Path, kind: str, text: str) -> None:
    with pytest.raises(InputError, match=r"(nothing|too little) to learn from.*give more text"):
        learn(tmp_path, text, kind)
    assert not (tmp_path / "tokenizer.json").exists()


def test_a_size_that_cant_hold_the_characters_is_refused_with_the_least_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--size 270 is too small: 11 characters, 260 bytes .* need 271; raise it"):
        learn(tmp_path, "\n".join(SENNRICH), size=270)
    assert len(learn(tmp_path, "\n".join(SENNRICH), size=271)["vocab"]) == 271


@pytest.mark.parametrize("options", [{"size": 0}, {"min_count": 0}, {"coverage": 0.0}, {"coverage": 1.1}])
def test_options_that_cant_be_meant_are_refused(tmp_path: Path, options: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="--size and --min-count are 1 or more"):
        learn(tmp_path, TEXT, **options)


def test_words_seen_less_often_teach_nothing(tmp_path: Path) -> None:
    model = learn(tmp_path, "가나다 " * 3 + "라마바", size=300, min_count=2)
    assert "라" not in model["vocab"]
