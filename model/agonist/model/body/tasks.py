"""Movements as data: the posture, the torque that is wanted, and the torque that is not."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from agonist.model.body.anatomy import SIDES, Anatomy
from agonist.model.parameters import nearest

FILE = Path(__file__).parent.parent / "tables" / "tasks.toml"


@dataclass(frozen=True)
class Task:
    """One movement.

    Attributes:
        name: such as ``hip_extension``, or ``hip_extension_right`` once it has a side.
        posture: degrees by joint coordinate; what is missing is 0.
        output: weight by axis of the torque that effort must meet; the sign is the wanted direction.
        unwanted: axes whose torque is a cost.
        text: one sentence about it.
    """

    name: str
    posture: Mapping[str, float]
    output: Mapping[str, float]
    unwanted: tuple[str, ...] = ()
    text: str = ""

    def on(self, side: str, anatomy: Anatomy) -> Task:
        """This movement on one side of a body: axes and name get the side; midline axes stay as they are."""

        def sided(axis: str) -> str:
            return axis if axis in anatomy.axes else f"{axis}_{side}"

        output = {sided(axis): weight for axis, weight in self.output.items()}
        return replace(self, name=f"{self.name}_{side}", output=output, unwanted=tuple(map(sided, self.unwanted)))


@cache
def _named() -> dict[str, Task]:
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Task(name, e["posture"], e["output"], tuple(e["unwanted"]), e["text"]) for name, e in entries.items()}


def task_names() -> tuple[str, ...]:
    """Names of the movements that ship, without side."""
    return tuple(_named())


def named_task(name: str) -> Task:
    """A movement that ships, by its name without side; a ValueError suggests the nearest name."""
    if name not in _named():
        raise ValueError(f"unknown task {name!r}; {nearest(name, task_names())}")
    return _named()[name]


def _split_side(name: str) -> tuple[str, str]:
    base, _, side = name.rpartition("_")
    return (base, side) if side in SIDES else (name, "")


def _check_axes(task: Task, anatomy: Anatomy) -> Task:
    for axis in (*task.output, *task.unwanted):
        if axis not in anatomy.axes:
            raise ValueError(
                f"task {task.name}: {anatomy.model} on the {' and '.join(anatomy.sides)} has no axis {axis!r}; "
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
        tasks: names that ship (``hip_extension`` is done on every side of the body, ``hip_extension_right`` on one),
            or `Task` objects of your own.
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
        task = named_task(base)
        found += [task.on(side, anatomy)] if side else _expand(task, anatomy)
    names = [task.name for task in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"task {name} stands twice; every task needs a name of its own")
    return tuple(sorted((_check_axes(task, anatomy) for task in found), key=lambda task: task.name))
