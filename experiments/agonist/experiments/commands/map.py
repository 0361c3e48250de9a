"""`agonist map`: how much inhibition for how long leaves a habit."""

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


def add(subparsers: Commands) -> None:
    """The options of `agonist map`."""
    parser = add_command(
        subparsers,
        "map",
        "map what is lost a year later over two settings",
        "agonist map gluteal-inhibition --x dose --y held_days=5:180:8",
    )
    add_scenario(parser)
    parser.add_argument("--x", default="dose", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting across (default: dose)")
    parser.add_argument(
        "--y", default="held_days", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting up (default: held_days)"
    )
    parser.add_argument("--levels", type=int, default=8, metavar="N", help="values of each setting (default: 8)")
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--seeds", type=int, default=8, metavar="N", help="lives of each cell (default: 8)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/map-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Draw the map; 0 done."""
    from agonist.experiments.instruments.maps import draw_map
    from agonist.experiments.running import check
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    settings = settings_of(arguments.settings)
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    levels, seeds = whole("levels", arguments.levels, 2, MOST_LEVELS), whole("seeds", arguments.seeds)
    return carried_out(
        arguments,
        "map",
        f"results/map-{Path(arguments.scenario).stem}",
        lambda bench: draw_map(
            scenario,
            arguments.x,
            arguments.y,
            learner,
            arguments.muscle,
            levels,
            seeds,
            settings,
            bench,
            cause=arguments.cause,
        ),  # fmt: skip
        scenario,
    )
