"""`agonist basin`: how far a pattern may be scattered and still return, and which treatment crosses the watershed."""

from __future__ import annotations

import argparse
from pathlib import Path

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_learner,
    add_muscle,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    numbers,
    person_of,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
All gains of the watched task are scattered at random, and lives tell who returns to the healthy pattern. Then one muscle
is lost without any cause, and treatments of growing length tell what brings it back over the watershed, read a year on.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist basin`."""
    parser = add_command(
        subparsers,
        "basin",
        "see how far a pattern may be scattered and what brings it back",
        "agonist basin gluteal-inhibition",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--people", type=int, default=24, metavar="N", help="patterns at each scatter (default: 24)")
    parser.add_argument(
        "--lengths", default="7,14,28,56,112", metavar="D[,D...]", help="days of treatment (default: 7,14,28,56,112)"
    )
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_instrument(parser, "results/basin-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Scatter, treat and tell; 0 done."""
    from agonist.experiments.instruments.basins import basin
    from agonist.experiments.running import check
    from agonist.model.runs import with_learners

    check(0, arguments.learner, "compiled")
    settings = settings_of(arguments.settings)
    scenario, (learner,) = with_learners(
        arguments.scenario, (arguments.learner,), rules_of(arguments.rules), person_of(arguments.person)
    )
    people, lengths = whole("people", arguments.people, 2), numbers("lengths", arguments.lengths, 1.0, 3650.0)
    return carried_out(
        arguments,
        "basin",
        f"results/basin-{Path(arguments.scenario).stem}",
        lambda bench: basin(scenario, learner, arguments.muscle, people, lengths, settings, bench),
        scenario,
    )
