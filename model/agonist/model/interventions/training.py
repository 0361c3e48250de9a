"""What is practised and trained: repetitions, stretching, cues, feedback, stimulation, and their schedules."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from agonist.model.body.constitution import threshold_row
from agonist.model.body.lifestyle import Held, lengths_at, usual_day
from agonist.model.body.pieces import frozen
from agonist.model.interventions.day import angles_of
from agonist.model.parameters import TABLE
from agonist.model.plan import SECONDS_PER_DAY, WHATS, Bout, Practice, bouts_of, seconds_of
from agonist.model.rules import muscle, timing
from agonist.model.vocabulary import (
    ALL,
    ANGLES,
    MINUTES_PER_DAY,
    MUSCLE,
    SIDE,
    TASK,
    Argument,
    Call,
    Effects,
    change,
    hold,
    word,
)

KINDS = ("isometric", "concentric", "eccentric")
MANY = 1000  # repetitions of one session beyond which a plan is told what it adds up to
WHAT = Argument("what", "choice", choices=WHATS)
TRAINED = Argument("task", "task", default="", text="optional: task of the sessions", beside="sessions_per_week")


def _schedule(reps: float, load: float, sessions: float | None) -> tuple[Argument, ...]:
    always, beside = ("", "") if sessions else (", all the time if left out", "sessions_per_week")
    found = (
        Argument("reps", "number", "repetitions", 0.0, 100_000.0, reps, "repetitions in each set"),
        Argument("load", "number", "of healthy maximum", 0.0, 1.5, load, "load"),
        Argument("bouts", "number", "sets", 1.0, 200.0, 3.0, "sets in a session"),
        Argument("seconds", "number", "s", 0.05, 600.0, 2.0, "time under load of one repetition"),
        Argument("rest_s", "number", "s", 0.0, 3600.0, 60.0, "pause between sets"),
    )
    return (
        *(a._replace(beside=beside) for a in found),
        Argument("sessions_per_week", "number", "1/week", 0.0, 7.0, sessions, "optional: sessions; 0 is none" + always),
    )


def _practices(call: Call, load: float) -> list[Practice]:
    return [
        Practice(
            task,
            call["reps"],
            load,
            int(call["bouts"]),
            call["seconds"],
            call.day,
            call.until,
            call["sessions_per_week"],
            call["rest_s"],
            call.values.get("what") or "",
        )
        for task in call.tasks()
    ]


@word(
    "practice",
    "Practise a task: spread over the day, or in sessions of sets on some days of the week.",
    TASK,
    SIDE,
    Argument("reps", "number", "repetitions", 0.0, 100_000.0, text="repetitions a day, or in each set of a session"),
    Argument("load", "number", "of healthy maximum", 0.0, 1.5, text="load"),
    Argument("bouts", "number", "bouts", 1.0, 200.0, 16.0, text="bouts a day, or sets in a session"),
    Argument("seconds", "number", "s", 0.05, 600.0, 1.0, text="time under load of one repetition"),
    Argument("sessions_per_week", "number", "1/week", 0.0, 7.0, 0.0, text="0 is daily life"),
    Argument("rest_s", "number", "s", 0.0, 3600.0, 120.0, text="pause between sets", beside="sessions_per_week"),
    Argument("kind", "choice", "", default="isometric", choices=KINDS, text="the muscle holds, shortens or lengthens"),
    Argument(
        "speed", "number", "of maximal", 0.0, 0.9, 0.1, text="speed of the fibres, unless they hold", beside="kind"
    ),
    WHAT._replace(text="optional: what it is part of; daily life where it is spread over the day, else therapy"),
    lasts=True,
    group="training",
)
def practice(call: Call, effects: Effects) -> None:
    """A habit or an exercise: like repetitions of one task.

    A lengthening muscle carries the load with less activation, a shortening one needs more: load / f_v(speed).
    """
    way = {"isometric": 0.0, "concentric": -1.0, "eccentric": 1.0}[call["kind"]]
    done = _practices(call, call["load"] / (muscle.force_velocity(way * call["speed"]) if way else 1.0))
    session = call["reps"] * call["bouts"]
    if call["sessions_per_week"] and session > MANY:
        told = f"{call['reps']:,g} repetitions in each of {call['bouts']:g} sets are {session:,g} a session"
        effects.notes.append(f"practice of {call['task']} on day {call.day:g}: {told}")
    if way:
        spans = _times(done, len(effects.practices), call) if call["sessions_per_week"] else None
        hold(call, effects, "tasks", call.tasks(), "lengthening", way, spans)
    effects.practices += done


@word(
    "strengthen",
    "General strengthening: heavy sets of a task, some days a week, however they are done.",
    TASK,
    SIDE,
    *_schedule(10.0, 0.75, 3.0),
    lasts=True,
    group="training",
)
def strengthen(call: Call, effects: Effects) -> None:
    """Heavy practice in sessions; it trains the muscles that the present pattern uses.

    A load that moves takes more activation than the same load held, a light one much more. It is a part of what can be
    given now, tested anew as trainers do.
    """
    if call["sessions_per_week"] > 0.0:
        moved = muscle.lifting(call["load"], TABLE["lift_speed"].value, TABLE["lift_tempo"].value)
        effects.practices += [replace(one, follows=1.0) for one in _practices(call, moved)]


def _times(practices: list[Practice], order: int, call: Call) -> list[tuple[float, float]] | None:
    """From the first repetition to the last of every session of these practices, days; None where they never end."""
    if math.isinf(call.until):
        return None
    found: set[tuple[float, float]] = set()
    for n, one in enumerate(practices):
        bouts = bouts_of(one, order + n, 0, seconds_of(call.day), seconds_of(call.until))
        found |= {session_span(list(day)) for _, day in groupby(bouts, lambda b: b.second // SECONDS_PER_DAY)}
    return sorted(found)


def _spans(call: Call, effects: Effects) -> list[tuple[float, float]]:
    """The time of a word, or its sessions, which are then practised. Raises ValueError for endless sessions."""
    if call["sessions_per_week"] is None:
        return [(call.day, call.until)]
    if call["sessions_per_week"] == 0.0:
        return []
    if not call["task"] or call["task"] == ALL:
        raise ValueError("task is missing; sessions practise one task")
    if math.isinf(call.until):
        raise ValueError("sessions need an end; say for how many weeks")
    done = _practices(call, call["load"])
    found = _times(done, len(effects.practices), call) or []
    effects.practices += done
    return found


def session_span(bouts: list[Bout]) -> tuple[float, float]:
    """From the first repetition of a session to the last, days."""
    last = bouts[-1]
    return bouts[0].second / SECONDS_PER_DAY, (last.second + math.ceil(last.reps * last.seconds) + 1) / SECONDS_PER_DAY


@word(
    "cue",
    "Ask for more of one muscle: an extra voluntary command, whenever it is used or in sessions.",
    MUSCLE,
    SIDE,
    Argument("amount", "number", "activation", -0.3, 1.0, text="extra command; below 0 it is kept relaxed"),
    TRAINED,
    *_schedule(20.0, 0.35, None),
    lasts=True,
    group="training",
)
def cue(call: Call, effects: Effects) -> None:
    """A targeted voluntary command, held for a while or in sessions."""
    hold(call, effects, "muscles", call.muscles(), "cue", call["amount"], _spans(call, effects))


@word(
    "stimulate muscle", "Electrical stimulation of a muscle, past its motoneurons, whenever it is used or in sessions.",
    MUSCLE, SIDE, Argument("amount", "number", "activation", 0.0, 1.0, text="activation that the current makes; 0 is no current, and no session"),
    TRAINED, *_schedule(20.0, 0.35, None), lasts=True, group="training",
)  # fmt: skip
def stimulate_muscle(call: Call, effects: Effects) -> None:
    """Activation that needs no command, held for a while or in sessions; a session without current is none."""
    lifts = call["amount"] > 0.0 or call["sessions_per_week"] is None
    hold(
        call, effects, "muscles", call.muscles(), "stimulation", call["amount"], _spans(call, effects) if lifts else []
    )


def drives_on_time(call: Call, units: Sequence[tuple[str, str]], onset_ms: float) -> dict[tuple[str, str], float]:
    """What feedback on the onset asks of each of these muscles in a task; see `timing.drive_on_time`."""
    names, row = call.subject.graph.nodes, call.parameter
    rise, delay = row("command_rise_ms"), row("force_delay_ms")
    if onset_ms >= rise + delay:
        raise ValueError(
            f"onset {onset_ms:g} ms: no muscle starts before the command does, {rise + delay:g} ms before movement"
        )
    return {
        (t, m): timing.drive_on_time(onset_ms, row(threshold_row(names[m]["anatomical_name"])), rise, delay)
        for t, m in units
    }


def _ask_onset(call: Call, effects: Effects, units: Sequence[tuple[str, str]]) -> None:
    """Show the onset for a while, and ask for another one."""
    spans = _spans(call, effects)
    for unit, drive in drives_on_time(call, units, call["onset_ms"]).items():
        hold(call, effects, "members", [unit], "target", 0.0, spans)
        hold(call, effects, "members", [unit], "timed", drive, spans)


def _ask_share(call: Call, effects: Effects, targets: dict[tuple[str, str], float]) -> None:
    """Show targets of share for a while; deliberate change ends where no target follows."""
    spans = _spans(call, effects)
    for unit, share in targets.items():
        hold(call, effects, "members", [unit], "target", min(max(share, 0.0), 1.0), spans)


def _members(call: Call) -> list[tuple[str, str]]:
    """The named muscles in the named task. Raises ValueError where none of them works for it."""
    known = set(call.subject.structure.names.members)
    found = [(t, m) for t in call.tasks() for m in call.muscles() if (t, m) in known]
    if not found:
        raise ValueError(f"{call['muscle']!r} takes no part in {call['task']!r}")
    return found


@word(
    "feedback",
    "Show the share of a muscle in a task, its ratio to another, or its onset, and ask for another one.",
    TASK,
    MUSCLE,
    SIDE,
    Argument("share", "number", "of task torque", 0.0, 1.0, text="optional: share that is asked for"),
    Argument("against", "muscle", text="optional: muscle or group that the ratio is taken against"),
    Argument("ratio", "number", "x usual", 0.0, 10.0, text="optional: ratio of the two torques that is asked for"),
    Argument("onset_ms", "number", "ms before movement", -1000.0, 300.0, text="optional: onset that is asked for"),
    *_schedule(20.0, 0.35, None),
    lasts=True,
    group="training",
)
def feedback(call: Call, effects: Effects) -> None:
    """A target on the share of torque, on how two muscles part what they hold, or on the onset; a deliberate change answers."""
    mine = _members(call)
    asked = [name for name in ("share", "ratio", "onset_ms") if call[name] is not None]
    if len(asked) != 1 or (call["ratio"] is None) != (call["against"] is None):
        raise ValueError("it needs one of share, onset_ms, or a ratio with 'against' another muscle")
    if asked == ["onset_ms"]:
        _ask_onset(call, effects, mine)
        return
    if call["ratio"] is None:
        _ask_share(call, effects, dict.fromkeys(mine, call["share"]))
        return
    other = _members(replace(call, values={**call.values, "muscle": call["against"]}))
    if set(mine) & set(other):
        raise ValueError("a muscle has no ratio to itself")
    _ask_share(call, effects, _at_ratio(call, mine))


def _at_ratio(call: Call, mine: Sequence[tuple[str, str]]) -> dict[Any, float]:
    """Shares of a muscle at so many times its usual ratio to another, where the others keep their parts of the rest.

    ``r s / (1 - s + r s)``, s its share of the healthy capacity, r the ratio that is asked for, x usual.
    """
    found: dict[Any, float] = {}
    for task in dict.fromkeys(t for t, _ in mine):
        usual = {
            (t, m): float(call.subject.graph.edges[m, t, "drives"]["capacity_share"]) for t, m in mine if t == task
        }
        times = share_at(call["ratio"], sum(usual.values())) / sum(usual.values())
        found |= {unit: times * part for unit, part in usual.items()}
    return found


def share_at(ratio: float, held: float) -> float:
    """Share at so many times the usual ratio to another muscle, where the usual share is `held`; see `feedback`."""
    return ratio * held / (1.0 - held + ratio * held)


@word(
    "hold share",
    "Hold the share of a muscle above or below its share of the healthy capacity, by strategy.",
    TASK,
    MUSCLE,
    SIDE,
    Argument("change", "number", "of task torque", -1.0, 1.0, text="above or below its capacity's"),
    *_schedule(20.0, 0.35, None),
    lasts=True,
    group="training",
)
def hold_share(call: Call, effects: Effects) -> None:
    """A target relative to what the muscle's size would give it."""
    graph = call.subject.graph
    _ask_share(
        call,
        effects,
        {(t, m): graph.edges[m, t, "drives"]["capacity_share"] + call["change"] for t, m in _members(call)},
    )


@word(
    "set habit",
    "Begin with another habit: the weight of a muscle in a task against the mean of its muscles.",
    TASK,
    MUSCLE,
    SIDE,
    Argument("weight", "number", "x usual", 0.0, 5.0, text="cortical weight; 1 is the healthy pattern"),
    group="training",
)
def set_habit(call: Call, effects: Effects) -> None:
    """Every trace of the habit at once; practice moves it from there."""
    traces = dict.fromkeys(("fast", "slow", "trace", "gain", "kept", "settled"), call["weight"])
    change(call, effects, "members", _members(call), "set", **traces)


@word(
    "stretch",
    "Stretch some minutes of every day: a muscle, or whatever a position lengthens.",
    MUSCLE._replace(text="optional: muscle by anatomical name"),
    SIDE,
    ANGLES._replace(text="optional: the position of the stretch"),
    Argument("minutes_a_day", "number", "min/day", 0.0, 240.0, text="minutes of stretching"),
    lasts=True,
    group="training",
)
def stretch(call: Call, effects: Effects) -> None:
    """Minutes of stretch for tolerance and stiffness, and minutes at length where a position is given."""
    if call["muscle"] is None and call["angles"] is None:
        raise ValueError("muscle or angles is missing; say what is stretched")
    muscles = tuple(call.muscles() if call["muscle"] is not None else _stretched(call))
    if call["angles"] is not None:
        hours = call["minutes_a_day"] / MINUTES_PER_DAY * 24.0
        effects.postures.append(Held(call.day, call.until, "posture", hours, frozen(angles_of(call)), taut=muscles))
    hold(call, effects, "muscles", muscles, "stretch_min_day", call["minutes_a_day"])


def _stretched(call: Call) -> list[str]:
    """Muscles that the position makes longer than the longest half hour of a usual day. Raises ValueError for none."""
    anatomy, known = call.subject.anatomy, call.subject.structure.names.muscles
    position, usual = lengths_at(anatomy, frozen(angles_of(call))), usual_day(anatomy).longest
    sides = ("left", "right") if call["side"] == "both" else (call["side"],)
    found = [
        m.name for i, m in enumerate(anatomy.muscles) if m.name in known and m.side in sides and position[i] > usual[i]
    ]
    if not found:
        raise ValueError("this position stretches nothing beyond the usual day; go further")
    return found
