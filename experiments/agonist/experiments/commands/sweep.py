"""`agonist sweep`: many runs from a file, into a folder of Parquet parts that survives anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import needless
from agonist.model.reading import quoted, shown

if TYPE_CHECKING:
    from agonist.experiments.sweeps.run import Summary
    from agonist.experiments.sweeps.spec import Sweep


def add(subparsers: Commands) -> None:
    """The options of `agonist sweep`."""
    parser = add_command(
        subparsers, "sweep", "run a sweep from a file, or go on with it", "agonist sweep gain.toml --out results/gain"
    )
    parser.add_argument("file", metavar="FILE", help="the sweep, TOML or YAML: see docs/sweeps.md")
    parser.add_argument("--out", metavar="FOLDER", help="where the results go (default: results/ and the file's name)")
    parser.add_argument("--jobs", type=int, metavar="N", help="threads or processes (default: all cores)")
    parser.add_argument(
        "--engine", default="threads", choices=("threads", "processes", "dask"), help="who runs (default: threads)"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, or `local` (extra `cluster`)")
    parser.add_argument("--shard", metavar="I/N", help="only this share, 0/N to N-1/N; array jobs are recognised")
    parser.add_argument(
        "--resume", action=argparse.BooleanOptionalAction, default=True, help="keep parts that are there (default)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say runs, time, memory and disk, and write nothing")
    parser.add_argument("--quiet", action="store_true", help="no progress line; notes stay")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Run, resume or estimate the sweep; 0 done, 1 if a run or part failed, 130 stopped by Ctrl-C."""
    from agonist.experiments.sweeps.reader import read_sweep

    if arguments.scheduler and arguments.engine != "dask":
        needless(arguments, ("engine",), f"{arguments.engine}: a --scheduler goes with --engine dask")
    sweep = read_sweep(arguments.file)
    out = Path(arguments.out or Path("results") / Path(arguments.file).stem)
    status = _estimate(sweep, out, arguments) if arguments.dry_run else _run(sweep, out, arguments)
    _remark(sweep)  # behind what was asked for: a mistake is one line
    return status


def _remark(sweep: Sweep) -> None:
    """Say what the scenarios ask for that no run lives, on standard error."""
    from agonist.model.assessment.holding import short_holds
    from agonist.model.interventions.remarks import left_out, remarks
    from agonist.model.runs import cut_short
    from agonist.model.scenario import resolve

    for one in sweep.scenarios:
        kept = cut_short(one, sweep.days, {}).read
        late = [f"reading {shown(text)} lies beyond {sweep.days:g} days" for text in one.read if text not in kept]
        plan = resolve(one, {}, sweep.days)
        for line in (*late, *remarks(plan), *short_holds(plan), *left_out(one, people=False)):
            print(f"note: {one.name}: {line}", file=sys.stderr)


def _estimate(sweep: Sweep, out: Path, arguments: argparse.Namespace) -> int:
    from agonist.experiments.sweeps.estimate import estimate
    from agonist.experiments.sweeps.run import checked_folder

    found = estimate(sweep, checked_folder(out), jobs=arguments.jobs, engine=arguments.engine, shard=arguments.shard)
    if arguments.json:
        print_json(found.as_json())
    else:
        print("\n".join(found.lines()))
    return 0


def _run(sweep: Sweep, out: Path, arguments: argparse.Namespace) -> int:
    from agonist.experiments.sweeps.run import run_sweep

    summary = run_sweep(
        sweep,
        out,
        jobs=arguments.jobs,
        engine=arguments.engine,
        resume=arguments.resume,
        shard=arguments.shard,
        scheduler=arguments.scheduler,
        progress=not arguments.quiet,
    )
    if arguments.json:
        print_json(summary.as_json())
    else:
        print(
            f"{summary.folder}: {summary.parts_before + summary.parts_made} of {summary.parts} parts, "
            f"{summary.parts_made} made now in {summary.seconds:.1f} s"
        )
    _complain(summary)
    return int(summary.status)


def _complain(summary: Summary) -> None:
    """What a user must know beyond the count, on standard error."""
    from agonist.experiments.sweeps.store import strangers

    if summary.stopped:
        print("stopped; nothing is lost: run the same command to go on", file=sys.stderr)
    for said in summary.damaged:
        print(f"{said}: made anew", file=sys.stderr)
    if others := strangers(Path(summary.folder)):
        print(
            f"{summary.folder}/parts: {quoted(others)} belong to no part of this sweep: left alone, and left out by `read`; "
            "pandas and others count their rows too",
            file=sys.stderr,
        )
    if summary.parts_gone:
        print(
            f"{summary.parts_gone} parts that were there are gone from {summary.folder}: something has removed them; "
            "run the same command to make them again",
            file=sys.stderr,
        )
    if summary.parts_failed:
        print(f"{summary.parts_failed} parts failed ({summary.folder}/failed):", file=sys.stderr)
        print(*summary.errors, sep="\n", file=sys.stderr)
    if summary.runs_failed:
        print(f"{summary.runs_failed} runs failed: see the columns status and error", file=sys.stderr)
