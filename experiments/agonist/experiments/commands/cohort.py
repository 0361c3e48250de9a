"""`agonist cohort`: many people who differ live one scenario, beside the same people to whom nothing happens."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.options import (
    MOST_SEED,
    add_rules,
    add_scenario,
    add_settings,
    rules_of,
    settings_of,
    whole,
)
from agonist.experiments.telling import add_instrument, carried_out
from agonist.model.reading import shown, told_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from agonist.model.scenario import Scenario


def add(subparsers: Commands) -> None:
    """The options of `agonist cohort`."""
    parser = add_command(
        subparsers,
        "cohort",
        "live a scenario with many people who differ",
        "agonist cohort knee-effusion --people 200 --set-spread size=0.25",
    )
    add_scenario(parser)
    parser.add_argument("--people", type=int, metavar="N", help="how many (default: the scenario's, or 100)")
    parser.add_argument("--seed", type=int, help="which people (default: the scenario's, or 1)")
    parser.add_argument("--learner", default="maintained", metavar="NAME", help="the learner (default: maintained)")
    parser.add_argument("--days", type=float, help="length of the life (default: the scenario's)")
    parser.add_argument("--trait", metavar="NAME", action="append", help="people differ in this only (repeatable)")
    parser.add_argument(
        "--set-spread", metavar="TRAIT=SD", action="append", default=[], help="another spread of a trait (repeatable)"
    )
    parser.add_argument(
        "--person",
        metavar="TRAIT=VALUE",
        action="append",
        default=[],
        help="what is said of all of them: age, sex, or the factor of a trait (repeatable)",
    )
    add_settings(parser)
    add_rules(parser)
    parser.add_argument(
        "--read",
        metavar="WORDS",
        action="append",
        default=[],
        help="what is measured and when, such as 'size_cm2 soleus right @ 6 weeks' (repeatable; see `agonist readings`)",
    )
    parser.add_argument(
        "--event",
        metavar="NAME=WORDS",
        action="append",
        default=[],
        help="what is waited for, such as strain='injury hamstrings right' (repeatable)",
    )
    _add_questions(parser)
    parser.add_argument("--no-control", action="store_true", help="leave out the people to whom nothing happens")
    add_instrument(parser, "results/cohort-SCENARIO")


def _add_questions(parser: argparse.ArgumentParser) -> None:
    """The options of what is compared and explained."""
    parser.add_argument(
        "--arm",
        metavar="NAME:KNOB=VALUE,...",
        action="append",
        default=[],
        help="an arm with other knobs or parameters, lived by the same people (repeatable)",
    )
    parser.add_argument(
        "--against", metavar="NAME", help="the arm that the others are held against (default: the last)"
    )
    parser.add_argument(
        "--strata", metavar="MEASURE", help="compare the arms in both halves of the people, by a covariate or measure"
    )
    parser.add_argument(
        "--dose",
        metavar="ARM=NUMBER",
        action="append",
        default=[],
        help="what differs between arms, as a number for each: the change for one unit more of it (repeatable)",
    )
    parser.add_argument(
        "--explain",
        metavar="MEASURE",
        help="what explains this reading, event or covariate between people, in every arm; with --by",
    )
    parser.add_argument(
        "--by", metavar="MEASURE", action="append", default=[], help="an explaining measure (repeatable)"
    )
    parser.add_argument(
        "--study", type=int, metavar="N", help="what studies with N people in each of two groups would see"
    )


def call(arguments: argparse.Namespace) -> int:
    """Live, compare and tell; 0 done."""
    from agonist.experiments.cohort_answer import Questions, Told
    from agonist.experiments.cohorts import cohort
    from agonist.experiments.options import person_of
    from agonist.model.runs import with_own

    held, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules))
    seed = None if arguments.seed is None else whole("seed", arguments.seed, 0, MOST_SEED)
    events = _distinct([_named(text, "event") for text in arguments.event], "event")
    arms = _distinct([_arm(text) for text in arguments.arm], "arm")
    _check_questions(arguments, held, arms, events)
    doses = settings_of(arguments.dose, "dose")
    questions = Questions(
        arguments.against, arguments.strata, doses, arguments.explain, tuple(arguments.by), arguments.study
    )
    asked = {
        "people": arguments.people,
        "seed": seed,
        "learner": learner,
        "days": arguments.days,
        "settings": settings_of(arguments.settings),
        "traits": arguments.trait,
        "spreads": settings_of(arguments.set_spread, "set-spread") or None,
        "control": False if arguments.no_control else None,
        "read": arguments.read,
        "events": events,
        "arms": arms,
        "person": person_of(arguments.person),
    }
    folder = f"results/cohort-{held.name}"
    return carried_out(
        arguments, "cohort", folder, lambda bench: Told(cohort(held, bench=bench, **asked), questions), held
    )


def _named(text: str, what: str) -> tuple[str, str]:
    name, mark, words = text.partition("=")
    if not (mark and name.strip() and words.strip()):
        raise ValueError(f"--{what} {told_path(text)}: it needs the form name=words")
    return name.strip(), words.strip()


def _arm(text: str) -> tuple[str, dict[str, float]]:
    name, _, rest = text.partition(":")
    if not name.strip():
        raise ValueError(f"--arm {told_path(text)}: it needs the form name:knob=value,knob=value")
    return name.strip(), settings_of([part for part in rest.split(",") if part.strip()], "arm")


def _distinct(pairs: list[tuple[str, object]], option: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"--{option} {told_path(twice)}: it is named twice; keep one of them")
    return found


def _check_questions(
    arguments: argparse.Namespace, held: Scenario, arms: Collection[str], events: Collection[str]
) -> None:
    """Raise ValueError for a question that no life could answer, before any is lived."""
    named = list(arms) or [name for name, _ in held.arms]
    _check_study(arguments.study, compared=bool(named) or not arguments.no_control)
    _check_explained(arguments.explain, arguments.by)
    if arguments.strata is not None and not named:
        raise ValueError("--strata: it compares arms in parts of the people; add --arm")
    _check_arms_asked(arguments, named)
    _check_measures_asked(arguments, held, events)


def _check_study(people: int | None, compared: bool) -> None:
    """A study has a number of people, and a group to be held against."""
    from agonist.experiments.studying import MOST

    if people is None:
        return
    whole("study", people, 2, MOST)
    if not compared:
        raise ValueError("--study: there is nobody to hold the people against; leave out --no-control, or add --arm")


def _check_explained(explained: str | None, by: Collection[str]) -> None:
    """What is explained and what it stands on come together."""
    if by and explained is None:
        raise ValueError("--by needs --explain: say what it explains")
    if explained is not None and not by:
        raise ValueError(f"--explain {explained}: say with --by what it may stand on")


def _check_arms_asked(arguments: argparse.Namespace, named: list[str]) -> None:
    """Arms that a question names are among those that are lived."""
    from agonist.experiments.arms import CONTROL
    from agonist.model.parameters import nearest

    lived = named or ["lived", *([] if arguments.no_control else [CONTROL])]
    asked = [("dose", name) for name in settings_of(arguments.dose, "dose")]
    asked += [] if arguments.against is None else [("against", arguments.against)]
    for option, name in asked:
        if name not in lived:
            raise ValueError(f"--{option} {told_path(name)}: there is no such arm; {nearest(name, lived)}")


def _check_measures_asked(arguments: argparse.Namespace, held: Scenario, events: Collection[str]) -> None:
    """Measures that a question names are among those that its lives will have."""
    from agonist.model.parameters import nearest
    from agonist.model.traits import traits

    asked = [name for name in (arguments.explain, *arguments.by, arguments.strata) if name is not None]
    if not asked:
        return
    own = [trait.name for trait in held.people.own] if held.people is not None else []
    read = [*_measures(arguments, held), *events, *(name for name, _ in held.events)]
    known = [*read, "age", "female", *traits(), *own]
    for name in asked:
        if name not in known:
            raise ValueError(f"unknown measure {shown(name)}; {nearest(name, known)}")


def _measures(arguments: argparse.Namespace, held: Scenario) -> list[str]:
    """Names of all numbers that a life of this cohort has: those of its readings, else those of its windows and its end."""
    from agonist.experiments.cohorts import AT_END
    from agonist.model.assessment.waiting import check
    from agonist.model.measures import view
    from agonist.model.runs import measure_names
    from agonist.model.scenario import resolve

    told = replace(held, read=tuple(dict.fromkeys([*held.read, *arguments.read])))
    life = resolve(told, settings_of(arguments.settings), arguments.days)
    if told.read:
        return [column.label for column in check(life)[0]]
    windows = tuple(name for name, (first, _) in life.windows.items() if first < life.days)
    return [*measure_names(windows, view(life.subject.structure, life.watch).muscles), *AT_END]
