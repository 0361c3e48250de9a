"""`agonist loop`: is it a habit? Inhibition slowly up and back down, and the area between the branches."""

from __future__ import annotations

import argparse
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_cause,
    add_learners,
    add_muscle,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    learners_of,
    numbers,
    person_of,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
Synergistic dominance is defined here by this loop. The inhibition of one muscle climbs in steps and comes back, a long
dwell on each. Where sharing follows the present inhibition, both branches are one line. The area between them is
memory; what slow tissue leaves shrinks with the dwell, a habit does not: several dwells tell how much of the share
stays missing after any. All learners begin with the same healthy pattern. A twin of every life with the same luck and
no inhibition is taken off. The area counts above that of the rival learners.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist loop`."""
    parser = add_command(
        subparsers, "loop", "raise and lower an inhibition and measure what stays", "agonist loop gluteal-inhibition"
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    add_muscle(parser)
    add_learners(parser, "all")
    parser.add_argument("--levels", type=int, default=11, metavar="N", help="doses from 0 to the highest (default: 11)")
    parser.add_argument(
        "--highest", type=float, help="highest dose (default: 0.8 of excitability, or the end of the range of --cause)"
    )
    parser.add_argument(
        "--dwell-days",
        default="20,40,80,160",
        metavar="D[,D...]",
        help="days at each dose, one loop for each (default: 20,40,80,160)",
    )
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="lives of each kind (default: 4)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/loop-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Draw the loop of each learner; 0 done."""
    from agonist.experiments.instruments.dwelling import loop
    from agonist.model.runs import with_learners

    settings = settings_of(arguments.settings)
    scenario, learners = with_learners(
        arguments.scenario,
        learners_of(arguments.learner, "all"),
        rules_of(arguments.rules),
        person_of(arguments.person),
    )
    levels = whole("levels", arguments.levels, 3, 31)
    days = numbers("dwell-days", arguments.dwell_days, 1.0, 3650.0)
    seeds = whole("seeds", arguments.seeds)
    return carried_out(
        arguments,
        "loop",
        f"results/loop-{Path(arguments.scenario).stem}",
        lambda bench: loop(
            scenario,
            learners,
            arguments.muscle,
            levels,
            days,
            arguments.highest,
            seeds,
            settings,
            bench,
            cause=arguments.cause,
        ),
        scenario,
    )
