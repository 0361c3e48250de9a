"""Run a sweep: what is missing in its folder is made, part by part."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.interrupts import Interrupts
from agonist.experiments.sweeps.cluster import in_dask, joined
from agonist.experiments.sweeps.columns import Column, columns_of
from agonist.experiments.sweeps.designs import Run, case_of, points_between
from agonist.experiments.sweeps.engines import in_processes, in_threads
from agonist.experiments.sweeps.reader import read_sweep
from agonist.experiments.sweeps.shards import Shard, shard_of
from agonist.experiments.sweeps.spec import Sweep, SweepError
from agonist.experiments.sweeps.store import DiskFull, Store, failed_runs, known_columns, read
from agonist.experiments.sweeps.worker import Job, Receipt, Simulate, request_of
from agonist.model.keys import called, flag
from agonist.model.reading import quoted
from agonist.model.runs import Outcome
from agonist.model.runs import simulate as compiled

if TYPE_CHECKING:
    from distributed import Client
    from pandas import DataFrame


ENGINES = ("threads", "processes", "dask")
MOST_JOBS = 4096  # threads or processes of one machine
FIRST_ERRORS = 3  # shown; the others stand in the folder `failed`


@dataclass(frozen=True)
class Summary:
    """What a sweep has done. `stopped` is the number of the signal that ended it, or 0; `asked` also of one that came too late for it."""

    sweep_id: str
    folder: str
    runs: int
    parts: int
    parts_before: int
    parts_made: int
    parts_failed: int
    runs_failed: int
    seconds: float
    stopped: int
    errors: tuple[str, ...]
    damaged: tuple[str, ...] = ()
    parts_gone: int = 0
    asked: int = 0

    @property
    def complete(self) -> bool:
        """Whether every part of the share is there."""
        return not self.stopped and not self.parts_failed and not self.parts_gone

    @property
    def status(self) -> int:
        """Exit status: 0 all fine, 1 something failed, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP."""
        found = self.parts_failed or self.runs_failed or self.parts_gone
        return 128 + self.stopped if self.stopped else int(bool(found))

    def to_frame(self) -> DataFrame:
        """Every run that is in the folder, a row each, as a pandas table."""
        return read(self.folder).to_pandas()

    def as_json(self) -> dict[str, object]:
        """Plain values for machines."""
        return {**asdict(self), "complete": self.complete}


def prepared(sweep: Sweep, folder: Path, simulate: Simulate = compiled) -> Job:
    """The job of a sweep, its columns known; writes nothing.

    Raises SweepError if a scenario, learner, measure or series is unknown.
    """
    columns = known_columns(folder, sweep) or discovered(sweep, simulate)
    return Job(sweep, Store(folder, sweep, columns), simulate)


def discovered(sweep: Sweep, simulate: Simulate) -> list[Column]:
    """The columns of a sweep, from one run of every scenario and learner."""
    inner = sweep.cases // (len(sweep.scenarios) * len(sweep.learners))
    first = dict(zip((r.name for r in sweep.ranges), points_between(sweep, 0, 1)[0].tolist(), strict=True))
    outcomes = []
    for case in range(0, sweep.cases, inner):
        scenario, learner, settings = case_of(sweep, case)
        run = Run(0, 0, int(sweep.seeds[0]), scenario, learner, settings | first)
        outcomes.append(_first_outcome(sweep, run, simulate))
    return columns_of(sweep, outcomes)


def _first_outcome(sweep: Sweep, run: Run, simulate: Simulate) -> Outcome:
    """Outcome of a run, or of the same run with no parameter set if the parameters are its fault."""
    asked = {"every": sweep.every, "variables": sweep.series} if sweep.series else {}
    try:
        return simulate([request_of(sweep, run)], **asked)[0]
    except Exception:
        try:
            return simulate([request_of(sweep, run._replace(settings={}))], **asked)[0]
        except ValueError as error:
            raise SweepError(str(error)) from None


def run_sweep(
    source: Sweep | str | Path | Mapping[str, object],
    out: str | Path,
    *,
    jobs: int | None = None,
    engine: str = "threads",
    resume: bool = True,
    shard: str | None = None,
    scheduler: str | None = None,
    progress: bool = True,
    simulate: Simulate = compiled,
) -> Summary:
    """Make the parts of a sweep that are missing in the folder `out`.

    `source` is a Sweep, a file or a mapping. `engine` is threads (default), processes or dask; `jobs` threads or
    processes, all cores by default; `shard` is `i/n`, the share of this process; `scheduler` the address of a Dask
    scheduler. With `resume=False` parts that exist are made again.
    A part that is damaged is made again, and named in the summary.
    Raises SweepError (a ValueError) with one line: unknown names, a folder of another sweep, no room on the disk.
    """
    called("simulate", simulate)
    sweep = source if isinstance(source, Sweep) else read_sweep(source)
    share, jobs, resume, progress = (
        shard_of(shard),
        checked_jobs(jobs),
        flag("resume", resume),
        flag("progress", progress),
    )
    engine, out = checked_engine(engine, scheduler, sweep), checked_folder(out)
    job = prepared(sweep, out, simulate)
    with contextlib.ExitStack() as kept:  # whoever is to do the work is there before the folder is
        client = kept.enter_context(joined(scheduler, jobs)) if engine == "dask" else None
        job.store.open()
        return _made(job, share, jobs, engine, client, resume, progress)


def _made(
    job: Job, share: Shard, jobs: int, engine: str, client: Client | None, resume: bool, progress: bool
) -> Summary:
    """The parts of a share that are missing in a folder that is open, made; the account of it."""
    there = {part for part in job.store.done() if share.owns(part)}
    damaged = job.store.faults(sorted(there)) if resume else {}
    before = there - set(damaged)
    wanted = [part for part in range(share.index, job.sweep.parts, share.count) if not (resume and part in before)]
    with Interrupts() as stop:
        receipts = receipts_of(job, wanted, jobs, engine, client, stop)
        shown = _shown(job, receipts, wanted, share, progress)
        summary = _summed(job, share, before, len(wanted), shown, stop)
    return replace(summary, damaged=tuple(f"{job.store.path(part)}: {said}" for part, said in damaged.items()))


def checked_jobs(jobs: int | None) -> int:
    """Threads or processes: as asked, or one for each core that this process may use."""
    if jobs is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(jobs, bool) or not isinstance(jobs, Integral) or not 1 <= jobs <= MOST_JOBS:
        raise SweepError(f"jobs = {quoted(jobs)}: needs a whole number from 1 to {MOST_JOBS}")
    return int(jobs)


def checked_folder(out: object) -> Path:
    """The folder that results go to. Raises SweepError for what names none, or for a file."""
    if not isinstance(out, str | os.PathLike) or not str(out).strip() or "\0" in str(out):
        raise SweepError(f"out = {quoted(out)}: needs the path of a folder")
    folder = Path(out)
    try:
        there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    except OSError as error:
        raise SweepError(f"out = {quoted(str(out))}: {error.strerror}") from None
    if there.exists() and not there.is_dir():
        raise SweepError(f"{there}: it is a file; it needs a folder")
    return folder


def checked_engine(engine: object, scheduler: object, sweep: Sweep) -> str:
    """An engine that there is and that can run a sweep; a scheduler asks for Dask. Raises SweepError."""
    if scheduler is not None and not (isinstance(scheduler, str) and scheduler.strip()):
        raise SweepError(f"scheduler = {quoted(scheduler)}: needs an address as text, or 'local'")
    engine = "dask" if scheduler else engine
    if not isinstance(engine, str) or engine not in ENGINES:
        raise SweepError(f"engine {quoted(engine)}: known are {', '.join(ENGINES)}")
    stays = [p.stays for one in sweep.scenarios for _, p in one.rules if p.stays]
    if engine != "threads" and stays:
        raise SweepError(f"engine {quoted(engine)}: {stays[0]}, or engine 'threads' takes it")
    return engine


def receipts_of(
    job: Job, parts: list[int], jobs: int, engine: str, client: Client | None, stop: Interrupts
) -> Iterator[Receipt]:
    """Receipts of the parts, from the engine of this name."""
    if client is not None:
        return in_dask(job, parts, jobs, stop, client)
    return (in_threads if engine == "threads" else in_processes)(job, parts, jobs, stop)


def _shown(job: Job, receipts: Iterator[Receipt], wanted: list[int], share: Shard, progress: bool) -> Iterator[Receipt]:
    """The same receipts, while a line on standard error shows rate and time left."""
    from tqdm import tqdm

    def size(parts: Iterable[int]) -> int:
        return sum(last - first for first, last in map(job.bounds, parts))

    mine = size(part for part in range(job.sweep.parts) if share.owns(part))
    asked = bool(job.sweep.asked)  # a question of an instrument, perhaps one of many rounds: its line vanishes
    bar = tqdm(
        desc=job.store.folder.name.rpartition("-")[0] if asked else None,
        total=mine,
        initial=mine - size(wanted),
        unit=" lives" if asked else " runs",
        unit_scale=True,
        leave=not asked,
        file=sys.stderr,
        disable=not progress,
    )
    with bar:
        for receipt in receipts:
            bar.update(size([receipt.part]))
            yield receipt


def _summed(
    job: Job, share: Shard, before: set[int], wanted: int, receipts: Iterator[Receipt], stop: Interrupts
) -> Summary:
    """The account of a sweep, once its receipts are in; what it says is there has been seen in the folder."""
    started, made, lost = time.perf_counter(), set(), {}
    try:
        for receipt in receipts:
            if receipt.written:
                made.add(receipt.part)
            else:
                lost[receipt.part] = f"part {receipt.part}: {receipt.error}"
    except DiskFull as error:
        there = len(job.store.done())
        raise DiskFull(
            f"{error}; {there} of {job.sweep.parts} parts are whole, make room and run the same command again"
        ) from None
    gone = (before | made) - job.store.done()
    job.store.restore()
    return Summary(
        sweep_id=job.store.id,
        folder=str(job.store.folder),
        runs=job.sweep.runs,
        parts=len(range(share.index, job.sweep.parts, share.count)),
        parts_before=len(before - gone),
        parts_made=len(made - gone),
        parts_failed=len(lost),
        runs_failed=failed_runs(job.store.folder),
        seconds=round(time.perf_counter() - started, 3),
        stopped=stop.asked if len(made | set(lost)) < wanted else 0,
        errors=tuple(lost.values())[:FIRST_ERRORS],
        parts_gone=len(gone),
        asked=stop.asked,
    )
