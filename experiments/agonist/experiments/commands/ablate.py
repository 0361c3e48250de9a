"""`agonist ablate`: what each part of the model does to the outcome, in one table."""

from __future__ import annotations

import argparse
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json
from agonist.experiments.options import (
    add_learner,
    add_muscle,
    add_rules,
    add_scenario,
    add_seeds,
    add_settings,
    rule_lines,
    rules_of,
    say_if_it_compiles,
    settings_of,
    told_rules,
    whole,
)


def add(subparsers: Any) -> None:
    """The options of `agonist ablate`."""
    parser = add_command(
        subparsers, "ablate", "cut one part of the model at a time and compare", "agonist ablate gluteal-inhibition"
    )
    add_scenario(parser)
    add_muscle(parser)
    add_learner(parser)
    add_seeds(parser, 8)
    add_settings(parser)
    add_rules(parser)
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Print the table; 0 done."""
    from agonist.experiments.ablation import ablate
    from agonist.experiments.running import check
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules))
    if not arguments.quiet:
        say_if_it_compiles()
    found = ablate(
        scenario, learner, arguments.muscle, whole("seeds", arguments.seeds),
        settings_of(arguments.settings), whole("jobs", arguments.jobs), not arguments.quiet,
    )  # fmt: skip
    if arguments.json:
        print_json(found._asdict() | {"rules": told_rules(scenario)})
    else:
        print("\n".join([*lines(found), *rule_lines(scenario)]))
    return 0


def fine(share: float) -> str:
    """A share in percent with one decimal: some links change little, and that is a result."""
    return f"{100.0 * share:.1f} %"


def lines(found: Any) -> list[str]:
    """The tables of an ablation: as the scenario is, and at a dose below the critical one."""
    from agonist.experiments.summary import plain

    told = _table(found.rows, f"share of {plain(found.muscle)}")
    if found.weak:
        told += ["", f"the same at a dose of {found.weak_dose:g}, below the critical one", ""]
        told += _table(found.weak, f"share of {plain(found.muscle)}")
    return [*told, "", f"{found.learner} learner, means over {found.seeds} seeds"]


def _table(rows: Any, title: str) -> list[str]:
    from agonist.experiments.summary import percent, plain, table

    windows = list(rows[0].share)
    last = windows[-1]
    head = [title, *windows, f"effort {last}", f"failed {last}", f"{last}, who leads"]
    text = [
        [f"  {row.name}", *(fine(row.share[w]) for w in windows), f"{row.effort[last]:.3f}", percent(row.failed[last]),
         plain(row.leader)]
        for row in rows
    ]  # fmt: skip
    return table(head, text, 52)
