"""A laboratory for one patient: efforts of a copy, in the same compiled engine, that leave the patient untouched."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from agonist.model.assessment.attempt import Attempt, let_through
from agonist.model.blocks import WHOLE, Channel, Run, block_watch, lane_state, learner_code, sampling
from agonist.model.body.graph import Member, members
from agonist.model.body.pieces import Angles, frozen
from agonist.model.body.stance import plain
from agonist.model.body.subject import Subject
from agonist.model.body.tasks import Task
from agonist.model.body.wiring import Floats, area_starts
from agonist.model.clock import Block, ready
from agonist.model.engine import carry
from agonist.model.layout import AREAS, AXES, CROSSINGS, JOINTS, LANES, MEMBERS, MUSCLES, PARAMETERS, TASKS
from agonist.model.own.asked import compiled
from agonist.model.own.reach import taking_part
from agonist.model.own.variant import Rule, in_force
from agonist.model.plan import Rows
from agonist.model.rules import fatigue, observe, overstretch, tissue
from agonist.model.rules import joint as joint_rules

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

STEP_S, LONGEST_S = 2.0, 1200.0  # of a hold that is watched until it fails
UTMOST = 100.0  # a load, in healthy maxima, that nobody lifts: effort goes to its bound


def _hold(task: int, load: float, seconds: float, count: int) -> Rows:
    """A clock of `count` like repetitions, each right after the other."""
    second = np.arange(count, dtype=np.int64) * max(1, round(seconds))
    ones, none = np.ones(count), np.zeros(count, dtype=np.int64)
    rest = np.full(count, seconds / 86_400.0)
    rest[0] = 0.0
    which = np.full(count, task, dtype=np.int64)
    return Rows(second, rest, rest, which, ones, ones * load, ones * seconds, none, np.zeros(count))


def task_of(subject: Subject, name: str) -> Task:
    """The movement behind a task of a graph."""
    facts = subject.graph.nodes[name]
    posture = {k.removeprefix("posture_"): v for k, v in facts.items() if k.startswith("posture_")}
    output = {k.removeprefix("output_"): v for k, v in facts.items() if k.startswith("output_")}
    return Task(name, posture, output)


def coordinate_of(subject: Subject, task: str) -> str:
    """The joint angle that a task is measured over. Raises ValueError where the body has none for it."""
    if subject.anatomy is None:
        raise ValueError("an angle needs a body with anatomy; a graph has no joint angles")
    output = task_of(subject, task).output
    axis = max(output, key=lambda name: abs(output[name]))
    plain = axis.removesuffix("_right").removesuffix("_left")
    if plain not in subject.anatomy.coordinates:
        raise ValueError(f"{task} has no joint angle that its torque could be measured over")
    return plain


@lru_cache(maxsize=2048)
def places(anatomy: Anatomy, posture: Angles, output: Angles) -> dict[str, Member]:
    """Every muscle of a body in a movement, by name."""
    return {m.muscle: m for m in members(anatomy, Task("movement", dict(posture), dict(output)))}


KEPT = ("cue", "stimulation", "feedback")  # what an assessment takes off, unless it is asked under it


class Bench:
    """Efforts of up to `LANES` people side by side (or of the first), on copies: the `state` is never written back."""

    def __init__(self, subject: Subject, state: Floats, lanes: int = LANES) -> None:
        self.subject, self.structure, self.own = subject, subject.structure, taking_part(subject.own, "frozen")
        self.lanes = lanes
        self._lifted: dict[tuple[str, float, float | None, tuple[str, ...]], tuple[Block, dict[int, Attempt]]] = {}
        self._settled: Block | None = None
        self._rested: Bench | None = None
        self._flat = self._closed(state)

    def _closed(self, state: Floats) -> Floats:
        """The state after tissue answers to what was lived since midnight; nobody is injured by being looked at."""
        block = self._block_of(state.copy())
        if not block.muscles.reshape(-1, MUSCLES.size, LANES)[:, MUSCLES.day_lived].any():
            return state
        hazard = block.parameters.reshape(PARAMETERS.size, LANES)[PARAMETERS.hazard_full_day]
        usual = hazard.copy()
        hazard[:] = 0.0
        self.carry(block, _hold(-1, 0.0, 0.0, 1)._replace(midnight=np.ones(1, dtype=np.int64)))
        hazard[:] = usual
        return block.state

    def settled(self) -> Block:
        """The block with readiness and inhibition as they are at this moment."""
        if self._settled is None:
            self._settled = self.copy()
            self.carry(self._settled, _hold(-1, 0.0, 0.0, 1))
        return self._settled

    def _block_of(self, flat: Floats) -> Block:
        """A block over a flat state."""
        first = area_starts(self.structure)
        edges = [*first.values(), len(flat)]
        views: dict[str, Any] = {area: flat[edges[n] : edges[n + 1]] for n, area in enumerate(first)}
        return Block(state=flat, **views, **_still(len(self.structure.names.muscles), len(self.structure.names.joints)))

    def copy(self, keep: Collection[str] = ()) -> Block:
        """A fresh copy in every lane that tries nothing new, and takes no cues, current or feedback unless kept."""
        block = self._block_of(self._flat.copy())
        block.parameters.reshape(PARAMETERS.size, LANES)[PARAMETERS.exploration_sd] = 0.0
        muscles, tasks = block.muscles.reshape(-1, MUSCLES.size, LANES), block.tasks.reshape(-1, TASKS.size, LANES)
        muscles[:, [v for n, v in (("cue", MUSCLES.cue), ("stimulation", MUSCLES.stimulation)) if n not in keep]] = 0.0
        block.parameters.reshape(PARAMETERS.size, LANES)[PARAMETERS.guard_tasks] = 0.0  # nobody spares a leg in a test
        tasks[:, TASKS.legs] = 1.0
        tasks[:, [TASKS.load_factor, TASKS.reps_factor]] = 1.0
        tasks[:, [TASKS.external_nm, TASKS.device]] = 0.0
        if "feedback" not in keep:
            block.members.reshape(-1, MEMBERS.size, LANES)[:, MEMBERS.target] = -1.0
            block.members.reshape(-1, MEMBERS.size, LANES)[:, MEMBERS.strategy] = 0.0
        return block

    def rested(self) -> Bench:
        """Everybody without the fatigue of the last minutes; the bench itself where nobody has any."""
        if self._rested is None:
            flat = self._flat.copy()
            muscles = self._block_of(flat).muscles.reshape(-1, MUSCLES.size, LANES)
            self._rested = self
            if muscles[:, MUSCLES.fatigued].any():
                muscles[:, [MUSCLES.fatigued, MUSCLES.tired]] = 0.0
                self._rested = Bench(self.subject, flat, self.lanes)
        return self._rested

    def lived(self, name: str, lane: int) -> float:
        """A value of the parameter table as it is lived; copies for tests guard nothing and explore nothing."""
        own = self._block_of(self._flat).parameters.reshape(PARAMETERS.size, LANES)
        return float(own[getattr(PARAMETERS, name), lane])

    def carry(self, block: Block, clock: Rows, channels: Sequence[Channel] = (), lanes: int = 0) -> Floats:
        """Live a block through a clock, with nothing learned; the series of some channels."""
        run = Run(self.structure, {}, clock, (), {}, 0, learner_code("frozen"), "", own=self.own)
        runs = [run] * (lanes or self.lanes)
        every = 1 if channels else None
        return carry(block, runs, block_watch(runs, channels, sampling(len(clock.second), every)))[0]

    def rows(self, task: str) -> slice:
        """Which members belong to a task."""
        q, first = self.structure.names.tasks.index(task), self.structure.wiring.member_first
        return slice(int(first[q]), int(first[q + 1]))

    def effort(self, task: str, load: float, angle: float | None, keep: tuple[str, ...], lane: int) -> Attempt:
        """One repetition of somebody against a load, in healthy maxima, at the task's posture or an angle in degrees."""
        asked = (task, load, angle, keep)
        if asked not in self._lifted:
            self._lifted[asked] = self._lift(task, load, None if angle is None else [angle] * LANES, keep), {}
        block, read = self._lifted[asked]
        if lane not in read:
            read[lane] = self._read(block, task, lane)
        return read[lane]

    def _lift(self, task: str, load: float, angles: Sequence[float] | None, keep: tuple[str, ...]) -> Block:
        """A copy after one repetition in each lane."""
        block = self.copy(keep)
        muscles = block.muscles.reshape(-1, MUSCLES.size, LANES)
        muscles[:, MUSCLES.fatigued] = muscles[
            :, MUSCLES.tired
        ]  # brief: all are called up, whatever a hold has used up
        if angles is not None:
            self._place(block, task, angles)
        self.carry(block, _hold(self.structure.names.tasks.index(task), load, 1.0, 1))
        return block

    def over(self, task: str, load: float, angles: Sequence[float], keep: tuple[str, ...] = ()) -> list[Attempt]:
        """One repetition in each lane, each at its own joint angle in degrees."""
        block = self._lift(task, load, angles, keep)
        return [self._read(block, task, lane) for lane in range(len(angles))]

    def _place(self, block: Block, task: str, angles: Sequence[float]) -> None:
        """Put each lane at its own joint angle."""
        movement, coordinate = task_of(self.subject, task), coordinate_of(self.subject, task)
        mine = block.members.reshape(-1, MEMBERS.size, LANES)[self.rows(task)]
        names = [m for _, m in self.structure.names.members[self.rows(task)]]
        owners = self.structure.wiring.member_muscle[self.rows(task)]
        long = block.muscles.reshape(-1, MUSCLES.size, LANES)[owners, MUSCLES.body_length]
        for lane, angle in enumerate(angles):
            posture = frozen({**movement.posture, **self._shifted(block, task, lane), coordinate: float(angle)})
            found = places(self.subject.anatomy, posture, frozen(movement.output))
            for u, name in enumerate(names):
                place = found[name]
                mine[u, [MEMBERS.arm_m, MEMBERS.length, MEMBERS.cos_pennation], lane] = (
                    place.arm_m,
                    place.length * long[u, lane],
                    place.cos_pennation,
                )
        compiled(ready, self.own)(block, self.structure.wiring, LANES)

    def _shifted(self, block: Block, task: str, lane: int) -> dict[str, float]:
        """Angles, deg, to which habitual posture has moved the start of a task."""
        start = block.axes.reshape(-1, AXES.size, LANES)[:, AXES.start_deg, lane]
        axes = self.structure.names.axes
        return {plain(axis): float(start[n]) for n, (of, axis) in enumerate(axes) if of == task and start[n] != 0.0}

    def _read(self, block: Block, task: str, lane: int) -> Attempt:
        rows, q = self.rows(task), self.structure.names.tasks.index(task)
        mine = block.members.reshape(-1, MEMBERS.size, LANES)[rows, :, lane].copy()
        whole = block.tasks.reshape(-1, TASKS.size, LANES)[q, :, lane]
        names = tuple(m for _, m in self.structure.names.members[rows])
        ready = block.muscles.reshape(-1, MUSCLES.size, LANES)[:, MUSCLES.excitability, lane]
        excitability = ready[self.structure.wiring.member_muscle[rows]] * mine[:, MEMBERS.placed]
        own = slice(*(int(self.structure.wiring.axis_first[q + n]) for n in (0, 1)))
        axes = block.axes.reshape(-1, AXES.size, LANES)[own, :, lane]
        through = let_through(self.structure.wiring.axis_arm[own, rows], axes, mine, float(whole[TASKS.posture]))
        return Attempt(
            names, mine[:, MEMBERS.capacity_share] > 0.0, mine[:, MEMBERS.capacity_share], mine[:, MEMBERS.activation],
            mine[:, MEMBERS.torque_nm], mine[:, MEMBERS.arm_m], mine[:, MEMBERS.fast], mine[:, MEMBERS.command],
            excitability, float(whole[TASKS.effort]), float(whole[TASKS.demand_nm]), float(whole[TASKS.failed]),
            float(whole[TASKS.usual_per_load]), float(whole[TASKS.fresh]), through,
        )  # fmt: skip


@lru_cache(maxsize=16)
def _still(muscles: int, joints: int) -> dict[str, Any]:
    """Keys of draws that are never used, because nothing is explored."""
    words, turns = (np.zeros(count * LANES, dtype=WHOLE) for count in (muscles, joints))
    return {"keys": np.zeros(LANES, dtype=WHOLE), "words": words, "fates": words, "turns": turns}


class Laboratory:
    """Efforts of one patient: one lane of a bench. `state` is a copy by area, [units, size]; nothing is written back."""

    def __init__(
        self,
        subject: Subject,
        state: Mapping[str, Floats],
        bench: Bench | None = None,
        lane: int = 0,
        keep: tuple[str, ...] = (),
    ) -> None:
        self.subject, self.structure, self.lane, self.keep = subject, subject.structure, lane, keep
        self.bench = Bench(subject, repeated(state), 1) if bench is None else bench
        self.now = lane_state(self.bench.settled(), self.structure, lane)

    def under(self, keep: tuple[str, ...]) -> Laboratory:
        """The same patient, measured under a cue, a current or feedback that is on."""
        return Laboratory(self.subject, {}, self.bench, self.lane, keep)

    def rested(self) -> Laboratory:
        """The same patient without the fatigue of the last minutes."""
        return Laboratory(self.subject, {}, self.bench.rested(), self.lane, self.keep)

    def firing(self, one: Attempt) -> Floats:
        """Part of the motor units of each muscle that fires in an effort, 0..1, whether or not they are tired."""
        part, kept = self.rule(observe.firing), self.parameter("tired_firing")
        pairs = zip(one.muscles, one.activation, strict=True)
        tires = {m: (self.muscle(m, "fatigued"), self.muscle(m, "tired")) for m in one.muscles}
        return np.array([part(float(a), *tires[m], kept) for m, a in pairs])

    def alone(self) -> Bench:
        """A bench on which this patient stands in every lane."""
        units = self.bench.copy(self.keep).state.reshape(-1, LANES)
        return Bench(self.subject, np.repeat(units[:, self.lane], LANES))

    def rule(self, rule: Rule) -> Rule:
        """A rule as this patient's body has it."""
        return in_force(self.subject.own, rule)

    def parameter(self, name: str) -> float:
        """A value of this patient's parameter table."""
        return float(self.now["parameters"][0, getattr(PARAMETERS, name)])

    def muscle(self, name: str, variable: str) -> float:
        """A quantity of a muscle at this moment."""
        return float(self.now["muscles"][self.structure.names.muscles.index(name), getattr(MUSCLES, variable)])

    def rows(self, task: str) -> slice:
        """Which members belong to a task."""
        return self.bench.rows(task)

    def joint(self, name: str, variable: str) -> float:
        """A quantity of a joint at this moment."""
        own = self.bench.settled().joints.reshape(-1, JOINTS.size, LANES)
        return float(own[self.structure.names.joints.index(name), getattr(JOINTS, variable), self.lane])

    def guard_force(self, joint: str) -> float:
        """Greatest voluntary force of the muscles that the joint inhibits, of the healthy one, by how much it does."""
        own = self.bench.settled().crossings.reshape(-1, CROSSINGS.size, LANES)[:, :, self.lane]
        near, leaning = self.rule(joint_rules.of_side), self.joint(joint, "leaning")
        gains = [float(x[CROSSINGS.gain_fluid]) * near(float(x[CROSSINGS.flank]), leaning) for x in own]
        found = [(g, m) for g, (of, m) in zip(gains, self.structure.names.crossings, strict=True) if of == joint]
        inhibited = [(gain, m) for gain, m in found if gain > 0.0]
        force = {m: self.rule(tissue.strength)(*(self.muscle(m, n) for n in tissue.STRENGTH)) for _, m in inhibited}
        total = sum(gain for gain, _ in inhibited)
        return sum(g * force[m] * self.muscle(m, "excitability") for g, m in inhibited) / total if inhibited else 1.0

    def utmost(self, task: str, angle: float | None = None) -> Attempt:
        """A maximal voluntary effort: commands at their bound, antagonists as at the healthy maximum."""
        return self.effort(task, UTMOST, angle)

    def effort(self, task: str, load: float, angle: float | None = None) -> Attempt:
        """One repetition against a load, in healthy maxima, at the posture of the task or another angle in degrees."""
        return self.bench.effort(task, load, angle, self.keep, self.lane)

    def over_angles(self, task: str, angles: Sequence[float]) -> list[Attempt]:
        """Maximal voluntary efforts over joint angles in degrees."""
        parts, alone = [list(angles[n : n + LANES]) for n in range(0, len(angles), LANES)], self.alone()
        return [one for part in parts for one in alone.over(task, UTMOST, part, self.keep)]

    def passive_nm(self, task: str) -> float:
        """Passive torque of a task at its posture, N m."""
        block = self.bench.copy()
        self.bench.carry(block, _hold(self.structure.names.tasks.index(task), 0.0, 1.0, 1))
        return float(
            block.members.reshape(-1, MEMBERS.size, LANES)[self.rows(task), MEMBERS.passive_nm, self.lane].sum()
        )

    def failures(self, task: str, load: float, seconds: float, count: int) -> Floats:
        """1 for each part of a hold in which the load is not met, [count]; `load` in healthy maxima."""
        alone = self.alone()
        clock = _hold(self.structure.names.tasks.index(task), load, seconds, count)
        return np.asarray(alone.carry(alone.copy(), clock, (Channel("tasks", task, "failed"),), 1)[:, 0, 0])

    def held_s(self, task: str, load: float) -> float:
        """Seconds until a hold fails, infinite beyond twenty minutes; `load` in healthy maxima."""
        failed = np.flatnonzero(self.failures(task, load, STEP_S, int(LONGEST_S / STEP_S)) > 0.5)
        seconds = STEP_S * float(failed[0]) if len(failed) else math.inf
        return self.rule(fatigue.endured)(seconds, self.pain_of_work(task), self.parameter("pain_stops"))

    def pain_of_work(self, task: str) -> float:
        """Greatest pain of the muscles of a task when they are used, 0..10."""
        mine = [muscle for of, muscle in self.structure.names.members if of == task]
        return max((self.ache(muscle) for muscle in mine), default=0.0)

    def ache(self, muscle: str) -> float:
        """Pain of a muscle when it is used, 0..10: strained, given, or sore."""
        felt = self.muscle(muscle, "hurt") + self.muscle(muscle, "pained")
        return self.rule(overstretch.ache)(felt, self.muscle(muscle, "sore"), 1.0)


def repeated(state: Mapping[str, Floats]) -> Floats:
    """The state of one patient in every lane of a block."""
    return np.concatenate([np.repeat(np.asarray(state[area], dtype=float).ravel(), LANES) for area in AREAS])
