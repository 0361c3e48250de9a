"""`agonist assess`: what a laboratory would measure on the patient of a scenario, on some day."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import (
    add_learner,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    person_of,
    rules_of,
    settings_of,
)

if TYPE_CHECKING:
    from agonist.experiments.splitting import Split

TOLD = 0.01  # a change of less than this part of the greater value is not printed unless it is asked for


def add(subparsers: Commands) -> None:
    """The options of `agonist assess`."""
    parser = add_command(
        subparsers,
        "assess",
        "measure the patient of a scenario on some day, beside the first day",
        "agonist assess knee-effusion --days 4 --measure activation_ratio",
    )
    add_scenario(parser)
    parser.add_argument("--days", type=float, help="day of the assessment (default: the end of the scenario)")
    parser.add_argument("--measure", action="append", default=[], metavar="NAME", help="only this measure (repeatable)")
    parser.add_argument("--all", action="store_true", help="also what has not changed")
    parser.add_argument(
        "--split",
        action="append",
        default=[],
        metavar="WORDS",
        help="what a reading has changed since the first day, in parts of nerves, size, force per size, length, and injury, "
        "such as 'maximal_torque_nm knee_extension right' (repeatable)",
    )
    parser.add_argument("--seed", type=int, default=1, help="whole number (default: 1)")
    add_learner(parser)
    add_settings(parser)
    add_rules(parser)
    add_person(parser)
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Live to the day and measure; 0 done. Raises ValueError for an unknown name."""
    from agonist.experiments.options import needless
    from agonist.experiments.splitting import split
    from agonist.model.assessment.assess import ASSESSMENTS, assess
    from agonist.model.assessment.patient import Patient
    from agonist.model.assessment.wording import in_words
    from agonist.model.keys import real
    from agonist.model.plan import within_a_life

    needless(arguments, ("measure", "all") if arguments.split else (), "and --split are two questions; ask one of them")
    patient = Patient(
        arguments.scenario,
        arguments.seed,
        arguments.learner,
        settings_of(arguments.settings),
        person=person_of(arguments.person),
        rules=rules_of(arguments.rules),
    )
    days = patient.resolved.days if arguments.days is None else within_a_life(real("--days", arguments.days, 0.0))
    begun = patient.state()
    if arguments.split:
        patient.advance(days)
        return _split([split(patient, text, begun) for text in arguments.split], arguments.json)
    first = assess(patient.subject, begun, arguments.measure)
    patient.advance(days)
    last = assess(patient.subject, patient.state(), arguments.measure)
    if arguments.json:
        units = {name: ASSESSMENTS[name].unit for name in last}
        print_json({"day": patient.time_day, "units": units, "first": first, "last": last})
        return 0
    whole, left = arguments.all or arguments.measure, 0
    for name in last:
        rows = [row for row in pairs(first[name], last[name]) if whole or changed(*row[1:])]
        left, width = left + (not rows), max((len(label) for label, *_ in rows), default=0)
        if rows:
            entry = ASSESSMENTS[name]
            print(f"{name} [{entry.unit}], day 0 and day {patient.time_day:g}: {entry.text}")
        for label, old, new in rows:
            print(f"  {label:{width}} {in_words(name, old):>14} {in_words(name, new):>14}")
    if left and not whole:
        print(
            f"{left} of {len(last)} measures are on day {patient.time_day:g} what they were on day 0; --all prints them too"
        )
    return 0


def changed(old: Any, new: Any) -> bool:
    """Whether a value is another one than before: by more than a hundredth of it, and more than nothing."""
    from agonist.model.assessment.wording import NOTHING

    if isinstance(new, tuple):
        return any(map(changed, old or (None,) * len(new), new))
    if old is None or new is None:
        return old is not new
    return not math.isclose(old, new, rel_tol=TOLD, abs_tol=NOTHING) and not (math.isnan(old) and math.isnan(new))


def _split(found: Sequence[Split], as_json: bool) -> int:
    """Print what changes are made of."""
    from agonist.experiments.splitting import SOURCE

    if as_json:
        print_json({"split": [one._asdict() for one in found], "cite": [SOURCE]})
        return 0
    for one in found:
        print("\n".join([*one.lines(), ""]))
    print(f"method: {SOURCE}")
    return 0


def pairs(first: Any, last: Any, label: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Values of two assessments side by side, with their names."""
    if isinstance(last, dict):
        for key in last:
            yield from pairs(first.get(key), last[key], f"{label} {key}".strip())
    elif not isinstance(last, list):
        yield label, first, last
