"""Movements as data: the posture, the torque that is wanted, and the torque that is not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from agonist.model.body.anatomy import SIDES, Anatomy
from agonist.model.body.tables import State, read_toml, state
from agonist.model.keys import closed
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, quoted

NAME = "tasks.toml"
NAMED = re.compile(r"[^\W\d_]\w*")
FOLDER = Path(__file__).parent.parent / "tables"
KEYS = ("posture", "output", "unwanted", "text", "legs", "shift", "parts")


class UnknownTaskError(ValueError):
    """A task that nobody knows; `name` is it, without a side."""

    def __init__(self, name: str, nearest: str) -> None:
        self.name, self.nearest = name, nearest
        super().__init__(f"unknown task {quoted(name)}; {nearest}")


@dataclass(frozen=True)
class Task:
    """One movement.

    Attributes:
        name: such as ``hip_extension``, or ``hip_extension_right`` once it has a side.
        posture: degrees by joint coordinate; what is missing is 0.
        output: weight by axis of the torque that effort must meet; the sign is the wanted direction.
        unwanted: axes whose torque is a cost.
        text: one sentence about it.
        legs: how many legs share it, 1 or 2.
        shift: part of its torque that the greatest change of posture hands to each axis; nothing is made, so they add up to 0.
        parts: part of its torque that each wanted axis takes in the usual posture, which add up to 1; left out, what the healthy
            pattern gives.
    """

    name: str
    posture: Mapping[str, float]
    output: Mapping[str, float]
    unwanted: tuple[str, ...] = ()
    text: str = ""
    legs: int = 1
    shift: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)

    def on(self, side: str, anatomy: Anatomy) -> Task:
        """This movement on one side of a body: axes and name get the side; midline axes stay as they are."""

        def sided(axis: str) -> str:
            return axis if axis in anatomy.axes else f"{axis}_{side}"

        told = (self.output, self.shift, self.parts)
        output, shift, parts = ({sided(axis): n for axis, n in given.items()} for given in told)
        unwanted = tuple(map(sided, self.unwanted))
        return replace(self, name=f"{self.name}_{side}", output=output, unwanted=unwanted, shift=shift, parts=parts)


@lru_cache(maxsize=64)
def _read(folder: Path, now: State) -> dict[str, Task]:
    """The movements of a folder of tables; none where it holds no file of them."""
    if NAME not in [name for name, *_ in now]:
        return {}
    path = folder / NAME
    return {name: read_task(f"{path}, {name}", name, entry) for name, entry in read_toml(path).items()}


def read_task(place: str, name: str, entry: object) -> Task:
    """One movement of a file. Raises ValueError with one line for a key or a value that is wrong."""
    if not isinstance(entry, dict):
        raise ValueError(f"{place}: it needs a table with {', '.join(KEYS)}")
    closed(place, entry, KEYS)
    if not NAMED.fullmatch(name) or name.rpartition("_")[2] in SIDES:
        raise ValueError(
            f"{place}: {quoted(name)} is no name of a task; it needs letters, digits and underscores, without a side"
        )
    posture, output = (_numbers(f"{place}, {key}", entry.get(key)) for key in ("posture", "output"))
    unwanted = entry.get("unwanted", [])
    if not isinstance(unwanted, list) or not all(isinstance(axis, str) for axis in unwanted):
        raise ValueError(f"{place}, unwanted = {quoted(unwanted)}; it needs a list of axes")
    if both := sorted({a for a in unwanted if a in output or unwanted.count(a) > 1}):
        raise ValueError(f"{place}, unwanted: {quoted(both[0])} is wanted too, or said twice; keep one of them")
    text = entry.get("text", "")
    if not isinstance(text, str):
        raise ValueError(f"{place}, text = {quoted(text)}; it needs a sentence")
    legs = entry.get("legs", 1)
    if legs not in (1, 2) or isinstance(legs, bool):
        raise ValueError(f"{place}, legs = {quoted(legs)}; it needs 1 or 2")
    told = _shift(place, entry, output), _parts(place, entry, output)
    return Task(name, posture, output, tuple(unwanted), text, int(legs), *told)


def _shift(place: str, entry: Mapping[str, object], output: Mapping[str, float]) -> dict[str, float]:
    """What posture hands from axis to axis. Raises ValueError with one line."""
    shift = _numbers(f"{place}, shift", entry.get("shift", {}))
    for axis in shift:
        if axis not in output:
            raise ValueError(f"{place}, shift: {quoted(axis)} is no axis of its output; it has {', '.join(output)}")
    if abs(sum(shift.values())) > 1e-9 or any(abs(part) > 1.0 for part in shift.values()):
        raise ValueError(
            f"{place}, shift = {quoted(shift)}; it needs parts of -1 to 1 that add up to 0: what one axis gets another gives"
        )
    return shift


def _parts(place: str, entry: Mapping[str, object], output: Mapping[str, float]) -> dict[str, float]:
    """What each wanted axis takes of the torque. Raises ValueError with one line."""
    parts = _numbers(f"{place}, parts", entry.get("parts", {}))
    wanted = {axis for axis, weight in output.items() if weight != 0.0}
    if parts and (set(parts) != wanted or abs(sum(parts.values()) - 1.0) > 1e-6 or min(parts.values()) <= 0.0):
        raise ValueError(
            f"{place}, parts = {quoted(parts)}; it needs one above 0 for each axis of its output, which add up to 1"
        )
    return parts


def _numbers(place: str, given: object) -> dict[str, float]:
    if not isinstance(given, dict) or not all(map(is_number, given.values())):
        raise ValueError(f"{place} = {quoted(given)}; it needs numbers by name, such as {{ hip_flexion = -1.0 }}")
    return given


def _named(folder: Path | None) -> dict[str, Task]:
    own = {} if folder is None else _read(folder, state(folder))
    return {**_read(FOLDER, state(FOLDER)), **own}


def task_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the movements that ship, without side, and of those that a folder of tables brings."""
    return tuple(_named(folder))


def named_task(name: str, folder: Path | None = None) -> Task:
    """A movement by its name without side; that of a body's own folder goes before one that ships.

    Raises ValueError, with the nearest name of both, for an unknown one.
    """
    known = _named(folder)
    if name not in known:
        raise UnknownTaskError(name, nearest(name, tuple(known)))
    return known[name]


def _split_side(name: str) -> tuple[str, str]:
    base, _, side = name.rpartition("_")
    return (base, side) if side in SIDES else (name, "")


def _check_axes(task: Task, anatomy: Anatomy) -> Task:
    for axis in (*task.output, *task.unwanted):
        if axis not in anatomy.axes:
            raise ValueError(
                f"task {task.name}: {anatomy.model} on the {' and '.join(anatomy.sides)} has no axis {quoted(axis)}; "
                + nearest(axis, anatomy.axes)
            )
    if not any(task.output.values()):
        raise ValueError(f"task {task.name}: needs an output, such as hip_flexion = -1.0 for extension")
    return task


def _expand(task: Task, anatomy: Anatomy) -> list[Task]:
    """A movement on every side of the body; once only if it has a side already or needs none."""
    _, side = _split_side(task.name)
    if side or all(axis in anatomy.axes for axis in task.output):
        return [task]
    return [task.on(side, anatomy) for side in anatomy.sides]


def resolve(tasks: Collection[str | Task], anatomy: Anatomy) -> tuple[Task, ...]:
    """The movements of a body, with their sides, sorted by name.

    Args:
        tasks: names that ship or stand in ``tasks.toml`` beside the tables of the body (``hip_extension`` is done on
            every side of the body, ``hip_extension_right`` on one), or `Task` objects of your own.
        anatomy: the body.

    Raises:
        ValueError: unknown name, side or axis, or two tasks of one name; one line that says what would be right.
    """
    found: list[Task] = []
    for entry in [tasks] if isinstance(tasks, str) else tasks:
        if isinstance(entry, Task):
            found += _expand(entry, anatomy)
            continue
        base, side = _split_side(entry)
        if side and side not in anatomy.sides:
            raise ValueError(f"task {entry}: the body has no {side} side; it has {' and '.join(anatomy.sides)}")
        task = named_task(base, anatomy.folder)
        found += [task.on(side, anatomy)] if side else _expand(task, anatomy)
    names = [task.name for task in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"task {name} stands twice; every task needs a name of its own")
    return tuple(sorted((_check_axes(task, anatomy) for task in found), key=lambda task: task.name))
