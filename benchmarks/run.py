"""Measure the compiled engine: `python benchmarks/run.py [NAME ...] [--full] [--json FILE]`.

Every figure is a median over interleaved repeats in one process, so that ratios mean something on a busy machine; the
baseline of each ratio stands in its line. `--full` adds the long ones (10^5 runs, cold compile cache).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import operations

from agonist.experiments.sweeps import read_sweep, run_sweep
from agonist.experiments.sweeps.run import checked_jobs
from agonist.model import clock
from agonist.model.blocks import block_events, block_watch, build_block, sampling, sheets
from agonist.model.body import graph, graph_file
from agonist.model.layout import LANES
from agonist.model.runs import Request, prepare, simulate
from agonist.model.scenario import Scenario, read_text

REPEATS = 5
HIP = "gluteal-inhibition"
SIZES = (4, 16, 64, 256)


def medians(clock: Callable[[], float] = time.process_time, **cases: Callable[[], object]) -> dict[str, float]:
    """Seconds of each case, of the processor unless another clock is given: warmed once, then interleaved repeats."""
    for case in cases.values():
        case()
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(REPEATS):
        for name, case in cases.items():
            started = clock()
            case()
            taken[name].append(clock() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def lives(runs: int, days: float, scenario: str | Scenario = HIP, **settings: float) -> list[Request]:
    """Requests that differ in their seed."""
    return [Request.of(scenario, settings, seed=seed, days=days) for seed in range(1, runs + 1)]


def bouts_of(request: Request) -> tuple[int, int]:
    """Rows of the clock and members (a muscle in a task) of a run."""
    run = prepare(request).run
    return len(run.rows.second), len(run.structure.names.members)


def star(muscles: int, folder: Path) -> Scenario:
    """A made-up body: one task, so many muscles of equal strength."""
    path = folder / f"star{muscles}.json"
    graph_file.save(graph.simple({f"m{k:03d}": 1.0 / muscles for k in range(muscles)}), path)
    return read_text(
        f'title = "star"\ndays = 20\nwatch = "pull"\n[body]\ngraph = "{path}"\n'
        '[[plan]]\ndo = "practice"\ntask = "pull"\nreps = 320\nload = 0.3\n',
        f"star{muscles}",
    )


def muscles(full: bool) -> dict[str, float]:
    """Cost of a muscle-bout by size of the body, 8 runs, one thread."""
    with tempfile.TemporaryDirectory() as folder:
        asked = {n: lives(8, 20.0, star(n, Path(folder))) for n in SIZES}
        seconds = medians(**{str(n): partial(simulate, a) for n, a in asked.items()})
        found = {}
        for n, requests in asked.items():
            rows, members = bouts_of(requests[0])
            found[f"ns per muscle-bout, {n} muscles"] = 1e9 * seconds[str(n)] / (8 * rows * members)
    return found


def runs(full: bool) -> dict[str, float]:
    """Cost of a muscle-bout by number of runs of 20 days, one thread, from the request to the measures."""
    found = {}
    for n in (1, 8, 100, 1000, *((10_000, 100_000) if full else ())):
        asked = lives(n, 20.0)
        rows, members = bouts_of(asked[0])
        started = time.process_time()
        simulate(asked)
        seconds = time.process_time() - started
        if n <= 1000:
            seconds = medians(run=partial(simulate, asked))["run"]
        found[f"ns per muscle-bout, {n} runs"] = 1e9 * seconds / (n * rows * members)
    return found


def cores(full: bool) -> dict[str, float]:
    """How much faster threads make 128 runs of a year; baseline one thread."""
    asked, jobs = lives(128, 365.0), checked_jobs(None)
    seconds = medians(time.perf_counter, one=lambda: simulate(asked), all=lambda: simulate(asked, threads=jobs))
    return {
        f"times faster on {jobs} threads": seconds["one"] / seconds["all"],
        "runs of a year per second, one core": 128 / seconds["one"],
    }


def recording(full: bool) -> dict[str, float]:
    """What two recorded variables cost; baseline the same runs without a series."""
    asked = lives(64, 60.0)
    seconds = medians(
        none=lambda: simulate(asked),
        tenth=lambda: simulate(asked, every=10, variables=("effort", "failed")),
        each=lambda: simulate(asked, every=1, variables=("effort", "failed")),
    )
    return {f"x time, every {name} bout": seconds[name] / seconds["none"] for name in ("tenth", "each")}


class Life:
    """The compiled step of some lives of the hip, ready to be called again and again from the start."""

    def __init__(self, lanes: int, days: float, every: int | None = None) -> None:
        prepared = [prepare(r) for r in lives(lanes, days)]
        self.members = len(prepared[0].run.structure.names.members)
        self.runs, self.lanes, self.rows = [p.run for p in prepared], lanes, prepared[0].run.rows
        self.watch = block_watch(self.runs, prepared[0].view.channels, sampling(len(self.rows.second), every))
        self.events, self.block = block_events(self.runs), build_block(self.runs)
        self.start = self.block.state.copy()
        self.sheets = sheets(self.watch)

    def step(self, function: Callable[..., object], first: int, last: int) -> None:
        """Rows `first` to `last` by a function that takes what `clock.live` takes."""
        wiring = self.runs[0].structure.wiring
        function(
            self.block, wiring, self.rows, self.events, self.watch, *self.sheets, self.runs[0].learner, first, last, self.lanes
        )  # fmt: skip

    def live(self, function: Callable[..., object] = clock.live, count: int = 0) -> None:
        """The whole life, or its first rows, from the start."""
        self.block.state[:] = self.start
        self.sheets[1][:] = 0.0
        self.step(function, 0, count or len(self.rows.second))

    def one_by_one(self, count: int) -> None:
        """The first rows, each in a call of its own."""
        self.block.state[:] = self.start
        for row in range(count):
            self.step(clock.live, row, row + 1)


def live(full: bool) -> dict[str, float]:
    """One body alone: bouts a second, many in one call and one at a time."""
    life, count = Life(1, 60.0), 1000
    seconds = medians(inside=life.live, single=lambda: life.one_by_one(count))
    return {
        "bouts per second, inside one call": len(life.rows.second) / seconds["inside"],
        "bouts per second, one call each": count / seconds["single"],
    }


def arithmetic(full: bool) -> dict[str, float]:
    """Operations of a muscle-bout as they run, and the part of its time that they take at the least, each at its quickest."""
    life, again = Life(LANES, 60.0), 20_000
    found = operations.counted(life)
    together, taken = operations.mixed(found), {"step": float("inf"), "mixed": float("inf")}
    bouts = {"step": life.members * len(life.rows.second), "mixed": again}
    for _ in range(2 * REPEATS):
        for name, case in {"step": life.live, "mixed": lambda: together(again)}.items():
            started = time.process_time()
            case()
            taken[name] = min(taken[name], time.process_time() - started)
    ns = {name: 1e9 * seconds / (LANES * bouts[name]) for name, seconds in taken.items()}
    least = operations.floor(found)
    return {f"{name} per muscle-bout": count for name, count in found.items()} | {
        "ns per muscle-bout, 8 lanes": ns["step"],
        "ns, the floor of its arithmetic": least,
        "% of that floor": 100.0 * least / ns["step"],
        "ns, all that is counted in one loop": ns["mixed"],
        "% of that loop": 100.0 * ns["mixed"] / ns["step"],
    }


def folder(full: bool) -> dict[str, float]:
    """What it costs to write a sweep; baseline the same runs kept in memory."""
    sweep = read_sweep({"scenario": HIP, "days": 20, "iterations": 512})
    asked = lives(512, 20.0)

    def written() -> None:
        with tempfile.TemporaryDirectory() as out:
            run_sweep(sweep, out, jobs=1, progress=False)

    seconds = medians(memory=lambda: simulate(asked), folder=written)
    return {"x time, written to a folder": seconds["folder"] / seconds["memory"]}


def _child(code: str, **environment: str) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return time.perf_counter() - started, done.stdout


FIRST = f"from agonist.model.runs import *; simulate([Request.of({HIP!r}, days=2.0)])"


def start(full: bool) -> dict[str, float]:
    """Seconds from the start of Python to the first result."""
    _child(FIRST)
    found = {"s to the first result, warm cache": statistics.median(_child(FIRST)[0] for _ in range(REPEATS))}
    if full:
        with tempfile.TemporaryDirectory() as cache:
            found["s to the first result, cold cache"] = _child(FIRST, XDG_CACHE_HOME=cache)[0]
    return found


def memory(full: bool) -> dict[str, float]:
    """Peak memory of a process, and what each further run adds."""
    code = (
        "from pathlib import Path; from agonist.model.runs import *\n"
        f"simulate([Request.of({HIP!r}, seed=s, days=2.0) for s in range(N)])\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    few, many = (int(_child(f"N = {n}\n{code}")[1]) for n in (8, 4008))
    return {"MiB at the peak, 8 runs": few / 1024, "kB for each further run": (many - few) / 4000}


def mesa(full: bool) -> dict[str, float]:
    """Against our own agents in Mesa, one core, per bout: `mesa.batch_run` with its collector, and agents alone."""
    if importlib.util.find_spec("agonist.agents.body") is None:
        return {}
    body = importlib.import_module("agonist.agents.body").Body
    from mesa.batchrunner import batch_run

    steps, asked, life = 100, lives(64, 365.0), Life(8, 120.0)
    year, rows = len(prepare(asked[0]).run.rows.second), len(life.rows.second)
    alone = body(HIP, rng=1, collect=False)
    seconds = medians(
        batch=lambda: batch_run(body, {"scenario": HIP}, max_steps=steps, display_progress=False, rng=[1]),
        agents=lambda: [alone.step() for _ in range(steps)],
        runs=lambda: simulate(asked),
        step=life.live,
    )
    whole, step = seconds["runs"] / (64 * year), seconds["step"] / (8 * rows)
    return {
        "x mesa.batch_run, whole runs of a year": seconds["batch"] / steps / whole,
        "x mesa.batch_run, the step alone": seconds["batch"] / steps / step,
        "x plain agents without a collector, the step alone": seconds["agents"] / steps / step,
        "bouts per second, plain agents": steps / seconds["agents"],
        "one-year runs per second and core": 64 / seconds["runs"],
    }


SECTIONS: tuple[Callable[[bool], dict[str, float]], ...] = (
    mesa, arithmetic, cores, muscles, runs, recording, live, folder, memory, start,
)  # fmt: skip


def main() -> None:
    """Run the sections that are named, or all, and print what they find."""
    known = [s.__name__ for s in SECTIONS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--full", action="store_true", help="the long ones too")
    parser.add_argument("--json", metavar="FILE", help="also write the figures to a file")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(known):
        parser.error(f"no section {min(unknown)!r}; there are {', '.join(known)}")
    found: dict[str, dict[str, float]] = {}
    for section in SECTIONS:
        if not chosen.names or section.__name__ in chosen.names:
            found[section.__name__] = section(chosen.full)
            print(f"{section.__name__}: {section.__doc__}")
            for name, value in found[section.__name__].items():
                print(f"  {value:12.4g}  {name}")
    if chosen.json:
        Path(chosen.json).write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
