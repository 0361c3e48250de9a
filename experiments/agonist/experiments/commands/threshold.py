"""`agonist threshold`: the least dose that leaves a lasting loss, by duration, muscle, task and body."""

from __future__ import annotations

import argparse
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.instruments.telling import add_instrument, carried_out
from agonist.experiments.options import (
    add_learner,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    numbers,
    person_of,
    real,
    rules_of,
    settings_of,
    whole,
)

ABOUT = """
The strength-duration curve of a lasting loss. A dose of inhibition is held for some days in daily life and then ends; a
year later the muscle has its part again or not. Bisection finds the least dose that is not forgotten, for every
duration, muscle and life on its own, at a small part of the cost of a grid (both are told), and lives above it try
whether more is ever less harmful. The theory of the default rule, which has no free number left, stands beside.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist threshold`."""
    parser = add_command(
        subparsers,
        "threshold",
        "find the least dose that leaves a lasting loss, by duration",
        "agonist threshold gluteal-inhibition --muscle all",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    parser.add_argument(
        "--muscle",
        metavar="NAME",
        help="a muscle of the task, or all of them (default: the one that is inhibited most)",
    )
    parser.add_argument("--task", metavar="NAME", help="the body of the scenario practises this task instead")
    parser.add_argument(
        "--durations",
        default="15,20,25,30,40,60,90,180",
        metavar="D[,D...]",
        help="days of the dose (default: 15,20,25,30,40,60,90,180)",
    )
    parser.add_argument("--fineness", type=float, default=0.01, help="width of the last brackets (default: 0.01)")
    parser.add_argument("--seeds", type=int, default=8, metavar="N", help="lives, each with its own (default: 8)")
    add_learner(parser)
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_instrument(parser, "results/threshold-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Find the thresholds and tell; 0 done."""
    from agonist.experiments.instruments.places import daily
    from agonist.experiments.instruments.thresholds import threshold
    from agonist.experiments.running import check
    from agonist.model.runs import with_learners
    from agonist.model.scenario import load

    check(0, arguments.learner, "compiled")
    asked = daily(load(arguments.scenario), arguments.task) if arguments.task else arguments.scenario
    scenario, (learner,) = with_learners(
        asked, (arguments.learner,), rules_of(arguments.rules), person_of(arguments.person)
    )
    settings, durations = settings_of(arguments.settings), numbers("durations", arguments.durations, 1.0, 3650.0)
    fineness, seeds = real("fineness", arguments.fineness, 0.001, 0.2), whole("seeds", arguments.seeds)
    return carried_out(
        arguments,
        "threshold",
        f"results/threshold-{arguments.task or Path(arguments.scenario).stem}",
        lambda bench: threshold(scenario, durations, arguments.muscle, learner, seeds, fineness, settings, bench),
        scenario,
    )
