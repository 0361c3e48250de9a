"""Assessments: what is measured on a patient, without changing the patient.

One table, `ASSESSMENTS`, holds every measure with its unit; `Patient.assess`, the command line and the page use these
names. A measure is of every task, muscle, pair of limbs or joint angle of the body.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from agonist.model.assessment import loads, muscle_measures, own_reading  # the first two enter theirs  # noqa: F401
from agonist.model.assessment.attempt import of_helpers
from agonist.model.assessment.joint_load import anterior_force_n, hip_angle
from agonist.model.assessment.names import grouped, kept, units, wanted
from agonist.model.assessment.passive import range_of_motion
from agonist.model.assessment.registry import ASSESSMENTS as ASSESSMENTS
from agonist.model.assessment.registry import (
    LOADED,
    PLACED,
    TESTED,
    TURNING,
    USUAL_LOAD,
    Assessment,
    Conditions,
    measure,
)
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.assessment.torques import maximal_torque as maximal_torque
from agonist.model.body.constitution import threshold_row
from agonist.model.body.subject import Subject
from agonist.model.body.wiring import Floats
from agonist.model.keys import among
from agonist.model.layout import TASKS
from agonist.model.measures import starts, usual_starts
from agonist.model.parameters import nearest
from agonist.model.reading import quoted
from agonist.model.rules import injury, observe, planning, timing

HOLD = 0.5  # of one's own maximum, the load of an endurance test


@measure("voluntary_drive", "0-1", "task", "activation in a maximal effort, mean of the muscles by size", takes=PLACED)
def voluntary_drive(lab: Laboratory, task: str, where: Conditions) -> float:
    """What the motoneurons make of a maximal command, of the units that can still answer; it is no activation ratio."""
    best, rule, central = lab.utmost(task, where.angle), lab.rule(observe.voluntary), lab.parameter("central_fatigue")
    pairs = zip(best.muscles, best.activation, strict=True)
    return float((best.shares * [rule(float(a), lab.muscle(m, "tired"), central) for m, a in pairs]).sum())


@measure("activation_ratio", "0-1", "task", "central activation ratio that a laboratory would read", takes=PLACED)
def activation_ratio(lab: Laboratory, task: str, where: Conditions) -> float:
    """The observation model on the voluntary drive."""
    return lab.rule(observe.activation_ratio)(
        voluntary_drive(lab, task, where), lab.parameter("activation_ratio_reached")
    )


@measure("emg_percent", "% of own maximum", "task", "surface EMG of each muscle at a load", takes=LOADED)
def emg_percent(lab: Laboratory, task: str, where: Conditions) -> dict[str, float]:
    """What fires at the load over the muscle's own maximum, by muscle, antagonists too; nan where it has none.

    Its own maximum is the greatest over the maximal efforts of all tasks in which it helps, rested, as in a laboratory, where
    every muscle has a contraction of its own to be normalised by.
    """
    now, most = lab.effort(task, where.load, where.angle), _own_maxima(lab.rested())
    pairs = zip(now.muscles, lab.firing(now), strict=True)
    return {m: lab.rule(observe.emg_percent)(float(a), most[m]) if m in most else math.nan for m, a in pairs}


def _own_maxima(lab: Laboratory) -> dict[str, float]:
    """Greatest activation of each muscle over maximal efforts in which it helps; none for one that helps nowhere."""
    most: dict[str, float] = {}
    for task in lab.structure.names.tasks:
        for muscle, active in of_helpers(best := lab.utmost(task), best.activation).items():
            most[muscle] = max(most.get(muscle, 0.0), active)
    return most


@measure("activation", "0-1", "task", "activation of each muscle at a load, not normalised", "mean", takes=LOADED)
def activation(lab: Laboratory, task: str, where: Conditions) -> dict[str, float]:
    """What the motoneurons make of the command, by muscle, antagonists too."""
    now = lab.effort(task, where.load, where.angle)
    return {m: float(a) for m, a in zip(now.muscles, now.activation, strict=True)}


@measure("command", "activation", "task", "command that each muscle is sent at a load", "mean", takes=LOADED)
def command(lab: Laboratory, task: str, where: Conditions) -> dict[str, float]:
    """Effort x cortical weight, with the cue and the deliberate part that are on."""
    now = lab.effort(task, where.load, where.angle)
    return of_helpers(now, now.command)


@measure(
    "share",
    "fraction of task torque",
    "task",
    "share of each muscle in the active torque at a load",
    "sum",
    takes=LOADED,
)
def share(lab: Laboratory, task: str, where: Conditions) -> dict[str, float]:
    """Shares of the muscles that work for the task; they add up to one."""
    now = lab.effort(task, where.load, where.angle)
    total = float(now.torque_nm[now.helps].sum())
    return of_helpers(now, now.torque_nm / total) if total > 0.0 else of_helpers(now, now.torque_nm * math.nan)


@measure("effort", "activation", "task", "effort that a load asks for", takes=LOADED)
def effort(lab: Laboratory, task: str, where: Conditions) -> float:
    """The sense of effort at a load."""
    return lab.effort(task, where.load, where.angle).effort


@measure(
    "command_cost",
    "activation^2",
    "task",
    "sum of squared commands at a load, by size: the cost that is felt",
    takes=LOADED,
)
def command_cost(lab: Laboratory, task: str, where: Conditions) -> float:
    """``sum(v m**2)`` over the agonists."""
    now = lab.effort(task, where.load, where.angle)
    return float((now.shares * now.command**2).sum())


@measure(
    "volume_cost",
    "activation",
    "task",
    "activation at a load, mean by volume of muscle: what it costs to feed",
    takes=LOADED,
)
def volume_cost(lab: Laboratory, task: str, where: Conditions) -> float:
    """``sum(V a) / sum(V)`` over the agonists, V force x fibre length; its sign may differ from that of commands."""
    now, nodes = lab.effort(task, where.load, where.angle), lab.subject.graph.nodes
    volume = np.array([float(nodes[m]["force_max_n"]) * float(nodes[m].get("l_opt_m", 1.0)) for m in now.muscles])
    return float((volume * now.activation)[now.helps].sum() / volume[now.helps].sum())


@measure(
    "peak_activation", "0-1", "task", "greatest activation of a muscle that works for the task, at a load", takes=LOADED
)
def peak_activation(lab: Laboratory, task: str, where: Conditions) -> float:
    """How near the busiest muscle is to its limit."""
    now = lab.effort(task, where.load, where.angle)
    return float(now.activation[now.helps].max())


@measure("onset_ms", "ms before movement", "task", "onset of each muscle in a light lift", takes=TESTED)
def onset_ms(lab: Laboratory, task: str, _: Conditions) -> dict[str, float]:
    """Onsets on a rising command that a lift of `onset_effort` of the healthy maximum asks for; negative: after."""
    light, start = lab.effort(task, lab.parameter("onset_effort")), starts(lab.subject.own, lab.parameter)
    names, found, row = lab.subject.graph.nodes, {}, lab.now["tasks"][lab.structure.names.tasks.index(task)]
    load = lab.rule(planning.as_felt)(light.demand_nm / row[TASKS.voluntary_nm], light.fresh)
    usual = usual_starts(lab.subject.own, lab.parameter)(load, row[TASKS.usual_light], row[TASKS.usual_hard])
    sent = lab.rule(timing.started)(1.0, light.effort, usual) * light.command / light.usual_per_load
    for m, helps, ready, command in zip(light.muscles, light.helps, light.excitability, sent, strict=True):
        if helps:
            threshold = lab.parameter(threshold_row(names[m]["anatomical_name"]))
            found[m] = start(1.0, float(ready), float(command), threshold)
    return found


@measure("onset_order", "first to last", "task", "muscles in the order in which they start", takes=TESTED)
def onset_order(lab: Laboratory, task: str, where: Conditions) -> list[str]:
    """Names of the muscles, the earliest first."""
    onsets = onset_ms(lab, task, where)
    return sorted(onsets, key=lambda m: (-onsets[m], m))


@measure("endurance_s", "s", "task", "time for which half of one's own maximal torque can be held", takes=TESTED)
def endurance(lab: Laboratory, task: str, _: Conditions) -> float:
    """Seconds until a hold fails, infinite beyond twenty minutes."""
    capacity = float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.voluntary_nm])
    passive = float(lab.passive_nm(task))
    load = (HOLD * maximal_torque(lab, task, Conditions()) + passive) / capacity
    return lab.held_s(task, load)


@measure(
    "hip_anterior_force_n",
    "N",
    "task",
    "forward force of the femoral head at a load; nan where no hip works",
    takes=LOADED,
)
def hip_anterior_force(lab: Laboratory, task: str, where: Conditions) -> float:
    """A reading from muscle forces and lines of pull; its changes count, not its size."""
    flexion = hip_angle(lab, task, where.angle)
    if flexion is None:
        return math.nan
    return anterior_force_n(lab, lab.effort(task, where.load, where.angle), flexion)


@measure(
    "limb_symmetry_percent",
    "% of the left",
    "limbs",
    "maximal torque of the right side against the left",
    takes=TURNING,
)
def limb_symmetry(lab: Laboratory, task: str, where: Conditions) -> float:
    """Right over left, in %; `task` without its side."""
    right, left = (maximal_torque(lab, f"{task}_{side}", where) for side in ("right", "left"))
    return lab.rule(observe.symmetry)(right, left)


@measure("range_deg", "deg", "angle", "range of a joint angle: where passive pull ends it, as the person tolerates it")
def range_deg(lab: Laboratory, coordinate: str, _: Conditions) -> tuple[float, float]:
    """Least and greatest angle; more is tolerated after stretching."""
    return range_of_motion(lab, coordinate, tolerated=True)


@measure(
    "range_at_torque_deg",
    "deg",
    "angle",
    "range of a joint angle in which the passive torque stays below a fixed value",
)
def range_at_torque_deg(lab: Laboratory, coordinate: str, _: Conditions) -> tuple[float, float]:
    """Least and greatest angle at equal torque: what the tissue is, whatever the person lets pass."""
    return range_of_motion(lab, coordinate, tolerated=False)


@measure("episode_rate_per_day", "1/day", "joint", "chance of a new episode of pain in a day, where it has hurt before")
def episode_rate(lab: Laboratory, joint: str, _: Conditions) -> float:
    """By the time since it last hurt, the person, and the voluntary force of the muscles that the joint inhibits."""
    rows = ("fragility", "episode_rate_day", "episode_recency", "episode_fading_day", "episode_protection")
    return lab.rule(injury.episode_rate)(
        lab.joint(joint, "calm_day"), lab.guard_force(joint), *map(lab.parameter, rows)
    )


def assess(subject: Subject, state: Mapping[str, Floats], names: Collection[str] = ()) -> dict[str, Any]:
    """Assessments by name, each by task, muscle, pair of limbs or joint angle; all of them unless `names` are given.

    `state` is not changed. Raises ValueError for an unknown name.
    """
    lab, usual = Laboratory(subject, state), Conditions()
    return {
        entry.name: {unit: entry.take(lab, unit, usual) for unit in units(subject, entry.of)}
        for entry in map(find, names or ASSESSMENTS)
    }


def find(name: str) -> Assessment:
    """The assessment of this name. Raises ValueError with the nearest known one."""
    if isinstance(name, str) and own_reading.is_own(name):
        return own_reading.entry(name)
    if not among(name, ASSESSMENTS):
        raise ValueError(f"unknown assessment {quoted(name)}; {nearest(name, list(ASSESSMENTS), 'agonist readings')}")
    return ASSESSMENTS[name]


SETTINGS = {"load": "load", "angle_deg": "angle", "speed": "speed", "under": "with"}
ARGUMENTS = ("task", "muscle", "joint", "angle", "side", "load", "angle_deg", "speed", "under")


def assess_one(subject: Subject, state: Mapping[str, Floats], name: str, given: Mapping[str, Any]) -> Any:
    """One assessment. `given` may hold task, muscle, joint or angle (a name), side, load, angle_deg, speed and under.

    `under` names what stays on while it is measured (cue, stimulation, feedback). Returns one value where one unit is
    named or a group, else values by unit. Raises ValueError with one line for a wrong name.
    """
    entry = find(name)
    for key in given:
        if key not in ARGUMENTS:
            raise ValueError(f"{name}: unknown argument {quoted(key)}; {nearest(key, ARGUMENTS)}")
    for key, low, high in (("load", 0.0, 1.5), ("angle_deg", -180.0, 180.0), ("speed", -1000.0, 1000.0)):
        value = given.get(key)
        if value is not None and not (isinstance(value, int | float) and low <= value <= high):
            raise ValueError(f"{name}: {key} = {quoted(value)}; it needs a number {low:g} to {high:g}")
    for key, setting in SETTINGS.items():
        if given.get(key) not in (None, "", ()) and setting not in entry.takes:
            takes = [k for k, s in SETTINGS.items() if s in entry.takes]
            raise ValueError(f"{name}: it does not depend on {key}; it takes {', '.join(takes) or 'no setting'}")
    mine = wanted(subject, entry, given)
    where = Conditions(float(given.get("load", USUAL_LOAD)), given.get("angle_deg"), float(given.get("speed", 0.0)))
    lab = Laboratory(subject, state, keep=kept(name, given.get("under", ())))
    values = {unit: entry.take(lab, unit, where) for unit in mine}
    if entry.of == "muscle" and len(mine) > 1 and (group := given.get("muscle")) is not None:
        values = grouped(lab, entry, str(group), values, where)
    return next(iter(values.values())) if len(values) == 1 else values
