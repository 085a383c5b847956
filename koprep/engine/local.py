"""Run a job over blocks on this machine; results come in the order of the blocks, whatever the number of workers."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from koprep.engine.job import Job, Result
from koprep.errors import KoprepError
from koprep.pipeline import Pipeline
from koprep.readers import Block

_AHEAD = 3
_DEATHS = 3


def run(job: Job, blocks: Iterable[Block | None], workers: int) -> Iterator[Result | None]:
    """Yield a result a block. A ``None`` among the blocks (nothing new came for a while) flushes what is under way,
    then comes out again."""
    thresholds = gc.get_threshold()
    _rarely_collect()
    try:
        if workers == 1:
            yield from (block if block is None else job(block) for block in blocks)
        elif job.pipeline.threads:
            yield from _in_threads(job, blocks, workers)
        else:
            yield from _in_processes(job, blocks, workers)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def prepare(pipeline: Pipeline, workers: int) -> None:
    """Load the models once, for as many threads as will use them, so that what is missing shows before any input."""
    if pipeline.threads:
        from koprep.taggers import guard, kiwi

        kiwi.use_threads(workers)
        guard.use_workers(workers)
    pipeline.warm()


def _in_threads(job: Job, blocks: Iterable[Block | None], workers: int) -> Iterator[Result | None]:
    from koprep.taggers import guard

    pool = ThreadPoolExecutor(workers)
    try:
        yield from windowed(lambda: pool, job, blocks, workers)
    except BaseException:
        guard.give_up()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _in_processes(job: Job, blocks: Iterable[Block | None], workers: int) -> Iterator[Result | None]:
    pools: list[ProcessPoolExecutor] = []

    def fresh() -> Executor:
        pools.append(ProcessPoolExecutor(workers, get_context("spawn"), _start, (job,)))
        return pools[-1]

    try:
        yield from windowed(fresh, _work, blocks, workers)
    finally:
        for pool in pools:
            _stop(pool)


def windowed(
    pool_of: Callable[[], Executor], work: Callable[[Block], Result], blocks: Iterable[Block | None], workers: int
) -> Iterator[Result | None]:
    """Keep a few blocks a worker under way; when worker processes die, start new ones and give them the blocks that
    were lost: a block is a pure function's argument, so nothing is lost and nothing doubled."""
    pool = pool_of()
    window: deque[tuple[Block, Future[Result]]] = deque()
    deaths = 0

    def oldest() -> Result:
        nonlocal pool, deaths
        while True:
            block, future = window[0]
            try:
                result = future.result()
            except BrokenProcessPool:
                deaths += 1
                if deaths >= _DEATHS:
                    raise KoprepError(
                        f"{block.reader.id(block.first)}: a worker died {deaths} times in a row here; "
                        "is there enough memory? try --workers 1"
                    ) from None
                pool = pool_of()
                for place, (lost, _) in enumerate(window):
                    window[place] = (lost, _submit(pool, work, lost))
            else:
                deaths = 0
                window.popleft()
                return result

    for block in blocks:
        if block is None:
            while window:
                yield oldest()
            yield None
            continue
        try:
            window.append((block, _submit(pool, work, block)))
        except BrokenProcessPool:
            window.append((block, _lost()))
        if len(window) >= _AHEAD * workers:
            yield oldest()
    while window:
        yield oldest()


def _submit(pool: Executor, work: Callable[[Block], Result], block: Block) -> Future[Result]:
    """Submit a block. A process this starts never sees Ctrl-C, not even while it is still importing: the parent does,
    and ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(work, block)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _lost() -> Future[Result]:
    future: Future[Result] = Future()
    future.set_exception(BrokenProcessPool())
    return future


def _rarely_collect() -> None:
    """Batches make millions of short-lived tuples and hardly a cycle; collecting often costs a tenth of the time."""
    gc.freeze()
    gc.set_threshold(200_000)


_job: Job | None = None


def _start(job: Job) -> None:
    """In a worker process: keep the job, load models once."""
    global _job
    _rarely_collect()
    job.pipeline.warm()
    _job = job


def _work(block: Block) -> Result:
    assert _job is not None
    return _job(block)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool now, also when an error or an interrupt left work in it."""
    for process in list((pool._processes or {}).values()):
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)
