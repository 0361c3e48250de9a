"""Values of a plan with the knobs of their scenario turned: numbers, or sums such as ``$start + 7 * $weeks + 30``."""

from __future__ import annotations

from typing import Any

from agonist.model.parameters import nearest
from agonist.model.reading import quoted, shown
from agonist.model.spreadsheet import NUMBER
from agonist.model.study import Listed


def turned(value: object, knobs: dict[str, float], place: str) -> Any:
    """A value with its knobs turned. Raises ValueError for a knob that the scenario does not have."""
    if isinstance(value, Listed):
        return [turned(each, knobs, place) for each in value]
    if isinstance(value, tuple):
        return {k: turned(v, knobs, place) for k, v in value}
    if isinstance(value, str) and "$" in value:
        return sum(_term(term.strip(), knobs, place) for term in value.split("+"))
    return value


def day_of(value: object, knobs: dict[str, float], place: str) -> float:
    """A day: a number, or a sum of knobs and numbers. Raises ValueError for other words."""
    found = turned(value, knobs, place)
    return _term(found.strip(), knobs, place) if isinstance(found, str) else float(found)


def _term(term: str, knobs: dict[str, float], place: str) -> float:
    """One term of a sum such as "$start + 7 * $weeks + 30"."""
    factor, times, rest = term.partition("*")
    if times and NUMBER.fullmatch(factor.strip()) and "*" not in rest:
        return float(factor) * _term(rest.strip(), knobs, place)
    if term.startswith("$") and term[1:] in knobs:
        return knobs[term[1:]]
    if term.startswith("$") and not term[1:].isidentifier():
        raise ValueError(f"{place}: {quoted(term)} is no knob; a value is a number, or a sum such as '$dose + 2'")
    if term.startswith("$"):
        raise ValueError(f"{place}: unknown knob {shown(term)}; {nearest(term[1:], list(knobs))}")
    if not NUMBER.fullmatch(term):
        raise ValueError(f"{place}: {quoted(term)} is neither a number nor a knob such as $dose")
    return float(term)
