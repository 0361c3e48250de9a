"""`agonist warning`: does a share announce that it will tip?"""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_cause,
    add_learner,
    add_muscle,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    person_of,
    real,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out


def add(subparsers: Commands) -> None:
    """The options of `agonist warning`."""
    parser = add_command(
        subparsers,
        "warning",
        "early warning under slow inhibition: variance, autocorrelation, recovery",
        "agonist warning gluteal-inhibition",
    )
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument(
        "--highest",
        type=float,
        help="dose at the end of the ramp (default: 0.6 of excitability, or the end of the range of --cause)",
    )
    parser.add_argument("--days", type=float, default=360.0, help="length of the ramp (default: 360)")
    parser.add_argument("--seeds", type=int, default=8, metavar="N", help="lives of each kind (default: 8)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/warning-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Raise, knock and tell; 0 done."""
    from agonist.experiments.running import check
    from agonist.experiments.varying.answer import DAYS, warning
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    asked = {
        "learner": learner,
        "muscle": arguments.muscle,
        "seeds": whole("seeds", arguments.seeds),
        "highest": arguments.highest,
        "cause": arguments.cause,
        "days": real("days", arguments.days, *DAYS),
        "settings": settings_of(arguments.settings),
    }
    folder = f"results/warning-{scenario.name}"
    return carried_out(arguments, "warning", folder, lambda bench: warning(scenario, bench=bench, **asked), scenario)
