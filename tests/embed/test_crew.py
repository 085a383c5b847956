from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from koprep.embed.crew import share


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_job_is_done_once_and_handed_out_in_order(workers: int) -> None:
    done, taken = list[int](), list[int]()
    share(iter(range(100)), workers, lambda: done.append, taken.append, lambda: None)
    assert taken == list(range(100))
    assert sorted(done) == taken


def test_each_thread_has_a_function_of_its_own() -> None:
    makers = set[int]()

    def work() -> Callable[[int], None]:
        makers.add(threading.get_ident())
        return lambda job: None

    share(iter(range(10)), 3, work, lambda job: None, lambda: None)
    assert makers
    assert threading.get_ident() not in makers


@pytest.mark.parametrize("workers", [1, 3])
def test_an_interrupt_waits_for_what_was_handed_out(workers: int) -> None:
    done, taken = list[int](), list[int]()

    def endless() -> Iterator[int]:
        number = 0
        while True:
            yield (number := number + 1)

    def tick() -> None:
        if len(done) > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        share(endless(), workers, lambda: done.append, taken.append, tick)
    assert sorted(done) == taken


def test_a_second_ctrl_c_waits_as_well() -> None:
    done, taken = list[int](), list[int]()

    def impatient(job: int) -> None:
        for _ in range(3):
            signal.raise_signal(signal.SIGINT)
            time.sleep(0.05)
        done.append(job)

    with pytest.raises(KeyboardInterrupt):
        share(iter(range(1000)), 2, lambda: impatient, taken.append, lambda: None)
    assert sorted(done) == taken
    assert len(taken) < 1000


def test_what_a_job_raises_comes_up() -> None:
    def fail(job: int) -> None:
        if job == 3:
            raise ValueError("three")

    with pytest.raises(ValueError, match="three"):
        share(iter(range(1000)), 2, lambda: fail, lambda job: None, lambda: None)


def test_what_the_jobs_themselves_raise_comes_up() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        share(broken(), 2, lambda: lambda job: None, lambda job: None, lambda: None)
