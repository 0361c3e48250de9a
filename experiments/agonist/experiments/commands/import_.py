"""`agonist import`: a body of one's own from an OpenSim model."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from agonist.experiments.commands import add_command, add_json, print_json


def add(subparsers: Any) -> None:
    """The options of `agonist import`."""
    parser = add_command(
        subparsers, "import", "make a body of your own from an OpenSim model", "agonist import arm.toml --out my_arm"
    )
    parser.add_argument("recipe", metavar="RECIPE", help="a recipe (.toml): model, names, grids of joint angles, tasks")
    parser.add_argument(
        "--out", metavar="FOLDER", required=True, help="where the tables go: a new folder, or a body imported before"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Measure the model, write the tables and say how a scenario uses them; 0 done."""
    from agonist.experiments.importing import folder, recipe

    made, out = recipe.read(Path(arguments.recipe)), Path(arguments.out)
    folder.check_free(out)
    found = _measured(made, arguments.quiet)
    body = folder.write(made, found, out)
    if arguments.json:
        print_json(as_json(made, found, body))
    else:
        print("\n".join(lines(made, found, body, out)))
    return 0


def _measured(made: Any, quiet: bool) -> Any:
    from tqdm import tqdm

    from agonist.experiments.importing.measure import measure, postures

    total = sum(len(postures(grid)) for grid in made.grids)
    silent = quiet or not sys.stderr.isatty()
    with tqdm(total=total, desc=made.name, unit="posture", file=sys.stderr, disable=silent, leave=False) as bar:
        return measure(made, lambda done: bar.update(done - bar.n))


def as_json(made: Any, found: Any, body: Any) -> dict[str, Any]:
    """What was made, as a plain object."""
    return {
        "body": made.name, "muscles": [m.name for m in body.muscles], "axes": body.axes,
        "coordinates": body.coordinates, "tasks": list(made.tasks), "opensim": found.version,
        "left_out": [grid.left_out for grid in found.grids], "slack": [grid.slack for grid in found.grids],
    }  # fmt: skip


def lines(made: Any, found: Any, body: Any, out: Path) -> list[str]:
    """What was made, in words, and the lines of a scenario that use it."""
    told = [f"{made.name}: {len(body.muscles)} muscles ({len(found.parts)} parts), OpenSim {found.version}"]
    told += [f"  {', '.join(m.name for m in body.muscles)}"]
    told += [f"axes: {', '.join(body.axes)}"]
    told += [f"angles: {', '.join(f'{c} {low:g} to {high:g} deg' for c, (low, high) in body.coordinates.items())}"]
    told += [f"tasks: {', '.join(made.tasks)}"] if made.tasks else []
    for n, grid in enumerate(found.grids, start=1):
        if grid.left_out:
            who = ", ".join(grid.left_out[:8]) + (" ..." if len(grid.left_out) > 8 else "")
            told.append(f"note: {len(grid.left_out)} muscles have no arm about any axis of grid {n}: {who}")
        if grid.slack:
            who = ", ".join(f"{muscle} at {count}" for muscle, count in grid.slack.items())
            told.append(f"note: tendons that hang slack, of {len(grid.lengths)} postures of grid {n}: {who}")
    told += ["", f"written: {out}. A scenario beside it uses it so:", "", "[body]"]
    return told + [f'model = "{made.name}"', f'tables = "{out.resolve().name}"']
