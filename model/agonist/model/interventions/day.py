"""How a body spends its days: postures, casts and shoes, movement, rest, loads, and the switches of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agonist.model.body.anatomy import joint_of
from agonist.model.body.lifestyle import ARM_M, Held, lengths_at
from agonist.model.body.pieces import asleep, frozen
from agonist.model.parameters import TABLE, check_value
from agonist.model.plan import STOPPED, WHATS, Pause, Practice
from agonist.model.vocabulary import (
    ALL,
    ANGLES,
    HOURS_A_DAY,
    HOURS_PER_DAY,
    SIDE,
    TASK,
    Argument,
    Call,
    Effects,
    change,
    hold,
    word,
)

PART = Argument("what", "choice", default=ALL, choices=(ALL, *WHATS), text="all of it, or daily life, sport, therapy")
TASKS = TASK._replace(default="all", text="task by name, or all")
STEP_LOAD = 0.2  # of the healthy maximum: one step of walking, judgement
STEP_SECONDS = (
    0.1  # under load that fatigue counts: of .4 s in a stride of 1.1 s the swing gives three quarters back (Looft 2018)
)
MINUTES_PER_HOUR = 60.0


def angles_of(call: Call) -> dict[str, float]:
    """The angles of a word on the side it names. Raises ValueError for angles that the body does not have."""
    anatomy, side = call.subject.anatomy, call.values.get("side", "both")
    if anatomy is None:
        raise ValueError("a posture needs a body with anatomy; a graph has no joint angles")
    if side not in ("both", *anatomy.sides):
        raise ValueError(f"the body has no {side} side; it has {' and '.join(anatomy.sides)}")
    sided = {n for n in anatomy.coordinates if side != "both" and joint_of(n) not in anatomy.joints}
    angles = {f"{name}_{side}" if name in sided else name: angle for name, angle in call["angles"].items()}
    lengths_at(anatomy, frozen(angles))
    return angles


ACTIVITY = Argument(
    "activity",
    "number",
    "of maximum",
    0.0,
    1.0,
    text="optional: how hard the muscles work there, as in sitting if left out",
)


def _held(call: Call, kind: str, hours: float, angles: dict[str, float], activity: float | None = None) -> Held:
    return Held(call.day, call.until, kind, hours, frozen(angles), -1.0 if activity is None else activity)


@word(
    "posture",
    "Spend hours of every day at joint angles; the rest of the day is lived as usual.",
    ANGLES,
    SIDE,
    HOURS_A_DAY._replace(default=8.0),
    ACTIVITY,
    lasts=True,
    group="day",
)
def posture(call: Call, effects: Effects) -> None:
    """Hours of the day at angles, as fibre lengths."""
    effects.postures.append(_held(call, "posture", call["hours_a_day"], angles_of(call), call["activity"]))


@word(
    "be active",
    "Set how many minutes of every day are movement that takes muscles to their long end.",
    Argument(
        "minutes_a_day",
        "number",
        "min/day",
        0.0,
        600.0,
        text="striding, squatting, bending, reaching; usual: 120, shoulder 90",
    ),
    lasts=True,
    group="day",
)
def be_active(call: Call, effects: Effects) -> None:
    """More or less movement in the day."""
    if call.subject.anatomy is None:
        raise ValueError("a day needs a body with anatomy; a graph has no joint angles")
    effects.postures.append(_held(call, "active", call["minutes_a_day"] / MINUTES_PER_HOUR, {}))


def _spanned(call: Call, angles: dict[str, float]) -> tuple[set[str], dict[str, float]]:
    """The joints of the angles on the side that is named, and the muscles with an arm at one of them: the part held of what each spans."""
    anatomy, side = call.subject.anatomy, call.values.get("side", "both")
    arms = anatomy.arms_m(angles)
    joints = {joint_of(n) for n in angles}
    joints |= {f"{j}_{s}" for j in joints for s in anatomy.sides if side in ("both", s)}
    known, found = call.subject.structure.names.muscles, {}
    for muscle, row in zip(anatomy.muscles, arms, strict=True):
        spans = {joint_of(axis) for axis, arm in zip(anatomy.axes, row, strict=True) if abs(arm) > ARM_M}
        if spans & joints and muscle.name in known:
            found[muscle.name] = len(spans & joints) / len(spans)
    return joints, found


@word(
    "cast",
    "A cast or brace holds a joint at an angle; what spans the joint is still; its tasks stop, but for exercise asked for in it.",
    ANGLES,
    SIDE,
    HOURS_A_DAY,
    lasts=True,
    group="day",
)
def cast(call: Call, effects: Effects) -> None:
    """Fixed angles, immobilised muscles, and tasks of the joint missing, for part of the day or all of it."""
    angles, part = angles_of(call), call["hours_a_day"] / HOURS_PER_DAY
    joints, muscles = _spanned(call, angles)
    effects.postures.append(_held(call, "fixed", call["hours_a_day"], angles)._replace(still=tuple(muscles)))
    for muscle, held in muscles.items():
        hold(call, effects, "muscles", [muscle], "immobilised", part * held)
    known = call.subject.structure.names.joints
    hold(call, effects, "joints", [j for j in known if j in joints], "immobilised", part)
    names, graph = call.subject.structure.names, call.subject.graph
    still = [t for t in names.tasks if joints & set(graph.nodes[t].get("joints", "").split())]
    _say(effects, "cast", call, still, part)
    _stop(call, effects, still, part)


def _stop(call: Call, effects: Effects, tasks: Sequence[str], part: float) -> None:
    """Daily life, sport and exercise that had begun stop; exercise that is asked for meanwhile is done."""
    effects.pauses.append((tuple(tasks), STOPPED, Pause(call.day, call.until, reps=1.0 - part)))


def _say(effects: Effects, name: str, call: Call, tasks: Sequence[str], part: float) -> None:
    """Say which practised tasks a word stops besides what it names."""
    practised = [t for t in tasks if any(p.task == t for p in effects.practices)]
    if practised and part > 0.0:
        less = "stops" if part >= 1.0 else f"takes {100.0 * part:.0f} % of"
        effects.notes.append(f"{name} on day {call.day:g} {less} what is practised of {', '.join(practised)}")


@word(
    "wear shoes",
    "Shoes hold the ankle at an angle; a heel is a negative one.",
    Argument("angle", "number", "deg", -40.0, 30.0, text="dorsiflexion of the ankle in the shoe"),
    HOURS_A_DAY._replace(default=10.0),
    lasts=True,
    group="day",
)
def wear_shoes(call: Call, effects: Effects) -> None:
    """The ankle held at the angle of the shoe for hours of the waking day."""
    call = replace(call, values={**call.values, "angles": {"ankle_dorsiflexion": call["angle"]}})
    effects.postures.append(_held(call, "fixed", call["hours_a_day"], angles_of(call)))


@word(
    "tilt pelvis",
    "Stand and walk with the pelvis tilted forward: the hips are bent and the back is extended by as much.",
    Argument("angle", "number", "deg", -15.0, 25.0, text="beyond the usual; below 0 backward"),
    HOURS_A_DAY._replace(default=16.0),
    lasts=True,
    group="day",
)
def tilt_pelvis(call: Call, effects: Effects) -> None:
    """Angles of hip and lumbar spine added to what is done upright; sitting and lying stay."""
    known = () if call.subject.anatomy is None else call.subject.anatomy.coordinates
    angles = {name: call["angle"] for name in ("hip_flexion", "lumbar_extension") if name in known}
    if not angles:
        raise ValueError("the body has no hip and no back that a pelvis could turn")
    effects.postures.append(_held(call, "tilted", call["hours_a_day"], angles))


@word(
    "bed rest",
    "Lie in bed: no load, and no tasks but the exercise that is asked for there.",
    HOURS_A_DAY._replace(default=23.0),
    lasts=True,
    group="day",
)
def bed_rest(call: Call, effects: Effects) -> None:
    """All muscles unloaded, nothing practised, and the lengths of lying."""
    names, part = call.subject.structure.names, call["hours_a_day"] / HOURS_PER_DAY
    hold(call, effects, "muscles", names.muscles, "unloaded", part)
    _stop(call, effects, names.tasks, part)
    _say(effects, "bed rest", call, names.tasks, part)
    if call.subject.anatomy is not None:
        lying = dict(asleep(call.subject.anatomy))
        effects.postures.append(_held(call, "lying", call["hours_a_day"], lying))


@word(
    "unload",
    "A leg or arm carries no weight, as on crutches; its joints move freely.",
    SIDE,
    Argument("fraction", "number", "of load", 0.0, 1.0, 1.0, "part of the usual load that is missing"),
    lasts=True,
    group="day",
)
def unload(call: Call, effects: Effects) -> None:
    """Muscles and tasks of a side without load for a while."""
    names, graph, side = call.subject.structure.names, call.subject.graph, call["side"]

    def mine(unit: str) -> bool:
        return bool(side == "both" or graph.nodes[unit].get("side") == side)

    hold(call, effects, "muscles", filter(mine, names.muscles), "unloaded", call["fraction"])
    tasks = tuple(filter(mine, names.tasks))
    _stop(call, effects, tasks, call["fraction"])
    _say(effects, "unload", call, tasks, call["fraction"])


@word(
    "rest",
    "Practise less of a task, or of all tasks.",
    TASKS,
    SIDE,
    Argument("fraction", "number", "of repetitions", 0.0, 1.0, 1.0, "part that is left out"),
    PART,
    lasts=True,
    group="day",
)
def rest(call: Call, effects: Effects) -> None:
    """Fewer repetitions in every bout for a while, of all that a task is part of or of one of them."""
    effects.asked.append(("rest", call.tasks(), call.day, call.until))
    if call["what"] != ALL:
        effects.pauses.append((call.tasks(), call["what"], Pause(call.day, call.until, reps=1.0 - call["fraction"])))
        return
    hold(call, effects, "tasks", call.tasks(), "reps_factor", 1.0 - call["fraction"])


@word(
    "load",
    "Make every repetition of a task heavier or lighter.",
    TASKS,
    SIDE,
    Argument("factor", "number", "x plan", 0.0, 5.0, text="factor on the planned load"),
    PART,
    lasts=True,
    group="day",
)
def load(call: Call, effects: Effects) -> None:
    """Another load for a while, of all that a task is part of or of one of them."""
    effects.asked.append(("load", call.tasks(), call.day, call.until))
    if call["what"] != ALL:
        effects.pauses.append((call.tasks(), call["what"], Pause(call.day, call.until, load=call["factor"])))
        return
    hold(call, effects, "tasks", call.tasks(), "load_factor", call["factor"])


@word(
    "carry",
    "An external torque that a task has to carry besides its own load.",
    TASK,
    SIDE,
    Argument("nm", "number", "N m", -200.0, 200.0, text="torque against the task; negative helps"),
    lasts=True,
    group="day",
)
def carry(call: Call, effects: Effects) -> None:
    """External torque for a while."""
    effects.asked.append(("carry", call.tasks(), call.day, call.until))
    hold(call, effects, "tasks", call.tasks(), "external_nm", call["nm"])


@word(
    "walk",
    "Walk so many steps a day, half of them on each leg; fewer than before are load that is missing.",
    Argument("steps", "number", "steps/day", 0.0, 50_000.0, text="steps of both legs together"),
    TASK._replace(default="gait", text="the task of one step"),
    SIDE,
    lasts=True,
    group="day",
)
def walk(call: Call, effects: Effects) -> None:
    """Daily steps as practice of both legs, at the load and time of a step, in place of those walked before."""
    before = _walked(call, effects)
    if call["steps"] < before:
        missing = TABLE["steps_load"].value * (1.0 - call["steps"] / before)
        for muscle in _of_side(call):
            hold(call, effects, "muscles", [muscle], "unloaded", missing, _less_loaded(call, effects, muscle, missing))
    others = {p.task for p in effects.practices if p.task in call.tasks() and p.from_day <= call.day < p.to_day}
    if others and not before:
        effects.notes.append(
            f"walk on day {call.day:g} adds to what else is practised of {', '.join(sorted(others))}; "
            "fewer steps count as load that is missing against an earlier walk alone"
        )
    effects.practices += [
        Practice(task, 0.5 * call["steps"], STEP_LOAD, seconds=STEP_SECONDS, from_day=call.day, to_day=call.until)
        for task in call.tasks()
    ]


def _less_loaded(call: Call, effects: Effects, muscle: str, missing: float) -> list[tuple[float, float]]:
    """From when to when the load that fewer steps take of a muscle is more than what other words take of it, days."""
    free, others = [(call.day, call.until)], (one.held for one in effects.said if one.name != "walk")
    for e in (e for held in others for e in effects.exposures[held]):
        if (e.area, e.unit, e.variable) == ("muscles", muscle, "unloaded") and e.value >= missing:
            cut = [((start, min(end, e.from_day)), (max(start, e.to_day), end)) for start, end in free]
            free = [span for pair in cut for span in pair if span[0] < span[1]]
    return free


def _of_side(call: Call) -> list[str]:
    """Muscles of the side of a word."""
    names, graph, side = call.subject.structure.names, call.subject.graph, call["side"]
    return [m for m in names.muscles if side == "both" or graph.nodes[m].get("side") == side]


def _walked(call: Call, effects: Effects) -> float:
    """Steps a day before this word, which end while it lasts."""
    tasks, before = call.tasks(), 0.0
    for n, p in enumerate(effects.practices):
        if p.task in tasks and (p.load, p.seconds) == (STEP_LOAD, STEP_SECONDS) and p.from_day <= call.day < p.to_day:
            before = max(before, 2.0 * p.reps)
            effects.practices[n] = replace(p, pauses=(*p.pauses, Pause(call.day, call.until, reps=0.0)))
    return before


@word(
    "switch",
    "Set a parameter from now on, such as a contested link; rates of fatigue are read at the start only.",
    Argument("parameter", "parameter", text="name of a parameter"),
    Argument("value", "number", text="its new value, within its range"),
    group="day",
)
def switch(call: Call, effects: Effects) -> None:
    """Another value in the parameter table of this life."""
    change(
        call,
        effects,
        "parameters",
        ["table"],
        "set",
        **{call["parameter"]: check_value(call["parameter"], call["value"])},
    )
