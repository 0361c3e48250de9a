"""The recipe of an import: which model, which of its muscles, on which grids of joint angles, under which names.

A recipe is closed, like a scenario: an unknown key, a wrong name or a wrong type stops at the door, in one line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from agonist.model.body.anatomy import SIDES, joint_of
from agonist.model.body.grid import LENGTH
from agonist.model.body.pieces import checked_day
from agonist.model.body.plausible import ANGLE_DEG
from agonist.model.body.tasks import Task, read_task
from agonist.model.keys import closed
from agonist.model.parameters import nearest
from agonist.model.reading import LONGEST_PATH, is_number, quoted, read_toml, shown

FILE_LIMIT_BYTES = 2**20
NEEDED = ("model", "name", "text", "source", "grid")
KEYS = (
    *NEEDED, "side", "other_side", "midline", "leave_out", "shortest_fibre", "anatomical_names", "groups", "posture", "tasks",
    "usual",
)  # fmt: skip
GRID_KEYS = ("knots", "coordinates", "axes", "change_of", "hold")
WORD = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
BODY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
WITH_ZERO = re.compile(r"(.+?)\s+([+-])\s+(\d+(?:\.\d+)?)", re.ASCII)  # of a coordinate, as in -knee_r_flx - 20
SHORTEST = (0.1, 0.6)  # what a shortest fibre may be, optimal lengths: below, nothing pulls; above, much still does
POSTURES = 20_000  # more of them in one grid are a slip of the pen


class Turned(NamedTuple):
    """A coordinate of the model under a name of ours: theirs = sign x ours + zero, in degrees.

    `sign` is -1 where ours counts the other way; `zero` is where the model stands at our 0.
    """

    name: str
    sign: float
    zero: float = 0.0

    def __str__(self) -> str:
        off = f" {'-' if self.zero < 0.0 else '+'} {abs(self.zero):g}" if self.zero else ""
        return f"{'-' if self.sign < 0.0 else ''}{self.name}{off}"

    def theirs(self, ours_deg: float) -> float:
        """The model's angle for one of ours, degrees."""
        return self.sign * ours_deg + self.zero

    @classmethod
    def of(cls, written: str) -> Turned:
        """A coordinate as it is written: a minus before its name turns it, a number behind says where its 0 is.

        >>> Turned.of("-knee_r_flx - 20")
        Turned(name='knee_r_flx', sign=-1.0, zero=-20.0)
        """
        parts = WITH_ZERO.fullmatch(written.strip())
        name, zero = (parts[1], float(f"{parts[2]}{parts[3]}")) if parts else (written, 0.0)
        return cls(name.removeprefix("-").strip(), -1.0 if name.startswith("-") else 1.0, zero)


@dataclass(frozen=True)
class GridRecipe:
    """One grid: knots in degrees by coordinate, and what coordinates and axes are called in the model."""

    knots: Mapping[str, tuple[float, ...]]
    coordinates: Mapping[str, Turned]
    axes: Mapping[str, Turned]
    change_of: str = ""
    hold: str = ""


@dataclass(frozen=True)
class Recipe:
    """A recipe, checked; `posture` holds degrees of coordinates of the model that no grid turns.

    `side` ends (or begins, ending in an underscore) the names of the muscles to take; those of `other_side` stay out, for
    a model that marks one side only. `shortest_fibre` is the length in optimal lengths at which a fibre stands while its
    tendon is slack; 0 refuses that.
    """

    path: Path
    model: Path
    name: str
    text: str
    source: str
    grids: tuple[GridRecipe, ...]
    side: str
    other_side: str
    midline: tuple[str, ...]
    leave_out: tuple[str, ...]
    shortest_fibre: float
    anatomical_names: Mapping[str, str]
    groups: Mapping[str, str]
    posture: Mapping[str, float]
    tasks: Mapping[str, Task]
    usual: tuple[Mapping[str, Any], ...]

    @property
    def axes(self) -> tuple[str, ...]:
        """The axes of all grids, in their order."""
        return tuple(dict.fromkeys(axis for grid in self.grids for axis in grid.axes))

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints of the axes, sorted."""
        return tuple(sorted({joint_of(axis) for axis in self.axes}))

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Range in degrees of each coordinate: that of the first grid that has it."""
        found: dict[str, tuple[float, float]] = {}
        for grid in self.grids:
            for name, knots in grid.knots.items():
                found.setdefault(name, (knots[0], knots[-1]))
        return found

    @property
    def coordinates(self) -> dict[str, Turned]:
        """What the coordinates of all grids are called in the model."""
        return {ours: theirs for grid in self.grids for ours, theirs in grid.coordinates.items()}


def read(path: Path) -> Recipe:
    """Read a recipe.

    Raises:
        ValueError: one line that names the file, the key and what would be right.
    """
    given = read_toml(path, FILE_LIMIT_BYTES)
    place = str(path)
    closed(place, given, KEYS)
    for key in NEEDED:
        if key not in given:
            raise ValueError(f"{place}: {key!r} is missing")
    names = _texts(f"{place}, anatomical_names", given.get("anatomical_names", {}))
    found = Recipe(
        path, _model(path, _text(place, "model", given)), _body_name(place, given), _text(place, "text", given),
        _text(place, "source", given), _grids(place, given["grid"]), _text(place, "side", given, ""),
        _text(place, "other_side", given, ""),
        _list(f"{place}, midline", given.get("midline", [])), _list(f"{place}, leave_out", given.get("leave_out", [])),
        _shortest(place, given.get("shortest_fibre")),
        {muscle: _word(f"{place}, anatomical_names, {muscle}", name) for muscle, name in names.items()},
        _texts(f"{place}, groups", given.get("groups", {})), _degrees(f"{place}, posture", given.get("posture", {})),
        _tasks(place, given.get("tasks", {})), _usual(place, given.get("usual", [])),
    )  # fmt: skip
    _agree(place, found)
    return found


def _known(place: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise ValueError(f"{place}: this body has no {shown(name)}; {nearest(name, list(known))}")


def _table(place: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} = {quoted(value)}; it needs a table of keys")
    return value


def _text(place: str, key: str, given: Mapping[str, object], default: str | None = None) -> str:
    """A text on one line; without a default it may not be empty."""
    value = given.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise ValueError(f"{place}, {key} = {quoted(value)}; it needs text")
    return " ".join(value.split())


def _shortest(place: str, value: Any) -> float:
    if value is None:
        return 0.0
    low, high = SHORTEST
    if not is_number(value) or not low <= value <= high:
        raise ValueError(f"{place}, shortest_fibre = {quoted(value)}; it needs a number {low:g} to {high:g}")
    return float(value)


def _texts(place: str, value: object) -> dict[str, str]:
    given = _table(place, value)
    return {name: _text(place, name, given) for name in given}


def _list(place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a list of names")
    return tuple(value)


def _number(place: str, value: Any) -> float:
    if not is_number(value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a number")
    return float(value)


def _degrees(place: str, value: object) -> dict[str, float]:
    found = {name: _number(f"{place}, {name}", angle) for name, angle in _table(place, value).items()}
    for name, angle in found.items():
        if not ANGLE_DEG[0] <= angle <= ANGLE_DEG[1]:
            raise ValueError(f"{place}, {name} = {angle:g}; it needs {ANGLE_DEG[0]:g} to {ANGLE_DEG[1]:g} degrees")
    return found


def _word(place: str, name: str) -> str:
    """A name of ours: sides are added to it later."""
    if not WORD.fullmatch(name) or name == LENGTH or name.rpartition("_")[2] in SIDES:
        raise ValueError(
            f"{place}: {shown(name)} is no name here; it needs small letters, digits and single underscores, without a side"
        )
    return name


def _model(recipe: Path, name: str) -> Path:
    path = recipe.parent / name
    if len(name) > LONGEST_PATH or not path.is_file():
        raise ValueError(f"{recipe}, model = {shown(name)}: there is no such file; it is looked for beside the recipe")
    return path


def _body_name(place: str, given: Mapping[str, object]) -> str:
    name = _text(place, "name", given)
    if not BODY.fullmatch(name):
        raise ValueError(f"{place}, name = {shown(name)}; it needs letters, digits, _ and -, a letter first")
    return name


def _grids(place: str, value: object) -> tuple[GridRecipe, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{place}, grid = {quoted(value)}; it needs [[grid]] entries")
    return tuple(_grid(f"{place}, grid {n}", _table(f"{place}, grid", entry)) for n, entry in enumerate(value, start=1))


def _grid(place: str, given: Mapping[str, Any]) -> GridRecipe:
    closed(place, given, GRID_KEYS)
    for key in ("knots", "coordinates"):
        if key not in given:
            raise ValueError(f"{place}: {key!r} is missing")
    spans = _table(f"{place}, knots", given["knots"])
    knots = {_word(f"{place}, knots", name): _knots(f"{place}, knots, {name}", span) for name, span in spans.items()}
    if len(knots) not in (1, 2):
        raise ValueError(f"{place}, knots: it has {len(knots)} joint angles; it needs one or two")
    if math.prod(map(len, knots.values())) > POSTURES:
        raise ValueError(f"{place}, knots: more than {POSTURES} postures; take longer steps")
    coordinates = _turned(f"{place}, coordinates", given["coordinates"])
    if sorted(coordinates) != sorted(knots):
        raise ValueError(f"{place}, coordinates: they are {_and(coordinates)}, the knots {_and(knots)}; name the same")
    names = [given.get(key, "") for key in ("change_of", "hold")]
    for key, name in zip(("change_of", "hold"), names, strict=True):
        if name not in ("", *knots):
            raise ValueError(f"{place}, {key} = {shown(name)}; it needs one of the knots, {' or '.join(knots)}")
    axes = _turned(f"{place}, axes", given["axes"]) if "axes" in given else coordinates
    if not axes:
        raise ValueError(f"{place}, axes: it needs at least one")
    return GridRecipe(knots, {name: coordinates[name] for name in knots}, axes, *names)


def _and(names: Collection[str]) -> str:
    return " and ".join(sorted(names)) or "none"


def _knots(place: str, span: object) -> tuple[float, ...]:
    """From, to and step in degrees, as the knots; zero lies within, because every body has a neutral posture."""
    if not isinstance(span, list) or len(span) != 3:
        raise ValueError(f"{place} = {quoted(span)}; it needs [from, to, step] in degrees")
    low, high, step = (_number(place, value) for value in span)
    steps = (high - low) / step if step > 0.0 else 0.0
    if steps > POSTURES:  # before they are made
        raise ValueError(f"{place} = {quoted(span)}: more than {POSTURES} postures; take longer steps")
    if steps < 1.0 or abs(steps - round(steps)) > 1e-9 * steps:
        raise ValueError(f"{place} = {quoted(span)}; it needs a step that leads from the first angle to the last")
    if not low <= 0.0 <= high:
        raise ValueError(
            f"{place} = {quoted(span)}; it needs 0 between the first angle and the last, the neutral posture"
        )
    return tuple(round(low + k * step, 9) for k in range(round(steps) + 1))


def _turned(place: str, value: object) -> dict[str, Turned]:
    """Our names and those of the model; a leading minus turns the sign."""
    found = {}
    for ours, theirs in _texts(place, value).items():
        turned = Turned.of(theirs)
        if not turned.name:
            raise ValueError(f"{place}, {ours} = {theirs!r}; it needs the name of a coordinate of the model")
        found[_word(place, ours)] = turned
    for one, other in combinations(found, 2):
        if found[one].name == found[other].name:
            raise ValueError(f"{place}: {one} and {other} are both {found[one].name!r}; each needs its own")
    return found


def _tasks(place: str, value: object) -> dict[str, Task]:
    given = _table(f"{place}, tasks", value)
    return {
        _word(f"{place}, tasks", name): read_task(f"{place}, tasks, {name}", name, entry)
        for name, entry in given.items()
    }


def _usual(place: str, value: object) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(value, list) or not all(isinstance(piece, Mapping) for piece in value):
        raise ValueError(f"{place}, usual = {quoted(value)}; it needs [[usual]] pieces with hours and angles")
    return tuple(value)


def _agree(place: str, recipe: Recipe) -> None:
    """Check names against each other: joints, tasks, and one meaning for each name."""
    for joint in (*recipe.midline, *recipe.groups):
        _known(f"{place}, {'midline' if joint in recipe.midline else 'groups'}", joint, recipe.joints)
    for n, grid in enumerate(recipe.grids):
        if grid in recipe.grids[:n]:
            first = recipe.grids.index(grid) + 1
            raise ValueError(f"{place}, grid {n + 1}: it measures what grid {first} does; keep one of them")
    for kind in ("coordinates", "axes"):
        meant: dict[str, Turned] = {}
        for n, grid in enumerate(recipe.grids, start=1):
            for ours, theirs in getattr(grid, kind).items():
                if meant.setdefault(ours, theirs) != theirs:
                    raise ValueError(f"{place}, grid {n}, {kind}: {ours} was {meant[ours]} before and is {theirs} here")
    turned = {theirs.name: ours for ours, theirs in recipe.coordinates.items()}
    for name in recipe.posture:
        if name in turned:
            raise ValueError(
                f"{place}, posture, {name}: it is {turned[name]} of a grid, which is 0 where it is not turned"
            )
    for task in recipe.tasks.values():
        _agree_task(f"{place}, tasks, {task.name}", task, recipe)
    if recipe.usual:
        checked_day(place, list(recipe.usual), recipe.ranges)


def _agree_task(place: str, task: Task, recipe: Recipe) -> None:
    for axis in (*task.output, *task.unwanted):
        _known(f"{place}, axes", axis, recipe.axes)
    if not any(task.output.values()):
        raise ValueError(f"{place}, output: it needs the weight of an axis, such as {recipe.axes[0]} = 1.0")
    for name, angle in task.posture.items():
        _known(f"{place}, posture", name, recipe.ranges)
        low, high = recipe.ranges[name]
        if not low <= angle <= high:
            raise ValueError(f"{place}, posture, {name} = {angle:g}; the knots go from {low:g} to {high:g} degrees")
