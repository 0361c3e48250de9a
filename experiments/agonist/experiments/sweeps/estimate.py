"""What a sweep will cost, before it starts: runs, time, memory, disk; from a few timed runs."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from agonist.experiments.sweeps.columns import Row, table_of
from agonist.experiments.sweeps.designs import Run, runs_between
from agonist.experiments.sweeps.run import checked_jobs, prepared
from agonist.experiments.sweeps.shards import shard_of
from agonist.experiments.sweeps.spec import Sweep
from agonist.experiments.sweeps.store import parquet, read_manifest
from agonist.experiments.sweeps.worker import Job, Simulate, outcomes
from agonist.model.layout import LANES
from agonist.model.runs import simulate as compiled

PILOT_S = 0.5  # a pilot that took this long is not made longer
PILOT_RUNS = 4096
ROW_OVERHEAD = 4.0  # Python objects of a row against its bytes in the table, measured


@dataclass(frozen=True)
class Estimate:
    """Cost of what is still to do: seconds on `jobs` cores, bytes of memory at the peak, bytes on the disk."""

    runs: int
    runs_to_do: int
    parts: int
    runs_per_part: int
    jobs: int
    seconds: float
    runs_per_second: float
    memory_bytes: int
    disk_bytes: int
    pilot_runs: int
    pilot_failed: int

    def lines(self) -> list[str]:
        """The estimate for a reader."""
        return [
            f"runs      {self.runs:,} ({self.runs_to_do:,} to do), {self.parts:,} parts of {self.runs_per_part:,}",
            f"time      about {_duration(self.seconds)} on {self.jobs} cores ({self.runs_per_second:,.0f} runs/s)",
            f"memory    about {self.memory_bytes / 2**20:,.0f} MiB",
            f"disk      about {self.disk_bytes / 2**20:,.1f} MiB",
            f"pilot     {self.pilot_runs:,} runs, {self.pilot_failed:,} failed",
        ]

    def as_json(self) -> dict[str, object]:
        """Plain values for machines."""
        return asdict(self)


def estimate(
    sweep: Sweep,
    out: str | Path,
    *,
    jobs: int | None = None,
    engine: str = "threads",
    shard: str | None = None,
    simulate: Simulate = compiled,
) -> Estimate:
    """Estimate a sweep by running a few of its runs; writes nothing. Raises SweepError as `run_sweep` does."""
    folder, share, jobs = Path(out), shard_of(shard), checked_jobs(jobs)
    job = prepared(sweep, folder, simulate)
    done = job.store.done() if read_manifest(folder) else set()
    mine = [part for part in range(sweep.parts) if share.owns(part) and part not in done]
    to_do = sum(last - first for first, last in map(job.bounds, mine))
    rows, seconds = _pilot(job, jobs)
    table = table_of(job.store.columns, rows, job.store.recipe)
    in_flight = 1 if engine == "threads" else jobs
    part_bytes = table.nbytes / len(rows) * ROW_OVERHEAD * sweep.part
    return Estimate(
        runs=sweep.runs,
        runs_to_do=to_do,
        parts=sweep.parts,
        runs_per_part=sweep.part,
        jobs=jobs,
        seconds=to_do * seconds / len(rows),
        runs_per_second=len(rows) / seconds,
        memory_bytes=int((_peak_bytes() + part_bytes) * in_flight + (_peak_bytes() if in_flight > 1 else 0)),
        disk_bytes=int(len(parquet(table)) / len(rows) * to_do),
        pilot_runs=len(rows),
        pilot_failed=sum(row.error is not None for row in rows),
    )


def _pilot(job: Job, jobs: int) -> tuple[list[Row], float]:
    """Rows of a few runs spread over the sweep, and the seconds they took; the first call warms up."""
    size = min(LANES * jobs, job.sweep.runs)
    outcomes(job.sweep, _spread(job.sweep, size), jobs, job.simulate)
    while True:
        runs = _spread(job.sweep, size)
        started = time.perf_counter()
        rows, _ = outcomes(job.sweep, runs, jobs, job.simulate)
        seconds = max(time.perf_counter() - started, 1e-9)
        if seconds > PILOT_S or size >= min(PILOT_RUNS, job.sweep.runs):
            return rows, seconds
        size = min(4 * size, PILOT_RUNS, job.sweep.runs)


def _spread(sweep: Sweep, size: int) -> list[Run]:
    """Runs evenly over the sweep, in short stretches: neighbours are cheap to make."""
    stretches = min(size, 16)
    starts = [k * sweep.runs // stretches for k in range(stretches)]
    each = -(-size // stretches)
    return [run for start in starts for run in runs_between(sweep, start, min(start + each, sweep.runs))][:size]


def _peak_bytes() -> int:
    """Peak memory of this process so far, in bytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
