"""Reading what a guarded engine says, around an engine that breaks on demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from koprep.record import Token
from koprep.taggers import guard, reading
from koprep.taggers.base import Fault, Settings
from koprep.taggers.pieces import BROKEN, LIMIT
from tests.helpers import ROOT
from tests.taggers import fragile

SETTINGS = Settings(native=True, limit=0.5)


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guarded process finds the tests; no guard of another test is idle."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(guard, "_idle", {})


def tag(texts: list[str]) -> list[list[Token] | Fault]:
    try:
        return reading.tag(fragile.NAME, fragile.read, texts, SETTINGS)
    finally:
        guard.stop_all()


def words(text: str) -> list[Token]:
    """The words of a text with single spaces."""
    starts = [place for place, char in enumerate(text) if place == 0 or text[place - 1] == " "]
    return [Token(word, "W", start, start + len(word)) for word, start in zip(text.split(), starts, strict=True)]


def test_texts_keep_their_places_among_faults_and_empty_ones() -> None:
    texts = [f"글 {number}" if number % 3 else "" for number in range(200)]
    texts[70] = "틀린다"
    fault = Fault(f"{fragile.NAME}: ValueError: 틀렸다 정말로")
    assert tag(texts) == [fault if place == 70 else words(text) for place, text in enumerate(texts)]


def test_half_a_character_never_reaches_the_engine() -> None:
    assert tag(["가", "\ud800죽", "나"]) == [words("가"), BROKEN, words("나")]


def test_a_long_text_s_pieces_come_together_again() -> None:
    text = " ".join(f"낱말{number}" for number in range(3 * LIMIT // 5))
    assert tag([text, "나"]) == [words(text), words("나")]


def test_after_a_piece_that_fails_the_rest_of_its_text_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAGILE_ONCE", str(tmp_path / "mark"))
    long = ("가 " * LIMIT) + "잠든다 " + "다 " * LIMIT + "한번"
    found = tag(["가", long, "나"])
    assert found == [words("가"), Fault(f"{fragile.NAME}: took longer than 0.5 s"), words("나")]
    assert not (tmp_path / "mark").exists()


def test_only_pieces_that_are_left_end_the_engine() -> None:
    fault = Fault(f"{fragile.NAME}: ValueError: 틀렸다 정말로")
    for pieces, ended in ((["가", "틀린다"], False), (["틀린다", "가"], True)):
        with guard.borrowed(fragile.NAME, SETTINGS) as one:
            found = reading.Reader(fragile.NAME, fragile.read, SETTINGS, one).run_pieces(pieces)
            assert (found[1], one._process is None) == (fault, ended)
    guard.stop_all()


def test_what_can_t_be_read_is_that_text_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(said: str, text: str, settings: Settings) -> list[tuple[str, str, int, int]]:
        return [("가", "W", 0, int(said))]

    monkeypatch.setattr(fragile, "read", broken)
    assert tag(["1", "하나"])[1] == Fault(f"{fragile.NAME}: can't read what it said (ValueError)")
