"""`agonist map`: how much inhibition for how long leaves a habit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json
from agonist.experiments.options import (
    MOST_LEVELS,
    add_learner,
    add_muscle,
    add_out,
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


def add(subparsers: Commands) -> None:
    """The options of `agonist map`."""
    parser = add_command(
        subparsers,
        "map",
        "map what is lost a year later over two settings",
        "agonist map gluteal-inhibition --x dose --y held_days=5:180:8",
    )
    add_scenario(parser)
    parser.add_argument("--x", default="dose", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting across (default: dose)")
    parser.add_argument(
        "--y", default="held_days", metavar="NAME[=LOW:HIGH[:COUNT]]", help="setting up (default: held_days)"
    )
    parser.add_argument("--levels", type=int, default=8, metavar="N", help="values of each setting (default: 8)")
    add_muscle(parser)
    add_learner(parser)
    add_seeds(parser, 8)
    add_settings(parser)
    add_rules(parser)
    add_out(parser, "folder for the figure and the numbers (default: results/map-SCENARIO, nowhere with --json)")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Draw the map; 0 done."""
    from agonist.experiments.maps import draw_map
    from agonist.experiments.running import check
    from agonist.model.runs import with_own

    check(0, arguments.learner, "compiled")
    scenario, learner = with_own(arguments.scenario, arguments.learner, rules_of(arguments.rules))
    if not arguments.quiet:
        say_if_it_compiles()
    found = draw_map(
        scenario, arguments.x, arguments.y, learner, arguments.muscle,
        whole("levels", arguments.levels, 2, MOST_LEVELS), whole("seeds", arguments.seeds), settings_of(arguments.settings),
        whole("jobs", arguments.jobs), not arguments.quiet,
    )  # fmt: skip
    if arguments.json:
        print_json(as_json(found, told_rules(scenario)))
    else:
        print("\n".join([*lines(found), *rule_lines(scenario)]))
    _write(found, arguments, told_rules(scenario))
    return 0


def as_json(found: Any, rules: dict[str, str]) -> dict[str, Any]:
    """A map as a plain object, with the own rules that it was lived with."""
    return {
        "scenario": found.scenario, "muscle": found.muscle, "learner": found.learner, "seeds": found.lost.shape[2],
        "x": found.x, "y": found.y, "lost": found.mean(), "given_up": found.given_up(), "threshold": found.threshold(),
        "rules": rules,
    }  # fmt: skip


def lines(found: Any) -> list[str]:
    """The map as a table, the largest y on top, and the threshold under each x."""
    from agonist.experiments.summary import percent, plain, table

    head = [f"{found.y.name}, {found.y.unit}", *(f"{value:.2g}" for value in found.x.values)]
    mean = found.mean()
    order = range(len(found.y.values) - 1, -1, -1)
    rows = [[f"{found.y.values[n]:8.4g}", *(percent(part) for part in mean[n])] for n in order]
    limits = ["-" if limit is None else f"{limit:.3g}" for limit in found.threshold()]
    rows += [["half lost, in half of the seeds, from", *limits]]
    lost = f"part of its share that {plain(found.muscle)} has not got back a year later"
    title = f"{lost}, over {found.x.name} ({found.x.unit})"
    return [title, *table(head, rows), f"{found.learner} learner, {found.lost.shape[2]} seeds a cell"]


def _write(found: Any, arguments: argparse.Namespace, rules: dict[str, str]) -> None:
    if arguments.json and arguments.out is None:
        return
    import json

    from agonist.experiments.commands import plain
    from agonist.experiments.files import write_whole
    from agonist.viz.figures.charts import map_figure, save_figure

    folder = Path(arguments.out or f"results/map-{found.scenario}")
    held = [write_whole(folder / "map.json", json.dumps(plain(as_json(found, rules)), indent=2) + "\n")]
    held += save_figure(map_figure(found), folder / "map")
    print(f"written: {folder}: {', '.join(p.name for p in held)}", file=sys.stderr if arguments.json else sys.stdout)
