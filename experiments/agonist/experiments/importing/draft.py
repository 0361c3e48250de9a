"""A first recipe for a model: its side, its joint angles, the grids that its muscles span, a task for each direction.

What it cannot know stands in it as a comment: what the angles are called in the clinic, which way they count, which
licence the model has. It is a text to change, and as it stands it can be imported.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from agonist.experiments.importing import trial
from agonist.experiments.importing.draft_text import Angle, Found, Grid, text
from agonist.experiments.importing.loading import loaded, muscles_of, opensim, reason
from agonist.experiments.importing.naming import anatomical_name, bare_coordinate, plain_name, sign_of, usual_of
from agonist.experiments.importing.osim import MOTIONS, OsimBody
from agonist.experiments.importing.over import arms_over
from agonist.experiments.importing.recipe import Turned, read
from agonist.experiments.importing.sides import agreement, is_left, is_of, sides, without_side
from agonist.model.reading import read_bytes

STEP_DEG = 15.0  # between knots
ANGLE_DEG = 360.0  # where a range has no end
WIDEST_DEG = 135.0  # a range beyond this is a model's default, not a joint's
ZERO_DEG = 5.0  # a 0 of our own lies at a multiple of this
Progress = Callable[[str], object] | None
MARGIN_DEG = 1.0  # from the end of a range, where paths often jump


def draft(path: Path, recipe: Path, progress: Progress = None) -> str:
    """The text of a recipe for a model, to be written to `recipe`.

    `progress` is told what is tried next, and how many angles are left.

    Raises:
        ValueError: OpenSim is missing or cannot read the model, or no muscle turns any joint; one line.
    """
    found = _found(path, progress)
    grids, unfit, pulls = _tried(found, progress)
    if not grids and unfit:
        raise ValueError(
            f"{path}: the paths of its muscles do not fit their lengths (tendons that hang slack at every posture, "
            f"fibres beyond three optimal lengths), or their numbers are those of no muscle: {', '.join(sorted(unfit)[:6])}"
        )
    if not grids:
        names = ", ".join(Turned.of(angle.theirs).name for angle in found.angles[:6])
        raise ValueError(f"{path}: its constraints let no angle be held at 0 and turned from there; tried: {names}")
    return text(found._replace(pulls=pulls), recipe, grids, unfit)


def _found(path: Path, progress: Progress = None) -> Found:
    """What is seen of a model before anything is tried on it. Raises ValueError."""
    tool = opensim()
    read_bytes(path)
    model = loaded(tool, path)
    try:
        state = model.initSystem()
    except RuntimeError as error:
        raise ValueError(f"{path}: OpenSim cannot build it: {reason(error)}") from None
    muscles = {name: m for name, m in muscles_of(model, path).items() if m.get_appliesForce()}
    if not muscles:
        raise ValueError(f"{path}: no muscle of it applies force: they are all switched off (appliesForce false)")
    side, other = sides(muscles)
    own = {name: m for name, m in muscles.items() if is_of(name, side) and not (other and is_of(name, other))}
    known = {name: called for name in own if (called := anatomical_name(without_side(name, side)))}
    angles = []
    for angle in _angles(model, state, own, known, progress, is_left(side)):
        by = {name: own[name] for name in angle.arms_m}
        _tell(progress, f"whether both sides turn {angle.ours} alike")
        way = agreement(model, state, Turned.of(angle.theirs).name, by, muscles)
        if way >= 0:  # what the two sides turn in opposite ways is no angle of a joint without sides
            angles.append(angle._replace(shared=way > 0 and not angle.sided))
    still = _still(model, state)
    if not angles:
        stand = f"; {', '.join(f'{name} is not ({why})' for name, why in list(still.items())[:4])}" if still else ""
        raise ValueError(f"{path}: no muscle of it has an arm about a joint angle that turns freely{stand}")
    forces = {name: muscle.getMaxIsometricForce() for name, muscle in own.items()}
    return Found(path, (side, other), angles, forces, known, still=still)


def _tried(found: Found, progress: Progress = None) -> tuple[list[Grid], set[str], dict[str, dict[str, float]]]:
    """Grids whose postures the model takes, muscles that must stay out, because their paths fail there, and pulls.

    Angles that cannot be held at 0, or not be turned from there, stay out one by one; each time all others are tried anew,
    since an angle that is not in the recipe stands where the model has it by default.
    """
    angles, unfit = list(found.angles), set[str]()
    while angles:
        body = _body_of(found._replace(angles=angles), unfit)
        grids = _grids(angles, found.forces)
        _tell(progress, f"trying {len(angles)} angles, whether each can be held and turned")
        lost = _unheld(body, angles, grids)
        if not lost:
            tried = []
            for n, grid in enumerate(grids, start=1):
                of = ", ".join(angle.ours for angle in grid.turned)
                _tell(progress, f"trying {len(angles)} angles, postures of grid {n} of {len(grids)} ({of})")
                tried.append(_fitted(body, grid))
            grids = [grid for grid, _ in tried]
            unfit = unfit.union(*(bad for _, bad in tried))
            lost = next((grid.turned[0].ours for grid in grids if not grid.knots), "")
        kept = [a for a in angles if a.ours != lost and any(found.bare(m) not in unfit for m in a.arms_m)]
        if kept == angles:
            axes = {a.ours: Turned.of(a.theirs) for grid in grids for a in grid.measured}
            return grids, unfit, trial.pulls(body, axes)
        angles = kept
    return [], unfit, {}


def _tell(progress: Progress, what: str) -> None:
    if progress is not None:
        progress(what)


def _unheld(body: OsimBody, angles: Sequence[Angle], grids: Sequence[Grid]) -> str:
    """An angle that constraints move away from 0, or that no grid can be turned about from there; empty: none."""
    moved = trial.missed_most(body, [a.ours for a in angles if a.ours in body.turned])
    return moved or next((grid.turned[0].ours for grid in grids if not trial.turns(body, grid.knots)), "")


def _fitted(body: OsimBody, grid: Grid) -> tuple[Grid, set[str]]:
    """A grid as far as the model takes it, without knots where it does not, and muscles whose paths fail there."""
    axes = {a.ours: Turned.of(a.theirs) for a in grid.measured}
    able = trial.measurable(body, axes)
    spans, bad = dict[str, tuple[float, float, float]](), set[str]()
    if able:
        spans, bad, able = trial.allowed(body, {ours: axes[ours] for ours in able}, grid.knots)
    return grid._replace(knots=spans, measured=tuple(a for a in grid.measured if a.ours in able)), bad


def _body_of(found: Found, unfit: set[str]) -> OsimBody:
    """The model with all angles of a first recipe, as the import itself would have it."""
    with tempfile.TemporaryDirectory() as folder:
        recipe = Path(folder) / "trial.toml"
        recipe.write_text(text(found, recipe, _grids(found.angles, found.forces), unfit), encoding="utf-8")
        return OsimBody(read(recipe))


def _angles(
    model: Any,
    state: Any,
    muscles: Mapping[str, Any],
    known: Mapping[str, str],
    progress: Progress = None,
    left: bool = False,
) -> list[Angle]:
    """The coordinates that turn freely and that some muscle turns, those of the strongest muscles first.

    `known` are the anatomical names of the muscles, where they have one here; `left`: they are those of the left.
    """
    everything = model.getCoordinateSet()
    tool, found, taken = opensim(), [], set[str]()
    motions = tuple(getattr(tool.Coordinate, motion) for motion in MOTIONS)
    names = {everything.get(i).getName() for i in range(everything.getSize())}
    force = {name: muscle.getMaxIsometricForce() for name, muscle in muscles.items()}
    for coordinate in (everything.get(i) for i in range(everything.getSize())):
        fixed = coordinate.getLocked(state) or coordinate.isPrescribed(state) or coordinate.isDependent(state)
        zero = _zero(coordinate)
        knots = _knots(coordinate, zero)
        unnamed = Turned.of(str(coordinate.getName())).name != coordinate.getName()  # a minus that would be a sign
        if fixed or unnamed or coordinate.getMotionType() not in motions or knots is None:
            continue
        _tell(progress, f"looking for the muscles that turn {coordinate.getName()}")
        arms, neutral = arms_over(model, state, coordinate, (zero, knots), muscles)
        if arms:
            theirs = str(coordinate.getName())
            bare, sided = bare_coordinate(theirs, names, left)
            usual = usual_of(bare.lower(), names)
            told = {known[m]: (neutral[m], force[m]) for m in arms if m in known}
            sign = (
                sign_of(usual, {m: t[0] for m, t in told.items()}, {m: t[1] for m, t in told.items()}, knots[:2])
                if usual
                else 1.0
            )
            name = _untaken(usual.name if usual else plain_name(bare), taken)
            found.append(
                _turned(
                    Angle(theirs, name, str(coordinate.getJoint().getName()), knots, arms, neutral, sided),
                    Turned(theirs, sign, zero),
                )
            )
    return sorted(found, key=lambda a: -sum(arm * force[name] for name, arm in a.arms_m.items()))


def _turned(angle: Angle, theirs: Turned) -> Angle:
    """An angle as it is written, which counts the other way where the sign is -1."""
    if theirs.sign > 0.0:
        return angle._replace(theirs=str(theirs))
    low, high, step = angle.knots
    other = {name: -arm for name, arm in angle.neutral_m.items()}
    return angle._replace(theirs=str(theirs), knots=(0.0 - high, 0.0 - low, step), neutral_m=other)


def _range(coordinate: Any) -> tuple[float, float]:
    """The ends of a range, degrees of the model, as far as they are numbers."""
    ends = [math.degrees(end) for end in (coordinate.getRangeMin(), coordinate.getRangeMax())]
    low, high = (end if math.isfinite(end) else far for end, far in zip(ends, (-ANGLE_DEG, ANGLE_DEG), strict=True))
    return min(low, high), max(low, high)


def _still(model: Any, state: Any) -> dict[str, str]:
    """Angles of the model that stand still in it, and why."""
    tool, found = opensim(), {}
    for coordinate in model.getCoordinateSet():
        low, high = _range(coordinate)
        reasons = {
            "locked": coordinate.getLocked(state),
            "prescribed": coordinate.isPrescribed(state),
            f"its range is {low:g} to {high:g} degrees": high - low < 2.0 * MARGIN_DEG,
        }
        if coordinate.getMotionType() == tool.Coordinate.Rotational and any(reasons.values()):
            found[str(coordinate.getName())] = next(why for why, holds in reasons.items() if holds)
    return found


def _zero(coordinate: Any) -> float:
    """Where an angle has its 0, degrees of the model: at its own, or by the end of its range that lies next to it."""
    low, high = _range(coordinate)
    if low <= 0.0 <= high:
        return 0.0
    return math.ceil(low / ZERO_DEG) * ZERO_DEG if low > 0.0 else math.floor(high / ZERO_DEG) * ZERO_DEG


def _knots(coordinate: Any, zero: float) -> tuple[float, float, float] | None:
    """First angle, last and step in degrees from its 0 within the range, 0 among them; None where it hardly turns."""
    ends = [end - zero for end in _range(coordinate)]
    low, high = max(ends[0], -WIDEST_DEG), min(ends[1], WIDEST_DEG)
    if not low <= 0.0 <= high or high - low < 2.0 * MARGIN_DEG:
        return None
    below, above = (math.floor((abs(end) + 1e-6) / STEP_DEG) for end in (low, high))
    if below + above < 1:
        step = math.floor((high - low) * 10.0 / 2.0) / 10.0
        return (0.0, step, step) if high >= -low else (-step, 0.0, step)
    return -STEP_DEG * below + 0.0, STEP_DEG * above, STEP_DEG


def _untaken(plain: str, taken: set[str]) -> str:
    """A name unlike those before."""
    name, n = plain, 2
    while name in taken:
        name, n = f"{plain}_{n}", n + 1
    taken.add(name)
    return name


def _grids(angles: Sequence[Angle], forces: Mapping[str, float]) -> list[Grid]:
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
    turned = [tuple(leading[joint] for joint in edge) for edge in edges]
    measured = [tuple(a for a in angles if a.joint in edge) for edge in edges]
    return [Grid(t, {a.ours: a.knots for a in t}, m) for t, m in zip(turned, measured, strict=True)]
