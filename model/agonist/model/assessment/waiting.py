"""Readings that are waited for: ``limb_symmetry_percent knee_extension above 90 every 2 weeks after 60 days``.

Any reading may be an event, above or below a value; it is looked for each week, or as often as ``every`` says. Looking
changes nobody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agonist.model.assessment import events
from agonist.model.assessment.events import Event, Outcome
from agonist.model.assessment.looking import columns, values
from agonist.model.assessment.moments import MOST_MOMENTS, days_of
from agonist.model.assessment.reading import Column
from agonist.model.assessment.registry import ASSESSMENTS
from agonist.model.body.subject import Subject
from agonist.model.parameters import nearest
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.reading import shown

if TYPE_CHECKING:
    from agonist.model.scenario import Resolved

USUAL_DAY = 7.0  # between looks
SIGNS = ("above", "below")


def check(resolved: Resolved) -> tuple[tuple[Column, ...], tuple[Event, ...]]:
    """What a resolved scenario asks to be read and waited for. Raises ValueError with one line."""
    scenario, subject, days, knobs = resolved.scenario, resolved.subject, resolved.days, resolved.knobs
    asked = tuple(_event(name, text, subject, resolved.watch, days, knobs) for name, text in scenario.events)
    return columns(scenario.read, subject, resolved.watch, days, knobs, resolved.practices), asked


def _event(name: str, text: str, subject: Subject, watch: str, days: float, knobs: Mapping[str, float]) -> Event:
    """An event of either kind: of every night, or a reading that is looked for."""
    words, nightly = text.split(), [*events.COUNTED, *events.LEVELS]
    if not words or (words[0] in nightly and "below" not in words and "every" not in words):
        return events.event(name, text, subject, days, knobs)
    place = f"event {name} = {shown(text)}"
    if not any(word in ASSESSMENTS or word.startswith("reading.") for word in words):
        known = [*nightly, *ASSESSMENTS]
        raise ValueError(
            f"{place}: it begins with {', '.join(nightly)}, or a reading; {nearest(words[0], known, 'agonist readings')}"
        )
    return _looked_for(place, name, words, subject, watch, days, knobs)


def _looked_for(
    place: str, name: str, words: Sequence[str], subject: Subject, watch: str, days: float, knobs: Mapping[str, float]
) -> Event:
    """A reading that is held against a value at looks. Raises ValueError with one line."""
    after, before, rest = events.span(place, list(words), days, knobs)
    sign = next((word for word in rest if word in SIGNS), "")
    what, _, tail = (" ".join(rest)).partition(f" {sign} ") if sign else ("", "", "")
    level, _, step = tail.partition(" every ")
    try:
        value = float(level)
    except ValueError:
        raise ValueError(f"{place}: say above or below which value, such as '{' '.join(rest[:2])} above 90'") from None
    each = days_of(place, step, days, knobs) if step else USUAL_DAY
    if each <= 0.0 or (before - after) / each > MOST_MOMENTS:
        raise ValueError(f"{place}: every {each:g} days; it needs 1 to {MOST_MOMENTS} looks")
    moments = [after + n * each for n in range(1 + math.floor((before - after) / each + 1e-9))]
    looks = columns([f"{what} @ {day:.12g} days" for day in moments], subject, watch, days, knobs)
    return Event(name, (), 0, value, after, before, sign == "below", looks)


def looked(asked: Event, seen: Sequence[Mapping[object, float]]) -> Outcome:
    """When a reading first reached its value in a life, from what was seen at its looks."""
    found = values(asked.looks, seen)
    for column in asked.looks:
        value = found[column.label]
        if value < asked.level if asked.below else value > asked.level:
            day = float(column.second) / SECONDS_PER_DAY
            return Outcome(day, max(0.0, day - asked.after_day))
    return Outcome(math.nan, asked.before_day - asked.after_day)
