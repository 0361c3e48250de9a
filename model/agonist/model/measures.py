"""What is read from a run: shares, effort, failures, onsets, the area of a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from agonist.model.engine import Channel
from agonist.model.layout import Q
from agonist.model.rules import timing
from agonist.model.wiring import Floats, Structure


class View(NamedTuple):
    """The channels that describe one task: its muscles, in canonical order, and the task itself."""

    task: str
    muscles: tuple[str, ...]
    channels: tuple[Channel, ...]

    def column(self, area: str, unit: Any, variable: str) -> int:
        """Position of a channel."""
        return self.channels.index(Channel(area, unit, variable))


MEMBER_CHANNELS = ("torque_nm", "fast", "slow", "activation")
TASK_CHANNELS = ("effort", "failed", "demand_nm", "torque_nm")
MUSCLE_CHANNELS = ("excitability", "fatigued", "area", "sarcomeres", "chronic")


def helpers(structure: Structure, task: str) -> tuple[str, ...]:
    """Muscles that pull in the direction of the task."""
    rows = structure.start["Q"]
    return tuple(
        m for u, (t, m) in enumerate(structure.names.members) if t == task and rows[u, Q.arm_m] > 0.0
    )  # fmt: skip


def view(structure: Structure, task: str, extra: Sequence[Channel] = ()) -> View:
    """The channels to record for a task."""
    muscles = helpers(structure, task)
    channels = [Channel("Q", (task, m), v) for v in MEMBER_CHANNELS for m in muscles]
    channels += [Channel("M", m, v) for v in MUSCLE_CHANNELS for m in muscles]
    channels += [Channel("T", task, v) for v in TASK_CHANNELS]
    channels += [Channel("J", j, v) for v in ("effusion_ml", "pain") for j in structure.names.joints]
    return View(task, muscles, (*channels, *(c for c in extra if c not in channels)))


def of_muscles(seen: View, values: Floats, area: str, variable: str) -> Floats:
    """One variable of every muscle of a view: [..., muscles]."""
    keys = [(seen.task, m) if area == "Q" else m for m in seen.muscles]
    return values[..., [seen.column(area, key, variable) for key in keys]]


def of_task(seen: View, values: Floats, variable: str) -> Floats:
    """One variable of the task of a view: [...]."""
    return values[..., seen.column("T", seen.task, variable)]


def shares(seen: View, values: Floats) -> Floats:
    """Share of the active torque of the task by muscle, [..., muscles]; adds up to one."""
    torque = of_muscles(seen, values, "Q", "torque_nm")
    with np.errstate(invalid="ignore", divide="ignore"):
        return torque / torque.sum(axis=-1, keepdims=True)


def onsets_ms(seen: View, means: Floats, parameters: Mapping[str, float]) -> dict[str, float]:
    """Onset of each muscle before movement, ms, on a rising command with the mean weights and excitabilities."""
    return {}


def loop_area(dose: Floats, up: Floats, down: Floats) -> float:
    """Area between the branches of a share when the inhibition is raised and lowered again.

    `dose`, `up` and `down` are [levels], all in the order of rising dose. Integral of down - up over dose.
    """
    gap = np.asarray(down, dtype=float) - np.asarray(up, dtype=float)
    return float(np.sum(0.5 * (gap[1:] + gap[:-1]) * np.diff(np.asarray(dose, dtype=float))))
