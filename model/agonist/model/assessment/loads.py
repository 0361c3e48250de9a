"""Loads of movements that are measured in people: what a body has in reserve, what presses the knee, work and power."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.model.assessment.demands import Demand, demand_of
from agonist.model.assessment.registry import Conditions, measure
from agonist.model.assessment.test_bench import Laboratory, task_of
from agonist.model.body.anatomy import SIDES, joint_of
from agonist.model.body.pieces import Angles, frozen
from agonist.model.body.stance import plain
from agonist.model.body.tasks import named_task
from agonist.model.body.wiring import Floats
from agonist.model.layout import MEMBERS, TASKS
from agonist.model.optimum import cheapest, reserve, tolerated
from agonist.model.rules import fibres, muscle, nerve, recruitment, tissue

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy

G = 9.81
SPANS_M = 0.003  # a muscle with a longer arm than this crosses the joint
FORELEG = 0.06  # of body weight: shank and foot, which do not press the knee. Winter 2009 (.061)
MEAN_OF_PEAK = 2.0 / math.pi  # of half a wave
LEAST_GAIN = 0.05


class Legs(NamedTuple):
    """One side of a body at a posture: muscles of that side, and its arms (m), lengths and cosines."""

    names: tuple[str, ...]
    axes: tuple[str, ...]
    arms: Floats  # [muscles, axes]
    lengths: Floats
    cosines: Floats
    force_n: Floats


@lru_cache(maxsize=64)
def legs(anatomy: Anatomy, posture: Angles, side: str) -> Legs:
    """The muscles of a side at a posture, and the axes of that side's joints."""
    mine = [i for i, m in enumerate(anatomy.muscles) if m.side == side]
    columns = [k for k, axis in enumerate(anatomy.axes) if axis.endswith(f"_{side}")]
    angles = dict(posture)
    return Legs(
        tuple(anatomy.muscles[i].name for i in mine),
        tuple(anatomy.axes[k] for k in columns),
        anatomy.arms_m(angles)[np.ix_(mine, columns)],
        anatomy.lengths(angles)[mine],
        anatomy.cos_pennation(angles)[mine],
        np.array([anatomy.muscles[i].force_max_n for i in mine]),
    )


class Able(NamedTuple):
    """What the muscles of a leg can do now: greatest active and passive force (N), what habit leaves, and the leg."""

    leg: Legs
    active_n: Floats
    passive_n: Floats
    willing: Floats


def side_of(task: str) -> str:
    """The side of a task, right where it has none."""
    return next((s for s in SIDES if task.endswith(f"_{s}")), SIDES[1])


def able(lab: Laboratory, task: str, posture: Mapping[str, float] | None = None) -> Able:
    """Forces of every muscle of the side of a task at its posture; one that takes part in no task of the life is healthy."""
    angles = task_of(lab.subject, task).posture if posture is None else posture
    leg = legs(lab.subject.anatomy, frozen(angles), side_of(task))
    lengths, cosines, healthy = leg.lengths.tolist(), leg.cosines.tolist(), leg.force_n.tolist()
    rows = [forces_of(lab, *one) for one in zip(leg.names, lengths, cosines, healthy, strict=True)]
    willing = np.array([_gain(lab, task, name) for name in leg.names])
    return Able(leg, np.array([a for a, _ in rows]), np.array([p for _, p in rows]), willing)


def forces_of(lab: Laboratory, name: str, length: float, cosine: float, healthy_n: float) -> tuple[float, float]:
    """Greatest active force of a muscle that the nerves can ask for, and force at rest, N, at a fibre length and pennation.

    One that takes part in no task of the life is healthy: `healthy_n` is its maximal isometric force.
    """
    active, passive = lab.rule(muscle.active_length), lab.rule(muscle.passive_length)
    if name not in lab.structure.names.muscles:
        return active(length) * cosine * healthy_n, passive(length) * cosine * healthy_n
    own = {v: lab.muscle(name, v) for v in ("sarcomeres", "added", "tendon", "area", "stiffness")}
    length = length * lab.muscle(name, "body_length")
    ready = (lab.muscle(name, "excitability"), lab.muscle(name, "shut"), lab.parameter("cut_gain"), 1.0)
    fresh = lab.rule(nerve.past_cut)(*ready) * (1.0 - lab.muscle(name, "tired"))
    strength = lab.rule(tissue.strength)(*(lab.muscle(name, n) for n in tissue.STRENGTH))
    number = lab.rule(fibres.in_effort)(own["sarcomeres"], own["added"], lab.parameter("series_absorbed"))
    curve = active(lab.rule(fibres.working_length)(length, own["tendon"], number))
    rest = passive(lab.rule(fibres.resting_length)(length, own["sarcomeres"]))
    force = lab.muscle(name, "force_max_n")
    return (
        lab.rule(recruitment.capacity)(1.0, force, strength, curve, cosine) * fresh,
        lab.rule(recruitment.passive_torque)(1.0, force, own["area"], own["stiffness"], rest, cosine),
    )


def _gain(lab: Laboratory, task: str, name: str) -> float:
    """Cortical weight of a muscle in a task against the person's own pattern; 1 where it has no part in it."""
    members = lab.structure.names.members
    if (task, name) not in members:
        return 1.0
    row = lab.now["members"][members.index((task, name))]
    own = float(row[MEMBERS.pattern])
    return max(float(row[MEMBERS.fast]) / own, LEAST_GAIN) if row[MEMBERS.capacity_share] > 0.0 and own > 0.0 else 1.0


def asked_nm(lab: Laboratory, leg: Legs, asked: Demand) -> Floats:
    """Moments that a movement asks of a person of `body_mass_kg` about each axis of the leg, N m."""
    return np.array([asked.moment.get(plain(axis), 0.0) for axis in leg.axes]) * lab.parameter("body_mass_kg")


def spared(lab: Laboratory, task: str, now: Able, moments: Floats) -> Floats:
    """What is left of each moment, [axes]: in a leg that is guarded by the muscles that would give it; of two legs as they share it."""
    if task in lab.structure.names.tasks and float(lab.subject.graph.nodes[task].get("legs", 1.0)) > 1.0:
        left = float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.spared])
        return np.full(len(moments), left)
    part = lab.bench.lived("guard_tasks", lab.lane)
    own = np.array([_of(lab, name, "guarded") for name in now.leg.names])
    toward = np.maximum(now.leg.arms.T * now.active_n * np.sign(moments)[:, None], 0.0)
    total = toward.sum(axis=1)
    return np.asarray(1.0 - part * (toward @ own) / np.where(total > 0.0, total, 1.0))


def _of(lab: Laboratory, name: str, variable: str) -> float:
    return lab.muscle(name, variable) if name in lab.structure.names.muscles else 0.0


@measure("reserve", "x demand", "task", "how many times what a gait laboratory measures for the movement could be met")
def reserve_of(lab: Laboratory, task: str, _: Conditions) -> float:
    """Greatest multiple of the net moments about all axes at once; nan for a movement that has none in the table."""
    asked = demand_of(task)
    if asked is None or lab.subject.anatomy is None:
        return math.nan
    now = able(lab, task)
    pulls = now.leg.arms.T * now.active_n
    return reserve(pulls, now.leg.arms.T @ now.passive_n, asked_nm(lab, now.leg, asked))


def forces(lab: Laboratory, task: str) -> tuple[Able, Floats] | None:
    """Force of every muscle of the leg in a movement as the person does it, N: least squares of activation over all fibres.

    Squares are weighed by the muscle's force, so that its halves are asked as the whole.

    A leg that is guarded gives less of the moments (`rules.guarding`), and a habit makes muscles dearer.
    """
    asked = demand_of(task)
    if asked is None or lab.subject.anatomy is None:
        return None
    now = able(lab, task)
    pulls, moments = now.leg.arms.T * now.active_n, asked_nm(lab, now.leg, asked)
    moments = moments * spared(lab, task, now, moments)
    size = now.leg.force_n / now.leg.force_n.mean()
    active = cheapest(pulls, now.leg.arms.T @ now.passive_n, moments, now.willing / np.sqrt(size))
    return now, active * now.active_n + now.passive_n


@measure("needed_activation", "0-1", "task", "greatest activation of a muscle that the movement's own demand needs")
def needed_activation(lab: Laboratory, task: str, _: Conditions) -> float:
    """Of the cheapest pattern that meets the demand; 1 where a muscle is at its bound."""
    asked, found = demand_of(task), forces(lab, task)
    if asked is None or found is None:
        return math.nan
    now, force = found
    return float(((force - now.passive_n) / np.maximum(now.active_n, 1e-9)).max())


@measure("knee_contact_bw", "body weights", "task", "force between thigh and shank in the movement at its own demand")
def knee_contact(lab: Laboratory, task: str, _: Conditions) -> float:
    """Muscle forces across the knee and the force under the foot less shank and foot, along the shank.

    Muscles are taken to run along the shank; those that extend the knee pull on the patellar tendon, whose own arm turns what
    they pull into ``F min(r / r_p, 1)``. Ligaments press nothing. nan for a movement without numbers or a body without knee.
    """
    asked, found = demand_of(task), forces(lab, task)
    if asked is None or found is None:
        return math.nan
    now, force = found
    knee = [k for k, axis in enumerate(now.leg.axes) if joint_of(plain(axis)) == "knee"]
    if not knee:
        return math.nan
    arm, tendon = now.leg.arms[:, knee[0]], lab.parameter("patellar_tendon_arm_m")
    pulled = force * np.where(arm < 0.0, np.minimum(-arm / tendon, 1.0), 1.0)
    weight = lab.parameter("body_mass_kg") * G
    ground = asked.ground - FORELEG if asked.ground > 0.0 else 0.0
    return float(pulled[np.abs(arm) > SPANS_M].sum() / weight + max(ground, 0.0))


@measure(
    "knee_muscle_force_bw",
    "body weights",
    "task",
    "force of the muscles across the knee at a load, as the person recruits them, without what the ground presses",
    takes=("load", "with"),
)
def knee_muscle_force(lab: Laboratory, task: str, where: Conditions) -> float:
    """Active forces of the muscles of any task at its posture; extensors as the patellar tendon passes them on; nan without knee.

    Its changes count; `knee_contact_bw` is the whole force of the movements that were measured in people.
    """
    if lab.subject.anatomy is None:
        return math.nan
    leg = legs(lab.subject.anatomy, frozen(task_of(lab.subject, task).posture), side_of(task))
    knee = [k for k, axis in enumerate(leg.axes) if joint_of(plain(axis)) == "knee"]
    seen = lab.effort(task, where.load)
    arm = {n: float(leg.arms[i, knee[0]]) for i, n in enumerate(leg.names)} if knee else {}
    tendon, total = lab.parameter("patellar_tendon_arm_m"), 0.0
    if not any(abs(arm.get(name, 0.0)) > SPANS_M for name in seen.muscles):
        return math.nan
    for name, torque, own in zip(seen.muscles, seen.torque_nm, seen.arm_m, strict=True):
        if abs(arm.get(name, 0.0)) > SPANS_M and own != 0.0:
            passed = min(-arm[name] / tendon, 1.0) if arm[name] < 0.0 else 1.0
            total += float(torque / own) * passed
    return total / (lab.parameter("body_mass_kg") * G)


@measure(
    "movement_work_j", "J", "task", "net work of the muscles in one such movement at its own demand; below 0 absorbed"
)
def movement_work(lab: Laboratory, task: str, _: Conditions) -> float:
    """Moment x turn over the joints, each moment half a wave; nan where none is in the table.

    A body that cannot meet the whole demand does the part that it can.
    """
    asked = demand_of(task)
    if asked is None:
        return math.nan
    part = min(1.0, reserve_of(lab, task, Conditions()))
    whole = math.fsum(m * math.radians(asked.turn.get(axis, 0.0)) for axis, m in asked.moment.items())
    return part * whole * MEAN_OF_PEAK * lab.parameter("body_mass_kg")


@measure("movement_power_w", "W", "task", "mean power of the muscles in one such movement at its own demand")
def movement_power(lab: Laboratory, task: str, where: Conditions) -> float:
    """Work over the time that the movement takes."""
    asked = demand_of(task)
    return math.nan if asked is None else movement_work(lab, task, where) / asked.seconds


PHASES = ("gait_loading", "gait_midstance", "gait_push_off", "gait_swing")


def gait_tolerance_of(lab: Laboratory, muscles: tuple[str, ...], _: Conditions) -> float:
    """Loss of strength, %, of these muscles of one side together that every phase of gait bears, the rest as it is."""
    if lab.subject.anatomy is None or not muscles:
        return math.nan
    side, needed = side_of(muscles[0]), 0.0
    for phase in PHASES:
        asked = demand_of(phase)
        try:
            now = able(lab, f"{phase}_{side}", named_task(phase).posture)
        except ValueError:  # the body has no such joints
            return math.nan
        if not now.leg.axes:
            return math.nan
        pulls = now.leg.arms.T * now.active_n
        weak = np.array([name in muscles for name in now.leg.names])
        if asked is not None and weak.any():
            resting = now.leg.arms.T @ now.passive_n
            needed = max(needed, tolerated(pulls, resting, asked_nm(lab, now.leg, asked), weak))
    return 100.0 * max(0.0, 1.0 - needed)


@measure(
    "gait_tolerance_percent",
    "% of strength",
    "muscle",
    "strength that the muscle could lose before a phase of gait could not be met; a group loses it together",
    whole=gait_tolerance_of,
)
def gait_tolerance(lab: Laboratory, name: str, where: Conditions) -> float:
    """Others stay as they are and may help as much as they can; 100 where gait does without the muscle."""
    return gait_tolerance_of(lab, (name,), where)
