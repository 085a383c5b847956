"""The guard, around an engine that breaks on demand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from koprep.errors import InputError, MissingError
from koprep.taggers import guard
from koprep.taggers.base import Fault, Settings
from koprep.taggers.guard import Guard
from tests.helpers import ROOT
from tests.taggers.fragile import NAME

SETTINGS = Settings(native=True, limit=0.5)
DIED = Fault(f"{NAME} died of it")
LATE = Fault(f"{NAME}: took longer than 0.5 s")


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guarded process finds the tests; no guard of another test is idle."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(guard, "_idle", {})


@pytest.fixture
def one(world: None) -> Iterator[Guard]:
    made = Guard(NAME, SETTINGS)
    yield made
    made.stop()


def tag(one: Guard, texts: list[str]) -> list[str | Fault]:
    """What it says of texts, given to it by two."""
    return list(one.ask(texts[at : at + 2] for at in range(0, len(texts), 2)))


def pid(one: Guard) -> int:
    assert one._process is not None
    return one._process.pid


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def ends(process: int, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_running(process)


def test_exactly_the_texts_that_break_it_become_faults(one: Guard) -> None:
    texts = ["가 나", "죽다", "다", "잠든다", "틀린다", "", "라 마", "차다", "바", "죽", "죽", "사"]
    expected = {
        "죽다": DIED,
        "죽": DIED,
        "잠든다": LATE,
        "틀린다": Fault(f"{NAME}: ValueError: 틀렸다 정말로"),
        "차다": Fault(f"{NAME}: OutOfMemoryError: heap"),
    }
    assert tag(one, texts) == [expected.get(text, text) for text in texts]


@pytest.mark.parametrize("bad", [0, 1, 150, 299])
def test_a_death_loses_no_other_text_and_doubles_none(one: Guard, bad: int) -> None:
    texts = [f"글 {number}" for number in range(300)]
    texts[bad] = "죽다"
    assert tag(one, texts) == [DIED if place == bad else text for place, text in enumerate(texts)]


def test_a_process_killed_from_outside_loses_nothing_and_doubles_nothing(one: Guard) -> None:
    texts = [f"느린 글 {number}" for number in range(150)]
    one.start()
    first = pid(one)
    killer = threading.Timer(0.7, os.kill, (first, signal.SIGKILL))
    killer.start()
    assert tag(one, texts) == texts
    assert not is_running(first)
    assert pid(one) != first


def test_a_text_that_broke_it_once_by_chance_is_analyzed(
    one: Guard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAGILE_ONCE", str(tmp_path / "mark"))
    assert tag(one, ["가", "한번", "나"]) == ["가", "한번", "나"]
    assert (tmp_path / "mark").exists()


def test_a_process_that_died_between_two_calls_is_started_again(one: Guard) -> None:
    assert tag(one, ["가"]) == ["가"]
    os.kill(pid(one), signal.SIGKILL)
    assert ends(pid(one))
    assert tag(one, ["나", "다"]) == ["나", "다"]


def test_the_limit_is_a_text_s_own_not_the_batch_s(one: Guard) -> None:
    texts = [f"느린 글 {number}" for number in range(100)]
    assert tag(one, texts) == texts


def test_a_text_over_the_limit_takes_little_more_than_the_limit(one: Guard) -> None:
    one.start()
    begin = time.monotonic()
    assert tag(one, ["잠"]) == [LATE]
    assert 0.4 < time.monotonic() - begin < 5


def test_a_process_that_can_t_watch_itself_is_given_up(one: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    one.start()
    monkeypatch.setattr(guard, "_GRACE", 1.5)
    assert tag(one, ["가", "멎다", "나"]) == ["가", DIED, "나"]


def test_no_text_needs_no_process(one: Guard) -> None:
    assert tag(one, []) == []
    assert one._process is None


def test_what_an_engine_prints_reaches_nobody(one: Guard, capfd: pytest.CaptureFixture[str]) -> None:
    tag(one, ["가", "나"])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("how", "said"),
    [("raise", "can't be started: 사전이 없다"), ("die", "ended without a word"), ("exit", "ended without a word")],
)
def test_an_engine_that_can_t_start_says_why_in_one_line(
    how: str, said: str, one: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAGILE", how)
    with pytest.raises(MissingError, match=said) as caught:
        tag(one, ["가"])
    assert "\n" not in str(caught.value)
    assert one._process is None
    monkeypatch.delenv("FRAGILE")
    assert tag(one, ["가"]) == ["가"]


def test_a_process_killed_while_it_starts_is_started_again(
    one: Guard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAGILE", "once")
    monkeypatch.setenv("FRAGILE_ONCE", str(tmp_path / "mark"))
    assert tag(one, ["가", "나"]) == ["가", "나"]
    assert (tmp_path / "mark").exists()


def test_an_engine_that_is_not_there_can_t_be_started() -> None:
    with pytest.raises(MissingError, match="can't be started: No module named"):
        Guard("tests.taggers.missing", SETTINGS).start()


def test_a_dictionary_the_engine_can_t_take_is_refused_before_anything_starts(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("꿀잼하\tVV\n", encoding="utf-8")
    made = Guard(NAME, Settings(dictionary=str(path)))
    with pytest.raises(InputError, match=r"words\.tsv:1: .*꿀잼하/VV"):
        made.start()
    assert made._process is None


def test_calls_share_a_process_and_threads_have_one_each() -> None:
    barrier, seen = threading.Barrier(3), list[int]()

    def work() -> None:
        with guard.borrowed(NAME, SETTINGS) as one:
            assert tag(one, ["가"]) == ["가"]
            seen.append(pid(one))
            barrier.wait(60)

    for _ in range(2):
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 6
    assert len(set(seen[:3])) == 3
    assert set(seen[3:]) == set(seen[:3])
    guard.stop_all()
    assert not any(map(is_running, seen))


def test_other_settings_have_another_process() -> None:
    guard.load(NAME, SETTINGS)
    guard.load(NAME, Settings(native=True, limit=1.0))
    assert sorted(len(idle) for idle in guard._idle.values()) == [1, 1]
    guard.stop_all()


def test_an_interrupt_ends_the_process_it_was_talking_to() -> None:
    with pytest.raises(KeyboardInterrupt), guard.borrowed(NAME, SETTINGS) as one:  # noqa: PT012
        one.start()
        process = pid(one)
        raise KeyboardInterrupt
    assert not is_running(process)
    assert not any(guard._idle.values())


def test_the_process_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys, time; from koprep.taggers import guard; from koprep.taggers.base import Settings\n"
        f"with guard.borrowed({NAME!r}, Settings(native=True)) as one:\n"
        "    one.start(); print(one._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        process = int(parent.stdout.readline())
        assert is_running(process)
        parent.kill()
    assert ends(process)


def test_nothing_is_left_when_the_program_ends() -> None:
    code = (
        "from koprep.taggers import guard; from koprep.taggers.base import Settings; settings = Settings(native=True)\n"
        f"guard.load({NAME!r}, settings); [[one]] = guard._idle.values(); print(one._process.pid)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ends(int(ended.stdout))
    assert ended.stderr == ""
