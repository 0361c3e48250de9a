"""`agonist ablate`: what each part of the model does to the outcome, cut, halved, doubled and at its top, and the verdict."""

from __future__ import annotations

import argparse
from pathlib import Path

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
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
Every single cut as a table. Then each mechanism off, halved, doubled and at the top of its range, alone and in pairs,
at a dose below and at the scenario's dose above the threshold: is it necessary (without it no loss), sufficient (raised
it makes one of a harmless dose), does it only shape the loss, or is it inert?
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist ablate`."""
    parser = add_command(
        subparsers, "ablate", "cut one part of the model at a time and compare", "agonist ablate gluteal-inhibition"
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--seeds", type=int, default=8, metavar="N", help="lives of each kind (default: 8)")
    parser.add_argument(
        "--pairs", action=argparse.BooleanOptionalAction, default=True, help="also every two together (default)"
    )
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/ablate-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Print tables and verdicts; 0 done."""
    from agonist.experiments.instruments.mechanisms import ablate
    from agonist.experiments.running import check
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    seeds, settings = whole("seeds", arguments.seeds), settings_of(arguments.settings)

    return carried_out(
        arguments,
        "ablate",
        f"results/ablate-{Path(arguments.scenario).stem}",
        lambda bench: ablate(
            scenario, learner, arguments.muscle, seeds, settings, arguments.pairs, bench, cause=arguments.cause
        ),
        scenario,
    )
