"""Looking at lives: readings as numbers, of one patient or of many side by side, without touching them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.model.assessment.assess import find
from agonist.model.assessment.demands import must_be_demanded
from agonist.model.assessment.labels import key_of
from agonist.model.assessment.moments import moments
from agonist.model.assessment.movements import one_end
from agonist.model.assessment.names import joined, such_as, together, units
from agonist.model.assessment.own_reading import OF_PATIENT, is_own, part_for, unit_of_own
from agonist.model.assessment.reading import (
    BY_MUSCLE,
    JOINTLY,
    OPERATIONS,
    Column,
    What,
    at_second,
    parse,
)
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Bench, Laboratory
from agonist.model.assessment.trial_reading import channels_of, check_name, chosen, of_trials, over, sample_of
from agonist.model.blocks import Channel, index_of
from agonist.model.body.subject import SIDES, Subject
from agonist.model.body.wiring import Floats
from agonist.model.engine import live_all
from agonist.model.parameters import nearest
from agonist.model.plan import Practice
from agonist.model.reading import shown

if TYPE_CHECKING:
    from agonist.model.scenario import Resolved

LISTS = {  # by the name of a measure that is no number, what can be read instead
    "torque_angle_nm": "read maximal_torque_nm with angle=",
    "onset_order": "read onset_ms of each muscle",
    "axis_torque_nm": "patient.assess('axis_torque_nm') tells it by joint",
}


def columns(
    texts: Sequence[str],
    subject: Subject,
    watch: str,
    days: float,
    knobs: Mapping[str, float] | None = None,
    practices: Sequence[Practice] = (),
) -> tuple[Column, ...]:
    """The numbers that readings ask of a life; `practices` hold the trials that some of them are over.

    Raises ValueError with one line for a wrong name, side, moment or trial.
    """
    found: list[Column] = []
    for text in texts:
        place, reading, told = f"reading {shown(text)}", parse(text), knobs or {}
        what = checked(place, subject, watch, reading.what)
        against = None if reading.against is None else checked(place, subject, watch, reading.against)
        times = _times(place, subject, watch, what, reading.when, days, told, practices)
        unit = OPERATIONS.get(reading.operation) or unit_of(subject, what)
        if reading.operation in JOINTLY and against is not None:
            unit = _jointly(place, subject, watch, reading.operation, (what, against), times)
        for label, second in times:
            other = second
            if reading.against_when:
                held = against or what
                others = _times(place, subject, watch, held, reading.against_when, days, told, practices)
                if len(others) != 1:
                    raise ValueError(f"{place}: it is held against {len(others)} moments; it needs one")
                other = others[0][1]
            name = key_of(text, label) if len(times) > 1 else text
            found.append(Column(name, unit, reading.operation, what, second, against, other, reading.spread))
    return tuple(found)


LEAST_TRIALS = 3  # that say how two measures go together


def _jointly(
    place: str, subject: Subject, watch: str, operation: str, both: tuple[What, What], times: Sequence[tuple[str, Any]]
) -> str:
    """Unit of how two measures go together. Raises ValueError for measures of different trials, and for too few."""
    for what in both:
        check_name(place, what.name)
    (task,), (other,) = (_task(subject, watch, what) for what in both)
    if task != other:
        raise ValueError(
            f"{place}: both measures are of the same trials, and those are of {task}; {other} has none of them"
        )
    if min(len(second) for _, second in times) < LEAST_TRIALS:
        raise ValueError(f"{place}: a {operation} needs at least {LEAST_TRIALS} trials")
    one, two = (unit_of(subject, what) for what in both)
    return "1" if operation == "correlation" else f"({one})^2" if one == two else f"{one} x {two}"


def _times(
    place: str, subject: Subject, watch: str, what: What, when: str, days: float, knobs: Mapping[str, float],
    practices: Sequence[Practice],
) -> list[tuple[str, Any]]:  # fmt: skip
    """The moments, or the trials, of a reading as (label, second or places)."""
    if not when.startswith("over "):
        return list(moments(place, when, days, knobs))
    check_name(place, what.name)
    (task,) = _task(subject, watch, what)
    return list(chosen(place, when.removeprefix("over "), task, practices, days))


def over_trials(
    runs: Sequence[Any], subject: Subject, watch: str, wanted: Sequence[Column], practices: Sequence[Practice], threads: int
) -> list[dict[Any, float]]:  # fmt: skip
    """What the trials of each life came to, for the columns that are over trials; lives of one plan, on one body."""
    asked = asked_of_trials(wanted)
    if not asked:
        return [{} for _ in runs]
    bare = [run._replace(looks=(), windows={}) for run in runs]
    channels = channels_of(subject.structure, _tasks(subject, watch, asked))
    found: dict[int, dict[Any, float]] = {}
    for n, lived in live_all(bare, lambda _: channels, lambda run: sample_of(run, practices), threads):
        found[n] = of_samples(subject, watch, asked, lived.samples, channels)
    return [found[n] for n in range(len(runs))]


def trialled(prepared: Sequence[Any], threads: int = 1) -> dict[int, dict[Any, float]]:
    """What the trials of each life came to where readings are over trials, by its place."""
    plans: dict[tuple[int, int], list[int]] = {}
    for n, one in enumerate(prepared):
        if any(isinstance(s, tuple) for c in one.columns for s in (c.second, c.against_second)):
            plans.setdefault((id(one.resolved.subject), id(one.columns)), []).append(n)
    found: dict[int, dict[Any, float]] = {}
    for places in plans.values():
        one, lives = prepared[places[0]], [prepared[n].run for n in places]
        told = over_trials(lives, one.resolved.subject, one.run.watch, one.columns, one.resolved.practices, threads)
        found |= dict(zip(places, told, strict=True))
    return found


def each_trial(
    runs: Sequence[Any], subject: Subject, watch: str, wanted: Sequence[Column], practices: Sequence[Practice], threads: int
) -> Floats:  # fmt: skip
    """One measure trial by trial, [lives, trials]: what columns of single trials say, all at once."""
    what, places = wanted[0].what, [k for c in wanted if isinstance(c.second, tuple) for k in c.second]
    task, muscles = _task(subject, watch, what)[0], _muscles(subject, what) if what.name in BY_MUSCLE else ()
    channels, found = channels_of(subject.structure, [task]), {}
    bare = [run._replace(looks=(), windows={}) for run in runs]
    for n, lived in live_all(bare, lambda _: channels, lambda run: sample_of(run, practices), threads):
        found[n] = of_trials(subject, task, muscles, what.name, lived.samples, channels)[places]
    return np.array([found[n] for n in range(len(runs))])


Asked = tuple[What, Any, Any]  # a measure, the places of its trials, what is wanted of them (`Column.how`)


def asked_of_trials(wanted: Sequence[Column]) -> list[Asked]:
    """The measures of trials that some columns ask for."""
    pairs = [(w, s, c.how) for c in wanted for w, s in ((c.what, c.second), (c.against, c.against_second))]
    return [(w, s, how) for w, s, how in pairs if w is not None and isinstance(s, tuple)]


def _tasks(subject: Subject, watch: str, asked: Sequence[Asked]) -> list[str]:
    return sorted({_task(subject, watch, what)[0] for what, _, _ in asked})


class TrialWatch:
    """Who writes down the trials of one life as another engine lives it, row by row."""

    def __init__(self, resolved: Resolved, run: Any, wanted: Sequence[Column]) -> None:
        self.subject, self.watch, self.asked = resolved.subject, run.watch, asked_of_trials(wanted)
        self.channels = channels_of(self.subject.structure, _tasks(self.subject, self.watch, self.asked))
        self.at = [index_of(run.structure, c) for c in self.channels]
        self.sample = sample_of(run, resolved.practices) if self.asked else np.full(len(run.rows.second), -1)
        self.samples: list[list[float]] = []

    def see(self, row: int, state: Any) -> None:
        """Write down a row if it was a trial."""
        if self.sample[row] >= 0:
            self.samples.append([float(state[i]) for i in self.at])

    def found(self) -> list[dict[Any, float]]:
        """What the trials came to; nothing where none was asked for."""
        if not self.asked:
            return []
        return [of_samples(self.subject, self.watch, self.asked, np.array(self.samples), self.channels)]


def of_samples(
    subject: Subject, watch: str, asked: Sequence[Asked], samples: Floats, channels: Sequence[Channel]
) -> dict[Any, float]:
    """What is asked for over the trials of each measure; `samples` are [trials, channels]."""
    found: dict[Any, float] = {}
    every: dict[What, Floats] = {}

    def of(what: What, places: tuple[int, ...]) -> Floats:
        if what not in every:
            muscles = _muscles(subject, what) if what.name in BY_MUSCLE else ()
            every[what] = of_trials(subject, _task(subject, watch, what)[0], muscles, what.name, samples, channels)
        return every[what][list(places)]

    for what, places, how in asked:
        other = of(how[1], places) if isinstance(how, tuple) else None
        found[what, places, how] = over(of(what, places), how, other)
    return found


def checked(place: str, subject: Subject, watch: str, what: What) -> What:
    """A measure with its task and side said in full. Raises ValueError where the body lacks them or one is unclear."""
    try:
        if what.name in LISTS:
            raise ValueError(f"{what.name} is a list and no number; {LISTS[what.name]}")
        what = what if find(what.name).of != "angle" else one_end(what, units(subject, "angle"))
        units_of(subject, watch, what)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    return what


class _Same(NamedTuple):
    """A subject that is equal only to itself, so that what was found on it is kept."""

    subject: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.subject is self.subject

    def __hash__(self) -> int:
        return id(self.subject)


@lru_cache(maxsize=4096)
def _known(same: _Same, watch: str, what: What) -> tuple[str, ...]:
    return _find_units(same.subject, watch, what)


def units_of(subject: Subject, watch: str, what: What) -> tuple[str, ...]:
    """The units that a measure is taken of. Raises ValueError where the body lacks them or the side is unclear."""
    return _known(_Same(subject), watch, what)


def unit_of(subject: Subject, what: What) -> str:
    """The unit of a measure, also of one's own."""
    return unit_of_own(subject, what.name) if is_own(what.name) else find(what.name).unit


def _find_units(subject: Subject, watch: str, what: What) -> tuple[str, ...]:
    of = find(what.name).of
    if of == OF_PATIENT:
        return (watch if part_for(subject, what.name) else "",)
    if of == "muscle":
        return _muscles(subject, what)
    if of == "limbs":
        task = what.task or watch.removesuffix("_left").removesuffix("_right")
        for one in SIDES:
            subject.tasks(task, one)
        return (task,)
    if of == "angle":
        return (_angle(subject, what),)
    if what.name in BY_MUSCLE:
        _muscles(subject, what)
    if of != "task":
        return _one(what.unit, subject.joints(what.unit, what.side or "both"))
    must_be_demanded(what.name, (found := _task(subject, watch, what))[0])
    return found


def _task(subject: Subject, watch: str, what: What) -> tuple[str, ...]:
    """The task of a measure: the one that it names, or the watched one."""
    return _one(what.task, subject.tasks(what.task, what.side or "both")) if what.task else (watch,)


def _one(name: str, found: tuple[str, ...]) -> tuple[str, ...]:
    if len(found) > 1:
        raise ValueError(f"{name} is {' and '.join(found)}; say left or right")
    return found


def _angle(subject: Subject, what: What) -> str:
    known = units(subject, "angle")
    found = [u for u in known if u in (what.unit, f"{what.unit}_{what.side}")]
    if not found and any(u.rpartition("_")[0] == what.unit for u in known):
        raise ValueError(f"{what.unit}: say left or right")
    if not found:
        raise ValueError(f"unknown angle {what.unit!r}; {nearest(what.unit, list(known))}")
    return found[0]


def _muscles(subject: Subject, what: What) -> tuple[str, ...]:
    if not what.unit:
        raise ValueError(f"{what.name} is of a muscle or a group; {such_as(subject)}")
    found = subject.muscles(what.unit, what.side or "both")
    sides = {subject.graph.nodes[m].get("side") for m in found}
    if len(sides) > 1 and what.side != "both":
        raise ValueError(f"{what.unit} is left and right; say left, right or both")
    return found


def take(lab: Laboratory, watch: str, what: What) -> float:
    """A measure of one patient as one number."""
    entry, subject = find(what.name), lab.subject
    mine = units_of(subject, watch, what)
    where, here = Conditions(what.load, what.angle, what.speed), lab.under(what.under) if what.under else lab
    if entry.of == "muscle":
        values = {m: float(entry.take(here, m, where)) for m in mine}
        return values[mine[0]] if len(mine) == 1 else joined(here, entry, values, where)
    value = entry.take(here, mine[0], where)
    if what.name in BY_MUSCLE:
        values = {m: float(value[m]) for m in _muscles(subject, what) if m in value}
        if not values:
            raise ValueError(f"{what}: {what.unit} takes no part in {mine[0]}")
        return next(iter(values.values())) if len(values) == 1 else together(subject, entry.join, values)
    if isinstance(value, tuple):
        return float({"least": value[0], "greatest": value[1], "below": -value[0]}.get(what.part, value[1] - value[0]))
    return float(value)


# -- many lives -----------------------------------------------------------------------------------------------------


def looker(subject: Subject, watch: str, wanted: Sequence[Column]) -> Callable[[Sequence[Any], int, Any], list[Any]]:
    """What looks at a block of lives at a moment: the measures of each person who lives in it."""

    def look(runs: Sequence[Any], second: int, block: Any) -> list[dict[tuple[What, int], float]]:
        bench, asked = Bench(subject, block.state), at_second(wanted, second)
        labs = [Laboratory(subject, {}, bench, lane) for lane in range(len(runs))]
        return [{(what, second): take(lab, watch, what) for what in asked} for lab in labs]

    return look


def values(wanted: Sequence[Column], seen: Sequence[Mapping[Any, float]]) -> dict[str, float]:
    """The numbers of one life by label, from what was seen at its moments and over its trials."""
    found: dict[Any, float] = {}
    for one in seen:
        found |= one
    return {column.label: column.value(found) for column in wanted}


def read_now(lab: Laboratory, watch: str, text: str) -> float:
    """A reading of one patient at this moment. Raises ValueError for words of time or of comparison over time."""
    reading, place = parse(text), f"reading {shown(text)}"
    if reading.when not in ("", "now") or (reading.operation and reading.against_when):
        raise ValueError(f"{place}: a patient is read now; a scenario reads at moments")
    both = [w for w in (reading.what, reading.against) if w is not None]
    found = {(w, 0): take(lab, watch, checked(place, lab.subject, watch, w)) for w in both}
    return Column(text, "", reading.operation, reading.what, 0, reading.against, 0).value(found)
