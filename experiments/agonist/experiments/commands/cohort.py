"""`agonist cohort`: many people who differ live one scenario, beside the same people to whom nothing happens."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json
from agonist.experiments.options import add_out, add_scenario, add_settings, settings_of, whole


def add(subparsers: Any) -> None:
    """The options of `agonist cohort`."""
    parser = add_command(
        subparsers, "cohort", "live a scenario with many people who differ",
        "agonist cohort knee-effusion --people 200 --set-spread strength=0.25",
    )  # fmt: skip
    add_scenario(parser)
    parser.add_argument("--people", type=int, default=100, metavar="N", help="how many (default: 100)")
    parser.add_argument("--seed", type=int, default=1, help="which people (default: 1)")
    parser.add_argument("--learner", default="competitive", metavar="NAME", help="the learner (default: competitive)")
    parser.add_argument("--days", type=float, help="length of the life (default: the scenario's)")
    parser.add_argument("--trait", metavar="NAME", action="append", help="people differ in this only (repeatable)")
    parser.add_argument(
        "--set-spread", metavar="TRAIT=SD", action="append", default=[], help="another spread of a trait (repeatable)"
    )
    add_settings(parser)
    parser.add_argument("--no-control", action="store_true", help="leave out the people to whom nothing happens")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="threads (default: 2)")
    add_out(parser, "where figure and table of people go (default: nowhere)")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Live, compare and tell; 0 done."""
    from agonist.experiments.cohorts import cohort
    from agonist.experiments.options import say_if_it_compiles
    from agonist.experiments.running import bar

    say_if_it_compiles()
    with bar("people") as told:
        found = cohort(
            arguments.scenario, arguments.people, whole("seed", arguments.seed, 0), arguments.learner, arguments.days,
            settings_of(arguments.settings), arguments.trait, settings_of(arguments.set_spread),
            not arguments.no_control, whole("jobs", arguments.jobs), told,
        )  # fmt: skip
    if arguments.out:
        _write(Path(arguments.out), found)
    if arguments.json:
        print_json({
            "scenario": found.scenario, "people": len(found.people), "rows": found.rows(),
            "correlations": found.correlations(),
        })  # fmt: skip
    else:
        print("\n".join(lines(found)))
    return 0


def lines(found: Any) -> list[str]:
    """A cohort in a table."""
    from agonist.experiments.summary import table

    head = ["measure", "unit", "mean", "sd", "control", "sd", "d", "goes with", "r"]
    rows = [
        [
            r["measure"], r["unit"], _number(r["mean"]), _number(r["sd"]), _number(r.get("control_mean")),
            _number(r.get("control_sd")), _number(r.get("d")), str(r["trait"] or "-"), _number(r["r"]),
        ]
        for r in found.rows()
    ]  # fmt: skip
    return [f"{found.scenario}: {len(found.people)} people", "", *table(head, rows)]


def _number(value: float | None) -> str:
    return "-" if value is None or value != value else f"{value:.3g}"


def _write(folder: Path, found: Any) -> None:
    import csv
    import io

    from agonist.experiments.files import write_whole
    from agonist.viz.figures.charts import save_figure
    from agonist.viz.figures.evidence import cohort_figure

    held = io.StringIO()
    rows = csv.writer(held)
    rows.writerow(["arm", "person", *found.traits, *found.measures])
    for arm in (found.lived, found.control):
        for n, values in enumerate(arm.values if arm is not None else ()):
            rows.writerow([arm.name, found.people[n], *(score[n] for score in found.traits.values()), *values])
    write_whole(folder / "people.csv", held.getvalue())
    save_figure(cohort_figure(found), folder / "figure")
    print(f"written: {folder}: people.csv, figure.png, figure.svg", file=sys.stderr)
