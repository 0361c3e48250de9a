"""What a first recipe is written from, and its text."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from agonist.experiments.importing.folder import toml
from agonist.experiments.importing.sides import without_side
from agonist.experiments.importing.trial import SHORTEST
from agonist.model.body.anatomy import joint_of


class Angle(NamedTuple):
    """A coordinate that turns freely: names in the model and here, its joint, knots in degrees, arms in m by muscle.

    `arms_m` are the largest over the range; `neutral_m` those in neutral posture; `sided`: its name says that it is one
    side's; `shared`: muscles of both sides turn it alike. A minus before the name in the model turns the sign.
    """

    theirs: str
    ours: str
    joint: str
    knots: tuple[float, float, float]
    arms_m: Mapping[str, float]
    neutral_m: Mapping[str, float]
    sided: bool
    shared: bool = False


class Grid(NamedTuple):
    """Angles that are turned, their knots, and those about which arms are measured."""

    turned: tuple[Angle, ...]
    knots: Mapping[str, tuple[float, float, float]]
    measured: tuple[Angle, ...]


class Found(NamedTuple):
    """What a recipe is written from: marks of the sides, angles, muscles by name with force (N) and what they are called.

    `still`: angles that do not turn in the model, and why.
    """

    path: Path
    marks: tuple[str, str]
    angles: Sequence[Angle]
    forces: Mapping[str, float]
    known: Mapping[str, str]
    pulls: Mapping[str, Mapping[str, float]] = {}  # torque in neutral posture in N m, by angle and muscle
    still: Mapping[str, str] = {}

    def bare(self, muscle: str) -> str:
        """The name of a muscle without its side."""
        return without_side(muscle, self.marks[0])

    def whole(self, bare: str) -> str:
        """The muscle that a compartment is part of."""
        called = {self.bare(muscle): name for muscle, name in self.known.items()}
        return called.get(bare) or bare.rstrip("0123456789").rstrip("_") or bare


def text(found: Found, recipe: Path, grids: Sequence[Grid], unfit: Collection[str]) -> str:
    """The text of a recipe, to be written to `recipe`."""
    angles = {a.ours for grid in grids for a in grid.measured}
    used = [a for a in found.angles if a.ours in angles]
    never = {a.theirs: "no arms about it could be had" for a in found.angles if a.ours not in angles}
    still = {**found.still, **(never if grids else {})}
    lines = [*_head(found, recipe, used, unfit), *_grid_lines(grids, still), *_name_lines(found, unfit)]
    for angle in used:
        lines += _tasks(angle, [a.ours for a in used if a.joint == angle.joint and a is not angle], found, unfit)
    return "\n".join(lines).rstrip() + "\n"


def _head(found: Found, recipe: Path, used: Sequence[Angle], unfit: Collection[str]) -> list[str]:
    """Where the model lies, its sides, and which muscles stay out."""
    (side, other), path = found.marks, found.path
    midline, out = _midline(used, side), sorted(unfit)
    return [
        "# A first recipe, made from the model: read it, change it, then import it.",
        f"model = {toml(os.path.relpath(path.resolve(), recipe.resolve().parent))}",
        f"name = {toml(_body(path.stem))}",
        f"text = {toml(f'A body made from {path.name}')}",
        f"source = {toml(path.name)}  # who made the model, and its licence",
        f"side = {toml(side)}  # muscles whose name ends (or begins) so; the other side is their mirror image",
        *([f"other_side = {toml(other)}"] if other else []),
        *([f"midline = {toml(midline)}  # joints without a side"] if midline else []),
        *([f"leave_out = {toml(out)}  # paths that fail in many postures, or numbers no muscle has"] if out else []),
        f"shortest_fibre = {SHORTEST:g}  # where a tendon hangs slack; without this line such a posture is refused",
        "",
    ]


def _midline(used: Sequence[Angle], side: str) -> list[str]:
    """Joints without a side: muscles of both turn them alike, or, where others say their side by name, they say none."""
    unsaid = {joint_of(a.ours) for a in used if side and not a.sided}
    if len(unsaid) == len({joint_of(a.ours) for a in used}):  # no angle has a side by its name
        unsaid = set()
    return sorted(unsaid | {joint_of(a.ours) for a in used if a.shared})


def _grid_lines(grids: Sequence[Grid], still: Mapping[str, str]) -> list[str]:
    lines = [
        "# Names on the left are yours: the joint first, as in knee_flexion. A minus turns the sign of the model's."
    ]
    if still:
        lines.append(
            f"# Not to be turned in the model: {'; '.join(f'{ascii(x)[1:-1]}: {why}' for x, why in still.items())}."
        )
    for grid in grids:
        lines += [
            "[[grid]]",
            f"knots = {toml({name: list(span) for name, span in grid.knots.items()})}",
            f"coordinates = {toml({a.ours: a.theirs for a in grid.turned})}",
        ]
        if {a.ours for a in grid.measured} != {a.ours for a in grid.turned}:
            lines.append(f"axes = {toml({a.ours: a.theirs for a in grid.measured})}")
        lines.append("")
    return lines


def _name_lines(found: Found, unfit: Collection[str]) -> list[str]:
    named = {found.bare(muscle): called for muscle, called in found.known.items() if found.bare(muscle) not in unfit}
    if not named:
        return []
    title = "[anatomical_names]  # guessed; joints inhibit muscles by these names, and rates go by them"
    return [title, *(f"{toml(name)} = {toml(called)}" for name, called in sorted(named.items())), ""]


def _tasks(angle: Angle, unwanted: list[str], found: Found, unfit: Collection[str]) -> list[str]:
    """A task for each way in which some muscle turns an angle in neutral posture, and which muscles do.

    Compartments of one muscle become one, so that it is their sum that pulls.
    """
    lines, sums = list[str](), dict[str, float]()
    for muscle, torque in found.pulls.get(angle.ours, {}).items():
        if muscle not in unfit:
            whole = found.whole(muscle)
            sums[whole] = sums.get(whole, 0.0) + torque
    for way, weight in (("up", 1.0), ("down", -1.0)):
        pull = {name: weight * torque for name, torque in sums.items() if weight * torque > 0.0}
        if pull:
            first = ", ".join(sorted(pull, key=lambda name: -pull[name])[:3])
            lines += [
                f"[tasks.{angle.ours}_{way}]",
                f"text = {toml(f'Turn {angle.ours} {way}: {first}')}",
                "posture = {}",
                f"output = {toml({angle.ours: weight})}",
                f"unwanted = {toml(unwanted)}",
                "",
            ]
    return lines


def _body(stem: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_-")
    return plain if plain[:1].isalpha() else f"body_{plain}"
