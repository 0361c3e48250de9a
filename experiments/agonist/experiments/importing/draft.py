"""A first recipe for a model: its side, its joint angles, the grids that its muscles span, a task for each direction.

What it cannot know stands in it as a comment: what the angles are called in the clinic, which way they count, which
licence the model has. It is a text to change, and as it stands it can be imported.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx

from agonist.experiments.importing.folder import toml
from agonist.experiments.importing.osim import MOTIONS, PAIRS, is_of, loaded, opensim, reason, turns_back, without_side
from agonist.model.body.anatomy import SIDES, joint_of
from agonist.model.reading import read_bytes

ARM_M = 1e-3  # a muscle with less than this about an angle, wherever it was looked at, does not turn it
STEP_DEG = 15.0  # between knots
WIDEST_DEG = 135.0  # a range beyond this is a model's default, not a joint's
MARGIN_DEG = 1.0  # from the end of a range, where paths often jump
LOOKED_AT = (0.0, 0.25, 0.5, 0.75, 1.0)  # parts of the range of an angle at which its muscles are looked for
SHORTEST_FIBRE = 0.2


class Angle(NamedTuple):
    """A coordinate that turns freely: names in the model and here, its joint, knots in degrees, arms in m by muscle.

    `arms_m` are the largest over the range; `neutral_m` those in neutral posture.
    """

    theirs: str
    ours: str
    joint: str
    knots: tuple[float, float, float]
    arms_m: Mapping[str, float]
    neutral_m: Mapping[str, float]


def draft(path: Path, recipe: Path) -> str:
    """The text of a recipe for a model, to be written to `recipe`.

    Raises:
        ValueError: OpenSim is missing or cannot read the model, or no muscle turns any joint; one line.
    """
    tool = opensim()
    read_bytes(path)
    model = loaded(tool, path)
    try:
        state = model.initSystem()
    except RuntimeError as error:
        raise ValueError(f"{path}: OpenSim cannot build it: {reason(error)}") from None
    everything = model.getMuscles()
    muscles = {m.getName(): m for m in (everything.get(i) for i in range(everything.getSize())) if m.get_appliesForce()}
    side, other = sides(muscles)
    own = {name: m for name, m in muscles.items() if is_of(name, side) and not (other and is_of(name, other))}
    angles = [a for a in _angles(model, state, own, side) if not turns_back(model, state, a.theirs, own, muscles)]
    if not angles:
        raise ValueError(f"{path}: no muscle of it has an arm about a joint angle that turns freely")
    forces = {name: muscle.getMaxIsometricForce() for name, muscle in own.items()}
    return _text(path, recipe, (side, other), angles, forces)


def sides(names: Iterable[str]) -> tuple[str, str]:
    """The ending (or beginning) of the muscles of the right side, and of the left where only that is marked.

    >>> sides(["soleus_r", "soleus_l"]), sides(["BIC", "BIC_L"]), sides(["deltoid"])
    (('_r', ''), ('', '_L'), ('', ''))
    """
    given = set(names)
    found = {}
    for mark, left in PAIRS:
        right = mark.strip("^$")
        of_right = [name for name in given if is_of(name, right)]
        found[right, ""] = sum(re.sub(mark, left, name) in given for name in of_right) or (len(of_right) == len(given))
        found["", left] = sum(name + left in given for name in given) if mark.endswith("$") else 0
    best = max(found, key=lambda pair: found[pair])
    return best if found[best] else ("", "")


def _angles(model: Any, state: Any, muscles: Mapping[str, Any], side: str) -> list[Angle]:
    """The coordinates that turn freely and that some muscle turns, those of the strongest muscles first."""
    everything = model.getCoordinateSet()
    tool, found, names = opensim(), [], set[str]()
    motions = tuple(getattr(tool.Coordinate, motion) for motion in MOTIONS)
    for coordinate in (everything.get(i) for i in range(everything.getSize())):
        fixed = coordinate.getLocked(state) or coordinate.isPrescribed(state) or coordinate.isDependent(state)
        knots = _knots(coordinate)
        if fixed or coordinate.getMotionType() not in motions or knots is None:
            continue
        arms, neutral = _arms(model, state, coordinate, knots, muscles)
        if arms:
            name = _name(coordinate.getName(), side, names)
            joint = str(coordinate.getJoint().getName())
            found.append(Angle(coordinate.getName(), name, joint, knots, arms, neutral))
    force = {name: muscle.getMaxIsometricForce() for name, muscle in muscles.items()}
    return sorted(found, key=lambda a: -sum(arm * force[name] for name, arm in a.arms_m.items()))


def _knots(coordinate: Any) -> tuple[float, float, float] | None:
    """First angle, last and step in degrees within the range, 0 among them; None where 0 lies outside."""
    ends = [math.degrees(end) for end in (coordinate.getRangeMin(), coordinate.getRangeMax())]
    low, high = max(ends[0], -WIDEST_DEG), min(ends[1], WIDEST_DEG)
    if not low <= 0.0 <= high or high - low < 2.0 * MARGIN_DEG:
        return None
    below, above = (math.floor((abs(end) + 1e-6) / STEP_DEG) for end in (low, high))
    if below + above < 1:
        step = math.floor((high - low) * 10.0 / 2.0) / 10.0
        return (0.0, step, step) if high >= -low else (-step, 0.0, step)
    return -STEP_DEG * below + 0.0, STEP_DEG * above, STEP_DEG


def _arms(
    model: Any, state: Any, coordinate: Any, knots: tuple[float, float, float], muscles: Mapping[str, Any]
) -> tuple[dict[str, float], dict[str, float]]:
    """Largest arm in m of each muscle that turns a coordinate, over its range, and its arm in neutral posture."""
    low, high, _ = knots
    most, neutral = dict.fromkeys(muscles, 0.0), dict.fromkeys(muscles, 0.0)
    before = coordinate.getValue(state)
    for angle in (*(low + part * (high - low) for part in LOOKED_AT), 0.0):
        try:
            coordinate.setValue(state, math.radians(angle), True)
            model.realizePosition(state)
        except RuntimeError:
            continue  # the constraints do not allow this angle: the import says so, if it is still in the recipe
        for name, muscle in muscles.items():
            arm = muscle.computeMomentArm(state, coordinate)
            neutral[name] = arm if math.isfinite(arm) else 0.0
            most[name] = max(most[name], abs(neutral[name]))
    coordinate.setValue(state, before, True)
    kept = {name for name, arm in most.items() if arm >= ARM_M}
    return {n: most[n] for n in muscles if n in kept}, {n: neutral[n] for n in muscles if n in kept}


def _name(theirs: str, side: str, taken: set[str]) -> str:
    """The name of a coordinate without its side, in small letters, and unlike those before."""
    plain = re.sub(r"[^a-z0-9]+", "_", without_side(theirs, side).lower()).strip("_")
    plain = plain if plain[:1].isalpha() else f"joint_{plain}".rstrip("_")
    plain = plain if plain.rpartition("_")[2] not in SIDES else f"{plain}_angle"
    name, n = plain, 2
    while name in taken:
        name, n = f"{plain}_{n}", n + 1
    taken.add(name)
    return name


def _grids(angles: list[Angle], forces: Mapping[str, float]) -> list[tuple[list[Angle], list[Angle]]]:
    """Angles that are turned, one or two a grid, and those about which arms are measured there.

    One angle of each joint is turned, that of its strongest muscles; two share a grid where muscles
    over both are strongest, as far as that leaves no circle (a maximum spanning tree).
    """
    leading = {angle.joint: angle for angle in reversed(angles)}
    links = nx.Graph()
    links.add_nodes_from(leading)
    for joint, angle in leading.items():
        for other, against in leading.items():
            both = angle.arms_m.keys() & against.arms_m.keys()
            shared = sum(forces[name] * min(angle.arms_m[name], against.arms_m[name]) for name in both)
            if joint < other and shared > 0.0:
                links.add_edge(joint, other, weight=shared)
    tree = nx.maximum_spanning_tree(links)
    order = {joint: n for n, joint in enumerate(reversed(leading))}
    edges = sorted((sorted(edge, key=order.__getitem__) for edge in tree.edges), key=lambda e: [order[j] for j in e])
    edges += [[joint] for joint in order if not tree.degree(joint)]
    return [([leading[j] for j in edge], [a for a in angles if a.joint in edge]) for edge in edges]


def _text(path: Path, recipe: Path, marks: tuple[str, str], angles: list[Angle], forces: Mapping[str, float]) -> str:
    side, other = marks
    midline = sorted({joint_of(a.ours) for a in angles if side and not is_of(a.theirs, side)})
    if len(midline) == len({joint_of(a.ours) for a in angles}):  # no angle has a side by its name
        midline = []
    lines = [
        "# A first recipe, made from the model: read it, change it, then import it.",
        f"model = {toml(os.path.relpath(path.resolve(), recipe.resolve().parent))}",
        f"name = {toml(_body(path.stem))}",
        f"text = {toml(f'A body made from {path.name}')}",
        f"source = {toml(path.name)}  # who made the model, and its licence",
        f"side = {toml(side)}  # muscles whose name ends (or begins) so; the other side is their mirror image",
        *([f"other_side = {toml(other)}"] if other else []),
        *([f"midline = {toml(midline)}  # joints without a side"] if midline else []),
        f"shortest_fibre = {SHORTEST_FIBRE:g}  # where a tendon hangs slack; without this line such a posture is refused",
        "",
        "# Names on the left are yours: the joint first, as in knee_flexion. A minus before a name of the model turns the sign.",
    ]
    for turned, measured in _grids(angles, forces):
        named = {a.ours: a.theirs for a in turned}
        lines += [
            "[[grid]]",
            f"knots = {toml({a.ours: list(a.knots) for a in turned})}",
            f"coordinates = {toml(named)}",
        ]
        if len(measured) > len(turned):
            lines.append(f"axes = {toml({a.ours: a.theirs for a in measured})}")
        lines.append("")
    for angle in angles:
        lines += _tasks(angle, [a.ours for a in angles if a.joint == angle.joint and a is not angle])
    return "\n".join(lines).rstrip() + "\n"


def _tasks(angle: Angle, unwanted: list[str]) -> list[str]:
    """A task for each way in which some muscle turns an angle in neutral posture."""
    lines: list[str] = []
    for ending, weight, way in (("up", 1.0, "up"), ("down", -1.0, "down")):
        if max(weight * arm for arm in angle.neutral_m.values()) >= ARM_M:
            lines += [
                f"[tasks.{angle.ours}_{ending}]", f"text = {toml(f'Turn {angle.theirs} {way}')}", "posture = {}",
                f"output = {toml({angle.ours: weight})}", f"unwanted = {toml(unwanted)}", "",
            ]  # fmt: skip
    return lines


def _body(stem: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_-")
    return plain if plain[:1].isalpha() else f"body_{plain}"
