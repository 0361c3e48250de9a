"""`agonist threshold`: the least dose that leaves a lasting loss, by duration, muscle, task and body."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_cause,
    add_learner,
    add_person,
    add_rules,
    add_settings,
    numbers,
    person_of,
    real,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

if TYPE_CHECKING:
    from agonist.experiments.instruments.bench import Bench
    from agonist.experiments.instruments.thresholds import Thresholds

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
    parser.add_argument(
        "scenario", metavar="SCENARIO|BODY", help="a name of `agonist scenarios`, a scenario file (.toml), or a body"
    )
    parser.add_argument(
        "--muscle",
        metavar="NAME",
        help="a muscle of the task, or all of them (default: the one that is inhibited most; of a body, all)",
    )
    parser.add_argument(
        "--task", metavar="NAME", help="the body practises this task instead, or all of its tasks, one at a time"
    )
    parser.add_argument(
        "--durations",
        default="15,20,25,30,40,60,90,180",
        metavar="D[,D...]",
        help="days of the dose (default: 15,20,25,30,40,60,90,180)",
    )
    parser.add_argument(
        "--fineness",
        type=float,
        default=0.01,
        help="width of the last brackets, part of the range of the dose (default: 0.01)",
    )
    parser.add_argument("--seeds", type=int, default=8, metavar="N", help="lives, each with its own (default: 8)")
    add_learner(parser)
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/threshold-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Find the thresholds and tell; 0 done."""
    from agonist.experiments.instruments.thresholds import threshold
    from agonist.experiments.running import check
    from agonist.model.body.anatomy import bodies
    from agonist.model.runs import with_learners

    check(0, arguments.learner, "compiled")
    scenario, learner = None, arguments.learner
    if arguments.scenario not in bodies():
        scenario, (learner,) = with_learners(
            arguments.scenario, (learner,), rules_of(arguments.rules), person_of(arguments.person)
        )
    settings, durations = settings_of(arguments.settings), numbers("durations", arguments.durations, 1.0, 3650.0)
    fineness, seeds = real("fineness", arguments.fineness, 0.001, 0.2), whole("seeds", arguments.seeds)
    own = {} if scenario else {"rules": rules_of(arguments.rules), "person": person_of(arguments.person)}
    asked: dict[str, Any] = {**own, "task": arguments.task, "cause": arguments.cause}

    def ask(bench: Bench) -> Thresholds:
        who = scenario or arguments.scenario
        return threshold(who, durations, arguments.muscle, learner, seeds, fineness, settings, bench, **asked)

    return carried_out(arguments, "threshold", f"results/threshold-{_called(arguments)}", ask, scenario)


def _called(arguments: argparse.Namespace) -> str:
    """What the folder is called after: the one task, else the scenario or body."""
    return str(arguments.task if arguments.task not in (None, "all") else Path(arguments.scenario).stem)
