"""Moments of a life in words: ``6 months``, ``30, 90 min``, ``end``, ``$wait_days + 2 weeks``, ``every 4 weeks``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from agonist.model.assessment.labels import day_text
from agonist.model.parameters import nearest
from agonist.model.plan import LONGEST_DAY, seconds_of
from agonist.model.reading import quoted

UNITS_DAY = {
    "second": 1.0 / 86_400.0,
    "min": 1.0 / 1440.0,
    "minute": 1.0 / 1440.0,
    "hour": 1.0 / 24.0,
    "h": 1.0 / 24.0,
    "day": 1.0,
    "d": 1.0,
    "week": 7.0,
    "month": 365.0 / 12.0,
    "year": 365.0,
}
MOST_MOMENTS = 2000


def days_of(place: str, text: str, days: float, knobs: Mapping[str, float]) -> float:
    """A moment in days: ``6 months``, ``start``, ``end``, ``$wait_days + 2 weeks``. Raises ValueError."""
    if text in ("start", "end"):
        return 0.0 if text == "start" else days
    return math.fsum(_term(place, term.strip(), knobs) for term in text.split("+"))


TERM = re.compile(r"(?P<what>\$\w+|[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[-+]?[0-9]+)?)\s*(?P<unit>[a-z]*)")


def _term(place: str, term: str, knobs: Mapping[str, float]) -> float:
    found = TERM.fullmatch(term.removeprefix("day ").strip())
    if found is None:
        raise ValueError(
            f"{place}: {quoted(term)} is no moment; it needs such as '6 months', '30 min', 'end' or '$knob + 2 days'"
        )
    unit = found["unit"] or "day"
    unit = unit if unit in UNITS_DAY else unit.removesuffix("s")
    if unit not in UNITS_DAY:
        raise ValueError(f"{place}: unknown unit of time {quoted(found['unit'])}; {nearest(unit, list(UNITS_DAY))}")
    if found["what"].startswith("$"):
        name = found["what"][1:]
        if name not in knobs:
            raise ValueError(f"{place}: unknown knob {quoted(found['what'])}; {nearest(name, list(knobs))}")
        return knobs[name] * UNITS_DAY[unit]
    day = float(found["what"]) * UNITS_DAY[unit]
    if not abs(day) <= LONGEST_DAY:
        raise ValueError(f"{place}: {quoted(term)} lies beyond any life; it needs at most {LONGEST_DAY:g} days")
    return day


def moments(place: str, text: str, days: float, knobs: Mapping[str, float]) -> list[tuple[str, int]]:
    """The moments of a text as (label, second): one, a list (``30, 90 min``) or a series (``every 4 weeks``)."""
    text = text or "end"
    if comma := DECIMAL.fullmatch(text):
        one, other, unit = comma.groups()
        raise ValueError(
            f"{place}: {quoted(text)} may be one moment or two; write {one}.{other}{unit} or '{one}, {other}{unit}'"
        )
    if text.startswith("every "):
        return _series(place, text.removeprefix("every "), days, knobs)
    parts = [p.strip() for p in text.split(",")]
    last = next((p for p in reversed(parts) if p not in ("start", "end")), "")
    unit = last.rpartition(" ")[2] if len(parts) > 1 else ""
    whole = [p if not unit or re.search("[a-z]", p) else f"{p} {unit}" for p in parts]
    return [_labelled(place, p, days_of(place, p, days, knobs), days) for p in whole]


DECIMAL = re.compile("([0-9]+),([0-9]+)( *[a-z]*)")
SERIES = re.compile(r"(?P<step>.+?)(?:\s+from\s+(?P<first>.+?))?(?:\s+to\s+(?P<last>.+?))?")


def _series(place: str, text: str, days: float, knobs: Mapping[str, float]) -> list[tuple[str, int]]:
    """Moments a step apart: ``4 weeks``, ``4 weeks from 2 weeks to 1 year``."""
    found = SERIES.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{place}: 'every' needs a step, such as 'every 4 weeks from 2 weeks to 1 year'")
    step, first, last = (days_of(place, found[k] or usual, days, knobs) for k, usual in SPAN.items())
    if not step > 0.0 or (last - first) / step > MOST_MOMENTS:
        raise ValueError(f"{place}: every {step:g} days; it needs a step that is met at most {MOST_MOMENTS:,} times")
    if found["last"] and last < first:
        raise ValueError(
            f"{place}: from day {first:g} to day {last:g} goes back; the first moment comes before the last"
        )
    count = int((last - first) / step + 1e-9) + 1
    return [
        _labelled(place, f"{day_text(first + n * step)} days", first + n * step, days) for n in range(max(0, count))
    ]


SPAN = {"step": "end", "first": "start", "last": "end"}


def _labelled(place: str, label: str, day: float, days: float) -> tuple[str, int]:
    second = seconds_of(day)
    if not 0 <= second <= seconds_of(days):
        raise ValueError(f"{place}: day {day:g} is outside the life of {days:g} days")
    return label, second
