"""Run a job over blocks on Dask workers: a scheduler named by DASK_SCHEDULER_ADDRESS, or processes started here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from koprep.engine.job import Job, Result
from koprep.engine.local import windowed
from koprep.errors import KoprepError, MissingError
from koprep.readers import Block


def run(job: Job, blocks: Iterable[Block | None], workers: int) -> Iterator[Result | None]:
    """Yield a result a block, in order. Raises MissingError without the package, KoprepError without a scheduler."""
    with _client(workers) as client:
        width = max(workers, len(client.scheduler_info(n_workers=-1)["workers"]))
        try:
            yield from windowed(lambda: client.get_executor(pure=False), job, blocks, width)
        except Exception as error:
            if type(error).__name__ != "KilledWorker":
                raise
            raise KoprepError(f"a Dask worker died again and again ({error}); is there enough memory?") from None


def _client(workers: int) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise MissingError("--engine dask needs a package; pip install 'koprep[dask]'") from None
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    own = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
    connect: Any = Client
    try:
        return connect(address, timeout=10) if address else connect(**own)
    except OSError as error:
        raise KoprepError(f"no Dask scheduler at {address} ({error}); check DASK_SCHEDULER_ADDRESS") from None
