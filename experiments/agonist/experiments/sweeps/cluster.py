"""Parts on a Dask cluster: a scheduler that is already there, or a local one. Needs the extra `cluster`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

from agonist.experiments.interrupts import Interrupts, ignore_sigint
from agonist.experiments.sweeps.spec import SweepError
from agonist.experiments.sweeps.worker import Job, Receipt

if TYPE_CHECKING:
    from dask.typing import Key
    from distributed import Client, Future, as_completed


def joined(scheduler: str | None, jobs: int) -> Client:
    """A client of a Dask scheduler, or of a local cluster of `jobs` processes. Raises SweepError where there is none."""
    return _client(_distributed(), scheduler, jobs)


def in_dask(job: Job, parts: Sequence[int], jobs: int, stop: Interrupts, client: Client) -> Iterator[Receipt]:
    """Parts on the workers of a Dask cluster; survives lost workers."""
    waiting = list(reversed(parts))
    running = _distributed().as_completed()
    names: dict[Key, int] = {}
    for _ in range(min(len(waiting), 2 * _dask_threads(client, jobs))):
        _submit(client, job, waiting, running, names)
    for future in running:
        yield _dask_receipt(job, future, names.pop(future.key))
        if waiting and not stop.asked:
            _submit(client, job, waiting, running, names)


def _distributed() -> ModuleType:
    try:
        import distributed  # an optional extra

        return distributed
    except ImportError:
        raise SweepError("engine dask needs an extra that is not installed: pip install 'agonist[cluster]'") from None


def _client(distributed: ModuleType, scheduler: str | None, jobs: int) -> Client:
    if scheduler is None or scheduler == "local":
        try:
            with ignore_sigint():
                local: Client = distributed.Client(
                    n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50
                )
                return local
        except Exception as error:  # a worker that dies while it starts: RuntimeError, TimeoutError, OSError and others
            said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise SweepError(f"dask: the local cluster did not start ({said}); run the same command again") from None
    try:
        found: Client = distributed.Client(scheduler, timeout="10s")
        return found
    except (OSError, TimeoutError, ValueError) as error:
        raise SweepError(f"scheduler {scheduler}: no answer ({' '.join(str(error).split())})") from None


def _dask_threads(client: Client, jobs: int) -> int:
    return sum(client.nthreads().values()) or jobs


def _submit(client: Client, job: Job, waiting: list[int], running: as_completed, names: dict[Key, int]) -> None:
    part = waiting.pop()
    future = client.submit(job.work, part, key=f"agonist-{job.store.id}-{part}", pure=False)
    names[future.key] = part
    running.add(future)


def _dask_receipt(job: Job, future: Future[Receipt], part: int) -> Receipt:
    """The receipt of a part; a failed one if its workers died too often."""
    error = future.exception()
    if error is None:
        receipt: Receipt = future.result()
        return receipt
    if type(error).__name__ != "KilledWorker":
        raise error
    reason = f"its workers died too often: {' '.join(str(error).split())}"
    job.store.fail(part, reason + "\n")
    return Receipt(part, 0, 0, 0.0, False, reason)
