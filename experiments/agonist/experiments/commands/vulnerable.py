"""`agonist vulnerable`: every muscle of every task, who is lost and to whom, and which graph measure tells."""

from __future__ import annotations

import argparse

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    add_cause,
    add_learner,
    add_person,
    add_rules,
    add_settings,
    person_of,
    real,
    rules_of,
    settings_of,
)
from agonist.experiments.telling import add_instrument, carried_out

ABOUT = """
One muscle at a time is inhibited for sixty days while its task is practised every day. Bisection finds the least dose
that is not forgotten half a year later, and who has gained its share. Rank correlations tell which measure of the
signed graph (capacity, in-strength of inhibition, betweenness, PageRank, controllability) predicts it.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist vulnerable`."""
    parser = add_command(
        subparsers,
        "vulnerable",
        "find who is lost and to whom, muscle by muscle, and what of the graph tells",
        "agonist vulnerable rlu2023 --random 8,20",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    parser.add_argument(
        "what",
        nargs="*",
        metavar="BODY|SCENARIO",
        help="bodies (every task) and scenarios (their task), also imported ones",
    )
    parser.add_argument(
        "--random",
        default=None,
        metavar="N[,N...]",
        help="random signed graphs of so many muscles, 2 to 600 (default: 3,8,20)",
    )
    parser.add_argument(
        "--load", type=float, default=0.35, help="load of daily practice, of the maximum (default: 0.35)"
    )
    add_learner(parser)
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/vulnerable")


def call(arguments: argparse.Namespace) -> int:
    """Try every muscle and tell; 0 done."""
    from agonist.experiments.instruments.vulnerable import LEAST_LOAD, MOST_LOAD, RANDOM, vulnerable
    from agonist.experiments.options import numbers
    from agonist.experiments.running import check

    check(0, arguments.learner, "compiled")
    load = real("load", arguments.load, LEAST_LOAD, MOST_LOAD)
    asked = () if arguments.what and arguments.random is None else RANDOM
    sizes = (
        asked
        if arguments.random is None
        else tuple(int(n) for n in numbers("random", arguments.random, 2.0, 600.0, whole=True))
    )
    what = arguments.what or (["rlu2023", "thsh"] if arguments.random is None else [])
    rules, settings = rules_of(arguments.rules), settings_of(arguments.settings)
    who, cause = person_of(arguments.person), arguments.cause
    return carried_out(
        arguments,
        "vulnerable",
        "results/vulnerable",
        lambda bench: vulnerable(what, sizes, load, bench, rules, arguments.learner, settings, who, cause),
    )
