"""`agonist treat`: the course of treatment that brings the own share back and keeps it, with least work."""

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

ABOUT = """
A course has phases; each may ask a cue, a lighter or heavier daily load, sessions with feedback on the share, current to
the muscle, or rest. The search makes its work small (activation x time under load, besides usual life; life left out
counts too) and what is missing of the own healthy share a year later. Beside it stand general training at equal work, the
course without each of its words, and people that the search has not seen. The course is written as best.toml.
"""


def add(subparsers: Commands) -> None:
    """The options of `agonist treat`."""
    parser = add_command(
        subparsers,
        "treat",
        "search the course of treatment that brings a share back with least work",
        "agonist treat gluteal-inhibition",
    )
    parser.description = f"{parser.description}\n{ABOUT}"
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    parser.add_argument("--courses", type=int, default=120, metavar="N", help="courses that are tried (default: 120)")
    parser.add_argument("--people", type=int, default=8, metavar="N", help="people it must work for (default: 8)")
    parser.add_argument("--held-out", type=int, default=16, metavar="N", help="others who live the best (default: 16)")
    parser.add_argument("--weeks", type=float, default=6.0, help="length of a course at most (default: 6)")
    parser.add_argument("--phases", type=int, default=2, metavar="N", help="parts in which it may change (default: 2)")
    parser.add_argument(
        "--start-day", type=float, help="first day (default: 90 days after the last thing that happens)"
    )
    parser.add_argument("--seed", type=int, default=1, help="which people, and which search (default: 1)")
    add_settings(parser)
    add_person(parser)
    add_rules(parser)
    add_cause(parser)
    add_instrument(parser, "results/treat-SCENARIO")


def call(arguments: argparse.Namespace) -> int:
    """Search and tell; 0 done."""
    from agonist.experiments.running import check
    from agonist.experiments.treating.answer import STARTS, WEEKS, treat
    from agonist.model.runs import with_own

    check(arguments.seed, arguments.learner, "compiled")
    who = person_of(arguments.person)
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules), who)
    asked = {
        "courses": whole("courses", arguments.courses),
        "people": whole("people", arguments.people),
        "held_out": whole("held-out", arguments.held_out, 0),
        "weeks": real("weeks", arguments.weeks, *WEEKS),
        "phases": whole("phases", arguments.phases),
        "learner": learner,
        "muscle": arguments.muscle,
        "seed": arguments.seed,
        "settings": settings_of(arguments.settings),
        "cause": arguments.cause,
    }
    if arguments.start_day is not None:
        asked["start_day"] = real("start-day", arguments.start_day, *STARTS)
    folder = f"results/treat-{scenario.name}"
    return carried_out(arguments, "treat", folder, lambda bench: treat(scenario, bench=bench, **asked), scenario)
