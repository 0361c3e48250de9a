"""`agonist run`: one life, told in a table, a figure and a record."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json
from agonist.experiments.options import (
    add_learner,
    add_out,
    add_scenario,
    add_settings,
    say_if_it_compiles,
    settings_of,
)


def add(subparsers: Any) -> None:
    """The options of `agonist run`."""
    parser = add_command(
        subparsers, "run", "run a scenario and see who carries the task", "agonist run gluteal-inhibition --learner all"
    )
    add_scenario(parser)
    add_learner(parser)
    parser.add_argument(
        "--seed", type=int, default=1, help="whole number; the same seed gives the same life (default: 1)"
    )
    parser.add_argument("--days", type=float, help="length of the life (default: the scenario's)")
    add_settings(parser)
    parser.add_argument(
        "--engine", default="compiled", choices=("compiled", "agents"), help="the compiled engine or the Mesa agents"
    )
    add_out(parser, "where figure and record go (default: results/SCENARIO-LEARNER-SEED, nowhere with --json)")
    parser.add_argument("--no-figure", action="store_true", help="draw no figure")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Run the scenario under each learner that was asked for; 0 done."""
    from agonist.experiments.running import learners_of, run
    from agonist.model.scenario import load, resolve

    settings, scenario = settings_of(arguments.settings), load(arguments.scenario)
    resolved = resolve(scenario, settings, arguments.days)
    learners = learners_of(arguments.learner)
    if not arguments.quiet:
        say_if_it_compiles()
    shared = {"engine": arguments.engine, "days": arguments.days, "settings": settings, "progress": not arguments.quiet}
    folder = _folder(arguments, f"{scenario.name}-{arguments.learner}-{arguments.seed}")
    records = {name: run(scenario, arguments.seed, name, **shared) for name in learners}
    written = [] if folder is None else _write(folder, records, not arguments.no_figure)
    _tell(arguments, records, resolved)
    if written:
        print(
            f"written: {folder}: {', '.join(p.name for p in written)}",
            file=sys.stderr if arguments.json else sys.stdout,
        )
    return 0


def _folder(arguments: argparse.Namespace, name: str) -> Path | None:
    if arguments.out is None:
        return None if arguments.json else Path("results") / name
    folder = Path(arguments.out)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--out {folder}: it is a file; it needs a folder")
    return folder


def _write(folder: Path, records: dict[str, Any], figure: bool) -> list[Path]:
    from agonist.experiments.records import save

    first, *rest = records
    written = save(records[first], folder, {name: records[name] for name in rest})
    if figure:
        from agonist.viz.figures.charts import run_figure, save_figure

        drawn = run_figure(records[first], [records[name] for name in rest])
        written += save_figure(drawn, folder / "figure")
    return written


def _tell(arguments: argparse.Namespace, records: dict[str, Any], resolved: Any) -> None:
    from agonist.experiments import summary
    from agonist.experiments.target_muscle import focus

    first, *rest = records.values()
    if arguments.json:
        told = first.summary()
        print_json(told | {"rivals": {r.recipe["learner"]: r.summary() for r in rest}} if rest else told)
        return
    print("\n".join(summary.lines(first, resolved)))
    if rest:
        print("\n".join([*summary.rivals(records, focus(resolved)), ""]))
