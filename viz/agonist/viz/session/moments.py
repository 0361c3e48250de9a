"""The rows of the page: what the view draws, from the values of all channels at some moments of a life."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from agonist.model import columns as columns_of
from agonist.model.blocks import Channel
from agonist.model.body.wiring import Bools, Floats, Structure
from agonist.model.layout import AREAS
from agonist.model.measures import LIFT, ONSET, lift_effort, threshold_of
from agonist.model.own.variant import in_force
from agonist.model.rules import injury, tissue
from agonist.model.scenario import Resolved
from agonist.viz.session.history import Rows

MUSCLE = (
    "activation", "excitability", "fatigued", "hurt", "stiffness", "sarcomeres", "spinal", "asleep", "injuries", "damage",
    "scar", *tissue.STRENGTH,
)  # fmt: skip
MEMBER = ("torque_nm", "command", "activation", "fast", "slow", "placed")
TASK = (*LIFT, "failed", "done")
JOINT = ("effusion_ml", "pain", "episodes")
STRETCHED = 1.3  # healthy optimal lengths at which tightness is read

Utmost = tuple[list[float], list[float]]  # maximal voluntary torque (N m) and voluntary activation of every task


def channels_of(structure: Structure) -> tuple[Channel, ...]:
    """Everything that a row of the page is made from."""
    names = structure.names
    return tuple(
        Channel(area, unit, variable)
        for area, units, variables in (
            ("muscles", names.muscles, MUSCLE),
            ("members", names.members, MEMBER),
            ("tasks", names.tasks, TASK),
            ("joints", names.joints, JOINT),
        )
        for variable in variables
        for unit in units
    )


Columns = dict[str, Floats]  # a variable of each unit of an area, [moments, units]


class Moments:
    """Makes the rows of one life, in the order of their days."""

    def __init__(self, resolved: Resolved) -> None:
        self.resolved = resolved
        self.structure = resolved.subject.structure
        names = self.structure.names
        self.sizes = len(names.muscles), len(names.members), len(names.tasks), len(names.joints)
        self.starters = self._starters()
        self.rested = [(0.0, 0.0)] * len(names.tasks)  # repetitions done, and the day of the last beat that had any

    def rows(self, values: Floats, days: Floats, beats: Bools, utmost: Mapping[int, Utmost]) -> Rows:
        """Rows [moments, width] from the values of all channels [moments, channels]; `utmost` by place, where it was read."""
        n, m, t, j = self.sizes
        count = len(values)
        ends = np.cumsum([len(MUSCLE) * n, len(MEMBER) * m, len(TASK) * t])
        parts = np.split(values, ends, axis=1)
        muscle, member, task, joint = (
            dict(zip(names, part.reshape(count, len(names), size).swapaxes(0, 1), strict=True))
            for names, part, size in zip((MUSCLE, MEMBER, TASK, JOINT), parts, self.sizes, strict=True)
        )
        onsets = self._onsets(member["fast"] * member["placed"], muscle["excitability"], task)
        torque, voluntary = self._utmost(count, utmost)
        blocks = [
            days, muscle["activation"], muscle["excitability"], muscle["fatigued"], muscle["hurt"],
            self._strengths(muscle), self._tightness(muscle), self._shares(member["torque_nm"]), member["command"],
            member["activation"], member["fast"], member["slow"], onsets, task["effort"], task["failed"],
            joint["effusion_ml"], joint["pain"], self._reflexes(muscle), muscle["sarcomeres"], muscle["area"],
            muscle["injuries"], torque, voluntary, self._hazards(muscle), joint["episodes"],
            self._rests(task["done"], days, beats), beats,
        ]  # fmt: skip
        return np.concatenate([np.asarray(b, np.float32).reshape(count, -1) for b in blocks], axis=1)

    def _utmost(self, count: int, utmost: Mapping[int, Utmost]) -> Floats:
        """What a maximal effort gave, [2, moments, tasks]; unknown where none was read."""
        found = np.full((2, count, self.sizes[2]), math.nan)
        for place, read in utmost.items():
            found[:, place] = read
        return found

    def _asked(self, function: Callable[..., None], columns: Sequence[Floats], *numbers: float) -> Floats:
        """A rule of some quantities of all muscles at all moments, [moments, muscles]."""
        found = np.empty(columns[0].shape)
        parts = np.stack([column.ravel() for column in columns])
        columns_of.asked(function, self.resolved.subject.own)(parts, found.ravel(), *numbers)
        return found

    def _strengths(self, muscle: Columns) -> Floats:
        """Size and force per size of every muscle against a healthy one."""
        return self._asked(columns_of.strengths, [muscle[v] for v in tissue.STRENGTH])

    def _tightness(self, muscle: Columns) -> Floats:
        """How hard every muscle, stretched, pulls against a healthy one."""
        return self._asked(columns_of.tightnesses, [muscle["stiffness"], muscle["sarcomeres"]], STRETCHED)

    def _rests(self, done: Floats, days: Floats, beats: Bools) -> list[list[float]]:
        """How long each task has rested, days: since the beat by which it was last done, however fast it is lived."""
        found = []
        for now, day, beat in zip(done.tolist(), days.tolist(), beats.tolist(), strict=True):
            pairs = zip(now, self.rested, strict=True)
            found.append([0.0 if count > then else day - last for count, (then, last) in pairs])
            if beat:
                self.rested = [(count, day - rest) for count, rest in zip(now, found[-1], strict=True)]
        return found

    def _reflexes(self, muscle: Columns) -> Floats:
        """Reflex amplitude of every muscle, of a young one without inhibition."""
        told = (self.resolved.parameters[name] for name in ("reflex_disuse", "reflex_own"))
        return self._asked(columns_of.reflexes, [muscle["spinal"], muscle["asleep"]], *told) / 100.0

    def _hazards(self, muscle: Columns) -> Floats:
        """Chance of injury of each muscle in a day, the rule of the measures on the present damage and scar."""
        own, rows = self.resolved.subject.own, self.resolved.parameters
        full = in_force(own, injury.frail)(rows["hazard_full_day"], rows["fragility"])
        gains = (rows[name] for name in ("hazard_steepness", "hazard_repeat"))
        return self._asked(columns_of.hazards, [muscle["damage"], muscle["scar"]], full, *gains)

    def _shares(self, torque: Floats) -> Floats:
        """Share of the torque of a task among those that pull its way; before the first bout, of its capacity."""
        start, members = self.structure.start["members"], AREAS["members"]
        pulls = np.where(start[:, members.arm_m] > 0.0, np.maximum(torque, 0.0), 0.0)
        first = self.structure.wiring.member_first
        for low, high in zip(first[:-1], first[1:], strict=True):
            part = pulls[:, low:high]
            whole = part.sum(axis=1, keepdims=True)
            still = start[low:high, members.capacity_share]
            pulls[:, low:high] = np.where(whole > 0.0, part / np.where(whole > 0.0, whole, 1.0), still)
        return pulls

    def _onsets(self, weights: Floats, excitability: Floats, task: Columns) -> Floats:
        """Onset of each member, ms before the limb moves (after it: negative); none for an antagonist.

        The rule of the measures on the present state; none before the first bout of a task.
        """
        rows = self.resolved.parameters
        onsets, times = np.full(weights.shape, np.nan), [rows[name] for name in ONSET]
        begins, begun = (
            columns_of.asked(columns_of.onsets, self.resolved.subject.own),
            partial(lift_effort, usual=rows["onset_effort"]),
        )
        for t, (members, owners, thresholds) in enumerate(self.starters):
            asked = zip(*(task[v][:, t].tolist() for v in LIFT), strict=True)
            effort = np.array([begun(*lift) for lift in asked])
            done = np.flatnonzero(~np.isnan(effort))
            found = np.empty((len(done), len(members)))
            at, who = np.ix_(done, members), np.ix_(done, owners)
            begins(effort[done], excitability[who], weights[at], thresholds, found, *times)
            onsets[at] = found
        return onsets

    def _starters(self) -> list[tuple[list[int], list[int], Floats]]:
        """Who pulls the way of each task: member, muscle, recruitment threshold."""
        wiring, names = self.structure.wiring, self.structure.names
        arms, found = self.structure.start["members"][:, AREAS["members"].arm_m], []
        for low, high in zip(wiring.member_first[:-1], wiring.member_first[1:], strict=True):
            members = [u for u in range(int(low), int(high)) if arms[u] > 0.0]
            owners = [int(wiring.member_muscle[u]) for u in members]
            thresholds = np.array([threshold_of(self.resolved, names.muscles[owner]) for owner in owners])
            found.append((members, owners, thresholds))
        return found
