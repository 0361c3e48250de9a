"""Who makes the parts on one machine: threads in this process, or processes.

An engine yields one receipt for each part that it was given. It stops feeding when asked to, and lets what runs finish.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from agonist.experiments.interrupts import Interrupts, ignore_sigint
from agonist.experiments.sweeps.worker import Job, Receipt

DEATHS = 3  # of a worker, at the same part and with no other beside it, before the part counts as failed
_LOOK_S = 0.2
LEAVE_S = 5.0  # for workers whose work is done to leave, before they are killed


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
        yield from _one_by_one(job, suspects, stop)


def _until_crash(job: Job, waiting: list[int], jobs: int, stop: Interrupts) -> Generator[Receipt, None, list[int]]:
    """Work off what waits; the parts that were in flight when a worker died, or none."""
    running: dict[Future[Receipt], int] = {}
    with workers(min(jobs, len(waiting))) as pool:
        try:
            while running or (waiting and not stop.asked):
                while waiting and len(running) < jobs and not stop.asked:
                    running[_submitted(pool, job, waiting[-1])] = waiting[-1]
                    waiting.pop()
                for future in wait(running, _LOOK_S, FIRST_COMPLETED).done:
                    yield future.result()
                    del running[future]
        except BrokenProcessPool:
            return sorted(running.values())
    return []


def _one_by_one(job: Job, suspects: list[int], stop: Interrupts) -> Iterator[Receipt]:
    """Suspect parts with nothing beside them; a failed receipt for one that kills its worker every time."""
    deaths = dict.fromkeys(suspects, 0)
    while suspects and not stop.asked:
        with workers(1) as pool:
            try:
                while suspects and not stop.asked:
                    yield _submitted(pool, job, suspects[0]).result()
                    suspects = suspects[1:]
            except BrokenProcessPool:
                deaths[suspects[0]] += 1
        if suspects and deaths[suspects[0]] == DEATHS:
            yield _given_up(job, suspects[0])
            suspects = suspects[1:]


def _given_up(job: Job, part: int) -> Receipt:
    reason = f"the worker died {DEATHS} times at this part, with nothing beside it (out of memory, or a crash)"
    job.store.fail(part, reason + "\n")
    return Receipt(part, 0, 0, 0.0, False, reason)


def _submitted(pool: ProcessPoolExecutor, job: Job, part: int) -> Future[Receipt]:
    with ignore_sigint():  # the first part starts the workers
        return pool.submit(job.work, part)


@contextlib.contextmanager
def workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes that is gone when the block ends, whatever its workers do."""
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_start_worker)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        _end([child for child in multiprocessing.active_children() if child not in before])


def _end(left: Sequence[multiprocessing.process.BaseProcess]) -> None:
    """Wait some seconds for workers to leave, then kill the rest: one may wait for a lock that a dead one holds."""
    end = time.monotonic() + LEAVE_S
    for worker in left:
        worker.join(max(end - time.monotonic(), 0.0))
    for worker in left:
        if worker.is_alive():
            worker.kill()
            worker.join(LEAVE_S)


def _start_worker() -> None:
    """Leave Ctrl-C to the driver, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_driver, daemon=True).start()


def _die_with_driver() -> None:
    driver = multiprocessing.parent_process()
    if driver is not None:
        multiprocessing.connection.wait([driver.sentinel])
        os._exit(1)
