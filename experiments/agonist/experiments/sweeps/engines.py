"""Who makes the parts: threads in this process, processes of this machine, or a Dask cluster.

An engine yields one receipt for each part that it was given. It stops feeding when asked to, and lets what runs finish.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import FrameType
from typing import Any, Self

from agonist.experiments.sweeps.spec import SweepError
from agonist.experiments.sweeps.worker import Job, Receipt

ENGINES = ("threads", "processes", "dask")
DEATHS = 3  # of a worker, at the same part and with no other beside it, before the part counts as failed
_LOOK_S = 0.2


class Interrupts:
    """While it is open, Ctrl-C and SIGTERM only ask to stop; a second Ctrl-C is a KeyboardInterrupt."""

    def __init__(self) -> None:
        self.asked = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._ask)
        return self

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.asked = number

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


def in_threads(job: Job, parts: Sequence[int], jobs: int, stop: Interrupts) -> Iterator[Receipt]:
    """Part after part in this process, each on all threads."""
    for part in parts:
        if stop.asked:
            return
        yield job.work(part, threads=jobs)


def in_processes(job: Job, parts: Sequence[int], jobs: int, stop: Interrupts) -> Iterator[Receipt]:
    """Parts side by side in processes. If a worker dies, the parts in flight are tried again, one at a time."""
    waiting = list(reversed(parts))
    while waiting and not stop.asked:
        suspects = yield from _until_crash(job, waiting, jobs, stop)
        for part in suspects:
            if not stop.asked:
                yield _alone(job, part)


def _until_crash(job: Job, waiting: list[int], jobs: int, stop: Interrupts) -> Generator[Receipt, None, list[int]]:
    """Work off what waits; the parts that were in flight when a worker died, or none."""
    running: dict[Future[Receipt], int] = {}
    with _pool(min(jobs, len(waiting))) as pool:
        try:
            while running or (waiting and not stop.asked):
                while waiting and len(running) < jobs and not stop.asked:
                    running[pool.submit(job.work, waiting[-1])] = waiting[-1]
                    waiting.pop()
                for future in wait(running, _LOOK_S, FIRST_COMPLETED).done:
                    yield future.result()
                    del running[future]
        except BrokenProcessPool:
            return sorted(running.values())
    return []


def _alone(job: Job, part: int) -> Receipt:
    """One suspect part with nothing beside it; a failed receipt if it kills its worker every time."""
    for _ in range(DEATHS):
        with _pool(1) as pool:
            try:
                return pool.submit(job.work, part).result()
            except BrokenProcessPool:
                continue
    reason = f"the worker died {DEATHS} times at this part, with nothing beside it (out of memory, or a crash)"
    job.store.fail(part, reason + "\n")
    return Receipt(part, 0, 0, 0.0, False, reason)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """Leave Ctrl-C to the driver, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_driver, daemon=True).start()


def _die_with_driver() -> None:
    driver = multiprocessing.parent_process()
    if driver is not None:
        multiprocessing.connection.wait([driver.sentinel])
        os._exit(1)


def in_dask(
    job: Job, parts: Sequence[int], jobs: int, stop: Interrupts, scheduler: str | None = None
) -> Iterator[Receipt]:
    """Parts on the workers of a Dask scheduler, or of a local cluster of `jobs` processes; survives lost workers."""
    distributed = _distributed()
    with _client(distributed, scheduler, jobs) as client:
        waiting = list(reversed(parts))
        running = distributed.as_completed()
        names: dict[Any, int] = {}
        for _ in range(min(len(waiting), 2 * _dask_threads(client, jobs))):
            _submit(client, job, waiting, running, names)
        for future in running:
            yield _dask_receipt(job, future, names.pop(future.key))
            if waiting and not stop.asked:
                _submit(client, job, waiting, running, names)


def _distributed() -> Any:
    try:
        import distributed  # an optional extra

        return distributed
    except ImportError:
        raise SweepError("engine dask needs an extra that is not installed: pip install 'agonist[cluster]'") from None


def _client(distributed: Any, scheduler: str | None, jobs: int) -> Any:
    if scheduler is None or scheduler == "local":
        return distributed.Client(
            n_workers=jobs, threads_per_worker=1, dashboard_address=None, preload=[], silence_logs=50
        )
    try:
        return distributed.Client(scheduler, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise SweepError(f"scheduler {scheduler}: no answer ({' '.join(str(error).split())})") from None


def _dask_threads(client: Any, jobs: int) -> int:
    return sum(client.nthreads().values()) or jobs


def _submit(client: Any, job: Job, waiting: list[int], running: Any, names: dict[Any, int]) -> None:
    part = waiting.pop()
    future = client.submit(job.work, part, key=f"agonist-{job.store.id}-{part}", pure=False)
    names[future.key] = part
    running.add(future)


def _dask_receipt(job: Job, future: Any, part: int) -> Receipt:
    """The receipt of a part; a failed one if its workers died too often."""
    error = future.exception()
    if error is None:
        return future.result()
    if type(error).__name__ != "KilledWorker":
        raise error
    reason = f"its workers died too often: {' '.join(str(error).split())}"
    job.store.fail(part, reason + "\n")
    return Receipt(part, 0, 0, 0.0, False, reason)
