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
from typing import Any

from agonist.experiments.sweeps import read_sweep, run_sweep
from agonist.experiments.sweeps.run import checked_jobs
from agonist.model import graph, graph_file
from agonist.model.runs import Request, prepare, simulate
from agonist.model.scenario import Scenario, read_text

REPEATS = 3
HIP = "gluteal-inhibition"
SIZES = (4, 16, 64, 256)


def medians(**cases: Callable[[], object]) -> dict[str, float]:
    """Seconds of each case: warmed once, then the median of interleaved repeats."""
    for case in cases.values():
        case()
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(REPEATS):
        for name, case in cases.items():
            started = time.perf_counter()
            case()
            taken[name].append(time.perf_counter() - started)
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
    """Cost of a muscle-bout by number of runs, one thread."""
    sizes = (8, 100, 1000, 10_000, *((100_000,) if full else ()))
    found = {}
    for n in sizes:
        asked = lives(n, 20.0 if n <= 1000 else 2.0)
        rows, members = bouts_of(asked[0])
        seconds = medians(run=partial(simulate, asked))["run"]
        found[f"ns per muscle-bout, {n} runs"] = 1e9 * seconds / (n * rows * members)
    return found


def cores(full: bool) -> dict[str, float]:
    """How much faster threads make 256 runs of 60 days; baseline one thread."""
    asked, jobs = lives(256, 60.0), checked_jobs(None)
    seconds = medians(one=lambda: simulate(asked), all=lambda: simulate(asked, threads=jobs))
    return {
        f"times faster on {jobs} threads": seconds["one"] / seconds["all"],
        "runs of 60 days per second and core": 256 / seconds["one"],
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


def live(full: bool) -> dict[str, float]:
    """One body alone: bouts a second inside the engine."""
    asked = lives(1, 60.0)
    rows, _ = bouts_of(asked[0])
    return {"bouts per second, one live body": rows / medians(run=lambda: simulate(asked))["run"]}


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
        "import resource; from agonist.model.runs import *\n"
        f"simulate([Request.of({HIP!r}, seed=s, days=2.0) for s in range(N)])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    few, many = (int(_child(f"N = {n}\n{code}")[1]) for n in (8, 4008))
    return {"MiB at the peak, 8 runs": few / 1024, "kB for each further run": (many - few) / 4000}


def mesa(full: bool) -> dict[str, float]:
    """Against `mesa.batch_run` on our own agents, one process, collector at each step; per run and core."""
    if importlib.util.find_spec("agonist.agents.body") is None:
        return {}
    body = importlib.import_module("agonist.agents.body")
    from mesa.batchrunner import batch_run

    steps, asked = 200, lives(256, 12.0)
    rows, _ = bouts_of(asked[0])
    keys: dict[str, Any] = {"scenario": HIP}
    seconds = medians(
        mesa=lambda: batch_run(body.Body, keys, max_steps=steps, display_progress=False, rng=[1, 2]),
        compiled=lambda: simulate(asked),
    )
    return {
        "x mesa.batch_run, per bout and core": (seconds["mesa"] / (2 * steps)) / (seconds["compiled"] / (256 * rows))
    }


SECTIONS: tuple[Callable[[bool], dict[str, float]], ...] = (
    mesa, cores, muscles, runs, recording, live, folder, memory, start,
)  # fmt: skip


def main() -> None:
    """Run the sections that are named, or all, and print what they find."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[s.__name__ for s in SECTIONS], metavar="NAME", default=[])
    parser.add_argument("--full", action="store_true", help="the long ones too")
    parser.add_argument("--json", metavar="FILE", help="also write the figures to a file")
    chosen = parser.parse_args()
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
