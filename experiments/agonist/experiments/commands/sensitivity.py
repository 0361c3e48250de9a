"""`agonist sensitivity`: which numbers the outcome hangs on."""

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
    person_of,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out


def add(subparsers: Commands) -> None:
    """The options of `agonist sensitivity`."""
    parser = add_command(
        subparsers,
        "sensitivity",
        "screen the parameters: which of them move the outcome",
        "agonist sensitivity gluteal-inhibition --group learning --top 10",
    )
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    parser.add_argument(
        "--measure",
        metavar="NAME",
        help="such as effort.after, or a reading in words such as 'change of size_cm2 soleus right @ 6 weeks' (default: share of the "
        "muscle in the last window)",
    )
    parser.add_argument(
        "--group",
        action="append",
        metavar="NAME",
        help="group of the parameter table (repeatable; default: learning, bout)",
    )
    parser.add_argument("--trajectories", type=int, default=8, metavar="N", help="of Morris's design (default: 8)")
    parser.add_argument("--top", type=int, default=15, metavar="N", help="rows to show (default: 15)")
    parser.add_argument("--seed", type=int, default=1, help="of design and lives (default: 1)")
    add_instrument(parser, "results/sensitivity-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Screen and print the table; 0 done."""
    from agonist.experiments.instruments.screening import GROUPS, sensitivity
    from agonist.experiments.running import check
    from agonist.model.runs import with_own

    check(arguments.seed, arguments.learner, "compiled")
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    measure, groups, seed = arguments.measure, arguments.group or GROUPS, arguments.seed
    count, top = whole("trajectories", arguments.trajectories, 2), whole("top", arguments.top)
    settings = settings_of(arguments.settings)
    return carried_out(
        arguments,
        "sensitivity",
        f"results/sensitivity-{Path(arguments.scenario).stem}",
        lambda bench: sensitivity(
            scenario, measure, groups, count, learner, seed, bench, top=top, muscle=arguments.muscle, settings=settings
        ),
        scenario,
    )
