"""`agonist phase`: how many stable states there are, and of which kind, over one or two settings."""

from __future__ import annotations

import argparse
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    MOST_LEVELS,
    add_cause,
    add_learner,
    add_muscle,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    person_of,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
The same daily life from several starts of one muscle, healthy to lost, under a dose that is held. Where all end alike
there is one state; where they part there are two, and the watershed lies between. With --x alone: the branches over one
setting, followed through their folds by the theory of the default rule. Settings: dose (held for good), size (share of
capacity), duration (days of --set dose, then a year without), link_gain, knobs such as load, rows of the parameter table.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist phase`."""
    parser = add_command(
        subparsers,
        "phase",
        "count the stable states over one or two settings",
        "agonist phase gluteal-inhibition --x dose --y size",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    parser.add_argument("--x", default="dose", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting across (default: dose)")
    parser.add_argument(
        "--y", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting up (default: none, the branches over x)"
    )
    parser.add_argument("--levels", type=int, default=13, metavar="N", help="values of each setting (default: 13)")
    parser.add_argument("--starts", type=int, metavar="N", help="starts of the muscle (default: 2, or 9 without --y)")
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="lives of each start (default: 1)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/phase-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Draw the plane or the branches; 0 done."""
    from agonist.experiments.instruments.planes import phase
    from agonist.experiments.running import check
    from agonist.model.runs import with_learners

    check(0, arguments.learner, "compiled")
    settings = settings_of(arguments.settings)
    scenario, (learner,) = with_learners(
        arguments.scenario, (arguments.learner,), rules_of(arguments.rules), person_of(arguments.person)
    )
    levels, seeds = whole("levels", arguments.levels, 2, MOST_LEVELS), whole("seeds", arguments.seeds)
    starts = None if arguments.starts is None else whole("starts", arguments.starts, 2, MOST_LEVELS)
    return carried_out(
        arguments,
        "phase",
        f"results/phase-{Path(arguments.scenario).stem}",
        lambda bench: phase(
            scenario,
            arguments.x,
            arguments.y,
            learner,
            arguments.muscle,
            levels,
            starts,
            seeds,
            settings,
            bench,
            cause=arguments.cause,
        ),  # fmt: skip
        scenario,
    )
