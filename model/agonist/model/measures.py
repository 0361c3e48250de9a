"""What is read from a run: shares, effort, failures, onsets, the area of a loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agonist.model.blocks import Channel
from agonist.model.body.constitution import threshold_row
from agonist.model.body.wiring import Floats, Ints, Structure
from agonist.model.layout import MEMBERS
from agonist.model.own.parts import Part
from agonist.model.own.variant import in_force
from agonist.model.remembered import by_identity
from agonist.model.rules import planning, timing
from agonist.model.scenario import Resolved


class View(NamedTuple):
    """The channels that describe one task: its muscles, in canonical order, and the task itself."""

    task: str
    muscles: tuple[str, ...]
    channels: tuple[Channel, ...]

    @property
    def body(self) -> tuple[str, ...]:
        """Every muscle of the body, in canonical order."""
        return tuple(c.unit for c in self.channels if c.area == "muscles" and c.variable == BODY_CHANNELS[0])

    def column(self, area: str, unit: object, variable: str) -> int:
        """Position of a channel."""
        return self.channels.index(Channel(area, unit, variable))


MEMBER_CHANNELS = ("torque_nm", "fast", "slow", "activation", "placed")
LIFT = ("effort", "demand_nm", "voluntary_nm", "fresh")  # of a task: what a lift begins with
ONSET = ("command_rise_ms", "force_delay_ms", "onset_latest_ms")  # rows of the table with which onsets are reckoned
TASK_CHANNELS = (*LIFT, "failed", "torque_nm")
MUSCLE_CHANNELS = ("fatigued", "area", "sarcomeres", "chronic")
BODY_CHANNELS = ("excitability", "activation")


def helpers(structure: Structure, task: str) -> tuple[str, ...]:
    """Muscles that pull in the direction of the task."""
    rows = structure.start["members"]
    return tuple(m for u, (t, m) in enumerate(structure.names.members) if t == task and rows[u, MEMBERS.arm_m] > 0.0)


def view(structure: Structure, task: str, extra: Sequence[Channel] = ()) -> View:
    """The channels to record for a task."""
    muscles = helpers(structure, task)
    channels = [Channel("members", (task, m), v) for v in MEMBER_CHANNELS for m in muscles]
    channels += [Channel("muscles", m, v) for v in MUSCLE_CHANNELS for m in muscles]
    channels += [Channel("muscles", m, v) for v in BODY_CHANNELS for m in structure.names.muscles]
    channels += [Channel("tasks", task, v) for v in TASK_CHANNELS]
    channels += [Channel("joints", j, v) for v in ("effusion_ml", "pain") for j in structure.names.joints]
    return View(task, muscles, (*channels, *(c for c in extra if c not in channels)))


def of_muscles(seen: View, values: Floats, area: str, variable: str) -> Floats:
    """One variable of every muscle of a view: [..., muscles]."""
    return values[..., _columns(seen, area, variable)]


@by_identity
def _columns(seen: View, area: str, variable: str) -> list[int]:
    keys = [(seen.task, m) if area == "members" else m for m in seen.muscles]
    return [seen.column(area, key, variable) for key in keys]


INHIBITED = 0.9  # part of the greatest excitability of the same life, below which a muscle counts as inhibited


def inhibited_at(seen: View, samples: Floats) -> NDArray[np.bool_]:
    """When each muscle of a view is inhibited, whatever does it: [time, muscles]."""
    free = of_muscles(seen, samples, "muscles", "excitability")
    return np.asarray(free < INHIBITED * free.max(axis=0, initial=0.0))


def within(days: Floats, held: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """From when to when something `held` [time], days."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], held, [False]]).astype(int)))
    last = len(days) - 1
    return [(float(days[a]), float(days[min(b, last)])) for a, b in edges.reshape(-1, 2)]


def of_body(seen: View, values: Floats, variable: str) -> Floats:
    """One variable of every muscle of the body: [..., muscles of the body]."""
    return values[..., _body_columns(seen, variable)]


@by_identity
def _body_columns(seen: View, variable: str) -> list[int]:
    return [seen.column("muscles", m, variable) for m in seen.body]


def of_task(seen: View, values: Floats, variable: str) -> Floats:
    """One variable of the task of a view: [...]."""
    return values[..., _task_column(seen, variable)]


@by_identity
def _task_column(seen: View, variable: str) -> int:
    return seen.column("tasks", seen.task, variable)


def shares(seen: View, values: Floats) -> Floats:
    """Share of the active torque of the task by muscle, [..., muscles]; adds up to one."""
    torque = of_muscles(seen, values, "members", "torque_nm")
    with np.errstate(invalid="ignore", divide="ignore"):
        return torque / torque.sum(axis=-1, keepdims=True)


def lift_effort(effort: float, demand_nm: float, voluntary_nm: float, fresh: float, usual: float) -> float:
    """Effort with which a light lift starts in somebody who needs `effort` for `demand_nm`.

    In health a lift takes the effort `usual`, which equals its part of the maximum; where less is needed, less of it in
    proportion, ``usual effort / (demand / capacity)``; more where muscles are tired, which people know (`fresh`, x rested), and
    what else is needed comes later (`timing.started`). NaN where nothing was practised.
    """
    most = 1.0 / max(fresh, planning.LEAST_FRESH)
    return usual * min(effort * voluntary_nm / demand_nm, most) if demand_nm > 0.0 else math.nan


def starts(own: tuple[Part, ...], value: Callable[[str], float]) -> Callable[[float, float, float, float], float]:
    """Onset, ms before movement, by effort, excitability, weight and threshold of a muscle, with the rules in force.

    `value` gives a row of the parameter table by its name.
    """
    onset_ms, called = in_force(own, timing.onset_ms), in_force(own, timing.called)
    rise, delay, latest = (value(name) for name in ONSET)
    return lambda effort, ready, weight, threshold: called(
        onset_ms(effort, ready, weight, threshold, rise, delay), latest
    )


def usual_starts(own: tuple[Part, ...], value: Callable[[str], float]) -> Callable[[float, float, float], float]:
    """Effort with which the healthy body meets a load, by load and its efforts at both ends (`usual_light`, `usual_hard`).

    With the rules in force; `value` as in `starts`.
    """
    usual_for = in_force(own, planning.usual_for)
    light_load, usual, hard_load = (value(name) for name in ("load_light", "load_usual", "load_hard"))
    return lambda load, light, hard: usual_for(load, light, usual, hard, light_load, usual, hard_load)


def threshold_of(resolved: Resolved, muscle: str) -> float:
    """Recruitment threshold of a muscle of a body: its row of the parameter table, activation."""
    return resolved.parameters[threshold_row(resolved.subject.graph.nodes[muscle]["anatomical_name"])]


def lift_onsets(
    task: Sequence[float],
    pulls: Iterable[tuple[float, float, float]],
    rows: Mapping[str, float],
    own: tuple[Part, ...] = (),
) -> list[float]:
    """Onsets before movement in a light lift on a rising command, ms; negative: after it, NaN: nothing was practised.

    `task` is what `LIFT` names; `pulls` are excitability, weight and threshold of each muscle; effort, rise and delay are
    `rows` of the table.
    """
    effort, demand_nm, voluntary_nm, fresh = task
    lift = lift_effort(effort, demand_nm, voluntary_nm, fresh, rows["onset_effort"])
    if math.isnan(lift):
        return [math.nan for _ in pulls]
    onset_ms = starts(own, rows.__getitem__)
    return [onset_ms(lift, ready, weight, threshold) for ready, weight, threshold in pulls]


class WindowColumns(NamedTuple):
    """Where the numbers of a reading stand among the channels of a view, and what its onsets need besides."""

    torque: Ints
    ready: Ints
    weight: Ints
    placed: Ints
    task: Ints  # the four that `lift_onsets` is asked with, failures
    thresholds: list[float]


@by_identity
def _window_columns(seen: View, resolved: Resolved) -> WindowColumns:
    torque = np.array(_columns(seen, "members", "torque_nm"))
    ready = np.array(_columns(seen, "muscles", "excitability"))
    weight = np.array(_columns(seen, "members", "fast"))
    placed = np.array(_columns(seen, "members", "placed"))
    task = np.array([_task_column(seen, variable) for variable in (*LIFT, "failed")])
    thresholds = [threshold_of(resolved, muscle) for muscle in seen.muscles]
    return WindowColumns(torque, ready, weight, placed, task, thresholds)


class WindowValues(NamedTuple):
    """What is read in one window: share and onset (ms) by muscle, in the order of the view, effort and failures."""

    share: list[float]
    effort: float
    failed: float
    onset_ms: list[float]


def window_values(seen: View, means: Floats, resolved: Resolved) -> list[WindowValues]:
    """What is read in every window of a life; `means` is [windows, channels] of the view.

    The onset is that of a light lift (see `lift_onsets`) with the mean weights and excitabilities and the effort that
    they ask for; negative is after movement, NaN where nothing was practised.
    """
    at, rows, own = _window_columns(seen, resolved), resolved.parameters, resolved.subject.own
    torque = np.take(means, at.torque, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (torque / torque.sum(axis=1, keepdims=True)).tolist()
    ready = (np.take(means, at.ready, axis=1) * np.take(means, at.placed, axis=1)).tolist()
    weight, task = (np.take(means, columns, axis=1).tolist() for columns in (at.weight, at.task))
    found = []
    for w, (*lift, failed) in enumerate(task):
        pulls = zip(ready[w], weight[w], at.thresholds, strict=True)
        found.append(WindowValues(share[w], lift[0], failed, lift_onsets(lift, pulls, rows, own)))
    return found


def onsets_ms(seen: View, means: Floats, resolved: Resolved) -> dict[str, float]:
    """Onset of each muscle of a view in one window, ms, as `window_values`; `means` is [channels] of the view."""
    (found,) = window_values(seen, means[None], resolved)
    return dict(zip(seen.muscles, found.onset_ms, strict=True))


def loop_area(dose: Floats, up: Floats, down: Floats) -> float:
    """Area between the branches of a share when the inhibition is raised and lowered again.

    `dose`, `up` and `down` are [levels], all in the order of rising dose. Integral of down - up over dose.
    """
    gap = np.asarray(down, dtype=float) - np.asarray(up, dtype=float)
    return float(np.sum(0.5 * (gap[1:] + gap[:-1]) * np.diff(np.asarray(dose, dtype=float))))
