"""Events that are waited for: an injury, its recurrence, pain above a level; when it came, and who was exposed how long.

injury hamstrings right                     the first injury of any of these muscles
limb_symmetry_percent knee_extension above 90 after 60 days
                                            any reading above or below a value, looked for each week (`waiting.py`)
injury hamstrings right after 365 days      the first one after a day; exposure begins there
recurrence hamstrings right                 the second one; exposure begins at the first
recurrence hamstrings right after 90 days   the next one from then on of those hurt before; of others as without a day
joint_pain lumbar above 3                   the first night on which it is so
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from agonist.model.assessment.moments import days_of
from agonist.model.assessment.reading import Column
from agonist.model.blocks import Channel, at_rows
from agonist.model.body.subject import Subject
from agonist.model.body.wiring import Floats, Ints
from agonist.model.parameters import nearest
from agonist.model.reading import shown

COUNTED = {"injury": 1, "recurrence": 2}
ENDS = ("after", "before", "above", "below", "every")  # words at which what stands before them ends
LEVELS = {
    "joint_pain": ("joints", "pain"),
    "effusion_ml": ("joints", "effusion_ml"),
    "muscle_pain": ("muscles", "hurt"),
    "damage": ("muscles", "damage"),
}


class Event(NamedTuple):
    """What is waited for: name, its channels, which count or what level it is reached at, and from which day."""

    name: str
    channels: tuple[Channel, ...]
    count: int  # type: ignore[assignment]
    level: float
    after_day: float
    before_day: float
    below: bool = False
    looks: tuple[Column, ...] = ()  # readings that tell it, where it is one; then there are no channels


class Outcome(NamedTuple):
    """When an event came (day, NaN if it never did), and for how many days it was waited for."""

    day: float
    exposure_days: float

    @property
    def happened(self) -> bool:
        """Whether it came."""
        return not math.isnan(self.day)


def event(name: str, text: str, subject: Subject, days: float, knobs: Mapping[str, float]) -> Event:
    """An event from its words. Raises ValueError with one line that says what would be right."""
    place = f"event {name} = {shown(text)}"
    words = text.split()
    known = [*COUNTED, *LEVELS]
    if not words or words[0] not in known:
        raise ValueError(f"{place}: it needs one of {', '.join(known)}; {nearest(words[0] if words else '', known)}")
    after, before, rest = span(place, words[1:], days, knobs)
    level, rest = _level(place, words[0], rest)
    side = next((w for w in rest if w in ("left", "right", "both")), "both")
    named = [w for w in rest if w not in ("left", "right", "both", "of")]
    if len(named) != 1:
        raise ValueError(f"{place}: it needs one muscle, group or joint, and left, right or both")
    area, variable = LEVELS.get(words[0], ("muscles", "injuries"))
    try:
        units = (subject.joints if area == "joints" else subject.muscles)(named[0], side)
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    return Event(name, tuple(Channel(area, u, variable) for u in units), COUNTED.get(words[0], 0), level, after, before)


def span(place: str, words: list[str], days: float, knobs: Mapping[str, float]) -> tuple[float, float, list[str]]:
    """From when and until when an event is waited for, and the other words. Raises ValueError where that is never."""
    after, rest = _bound(place, "after", words, days, knobs, 0.0)
    before, rest = _bound(place, "before", rest, days, knobs, days)
    if not after < before:
        raise ValueError(f"{place}: it is waited for after day {after:g} and before day {before:g}, which is never")
    return after, before, rest


def _bound(
    place: str, which: str, words: list[str], days: float, knobs: Mapping[str, float], usual: float
) -> tuple[float, list[str]]:
    """The day that stands behind ``after`` or ``before``, and the other words."""
    if which not in words:
        return usual, words
    at = words.index(which)
    end = next((n for n in range(at + 1, len(words)) if words[n] in ENDS), len(words))
    day = days_of(place, " ".join(words[at + 1 : end]), days, knobs)
    if not 0.0 <= day <= days:
        raise ValueError(f"{place}: day {day:g} is outside the life of {days:g} days")
    return day, [*words[:at], *words[end:]]


def _level(place: str, kind: str, words: list[str]) -> tuple[float, list[str]]:
    if kind in COUNTED:
        return 0.0, words
    if "above" not in words:
        raise ValueError(f"{place}: say above which level, such as 'above 3'")
    at = words.index("above")
    try:
        level = float(words[at + 1])
    except (IndexError, ValueError):
        raise ValueError(f"{place}: 'above' needs a number") from None
    return level, [*words[:at], *words[at + 2 :]]


def nights(second: Ints, midnight: Ints) -> Ints:
    """Which row of a clock is which sample, where every night is one: [rows], -1 for none."""
    return at_rows(len(second), np.flatnonzero(midnight))


def outcome(asked: Event, day: Floats, samples: Floats) -> Outcome:
    """When an event came in a life.

    Args:
        asked: the event.
        day: [nights] day of life at the end of each night.
        samples: [nights, channels of the event].
    """
    until = asked.before_day
    if asked.count:
        start, came = _counted(asked, day, samples.sum(axis=1))
    else:
        start, met = asked.after_day, (day >= asked.after_day) & (samples.max(axis=1) > asked.level)
        came = float(day[met][0]) if met.any() else math.nan
    came = came if came <= until else math.nan
    exposed = (until if math.isnan(came) else came) - start
    return Outcome(came, max(0.0, exposed) if not math.isnan(start) else 0.0)


def _counted(asked: Event, day: Floats, total: Floats) -> tuple[float, float]:
    """From when it was waited for, and when the count was reached.

    A recurrence is waited for from the first one of the life on, or from `after_day` on where that lies behind it.
    """
    before = float(total[day <= asked.after_day][-1]) if np.any(day <= asked.after_day) else 0.0
    least = asked.count - 1.0  # that somebody has had who waits
    start = max(_first(day, total, least), asked.after_day) if least else asked.after_day
    return start, _first(day, total, max(before, least) + 1.0)


def _first(day: Floats, total: Floats, least: float) -> float:
    met = np.flatnonzero(total >= least - 1e-9)
    return float(day[met[0]]) if len(met) else math.nan


def channels_of(asked: Sequence[Event]) -> tuple[Channel, ...]:
    """Every channel that some events need, each once."""
    return tuple(dict.fromkeys(c for one in asked for c in one.channels))
