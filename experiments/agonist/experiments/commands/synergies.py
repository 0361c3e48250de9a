"""`agonist synergies`: what varies together from movement to movement, before, during and after."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_learner,
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
    """The options of `agonist synergies`."""
    parser = add_command(
        subparsers,
        "synergies",
        "modules, manifold and network of movements, window by window",
        "agonist synergies gluteal-inhibition",
    )
    add_scenario(parser)
    add_learner(parser)
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="lives (default: 4)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_instrument(parser, "results/synergies-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Measure and tell; 0 done."""
    from agonist.experiments.running import check
    from agonist.experiments.varying.answer import synergies
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    seeds = whole("seeds", arguments.seeds)
    told = settings_of(arguments.settings)
    return carried_out(
        arguments,
        "synergies",
        f"results/synergies-{scenario.name}",
        lambda bench: synergies(scenario, learner, seeds, told, bench),
        scenario,
    )
