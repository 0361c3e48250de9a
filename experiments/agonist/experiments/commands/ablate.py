"""`agonist ablate`: what each part of the model does to the outcome, cut, halved, doubled and at its top, and the verdict."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command
from agonist.experiments.instruments.telling import add_instrument, carried_out
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agonist.experiments.ablation import Ablation, Row


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


def fine(share: float) -> str:
    """A share in percent with one decimal: some links change little, and that is a result."""
    return f"{100.0 * share:.1f} %"


def lines(found: Ablation) -> list[str]:
    """The tables of an ablation: as the scenario is, and at a dose below the critical one."""
    from agonist.experiments.summary import counted, plain

    told = _table(found.rows, f"share of {plain(found.muscle)}")
    if found.weak:
        told += ["", f"the same at a dose of {found.weak_dose:g}, below the critical one", ""]
        told += _table(found.weak, f"share of {plain(found.muscle)}")
    return [*told, "", f"{found.learner} learner, means over {counted(found.seeds, 'seed')}"]


def _table(rows: Sequence[Row], title: str) -> list[str]:
    from agonist.experiments.summary import percent, plain, table

    windows = list(rows[0].share)
    last = windows[-1]
    head = [title, *windows, f"effort {last}", f"failed {last}", f"{last}, who leads"]
    text = [
        [
            f"  {row.name}",
            *(fine(row.share[w]) for w in windows),
            f"{row.effort[last]:.3f}",
            percent(row.failed[last]),
            plain(row.leader),
        ]
        for row in rows
    ]
    return table(head, text, 52)
