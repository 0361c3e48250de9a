"""Looking at lives: readings as numbers, of one patient or of many side by side, without touching them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from agonist.model.assessment.assess import find
from agonist.model.assessment.events import Event, event
from agonist.model.assessment.names import together, units
from agonist.model.assessment.reading import (
    BY_MUSCLE,
    OPERATIONS,
    Column,
    What,
    at_second,
    moments,
    parse,
)
from agonist.model.assessment.registry import Conditions
from agonist.model.assessment.test_bench import Bench, Laboratory
from agonist.model.body.subject import SIDES, Subject
from agonist.model.parameters import nearest

LISTS = ("torque_angle_nm", "onset_order")


def columns(
    texts: Sequence[str], subject: Subject, watch: str, days: float, knobs: Mapping[str, float] | None = None
) -> tuple[Column, ...]:
    """The numbers that readings ask of a life. Raises ValueError with one line for a wrong name, side or moment."""
    found: list[Column] = []
    for text in texts:
        place, reading, told = f"reading {text!r}", parse(text), knobs or {}
        what = checked(place, subject, watch, reading.what)
        against = None if reading.against is None else checked(place, subject, watch, reading.against)
        times = moments(place, reading.when, days, told)
        unit = OPERATIONS.get(reading.operation) or find(what.name).unit
        for label, second in times:
            other = second
            if reading.against_when:
                ((_, other),) = moments(place, reading.against_when, days, told)[:1]
            head = text.partition("@")[0].strip() if len(times) > 1 else ""
            name = f"{head} @ {label}" if head else text
            found.append(Column(name, unit, reading.operation, what, second, against, other))
    return tuple(found)


def check(resolved: Any) -> tuple[tuple[Column, ...], tuple[Event, ...]]:
    """What a resolved scenario asks to be read and waited for. Raises ValueError with one line."""
    scenario, subject, days, knobs = resolved.scenario, resolved.subject, resolved.days, resolved.knobs
    asked = tuple(event(name, text, subject, days, knobs) for name, text in scenario.events)
    return columns(scenario.read, subject, resolved.watch, days, knobs), asked


def checked(place: str, subject: Subject, watch: str, what: What) -> What:
    """A measure with its task and side said in full. Raises ValueError where the body lacks them or one is unclear."""
    try:
        if what.name in LISTS:
            raise ValueError(f"{what.name} is a list and no number; read maximal_torque_nm with angle=, or onset_ms")
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


def _find_units(subject: Subject, watch: str, what: What) -> tuple[str, ...]:
    of = find(what.name).of
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
    name = what.task if of == "task" else what.unit
    if of == "task" and not name:
        return (watch,)
    found = (subject.tasks if of == "task" else subject.joints)(name, what.side or "both")
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
        raise ValueError(f"{what.name} is of a muscle or a group; name one")
    found = subject.muscles(what.unit, what.side or "both")
    sides = {subject.graph.nodes[m].get("side") for m in found}
    if len(sides) > 1 and what.side != "both":
        raise ValueError(f"{what.unit} is left and right; say left, right or both")
    return found


def take(lab: Laboratory, watch: str, what: What) -> float:
    """A measure of one patient as one number."""
    entry, subject = find(what.name), lab.subject
    mine = units_of(subject, watch, what)
    where, here = Conditions(what.load, what.angle), lab.under(what.under) if what.under else lab
    if entry.of == "muscle":
        values = {m: float(entry.take(here, m, where)) for m in mine}
        return values[mine[0]] if len(mine) == 1 else together(subject, entry.join, values)
    value = entry.take(here, mine[0], where)
    if what.name in BY_MUSCLE:
        values = {m: float(value[m]) for m in _muscles(subject, what) if m in value}
        if not values:
            raise ValueError(f"{what}: {what.unit} takes no part in {mine[0]}")
        return next(iter(values.values())) if len(values) == 1 else together(subject, entry.join, values)
    if isinstance(value, tuple):
        return float({"least": value[0], "greatest": value[1]}.get(what.part, value[1] - value[0]))
    return float(value)


# -- many lives -----------------------------------------------------------------------------------------------------


def looker(subject: Subject, watch: str, wanted: Sequence[Column]) -> Callable[[Sequence[Any], int, Any], list[Any]]:
    """What looks at a block of lives at a moment: the measures of each person who lives in it."""

    def look(runs: Sequence[Any], second: int, block: Any) -> list[dict[tuple[What, int], float]]:
        bench, asked = Bench(subject, block.state), at_second(wanted, second)
        labs = [Laboratory(subject, {}, bench, lane) for lane in range(len(runs))]
        return [{(what, second): take(lab, watch, what) for what in asked} for lab in labs]

    return look


def values(wanted: Sequence[Column], seen: Sequence[Mapping[tuple[What, int], float]]) -> dict[str, float]:
    """The numbers of one life by label, from what was seen at its moments."""
    found: dict[tuple[What, int], float] = {}
    for one in seen:
        found |= one
    return {column.label: column.value(found) for column in wanted}


def read_now(lab: Laboratory, watch: str, text: str) -> float:
    """A reading of one patient at this moment. Raises ValueError for words of time or of comparison over time."""
    reading, place = parse(text), f"reading {text!r}"
    if reading.when not in ("", "now") or (reading.operation and reading.against_when):
        raise ValueError(f"{place}: a patient is read now; a scenario reads at moments")
    both = [w for w in (reading.what, reading.against) if w is not None]
    found = {(w, 0): take(lab, watch, checked(place, lab.subject, watch, w)) for w in both}
    return Column(text, "", reading.operation, reading.what, 0, reading.against, 0).value(found)
