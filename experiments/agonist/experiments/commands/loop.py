"""`agonist loop`: is it a habit? Inhibition slowly up and back down, and the area between the branches."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json
from agonist.experiments.options import (
    add_learner,
    add_muscle,
    add_out,
    add_rules,
    add_scenario,
    add_seeds,
    add_settings,
    real,
    rule_lines,
    rules_of,
    say_if_it_compiles,
    settings_of,
    told_rules,
    whole,
)  # fmt: skip

ABOUT = """
Synergistic dominance is defined here by this loop. The inhibition of one muscle climbs in steps and comes back, a long
dwell on each. Where sharing follows the present inhibition, both branches are one line. The area between them is
memory; what slow tissue leaves shrinks with the dwell (--double shows it), a habit does not. A twin of every life with
the same luck and no inhibition is taken off. The area counts above that of the rival learners.
"""


def add(subparsers: Any) -> None:
    """The options of `agonist loop`."""
    parser = add_command(
        subparsers, "loop", "raise and lower an inhibition and measure what stays",
        "agonist loop gluteal-inhibition --learner all",
    )  # fmt: skip
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--levels", type=int, default=9, metavar="N", help="doses from 0 to the highest (default: 9)")
    parser.add_argument("--highest", type=float, default=0.8, help="highest part of excitability taken (default: 0.8)")
    parser.add_argument("--dwell-days", type=float, default=120.0, help="days at each dose (default: 120)")
    parser.add_argument("--double", action="store_true", help="also with twice the dwell: does the area stay?")
    add_seeds(parser, 4)
    add_settings(parser)
    add_rules(parser)
    add_out(parser, "folder for the figure and the numbers (default: results/loop-SCENARIO, nowhere with --json)")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Draw the loop of each learner; 0 done."""
    from agonist.experiments.loops import loop
    from agonist.experiments.running import learners_of
    from agonist.model.runs import with_learners

    settings = settings_of(arguments.settings)
    scenario, learners = with_learners(arguments.scenario, learners_of(arguments.learner), rules_of(arguments.rules))
    whole("levels", arguments.levels, 3)
    real("highest", arguments.highest, 0.01, 0.95)
    dwell = real("dwell-days", arguments.dwell_days, 1.0, 3650.0)
    if not arguments.quiet:
        say_if_it_compiles()
    loops = [
        loop(
            scenario, learners, arguments.muscle, arguments.levels, days, arguments.highest,
            whole("seeds", arguments.seeds), settings, whole("jobs", arguments.jobs), not arguments.quiet,
        )
        for days in ([dwell, 2.0 * dwell] if arguments.double else [dwell])
    ]  # fmt: skip
    _tell(loops, arguments.json, scenario)
    _write(loops, arguments, told_rules(scenario))
    return 0


def as_json(found: Any, rules: dict[str, str]) -> dict[str, Any]:
    """One loop as a plain object, with the own rules that it was lived with."""
    learners = {
        name: {"up": b.up.mean(axis=0), "down": b.down.mean(axis=0), "area": b.area.mean(), "area_sd": b.area.std()}
        for name, b in found.branches.items()
    }
    return {
        "scenario": found.scenario, "muscle": found.muscle, "dwell_days": found.dwell_day, "dose": found.dose,
        "learners": learners, "excess_over_rivals": found.excess(),
        "rules": rules,
    }  # fmt: skip


def _tell(loops: list[Any], as_object: bool, scenario: Any) -> None:
    from agonist.experiments.summary import percent, plain, table

    if as_object:
        rules = told_rules(scenario)
        first = as_json(loops[0], rules)
        print_json(first | {"doubled": as_json(loops[1], rules)} if len(loops) > 1 else first)
        return
    for found in loops:
        head = [
            f"{plain(found.muscle)}, {found.dwell_day:g} days at each dose",
            "area",
            "SD",
            "share at 0",
            "share after",
        ]
        rows = []
        for name, b in found.branches.items():
            ends = percent(b.up[:, 0].mean()), percent(b.down[:, 0].mean())
            rows.append([f"  {name}", f"{b.area.mean():.3f}", f"{b.area.std():.3f}", *ends])
        print("\n".join(table(head, rows, 44)))
        excess = found.excess()
        if excess is not None:
            print(f"area above that of the rivals: {excess:.3f} (share x dose)")
        print()
    for line in rule_lines(scenario):
        print(line)


def _write(loops: list[Any], arguments: argparse.Namespace, rules: dict[str, str]) -> None:
    if arguments.json and arguments.out is None:
        return
    import json

    from agonist.experiments.commands import plain
    from agonist.experiments.files import write_whole
    from agonist.viz.figures.charts import loop_figure, save_figure

    folder = Path(arguments.out or f"results/loop-{loops[0].scenario}")
    held = [
        write_whole(
            folder / "loop.json", json.dumps(plain([as_json(found, rules) for found in loops]), indent=2) + "\n"
        )
    ]
    for found in loops:
        held += save_figure(loop_figure(found), folder / f"loop-{found.dwell_day:g}-days")
    print(f"written: {folder}: {', '.join(p.name for p in held)}", file=sys.stderr if arguments.json else sys.stdout)
