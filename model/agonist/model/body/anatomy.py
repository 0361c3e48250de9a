"""Bodies from tables: muscles with their force, moment arms and fibre lengths at any posture of the grids.

The tables were computed from published musculoskeletal models; each carries its provenance, licence and signs in
its first lines (`tables/anatomy`). They hold one side; the other is its mirror image. The lumbar joint has no side,
and the one-sided lumbar table stands for each of its two sides: the source model has both, with the same values.

Known limits: gastrocnemius near 5 degrees of knee flexion sits on a discontinuity of its wrapping, so a sweep of the
knee through 0-15 degrees shows its interpolation and not its anatomy. Absolute torques differ between bodies by a
factor of two; shares and signs hold.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from agonist.model.body.compartments import Compartment, check_grids, read_compartments
from agonist.model.body.grid import LENGTH, Array, Grid, read_grid
from agonist.model.body.index import BodyEntry, body_entry, read_index
from agonist.model.body.own_folder import check_own, names_of
from agonist.model.body.rates import ageing_of, fast_part_of, female_of, rates_of, weakening_of
from agonist.model.body.tables import State, state
from agonist.model.maths import weighted
from agonist.model.parameters import nearest
from agonist.model.reading import quoted
from agonist.model.rules import muscle as rules

FOLDER = Path(__file__).parent.parent / "tables" / "anatomy"
SIDES = ("left", "right")


@dataclass(frozen=True)
class Muscle:
    """One muscle agent: a whole muscle, or one compartment; force in N, lengths in m, pennation at optimum in rad."""

    name: str
    anatomical_name: str
    compartment: str
    side: str
    joint: str
    group: str
    force_max_n: float
    l_opt_m: float
    tendon_slack_m: float
    pennation_rad: float
    wasting_rate: float = 1.0  # x quadriceps, see `body.rates`
    growth_rate: float = 1.0
    fast_part: float = 0.5
    weakening_rate: float = 1.0  # x quadriceps
    ageing_rate: float = 1.0  # x the mean of all
    female_rate: float = 1.0  # x the leg


@dataclass(frozen=True)
class _Source:
    """One side of a body as its tables give it."""

    folder: Path
    name: str
    text: str
    compartments: tuple[Compartment, ...]
    grids: tuple[Grid, ...]
    axes: tuple[str, ...]
    midline: tuple[str, ...]
    limits: Mapping[str, tuple[float, float]]
    groups: Mapping[str, str]

    def values(self, angles: Mapping[str, float]) -> tuple[Array, Array]:
        """Moment arms [compartments, axes] in m and fibre lengths [compartments] at one side's angles (deg)."""
        for name, (low, high) in self.limits.items():
            if not low <= angles.get(name, 0.0) <= high:
                raise ValueError(
                    f"{name} = {angles[name]:g} deg lies outside what {self.name} is good for; "
                    f"it needs {low:g} to {high:g} deg"
                )
        index = {c.row: i for i, c in enumerate(self.compartments)}
        columns = {axis: i for i, axis in enumerate((*self.axes, LENGTH))}
        total = np.zeros((len(index), len(columns)))
        known = np.zeros_like(total, dtype=bool)  # has a value that later angles may change
        for grid in self.grids:
            rows = [(index[m], k) for k, m in enumerate(grid.muscles) if m in index]
            place = np.ix_([i for i, _ in rows], [columns[q] for q in grid.quantities])
            taken = [k for _, k in rows]
            value = grid.at(angles)[taken]
            still = dict.fromkeys((grid.change_of,) if grid.change_of else new_angles(self.grids, grid), 0.0)
            zero = grid.at({**angles, **still})[taken] if still and known[place].any() else value
            total[place] = np.where(known[place], total[place] + (value - zero), value)
            known[place] |= grid.varying[taken]
        return total[:, :-1], total[:, -1]


def new_angles(grids: Sequence[Grid], grid: Grid) -> tuple[str, ...]:
    """The angles of a grid that no earlier one has: a muscle that stands on both gets from it what these change."""
    earlier = {
        name for other in grids[: next(n for n, one in enumerate(grids) if one is grid)] for name in other.coordinates
    }
    return tuple(name for name in grid.coordinates if name not in earlier)


def joint_of(axis: str) -> str:
    """Joint of an axis or coordinate: ``hip_flexion_right`` -> ``hip_right``, ``lumbar_extension`` -> ``lumbar``."""
    joint, _, rest = axis.partition("_")
    side = rest.rpartition("_")[2]
    return f"{joint}_{side}" if side in SIDES else joint


@dataclass(frozen=True, eq=False)  # equal only to itself, so that what was worked out for it can be kept
class Anatomy:
    """A body: its muscles (sorted by name), axes, joints, and the angles (deg) that its tables cover."""

    model: str
    sides: tuple[str, ...]
    muscles: tuple[Muscle, ...]
    axes: tuple[str, ...]
    joints: tuple[str, ...]
    coordinates: Mapping[str, tuple[float, float]]
    _source: _Source = field(repr=False)
    _weights: Array = field(repr=False)  # [muscles, compartments], each row sums to 1: shares of force

    @property
    def folder(self) -> Path:
        """Where the tables of this body lie."""
        return self._source.folder

    @property
    def known_names(self) -> frozenset[str]:
        """Anatomical names of all bodies of the folder."""
        return names_of(self.folder, state(self.folder))

    def arms_m(self, posture: Mapping[str, float]) -> Array:
        """Moment arms [muscles, axes] in m at a posture.

        Args:
            posture: degrees by coordinate, such as ``{"hip_flexion": 30, "knee_flexion_left": 60}``; a name without a
                side holds for both, what is missing is 0.

        Raises:
            ValueError: unknown coordinate, or an angle outside the tables; one line that says what would be right.
        """
        arms = np.zeros((len(self.muscles), len(self.axes)))
        for side, (values, _) in self._both(posture).items():
            mine = [i for i, m in enumerate(self.muscles) if m.side == side]
            columns = [self._column(axis, side) for axis in self._source.axes]
            here = [k for k, column in enumerate(columns) if column >= 0]
            arms[np.ix_(mine, [columns[k] for k in here])] = weighted(self._weights, values)[np.ix_(mine, here)]
        return arms

    def lengths(self, posture: Mapping[str, float]) -> Array:
        """Fibre lengths [muscles] in optimal fibre lengths at a posture (see `arms_m` for its form and errors)."""
        lengths = np.zeros(len(self.muscles))
        for side, (_, values) in self._both(posture).items():
            mine = [i for i, m in enumerate(self.muscles) if m.side == side]
            lengths[mine] = weighted(self._weights, values)[mine]
        return lengths

    def cos_pennation(self, posture: Mapping[str, float]) -> Array:
        """Cosines [muscles] of the pennation at a posture, thickness being constant (see `arms_m` for the errors)."""
        sines = [math.sin(m.pennation_rad) for m in self.muscles]
        pairs = zip(sines, self.lengths(posture).tolist(), strict=True)
        return np.array([rules.cosine_of_pennation(sine, length) for sine, length in pairs])

    def check_posture(self, posture: Mapping[str, float]) -> None:
        """Raise a ValueError, in one line, for a coordinate that this body lacks or an angle that is no number."""
        sided = [f"{name}_{side}" for name in self.coordinates for side in self.sides if self._sided(name)]
        for name, angle in posture.items():
            if name not in self.coordinates and name not in sided:
                raise ValueError(
                    f"unknown joint angle {quoted(name)} for {self.model}; {nearest(name, [*self.coordinates])}"
                )
            if isinstance(angle, bool) or not isinstance(angle, int | float) or not math.isfinite(angle):
                raise ValueError(f"joint angle {name} = {quoted(angle)} is not a number of degrees")

    def _sided(self, name: str) -> bool:
        return joint_of(name) not in self._source.midline

    def _column(self, axis: str, side: str) -> int:
        name = f"{axis}_{side}" if self._sided(axis) else axis
        return self.axes.index(name) if name in self.axes else -1

    def _both(self, posture: Mapping[str, float]) -> dict[str, tuple[Array, Array]]:
        self.check_posture(posture)
        present = sorted({m.side for m in self.muscles})
        return {side: self._source.values(_angles(self.coordinates, posture, side)) for side in present}


def _angles(coordinates: Collection[str], posture: Mapping[str, float], side: str) -> dict[str, float]:
    """The angles (deg) of one side: its own where given, else the common one, else 0."""
    return {c: float(posture.get(f"{c}_{side}", posture.get(c, 0.0))) for c in coordinates}


def bodies(folder: Path = FOLDER) -> dict[str, str]:
    """Every body of a folder of tables, with one line about it."""
    index = read_index(folder)
    return {name: body_entry(index, name).text for name in index.bodies}


@lru_cache(maxsize=64)
def _source(model: str, folder: Path, _now: State) -> _Source:
    index = read_index(folder)
    entry = body_entry(index, model)
    grids = tuple(read_grid(folder, grid) for grid in entry.grids)
    gridded = {muscle for grid in grids for muscle in grid.muscles}
    rows = read_compartments(folder, entry.parameters, entry.units_known)
    for muscle in sorted(gridded - {c.row for c in rows}):
        where = f"{' or '.join(entry.parameters)}; {nearest(muscle, [c.row for c in rows])}"
        raise ValueError(f"body {model}: {quoted(muscle)} has a grid but no row in {where}")
    if folder != FOLDER:
        check_own(folder, model, entry, rows, gridded)
    axes = dict.fromkeys(q for grid in grids for q in grid.quantities if q != LENGTH)
    compartments = tuple(c for c in rows if c.row in gridded)
    for joint in sorted({joint_of(axis) for axis in axes}):
        if joint not in index.groups:
            raise ValueError(f"{index.place}, [groups]: lacks {quoted(joint)}")
    _check_entry(f"{index.place}, body {model}", entry, axes, grids)
    check_grids(grids, {c.row: c for c in compartments})
    return _Source(
        folder, model, entry.text, compartments, grids, tuple(axes), entry.midline, entry.limits, index.groups
    )


def _check_entry(place: str, entry: BodyEntry, axes: Collection[str], grids: Sequence[Grid]) -> None:
    """Raise ValueError for a midline joint or a limit that the tables of the body know nothing of."""
    joints = sorted({joint_of(axis) for axis in axes})
    for joint in entry.midline:
        if joint not in joints:
            raise ValueError(f"{place}, midline: no axis turns {quoted(joint)}; {nearest(joint, joints)}")
    spans = {name: knots for grid in reversed(grids) for name, knots in zip(grid.coordinates, grid.knots, strict=True)}
    for name, (low, high) in entry.limits.items():
        if name not in spans:
            raise ValueError(f"{place}, limits: no grid turns {quoted(name)}; {nearest(name, list(spans))}")
        first, last = float(spans[name][0]), float(spans[name][-1])
        if not first <= low < high <= last:
            raise ValueError(
                f"{place}, limits, {name} = [{low:g}, {high:g}]; its tables go from {first:g} to {last:g} degrees"
            )


def load(
    model: str = "rlu2023",
    sides: Collection[str] = ("right",),
    split: Collection[str] | str = (),
    muscles: Collection[str] | None = None,
    folder: Path = FOLDER,
) -> Anatomy:
    """A body from its tables.

    Args:
        model: name of the body, see `bodies`.
        sides: ``"left"``, ``"right"`` or both. Muscles of a midline joint (lumbar) are loaded left and right always.
        split: anatomical names whose compartments become agents of their own, or ``"all"``. Elsewhere they are
            merged: force summed; moment arms, lengths and pennation averaged with force as weight.
        muscles: anatomical names to keep; None keeps all.
        folder: where the tables and their ``bodies.toml`` lie.

    Raises:
        ValueError: unknown body, side or muscle; one line that says what would be right.
    """
    source = _source(model, folder, state(folder))
    for side in sides:
        if side not in SIDES:
            raise ValueError(f"unknown side {quoted(side)}; it needs 'left', 'right' or both")
    known = sorted({c.anatomical_name for c in source.compartments})
    parts = set(known) if split == "all" else _known_names(split, known, model)
    kept = set(known) if muscles is None else _known_names(muscles, known, model)
    return _assemble(source, tuple(sorted(set(sides))), parts, kept)


def _known_names(names: Collection[str], known: list[str], model: str) -> set[str]:
    listed = [names] if isinstance(names, str) else list(names)
    for name in listed:
        if name not in known:
            raise ValueError(f"unknown muscle {quoted(name)} in {model}; {nearest(name, known, 'agonist bodies BODY')}")
    return set(listed)


def _assemble(source: _Source, sides: tuple[str, ...], split: set[str], kept: set[str]) -> Anatomy:
    arms, _ = source.values({})
    found: list[tuple[Muscle, Array]] = []
    for indices in _agents(source.compartments, split):
        first = source.compartments[indices[0]]
        weights = _force_weights(source.compartments, indices)
        mean = np.abs(weighted(weights, arms))
        joint = joint_of(source.axes[int(np.argmax(mean))])
        own = SIDES if joint in source.midline else sides
        part = first.part if len(indices) < _count(source.compartments, first.anatomical_name) else ""
        if first.anatomical_name in kept:
            found += [(_muscle(source, indices, weights, part, joint, side), weights) for side in own]
    found.sort(key=lambda pair: pair[0].name)
    axes = _with_sides(source.axes, sides, source.midline)
    return Anatomy(
        source.name, sides, tuple(m for m, _ in found), axes, tuple(sorted({joint_of(a) for a in axes})),
        _coordinates(source), source, np.array([w for _, w in found]).reshape(len(found), len(source.compartments)),
    )  # fmt: skip


def _agents(compartments: tuple[Compartment, ...], split: set[str]) -> list[list[int]]:
    """Which compartments make one agent together."""
    groups: dict[str, list[int]] = {}
    for i, c in enumerate(compartments):
        key = c.row if c.anatomical_name in split else f"merged {c.anatomical_name}"
        groups.setdefault(key, []).append(i)
    return list(groups.values())


def _count(compartments: tuple[Compartment, ...], anatomical_name: str) -> int:
    return sum(c.anatomical_name == anatomical_name for c in compartments)


def _force_weights(compartments: tuple[Compartment, ...], indices: list[int]) -> Array:
    weights = np.zeros(len(compartments))
    weights[indices] = [compartments[i].force_max_n for i in indices]
    return weights / weights.sum()


def _muscle(source: _Source, indices: list[int], weights: Array, part: str, joint: str, side: str) -> Muscle:
    first = source.compartments[indices[0]]
    own = [source.compartments[i] for i in indices]
    share = weights[indices]
    name = "_".join(word for word in (first.anatomical_name, part, side) if word)
    full_joint = joint if joint in source.midline else f"{joint}_{side}"
    rates = rates_of(first.anatomical_name, source.folder)
    l_opt_m, slack_m, pennation_rad = weighted(
        share, [(c.l_opt_m, c.tendon_slack_m, c.pennation_rad) for c in own]
    ).tolist()
    return Muscle(
        name, first.anatomical_name, part, side, full_joint, source.groups[joint], sum(c.force_max_n for c in own),
        l_opt_m, slack_m, pennation_rad, rates.wasting, rates.growth, fast_part_of(first.anatomical_name, source.folder),
        weakening_of(first.anatomical_name, source.folder), ageing_of(first.anatomical_name, source.folder),
        female_of(first.anatomical_name, source.folder),
    )  # fmt: skip


def _with_sides(axes: tuple[str, ...], sides: tuple[str, ...], midline: tuple[str, ...]) -> tuple[str, ...]:
    named = [[axis] if joint_of(axis) in midline else [f"{axis}_{side}" for side in sides] for axis in axes]
    return tuple(name for names in named for name in names)


def _coordinates(source: _Source) -> dict[str, tuple[float, float]]:
    """The range (deg) of every coordinate: the first grid that has it, within the limits of the body."""
    ranges: dict[str, tuple[float, float]] = {}
    for grid in source.grids:
        for name, knots in zip(grid.coordinates, grid.knots, strict=True):
            ranges.setdefault(name, source.limits.get(name, (float(knots[0]), float(knots[-1]))))
    return ranges
