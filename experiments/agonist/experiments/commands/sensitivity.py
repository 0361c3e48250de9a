"""`agonist sensitivity`: which numbers the outcome hangs on."""

from __future__ import annotations

import argparse
from typing import Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import (
    add_learner,
    add_rules,
    add_scenario,
    rule_lines,
    rules_of,
    say_if_it_compiles,
    told_rules,
    whole,
)


def add(subparsers: Commands) -> None:
    """The options of `agonist sensitivity`."""
    parser = add_command(
        subparsers,
        "sensitivity",
        "screen the parameters: which of them move the outcome",
        "agonist sensitivity gluteal-inhibition --group learning --top 10",
    )
    add_scenario(parser)
    add_learner(parser)
    add_rules(parser)
    parser.add_argument(
        "--measure", metavar="NAME", help="such as effort.after (default: share of the inhibited muscle at the end)"
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
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="threads (default: 2)")
    parser.add_argument("--quiet", action="store_true", help="nothing on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Screen and print the table; 0 done."""
    from agonist.experiments.running import check
    from agonist.experiments.screening import GROUPS, screen
    from agonist.model.runs import with_own

    check(arguments.seed, arguments.learner, "compiled")
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules))
    if not arguments.quiet:
        say_if_it_compiles()
    count, jobs = whole("trajectories", arguments.trajectories, 2), whole("jobs", arguments.jobs)
    found = screen(scenario, arguments.measure, arguments.group or GROUPS, count, learner, arguments.seed, jobs)
    if arguments.json:
        print_json(found._asdict() | {"rules": told_rules(scenario)})
    else:
        print("\n".join([*lines(found, whole("top", arguments.top)), *rule_lines(scenario)]))
    return 0


def lines(found: Any, top: int) -> list[str]:
    """The largest effects as a table."""
    from agonist.experiments.summary import table

    head = [f"effect on {found.measure}", "size", "mean", "spread", "range", "mark"]
    rows = [
        [f"  {e.name}", f"{e.size:.3f}", f"{e.mean:+.3f}", f"{e.spread:.3f}", f"{e.low:g} to {e.high:g}", e.mark]
        for e in found.effects[:top]
    ]
    note = f"Morris, {found.runs} lives; an effect is over the whole range of a number"
    without = f"; {found.empty} lives carried nothing and count as 0" if found.empty else ""
    return [*table(head, rows), note + without]
