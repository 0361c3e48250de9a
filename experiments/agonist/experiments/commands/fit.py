"""`agonist fit`: which learner and which parameters explain what was measured, and how sure."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    MOST_SEED,
    add_learners,
    add_person,
    add_rules,
    add_settings,
    learners_of,
    person_of,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
DATA.csv has columns reading, value, sd (and person, where a group was measured), one row a reading in words:

  reading,value,sd
  share gluteus_maximus right @ 25 days,0.38,0.03

Its first line may say '# scenario: NAME'; --scenario says it otherwise. All learners and all values of what is free are
as likely before; the answer says how sure each learner is, the 90 % range of each value, and whether lives of the fit look
like the person. --recover makes patients whose truth is known and tells whether such readings can tell.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist fit`."""
    parser = add_command(
        subparsers,
        "fit",
        "fit learners and parameters to what was measured of a person or a group",
        "agonist fit patient.csv --scenario gluteal-inhibition --free dose",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    parser.add_argument("data", metavar="DATA.csv", help="table of readings: reading, value, sd")
    parser.add_argument("--scenario", metavar="NAME", help="what the person lived: a name, or a scenario file (.toml)")
    parser.add_argument(
        "--free",
        metavar="NAME[=LOW:HIGH]",
        action="append",
        default=[],
        help="a knob or parameter that is fitted (repeatable; default: the first two knobs of the scenario)",
    )
    add_learners(parser, "all")
    parser.add_argument(
        "--particles",
        type=int,
        default=128,
        metavar="N",
        help="lives of a round, and how many must be effective (default: 128)",
    )
    parser.add_argument(
        "--lives", type=int, default=4000, metavar="N", help="lives after which it ends (default: 4000)"
    )
    parser.add_argument(
        "--recover", type=int, default=0, metavar="N", help="fit N patients whose truth is known instead"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the search and the chance of the lives (default: 1)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_instrument(parser, "results/fit-DATA")


def call(arguments: argparse.Namespace) -> int:
    """Fit and tell; 0 done."""
    from pathlib import Path

    from agonist.experiments.fitting.answer import fit

    asked = {
        "free": arguments.free,
        "learners": learners_of(arguments.learner, "all"),
        "particles": whole("particles", arguments.particles, 8),
        "lives": whole("lives", arguments.lives, 64),
        "seed": whole("seed", arguments.seed, 0, MOST_SEED),
        "settings": settings_of(arguments.settings),
        "rules": rules_of(arguments.rules),
        "person": person_of(arguments.person),
        "recover": whole("recover", arguments.recover, 0),
    }
    folder = f"results/fit-{Path(arguments.data).stem}"
    name = "recover" if asked["recover"] else "fit"
    return carried_out(
        arguments, name, folder, lambda bench: fit(arguments.data, arguments.scenario, bench=bench, **asked)
    )
