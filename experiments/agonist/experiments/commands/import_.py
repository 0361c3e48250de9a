"""`agonist import`: a body of one's own from an OpenSim model."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agonist.experiments.commands import Commands, add_command, add_json, print_json

DRAFT = "recipe.toml"
SOON_S, OFTEN_S = 10.0, 2.0  # nothing is said of what takes no longer, and no more often than so


def add(subparsers: Commands) -> None:
    """The options of `agonist import`."""
    parser = add_command(
        subparsers, "import", "make a body of your own from an OpenSim model", "agonist import arm.toml --out my_arm"
    )
    parser.add_argument(
        "recipe",
        metavar="RECIPE",
        help="a recipe (.toml): model, names, grids of joint angles, tasks; with --draft a model",
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", metavar="FOLDER", help="where the tables go: a new folder, or a body imported before")
    where.add_argument(
        "--draft", metavar="FILE", help="write a first recipe for the model (.osim) to a new file instead"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    add_json(parser)


def call(arguments: argparse.Namespace) -> int:
    """Measure the model, write the tables and say how a scenario uses them; 0 done."""
    from agonist.experiments.importing import folder, recipe

    if arguments.draft:
        return _draft(arguments)
    if Path(arguments.recipe).suffix.lower() == ".osim":
        raise ValueError(f"{arguments.recipe}: a model; it needs a recipe, which --draft {DRAFT} makes from it")
    made, out = recipe.read(Path(arguments.recipe)), Path(arguments.out)
    folder.check_free(out)
    found = _measured(made, arguments.quiet)
    tell = None if arguments.quiet else _telling(made.path)
    body, seen = folder.write(made, found, out, tell)
    if arguments.json:
        print_json(as_json(made, found, body) | {"check": seen})
    else:
        print("\n".join(lines(made, found, body, out, seen)))
    return 0


def _draft(arguments: argparse.Namespace) -> int:
    """Write a first recipe for a model, and say what comes next; 0 done."""
    from agonist.experiments.files import named, write_whole
    from agonist.experiments.importing.draft import draft

    model, out = Path(arguments.recipe), Path(arguments.draft)
    if out.exists():
        raise ValueError(f"--draft {out}: it is there already; name a new file")
    text = draft(model, out, None if arguments.quiet else _telling(model))
    with named(out):
        write_whole(out, text)
    if left := tomllib.loads(text).get("leave_out", []):
        why = "their paths fail in many postures, or their numbers are no muscle's"
        print(f"note: {len(left)} muscles stay out ({why}): {_some(left)}", file=sys.stderr)
    if arguments.json:
        print_json({"recipe": str(out)})
    else:
        words = " ".join(map(shlex.quote, ("agonist", "import", str(out), "--out", model.stem)))
        print(f"written: {out}. Read and change it, then: {words}")
    return 0


def _telling(path: Path) -> Callable[[str], None]:
    """A line on standard error now and then for what takes minutes where a model has many angles and loops."""
    begun = last = time.monotonic()

    def tell(what: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - begun >= SOON_S and now - last >= OFTEN_S:
            last = now
            print(f"{path}: {what}, {now - begun:.0f} s; Ctrl-C ends it", file=sys.stderr)

    return tell


def _measured(made: Any, quiet: bool) -> Any:
    from tqdm import tqdm

    from agonist.experiments.importing.measure import measure, postures

    total, tell = sum(len(postures(grid)) for grid in made.grids), _telling(made.path)
    if not quiet and not sys.stderr.isatty():
        return measure(made, lambda done: tell(f"measured {done} of {total} postures"))
    with tqdm(total=total, desc=made.name, unit="posture", file=sys.stderr, disable=quiet, leave=False) as bar:
        return measure(made, lambda done: bar.update(done - bar.n))


def as_json(made: Any, found: Any, body: Any) -> dict[str, object]:
    """What was made, as a plain object."""
    return {
        "body": made.name,
        "muscles": [m.name for m in body.muscles],
        "axes": body.axes,
        "coordinates": body.coordinates,
        "tasks": list(made.tasks),
        "opensim": found.version,
        "left_out": [grid.left_out for grid in found.grids],
        "slack": [grid.slack for grid in found.grids],
        "no_force": found.off,
        "arms_apart_m": [grid.apart for grid in found.grids],
    }


def _some(names: Any) -> str:
    return ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")


def _apart(grid: Any, bound: bool) -> str:
    """What is said of arms that OpenSim itself gives otherwise."""
    why = "constraints are active" if bound else "a joint does not turn as its angles count (a ball, an ellipsoid)"
    worst = sorted(grid.apart, key=lambda name: -grid.apart[name])
    who = _some([f"{name} {1000.0 * grid.apart[name]:.1f} mm" for name in worst])
    return f"{why}, arms are the slope of the length (-dL/dq); OpenSim's own arms differ: {who}"


def _twice(made: Any, found: Any) -> list[str]:
    """What is said of muscles that stand on several grids."""
    told = []
    for n, (grid, entry) in enumerate(zip(found.grids, made.grids, strict=True), start=1):
        earlier = {muscle for other in found.grids[: n - 1] for muscle in other.muscles}
        both = [muscle for muscle in grid.muscles if muscle in earlier]
        if both and not entry.change_of:
            told.append(f"note: {_some(both)} stand on an earlier grid too; grid {n} adds what its own angles change")
    return told


def lines(made: Any, found: Any, body: Any, out: Path, seen: str) -> list[str]:
    """What was made, in words, and the lines of a scenario that use it."""
    from agonist.experiments.importing.folder import odd_units

    told = [f"{made.name}: {len(body.muscles)} muscles ({len(found.parts)} parts), OpenSim {found.version}"]
    told += [f"  {', '.join(m.name for m in body.muscles)}"]
    told += [f"axes: {', '.join(body.axes)}"]
    told += [f"angles: {', '.join(f'{c} {low:g} to {high:g} deg' for c, (low, high) in body.coordinates.items())}"]
    told += [f"tasks: {', '.join(made.tasks)}"] if made.tasks else []
    if odd := odd_units(found.parts):
        told.append(f"note: {odd}: taken as the model has it, in N and rad")
    if found.off:
        verb = "applies no force in the model and is" if len(found.off) == 1 else "apply no force in the model and are"
        told.append(f"note: {_some(found.off)} {verb} left out")
    for n, grid in enumerate(found.grids, start=1):
        if grid.left_out:
            who = _some(grid.left_out)
            told.append(f"note: {len(grid.left_out)} muscles have no arm about any axis of grid {n}: {who}")
        if grid.apart:
            told.append(f"note: {_apart(grid, found.bound)} on grid {n}")
        if grid.rough:
            told.append(
                f"note: paths that jump, so that arms do not follow the lengths, on grid {n}: {_some(grid.rough)}"
            )
        if grid.slack:
            who = ", ".join(f"{muscle} at {count}" for muscle, count in grid.slack.items())
            told.append(f"note: tendons that hang slack, of {len(grid.lengths)} postures of grid {n}: {who}")
    told += _twice(made, found)
    told.append(f"{seen}; see {out / 'check.txt'}")
    told += ["", f"written: {out}. A scenario beside it uses it so:", "", "[body]"]
    return told + [f'model = "{made.name}"', f'tables = "{out.resolve().name}"']
