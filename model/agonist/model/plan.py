"""What is practised when, and what happens: compiled once to flat arrays that both engines read.

A plan is a frozen list of practices (repetitions of a task), impulses (something changes at once) and
exposures (something holds for a while). `rows` turns it into the rows of the clock: each row is a rest,
then the events at that moment, then a bout of like repetitions or, at midnight, the slow tissue.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats, Ints
from agonist.model.reading import quoted

SECONDS_PER_DAY = 86_400
LONGEST_DAY = 36_500.0  # of a life, at every door: a hundred years
WAKE_H, SLEEP_H = 7.0, 23.0  # bouts of daily life are spread evenly over the waking hours
SESSION_H = 17.0  # exercise sessions start at five
DAYS_PER_WEEK = 7


DAILY, SPORT, THERAPY = WHATS = ("daily life", "sport", "therapy")
STOPPED = "all but exercise asked for meanwhile"  # what bed or a cast stops: exercise that is asked for there is done


class Pause(NamedTuple):
    """From one day to another a practice has this part of its repetitions and this factor on its load."""

    from_day: float
    to_day: float
    reps: float = 1.0
    load: float = 1.0


@dataclass(frozen=True)
class Practice:
    """Repetitions of one task: spread over the day, or in sessions with sets, on some days of the week.

    `load` is a fraction of the healthy maximal torque; `seconds` the time under load of one repetition.
    With `sessions_per_week` = 0 it is daily life: `reps` a day in `bouts` bouts. Otherwise `reps` is the number
    in a set, `bouts` the number of sets and `rest_s` the pause between them. `what` says what it is part of (daily life,
    sport, therapy), `pauses` when less of it is done or at another load, `start_s` when in a session it begins. `follows` is 1
    of a load that goes up with what the muscles can give.
    """

    task: str
    reps: float
    load: float
    bouts: int = 16
    seconds: float = 1.0
    from_day: float = 0.0
    to_day: float = math.inf
    sessions_per_week: float = 0.0
    rest_s: float = 120.0
    what: str = ""
    pauses: tuple[Pause, ...] = ()
    start_s: float | None = None
    once: bool = False  # single trials from `from_day` on, `rest_s` apart
    follows: float = 0.0

    @property
    def part_of(self) -> str:
        """What it is part of: as said, else daily life where it is spread over the day, and therapy in sessions."""
        return self.what or (DAILY if self.sessions_per_week <= 0.0 else THERAPY)


class Impulse(NamedTuple):
    """Something changes at once: `op` is set, add or multiply."""

    day: float
    area: str
    unit: Any
    variable: str
    op: str
    value: float


class Exposure(NamedTuple):
    """An input that is held from one day to another; of two on the same input the later one rules, of one day the last said."""

    from_day: float
    to_day: float
    area: str
    unit: Any
    variable: str
    value: float


class Rows(NamedTuple):
    """The clock of a run, one entry per row."""

    second: Ints  # time of the row since the start, s; also the key of its random numbers
    rest_day: Floats  # time since the row before
    busy_day: Floats  # of which the bout of the row before took
    task: Ints  # task of the bout, -1 for none
    reps: Floats
    load: Floats
    seconds: Floats  # time under load of one repetition
    midnight: Ints  # 1 where the slow tissue advances
    follows: Floats  # 1 where the load of the bout goes up with strength


class Bout(NamedTuple):
    """One bout of a plan before it is laid out in rows."""

    second: int
    task: int
    reps: float
    load: float
    seconds: float
    follows: float = 0.0


def seconds_of(day: float) -> int:
    """A time in days as whole seconds, the grain of the clock."""
    return round(day * SECONDS_PER_DAY)


def within_a_life(days: float) -> float:
    """The days of a life. Raises ValueError for more than a life can have."""
    if not days <= LONGEST_DAY:
        raise ValueError(f"a life of {days:g} days is too long; it needs at most {LONGEST_DAY:g}")
    return days


def _daily(practice: Practice, order: int, task: int, day: int) -> list[Bout]:
    """Bouts of daily life, evenly over the waking hours; several tasks follow each other by a minute."""
    span = (SLEEP_H - WAKE_H) * 3600.0 / practice.bouts
    start = day * SECONDS_PER_DAY + WAKE_H * 3600.0 + 60.0 * order
    return [
        Bout(round(start + (b + 0.5) * span), task, practice.reps / practice.bouts, practice.load, practice.seconds)
        for b in range(practice.bouts)
    ]


def _session(practice: Practice, order: int, task: int, day: int) -> list[Bout]:
    """The sets of one exercise session, on the days that the frequency asks for, which may be weeks apart."""
    share = practice.sessions_per_week / DAYS_PER_WEEK
    if math.floor((day + 1) * share + 1e-9) == math.floor(day * share + 1e-9):
        return []
    later = 1800.0 * order if practice.start_s is None else practice.start_s
    start = day * SECONDS_PER_DAY + SESSION_H * 3600.0 + later + 17.0
    gap = practice.reps * practice.seconds + practice.rest_s
    return [
        Bout(round(start + b * gap), task, practice.reps, practice.load, practice.seconds, practice.follows)
        for b in range(practice.bouts)
    ]


def bouts(practices: tuple[Practice, ...], tasks: tuple[str, ...], from_s: int, to_s: int) -> list[Bout]:
    """All bouts with ``from_s < second <= to_s``, in time order.

    Raises ValueError for a practice of a task that the body does not have.
    """
    found: list[Bout] = []
    for order, practice in enumerate(practices):
        if practice.task not in tasks:
            raise ValueError(f"practice of {quoted(practice.task)}: the body has the tasks {', '.join(tasks)}")
        found += bouts_of(practice, order, tasks.index(practice.task), from_s, to_s)
    return sorted(found)


def trial_gap(practice: Practice) -> int:
    """Whole seconds from one trial to the next."""
    return max(1, round(practice.reps * practice.seconds + practice.rest_s))


def _trials(practice: Practice, task: int) -> list[Bout]:
    """Single repetitions one after the other; the first a gap after they are asked for."""
    start, gap = seconds_of(practice.from_day), trial_gap(practice)
    return [
        Bout(start + (n + 1) * gap, task, practice.reps, practice.load, practice.seconds) for n in range(practice.bouts)
    ]


def bouts_of(practice: Practice, order: int, task: int, from_s: int, to_s: int) -> list[Bout]:
    """The bouts of one practice with ``from_s < second <= to_s``; `order` is its place among the practices."""
    if practice.once:
        return [b for b in _trials(practice, task) if from_s < b.second <= to_s]
    lay_out = _session if practice.sessions_per_week > 0 else _daily
    first, last = max(from_s, seconds_of(practice.from_day)), min(to_s, _ceiling_s(practice.to_day))
    days = range(first // SECONDS_PER_DAY, -(-last // SECONDS_PER_DAY) if last > first else 0)
    found = [b for day in days for b in lay_out(practice, order, task, day) if first < b.second <= last]
    return [b for bout in found if (b := _paused(bout, practice.pauses)).reps > 0.0] if practice.pauses else found


def _paused(bout: Bout, pauses: tuple[Pause, ...]) -> Bout:
    """A bout as the pauses of its practice leave it; of two pauses each takes its part."""
    for pause in pauses:
        if seconds_of(pause.from_day) <= bout.second < _ceiling_s(pause.to_day):
            bout = bout._replace(reps=bout.reps * pause.reps, load=bout.load * pause.load)
    return bout


def _ceiling_s(day: float) -> int:
    return 2**62 if math.isinf(day) else seconds_of(day)


def rows(
    practices: tuple[Practice, ...], tasks: tuple[str, ...], from_s: int, to_s: int, moments: tuple[int, ...] = ()
) -> Rows:
    """Lay a plan out from one second to another: bouts, midnights, the moments of events and the end.

    Events at second s meet the row at s before its bout. Raises ValueError where the span is empty.
    """
    if to_s < from_s:
        raise ValueError(f"the span ends {(from_s - to_s) / SECONDS_PER_DAY:g} days before it starts")
    practised = bouts(practices, tasks, from_s, to_s)
    first_midnight = from_s // SECONDS_PER_DAY + 1
    midnights = range(first_midnight * SECONDS_PER_DAY, to_s + 1, SECONDS_PER_DAY)
    bare = set(midnights) | {m for m in moments if from_s <= m <= to_s} | {to_s}
    entries = sorted([(s, -1, 0.0, 0.0, 0.0, 0.0) for s in bare] + [tuple(b) for b in practised])
    second = np.array([e[0] for e in entries], dtype=np.int64)
    task = np.array([e[1] for e in entries], dtype=np.int64)
    reps, load, each, follows = (np.array([e[k] for e in entries], dtype=np.float64) for k in (2, 3, 4, 5))
    rest = np.diff(second, prepend=from_s) / SECONDS_PER_DAY
    busy = np.minimum(_busy_s(second, reps * each, from_s, _still_s(practices, tasks, from_s)) / SECONDS_PER_DAY, rest)
    midnight = ((second % SECONDS_PER_DAY == 0) & (task < 0) & (second > from_s)).astype(np.int64)
    return Rows(second, rest, busy, task, reps, load, each, midnight, follows)


def _still_s(practices: tuple[Practice, ...], tasks: tuple[str, ...], from_s: int) -> float:
    """Seconds for which a bout goes on that began up to a moment."""
    longest = math.ceil(max((p.reps * p.seconds for p in practices), default=0.0))
    begun = bouts(practices, tasks, max(from_s - longest, 0) - 1, from_s) if longest and from_s else []
    return max((b.second + b.reps * b.seconds - from_s for b in begun), default=0.0)


def _busy_s(second: Ints, lasts: Floats, from_s: int, still: float) -> Floats:
    """Of the time before each row, the seconds in which a bout went on: that of the row before, or one from before that."""
    own, started = np.concatenate([[0.0], lasts[:-1]]), np.concatenate([[from_s], second[:-1]])
    ends = np.maximum.accumulate(np.concatenate([[from_s + still], second + lasts]))  # of all before each row
    return np.asarray(np.maximum(own, np.concatenate([ends[:1], ends[:-2]]) - started))


def timeline(exposures: tuple[Exposure, ...], resting: Any) -> list[Impulse]:
    """Exposures as impulses: at each start and end the input takes the value of the latest one that still holds.

    `resting(area, unit, variable)` is the value of the input when nothing holds.
    """
    impulses = []
    keys = dict.fromkeys((e.area, e.unit, e.variable) for e in exposures)
    for key in keys:
        mine = [e for e in exposures if (e.area, e.unit, e.variable) == key]
        for moment in sorted({e.from_day for e in mine} | {e.to_day for e in mine if math.isfinite(e.to_day)}):
            holding = [e for e in mine if e.from_day <= moment < e.to_day]
            latest = max(reversed(holding), key=lambda e: e.from_day, default=None)  # of one day the last that was said
            impulses.append(Impulse(moment, *key, "set", resting(*key) if latest is None else latest.value))
    return sorted(impulses, key=lambda i: i.day)


def trial_rows(clock: Rows, practices: Sequence[Practice]) -> tuple[Ints, Ints]:
    """Rows of a clock that are single trials, and for each the block that it belongs to."""
    blocks = [p for p in practices if p.once]
    pairs = [(b.second, n) for n, p in enumerate(blocks) for b in _trials(p, 0)]
    seconds = np.array([s for s, _ in pairs], dtype=np.int64)
    order = np.argsort(seconds, kind="stable")
    bouts_at = np.flatnonzero(clock.task >= 0)
    known = np.isin(clock.second[bouts_at], seconds)
    rows_ = bouts_at[known]
    found = np.searchsorted(seconds[order], clock.second[rows_])
    return rows_, np.array([n for _, n in pairs], dtype=np.int64)[order][found] if len(pairs) else rows_


def row_kinds(clock: Rows, practices: Sequence[Practice]) -> tuple[str, ...]:
    """What each row of a clock is: bout, trial, night, or an event (or the end of the life)."""
    kinds = np.where(clock.task >= 0, "bout", np.where(clock.midnight == 1, "night", "event")).astype(object)
    if any(p.once for p in practices):
        kinds[trial_rows(clock, practices)[0]] = "trial"
    return tuple(kinds.tolist())


def rest_row(second: int, rest_day: float, busy_day: float) -> Rows:
    """A clock of one row: rest until a second, and the night if one ends there."""
    whole = np.array([[second], [-1], [int(second % SECONDS_PER_DAY == 0)]], dtype=np.int64)
    real = np.array([[rest_day], [busy_day], [0.0]])
    return Rows(whole[0], real[0], real[1], whole[1], real[2], real[2], real[2], whole[2], real[2])


@lru_cache(maxsize=64)
def _rows(
    practices: tuple[Practice, ...], tasks: tuple[str, ...], from_s: int, to_s: int, moments: tuple[int, ...]
) -> Rows:
    return rows(practices, tasks, from_s, to_s, moments)


def lay_out(
    practices: tuple[Practice, ...], tasks: tuple[str, ...], from_s: int, to_s: int, impulses: Sequence[Impulse]
) -> Rows:
    """The clock of a span; plans that differ only in what happens at rows they share have one clock."""
    base = _rows(practices, tasks, from_s, to_s, ())
    moments = {seconds_of(i.day) for i in impulses}
    missing = tuple(sorted(m for m in moments if from_s <= m <= to_s and not _has(base.second, m)))
    return _rows(practices, tasks, from_s, to_s, missing) if missing else base


def _has(seconds: Ints, moment: int) -> bool:
    found = int(np.searchsorted(seconds, moment))
    return found < len(seconds) and int(seconds[found]) == moment
