"""What a worker does with one part: make its requests, simulate them, write the table. Imports no Mesa and no page."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agonist.experiments.sweeps.columns import Row, table_of
from agonist.experiments.sweeps.designs import Run, runs_between
from agonist.experiments.sweeps.spec import Sweep
from agonist.experiments.sweeps.store import DiskFull, Store
from agonist.model.runs import Outcome, Request, simulate

Simulate = Callable[..., Sequence[Outcome]]
TRACEBACKS = 20  # of failed runs, kept for one part


class Receipt(NamedTuple):
    """What became of a part. `written` is False if it could not be made: see the folder `failed`."""

    part: int
    runs: int
    failed: int
    seconds: float
    written: bool = True
    error: str = ""


@dataclass(frozen=True)
class Job:
    """A sweep, the folder that it goes to, and the engine that runs it."""

    sweep: Sweep
    store: Store
    simulate: Simulate = simulate

    def bounds(self, part: int) -> tuple[int, int]:
        """First run of a part, and the first one after it."""
        return part * self.sweep.part, min((part + 1) * self.sweep.part, self.sweep.runs)

    def work(self, part: int, threads: int = 1) -> Receipt:
        """Make one part. Failing runs become rows; raises DiskFull where there is no room."""
        started = time.perf_counter()
        first, last = self.bounds(part)
        try:
            rows, tracebacks = outcomes(self.sweep, runs_between(self.sweep, first, last), threads, self.simulate)
            self.store.write(part, table_of(self.store.columns, rows, self.store.recipe))
        except DiskFull:
            raise
        except Exception as error:
            self.store.fail(part, traceback.format_exc())
            return Receipt(part, 0, 0, time.perf_counter() - started, False, f"{type(error).__name__}: {error}")
        if tracebacks:
            self.store.fail(part, "\n".join(tracebacks[:TRACEBACKS]))
        return Receipt(part, last - first, len(tracebacks), time.perf_counter() - started)


def request_of(sweep: Sweep, run: Run) -> Request:
    """The request that the engine gets for a run."""
    return Request.of(run.scenario, run.settings, seed=run.seed, learner=run.learner, days=sweep.days)


def outcomes(sweep: Sweep, runs: list[Run], threads: int, engine: Simulate) -> tuple[list[Row], list[str]]:
    """Rows of these runs in their order, and the tracebacks of those that failed.

    If a batch fails it is halved until the failing runs stand alone; the others keep their bits, because a result
    does not depend on its batch.
    """
    asked = {"every": sweep.every, "variables": sweep.series} if sweep.series else {}
    try:
        got = engine([request_of(sweep, run) for run in runs], threads=threads, **asked)
        return [Row(run, outcome) for run, outcome in zip(runs, got, strict=True)], []
    except Exception as error:
        if len(runs) == 1:
            what = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return [Row(runs[0], None, what)], [f"run {runs[0].number}\n{traceback.format_exc()}"]
    half = len(runs) // 2
    left, left_errors = outcomes(sweep, runs[:half], threads, engine)
    right, right_errors = outcomes(sweep, runs[half:], threads, engine)
    return left + right, left_errors + right_errors
