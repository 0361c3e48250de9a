"""Where a movement starts: joints that it leaves open stay near where habitual posture has put them.

A movement states the angles that it is about; along the other angles of the joints that it moves it starts from where the
body lives. So a shoulder blade that lies forward all day lies forward when the arm is raised, with other arms and fibre
lengths; and the tissue, which comes to rest there within weeks, no longer resists a way that need not be gone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from agonist.model.body.anatomy import SIDES, joint_of
from agonist.model.body.graph import members
from agonist.model.body.lifestyle import Held, lived_pieces
from agonist.model.body.pieces import Piece, frozen, pieces_of
from agonist.model.body.tasks import Task
from agonist.model.parameters import TABLE
from agonist.model.plan import Exposure
from agonist.model.rules import muscle as rules

if TYPE_CHECKING:
    from agonist.model.body.anatomy import Anatomy
    from agonist.model.body.subject import Subject

REST_STEPS_DAY = (0.0, 3.0, 7.0, 14.0, 21.0, 35.0, 60.0, 120.0)  # a lag as steps: within 5 % of it
SMALL_DEG = 0.05  # a smaller shift is none
IDLE = ("asleep", "lying")


class Start(NamedTuple):
    """How habit has moved the start of one task: degrees by open angle, and torque that it spares, N m by axis."""

    shift: Mapping[str, float]
    eased: Mapping[str, float]


def plain(name: str) -> str:
    """A name without its side."""
    head, _, side = name.rpartition("_")
    return head if side in SIDES else name


def open_angles(task: Task, coordinates: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """The angles of the joints that a task moves which its posture does not state."""
    moved = {joint_of(plain(axis)) for axis, weight in task.output.items() if weight}
    stated = {plain(name) for name in task.posture}
    return tuple(c for c in coordinates if joint_of(c) in moved and c not in stated)


def waking_mean(pieces: Sequence[Piece], name: str, side: str) -> float:
    """Mean of a joint angle over the waking hours of a day, degrees."""
    awake = [p for p in pieces if p.kind not in IDLE and p.hours > 0.0]
    hours = sum(p.hours for p in awake)
    turned = sum(p.hours * _angle(p, name, side) for p in awake)
    return turned / hours if hours > 0.0 else 0.0


def _angle(piece: Piece, name: str, side: str) -> float:
    angles = dict(piece.angles)
    return angles.get(f"{name}_{side}", angles.get(name, 0.0))


def passive_nm(anatomy: Anatomy, posture: Mapping[str, float], axis: str) -> float:
    """Torque of all healthy muscles at rest about an axis at a posture, N m."""
    column = anatomy.axes.index(axis)
    arms, lengths, cosines = anatomy.arms_m(posture), anatomy.lengths(posture), anatomy.cos_pennation(posture)
    rows = zip(anatomy.muscles, arms[:, column].tolist(), lengths.tolist(), cosines.tolist(), strict=True)
    return math.fsum(arm * m.force_max_n * rules.passive_length(x) * cosine for m, arm, x, cosine in rows)


def started(anatomy: Anatomy, task: Task, pieces: Sequence[Piece], kept: float) -> Start:
    """The start of a task after days of these pieces.

    x = x_task + kappa s, with s the mean waking angle against the usual one: a movement keeps a part of the shift. Tissue that
    has come to rest s further on resists as it did (1 - kappa) s before: T = T_p(x) - T_p(x - (1 - kappa) s), N m, is spared.
    Source: Thigpen 2010, Ludewig & Cook 2000 (the blade lies further forward through the movement); form judgement.
    """
    side = next((s for s in SIDES if task.name.endswith(f"_{s}")), SIDES[1])
    shift, usual = {}, pieces_of(anatomy)
    for name in open_angles(task, anatomy.coordinates):
        moved = waking_mean(pieces, name, side) - waking_mean(usual, name, side)
        if abs(moved) > SMALL_DEG:
            shift[name] = moved
    now = _within(anatomy, {**task.posture, **{n: kept * s for n, s in shift.items()}})
    eased = {}
    for axis, weight in task.output.items():
        if weight and plain(axis) in shift:
            name = plain(axis)
            before = _within(anatomy, {**now, name: now[name] - (1.0 - kept) * shift[name]})
            eased[axis] = passive_nm(anatomy, now, axis) - passive_nm(anatomy, before, axis)
    return Start({n: now[n] for n in shift}, eased)


def _within(anatomy: Anatomy, posture: Mapping[str, float]) -> dict[str, float]:
    """A posture of which no angle goes beyond the tables."""
    known = anatomy.coordinates
    return {n: min(max(a, known[n][0]), known[n][1]) if n in known else a for n, a in posture.items()}


def settled(before: float, goal: float, days: float) -> float:
    """Tissue comes to rest at a new posture as its fibres are rebuilt: g + (b - g) exp(-t / tau), days."""
    return goal + (before - goal) * math.exp(-days / TABLE["sarcomere_gain_day"].value)


def _tasks(subject: Subject) -> list[Task]:
    """The tasks of a subject that leave an angle open."""
    found = []
    for name in subject.structure.names.tasks:
        facts = subject.graph.nodes[name]
        posture, output = (
            {k.removeprefix(head): v for k, v in facts.items() if k.startswith(head)}
            for head in ("posture_", "output_")
        )
        task = Task(name, posture, output)
        if all(axis in subject.anatomy.axes for axis in output) and open_angles(task, subject.anatomy.coordinates):
            found.append(task)
    return found


@lru_cache(maxsize=256)
def _place(anatomy: Anatomy, posture: Any, output: Any) -> dict[str, Any]:
    return {m.muscle: m for m in members(anatomy, Task("movement", dict(posture), dict(output)))}


def starts(subject: Subject, spans: Sequence[tuple[float, float, tuple[Held, ...]]]) -> list[Exposure]:
    """Where the tasks of a life start, as inputs of their members and axes.

    `spans` are days from, days to and what is held between them, in order and without gaps.
    """
    kept, found = TABLE["posture_kept"].value, []
    for task in _tasks(subject):
        before: dict[str, float] = {}
        after = [(spans[-1][1], math.inf, ())] if math.isfinite(spans[-1][1]) else []
        for start, end, holding in (*spans, *after):
            now = started(subject.anatomy, task, lived_pieces(subject.anatomy, holding), kept)
            found += _moved(subject, task, start, end, now.shift)
            for axis in {**before, **now.eased}:
                found += _eased(subject, task.name, axis, start, end, before.get(axis, 0.0), now.eased.get(axis, 0.0))
                length = end - start
                before[axis] = settled(before.get(axis, 0.0), now.eased.get(axis, 0.0), length)
    return found


def _moved(subject: Subject, task: Task, start: float, end: float, shift: Mapping[str, float]) -> list[Exposure]:
    """Arms, lengths and pennation of the muscles of a task at its shifted start; nothing where it is not moved."""
    if not shift:
        return []
    names, posture = subject.structure.names, {**task.posture, **shift}
    place = _place(subject.anatomy, frozen(posture), frozen(task.output))
    found = [
        Exposure(start, end, "members", (of, m), variable, float(getattr(place[m], variable)))
        for of, m in names.members
        if of == task.name
        for variable in ("arm_m", "length", "cos_pennation")
    ]
    held = [(of, axis) for of, axis in names.axes if of == task.name and plain(axis) in shift]
    return found + [Exposure(start, end, "axes", unit, "start_deg", shift[plain(unit[1])]) for unit in held]


def _eased(
    subject: Subject, task: str, axis: str, start: float, end: float, before: float, goal: float
) -> list[Exposure]:
    """What the new rest of the tissue spares about an axis, in steps of its lag."""
    if (task, axis) not in subject.structure.names.axes or not (before or goal):
        return []
    edges = [start + d for d in REST_STEPS_DAY if start + d < end] + [end]
    found = []
    for first, last in zip(edges[:-1], edges[1:], strict=True):
        middle = 0.5 * (first + last) - start if math.isfinite(last) else math.inf
        value = goal if middle == math.inf else settled(before, goal, middle)
        found.append(Exposure(first, last, "axes", (task, axis), "eased_nm", value))
    return found
