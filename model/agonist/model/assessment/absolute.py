"""Measures in the units that people measure in: cm2, cm3, mm, N; fluid and pain; what a life has practised."""

from __future__ import annotations

import numpy as np

from agonist.model.assessment.assess import activation_ratio
from agonist.model.assessment.muscle_measures import strength_percent
from agonist.model.assessment.registry import PLACED, Conditions, measure
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.layout import AXES, JOINTS, MEMBERS, TASKS

MM_PER_M, CM_PER_M = 1000.0, 100.0


def _fibre_m(lab: Laboratory, muscle: str) -> float:
    of_body = float(lab.subject.graph.nodes[muscle].get("l_opt_m", 0.0)) * lab.muscle(muscle, "body_fibre")
    return of_body / lab.muscle(muscle, "body_length") * lab.muscle(muscle, "sarcomeres")


@measure("size_cm2", "cm2", "muscle", "physiological cross-section", "sum")
def size_cm2(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Healthy force over the force per size of this person, times the present size."""
    per_size = lab.parameter("specific_tension_n_cm2") * lab.muscle(muscle, "body_quality")
    return lab.muscle(muscle, "force_max_n") / per_size * lab.muscle(muscle, "area")


@measure("volume_cm3", "cm3", "muscle", "muscle volume: cross-section times fibre length", "sum")
def volume_cm3(lab: Laboratory, muscle: str, where: Conditions) -> float:
    """Physiological cross-section times optimal fibre length."""
    return size_cm2(lab, muscle, where) * CM_PER_M * _fibre_m(lab, muscle)


@measure("fibre_length_mm", "mm", "muscle", "optimal fibre length")
def fibre_length_mm(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Sarcomeres in series times their optimal length."""
    return MM_PER_M * _fibre_m(lab, muscle)


@measure("force_n", "N", "muscle", "maximal isometric force at optimal length, whatever the nerves do", "sum")
def force_n(lab: Laboratory, muscle: str, where: Conditions) -> float:
    """Healthy force x what size, force per size, training, injury and lesion leave of it."""
    return lab.muscle(muscle, "force_max_n") * strength_percent(lab, muscle, where) / 100.0


@measure(
    "load_held_s",
    "s",
    "task",
    "time for which a load (load=, of the healthy maximum) can be held, however strong one is now",
    takes=("load", "with"),
)
def load_held_s(lab: Laboratory, task: str, where: Conditions) -> float:
    """A load that does not fall with strength, as in a test against the weight of the own trunk."""
    return lab.held_s(task, where.load)


@measure("muscle_pain", "0-10", "muscle", "pain of a muscle when it is used: strained, sore, or given", "most")
def muscle_pain(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Pain of the muscle itself."""
    return lab.ache(muscle)


@measure("soreness", "0-10", "muscle", "soreness of the days after work in lengthening", "most")
def soreness(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """It comes after a day, when torn fibres are inflamed."""
    return lab.muscle(muscle, "sore")


@measure("disrupted_percent", "% of force", "muscle", "force that overstretched fibres do not pass on")
def disrupted_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """What work in lengthening has torn and days have not mended."""
    return 100.0 * lab.muscle(muscle, "disrupted")


@measure("protected_percent", "% of what can be torn", "muscle", "protection that earlier work in lengthening has left")
def protected_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The effect of a repeated bout."""
    return 100.0 * lab.muscle(muscle, "protected")


@measure("damage", "1", "muscle", "damage that has gathered and not healed", "most")
def damage(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Accumulated, healing damage."""
    return lab.muscle(muscle, "damage")


@measure("fatigued_percent", "% of motor units", "muscle", "fatigued part of the motor units")
def fatigued_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The fatigued compartment."""
    return 100.0 * lab.muscle(muscle, "fatigued")


def _joint(lab: Laboratory, name: str, variable: str) -> float:
    return float(lab.now["joints"][lab.structure.names.joints.index(name), getattr(JOINTS, variable)])


@measure("effusion_ml", "mL", "joint", "fluid in the joint")
def effusion_ml(lab: Laboratory, joint: str, _: Conditions) -> float:
    """Fluid in the joint."""
    return _joint(lab, joint, "effusion_ml")


@measure("joint_pain", "0-10", "joint", "pain of the joint")
def joint_pain(lab: Laboratory, joint: str, _: Conditions) -> float:
    """Pain of the joint."""
    return _joint(lab, joint, "pain")


@measure("instability", "0-1", "joint", "mechanical instability of the joint")
def instability(lab: Laboratory, joint: str, _: Conditions) -> float:
    """Looseness of the joint."""
    return _joint(lab, joint, "instability")


@measure(
    "activation_percent",
    "%",
    "task",
    "central activation ratio that a laboratory would read, in per cent",
    takes=PLACED,
)
def activation_percent(lab: Laboratory, task: str, where: Conditions) -> float:
    """The activation ratio in per cent."""
    return 100.0 * activation_ratio(lab, task, where)


@measure("pain_episodes", "count", "joint", "episodes of pain that have come back by chance")
def pain_episodes(lab: Laboratory, joint: str, _: Conditions) -> float:
    """Episodes after the first one, since the life began."""
    return lab.joint(joint, "episodes")


@measure(
    "yielded", "x usual", "task", "how far the joint gave way when the last practice began, of one that goes as planned"
)
def yielded(lab: Laboratory, task: str, _: Conditions) -> float:
    """No test: how well the carried plan fitted the last bout, reflexes included."""
    return float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.yielded])


@measure(
    "plan_missed",
    "fraction of demand",
    "task",
    "part of the demand that the planned command missed as the last practice began",
)
def plan_missed(lab: Laboratory, task: str, _: Conditions) -> float:
    """No test: the error before effort and reflexes repaired it; below 0 the plan was too strong."""
    return float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.plan_missed])


@measure("error_nm", "N m", "task", "torque that the planned command missed as the last practice began")
def error_nm(lab: Laboratory, task: str, conditions: Conditions) -> float:
    """No test: in trials the error of the last one, before effort and reflexes repaired it; below 0 it was too strong."""
    return demanded_nm(lab, task, conditions) * plan_missed(lab, task, conditions)


@measure("planned_nm", "N m", "task", "torque that the planned command gave as the last practice began")
def planned_nm(lab: Laboratory, task: str, conditions: Conditions) -> float:
    """No test: what is felt in a channel, the demand less what the plan missed of it."""
    return demanded_nm(lab, task, conditions) - error_nm(lab, task, conditions)


@measure("reached_nm", "N m", "task", "torque reached in the last repetitions that were practised, as lived")
def reached_nm(lab: Laboratory, task: str, _: Conditions) -> float:
    """No test: what the last bout came to."""
    return float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.torque_nm])


@measure("demanded_nm", "N m", "task", "torque that the last repetitions that were practised asked for, as lived")
def demanded_nm(lab: Laboratory, task: str, _: Conditions) -> float:
    """No test: what the last bout asked for."""
    return float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.demand_nm])


@measure(
    "posture_percent", "% of the greatest change", "task", "change of posture that hands torque from joint to joint"
)
def posture_percent(lab: Laboratory, task: str, _: Conditions) -> float:
    """No test: how the last bout was done; above 0 towards the hip on a stair, towards the back in a leg lift."""
    return 100.0 * float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.posture])


@measure(
    "axis_torque_nm", "N m", "task", "torque about each joint that the task wants, in the last repetitions, as lived"
)
def axis_torque_nm(lab: Laboratory, task: str, _: Conditions) -> dict[str, float]:
    """No test: net muscle torque in the wanted direction, by axis; nan where the task wants only one."""
    rows = zip(lab.structure.names.axes, lab.now["axes"], strict=True)
    mine = [(axis, row) for (t, axis), row in rows if t == task and row[AXES.weight] != 0.0]
    return {
        axis: float(row[AXES.torque_nm] * np.sign(row[AXES.weight])) if len(mine) > 1 else np.nan for axis, row in mine
    }


@measure("repetitions", "count", "task", "repetitions practised so far")
def repetitions(lab: Laboratory, task: str, _: Conditions) -> float:
    """Repetitions since the life began."""
    return float(lab.now["tasks"][lab.structure.names.tasks.index(task), TASKS.done])


@measure(
    "habit_weight", "x mean of the task", "task", "cortical weight of each muscle: the habit without the day's state"
)
def habit_weight(lab: Laboratory, task: str, _: Conditions) -> dict[str, float]:
    """Fast cortical weights of the muscles that work for the task."""
    rows = lab.rows(task)
    names, values = lab.structure.names.members[rows], lab.now["members"][rows]
    return {
        m: float(v[MEMBERS.fast]) for (_, m), v in zip(names, values, strict=True) if v[MEMBERS.capacity_share] > 0.0
    }
