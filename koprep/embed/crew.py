"""Threads that share the work of one epoch."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")
_PATIENCE = 0.1


def share(
    jobs: Iterator[T],
    workers: int,
    work: Callable[[], Callable[[T], None]],
    taken: Callable[[T], None],
    tick: Callable[[], None],
) -> None:
    """Do all jobs, in their order, on some threads: ``work()`` gives each thread its own function.

    ``taken`` is told of each job as it is handed out, one at a time; ``tick`` is called here now and then. When this is
    interrupted, every job that was handed out is done before the interrupt goes on, so what was taken is what is done.
    Raises what a job raised.
    """
    lock, stopping, errors = threading.Lock(), threading.Event(), list[BaseException]()

    def next_job() -> T | None:
        with lock:
            job = None if stopping.is_set() else next(jobs, None)
            if job is not None:
                taken(job)
            return job

    def run() -> None:
        try:
            do = work()
            while (job := next_job()) is not None:
                do(job)
        except BaseException as error:
            errors.append(error)
            stopping.set()

    threads = [threading.Thread(target=run, daemon=True) for _ in range(workers)]
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            next(thread for thread in threads if thread.is_alive()).join(_PATIENCE)
            tick()
    finally:
        stopping.set()
        _wait(threads)
    if errors:
        raise errors[0]


def _wait(threads: list[threading.Thread]) -> None:
    """Until all have done what they took; an impatient second Ctrl-C changes nothing about that."""
    for thread in threads:
        while thread.is_alive():
            with contextlib.suppress(KeyboardInterrupt):
                thread.join()
