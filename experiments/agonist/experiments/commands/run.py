"""`agonist run`: one life, told in a table, a figure and a record."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.files import writable
from agonist.experiments.options import (
    add_learners,
    add_out,
    add_person,
    add_rules,
    add_scenario,
    add_settings,
    learners_of,
    person_of,
    rules_of,
    say_if_it_compiles,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agonist.experiments.reading_table import Row
    from agonist.model.record import Record
    from agonist.model.scenario import Resolved, Scenario


READINGS = "readings.csv"


def add(subparsers: Commands) -> None:
    """The options of `agonist run`."""
    parser = add_command(
        subparsers, "run", "run a scenario and see who carries the task", "agonist run gluteal-inhibition --learner all"
    )
    add_scenario(parser)
    add_learners(parser, "maintained")
    parser.add_argument(
        "--seed", type=int, default=1, help="whole number; the same seed gives the same life (default: 1)"
    )
    parser.add_argument("--days", type=float, help="length of the life (default: the scenario's)")
    add_settings(parser)
    add_rules(parser)
    parser.add_argument(
        "--engine", default="compiled", choices=("compiled", "agents"), help="the compiled engine or the Mesa agents"
    )
    parser.add_argument(
        "--read",
        metavar="WORDS",
        action="append",
        default=[],
        help="what is measured and when, such as 'size_cm2 soleus right @ 6 weeks' (repeatable; see `agonist readings`)",
    )
    add_person(parser)
    add_out(parser, "where figure and record go (default: results/SCENARIO-LEARNER-SEED, nowhere with --json)")
    parser.add_argument("--no-figure", action="store_true", help="draw no figure")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error; notes stay")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Run the scenario under each learner that was asked for; 0 done."""
    from agonist.experiments.reading_table import rows_of
    from agonist.experiments.running import run
    from agonist.model.runs import with_learners
    from agonist.model.scenario import resolve

    settings = settings_of(arguments.settings)
    asked = learners_of(arguments.learner, "maintained")
    scenario, learners = with_learners(arguments.scenario, asked, rules_of(arguments.rules))
    resolved = resolve(scenario, settings, arguments.days)
    if not arguments.quiet:
        say_if_it_compiles()
    shared = {"engine": arguments.engine, "days": arguments.days, "settings": settings, "progress": not arguments.quiet}
    folder = _folder(arguments, f"{scenario.name}-{_called(asked)}-{arguments.seed}")
    who = person_of(arguments.person)
    records = {
        name if len(learners) > 1 else label(asked[0]): run(
            with_asked_rules(scenario, name), arguments.seed, name, person=who, read=arguments.read, **shared
        )
        for name in learners
    }
    rows = rows_of(records, resolved)
    written = [] if folder is None else _write(folder, records, rows, not arguments.no_figure, arguments.scenario)
    _tell(arguments, records, resolved)
    if written:
        print(
            f"written: {folder}: {', '.join(p.name for p in written)}",
            file=sys.stderr if arguments.json else sys.stdout,
        )
    return 0


def with_asked_rules(scenario: Scenario, learner: str) -> Scenario:
    """A scenario with those own rules that lives under one of several learners ask; the record says which these are."""
    from agonist.model.own.reach import told_by

    asked = told_by(tuple(part for _, part in scenario.rules), learner)
    return replace(scenario, rules=tuple((part.name, part) for part in asked))


def _called(learners: Sequence[str]) -> str:
    """Learners in the name of a folder."""
    from agonist.experiments.running import ALL
    from agonist.model.units.cortex import LEARNERS

    return ALL if tuple(learners) == tuple(LEARNERS) else "-".join(map(label, learners))


def label(learner: str) -> str:
    """A learner in a name of a file: of one's own its function."""
    return learner.rpartition(":")[2]


def _folder(arguments: argparse.Namespace, name: str) -> Path | None:
    if arguments.out is None:
        return None if arguments.json else writable(Path("results") / name)
    folder = Path(arguments.out)
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--out {folder}: it is a file; it needs a folder")
    return writable(folder)


def _write(folder: Path, records: dict[str, Record], rows: Sequence[Row], figure: bool, given: str) -> list[Path]:
    from agonist.experiments.files import alone, write_whole
    from agonist.experiments.kept import scenario_text
    from agonist.experiments.records import clear, save
    from agonist.experiments.telling import as_csv

    first, *rest = records
    with alone(folder):
        earlier = clear(folder, set(rest))
        written = save(records[first], folder, {name: records[name] for name in rest})
        written += [write_whole(folder / READINGS, as_csv([row._asdict() for row in rows]))] if rows else []
        if figure:
            from agonist.viz.figures.charts import run_figure, save_figure
            from agonist.viz.figures.readings import readings_figure

            drawn = run_figure(records[first], [records[name] for name in rest])
            written += save_figure(drawn, folder / "figure")
            if rows:
                days = float(records[first].recipe["days"])
                written += save_figure(readings_figure(rows, days), folder / Path(READINGS).stem)
        written += [write_whole(folder / name, text) for name, text in scenario_text(given).items()]
        for path in earlier if not figure else ():
            print(f"note: {path} is of an earlier run", file=sys.stderr)
    return written


def _read(record: Record, resolved: Resolved) -> list[str]:
    """What the scenario asked to be read, with units."""
    from agonist.experiments.summary import number, table
    from agonist.model.assessment.reading import unit_of_text

    rows = [[text, number(value), unit_of_text(text, resolved.subject)] for text, value in record.read.items()]
    return ["", *table(["reading", "value", "unit"], rows)] if rows else []


def _tell(arguments: argparse.Namespace, records: dict[str, Record], resolved: Resolved) -> None:
    from agonist.experiments import summary
    from agonist.experiments.target_muscle import most_inhibited
    from agonist.model.assessment.holding import short_holds
    from agonist.model.interventions.remarks import left_out, remarks

    first, *rest = records.values()
    for line in (*remarks(resolved), *short_holds(resolved), *left_out(resolved.scenario)):
        print(f"note: {line}", file=sys.stderr)
    if arguments.json:
        told = first.summary()
        print_json(told | {"rivals": {r.recipe["learner"]: r.summary() for r in rest}} if rest else told)
        return
    own = [f"with a rule of your own: {name} = {told}" for name, told in first.recipe.get("rules", {}).items()]
    print("\n".join([*own, *summary.lines(first, resolved), *_read(first, resolved)]))
    if rest:
        print("\n".join([*summary.rivals(records, most_inhibited(resolved)), ""]))
