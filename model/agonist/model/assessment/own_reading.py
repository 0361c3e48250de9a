"""Readings of a user's own: a function of the patient as it is now, said in words as ``reading.NAME @ 6 weeks``.

They are parts of one's own like any other (`agonist.model.own`): ``rules={"reading.NAME": function}``, or ``FILE.py:function``
there, in a scenario's ``[rules]`` and behind ``--rule``. The function gets a `Seen` and gives a number; its attribute
``unit`` says in what. It looks and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from agonist.model.assessment.registry import Assessment, Conditions
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.body.subject import Subject
from agonist.model.own.asked import blamed, is_blame
from agonist.model.own.parts import READING, Part
from agonist.model.parameters import nearest
from agonist.model.reading import quoted, shown

OF_PATIENT = "patient"
MOST_UNIT = 40  # letters of a unit


class Seen:
    """A patient as a reading of one's own sees it: what an assessment shows, at one moment."""

    def __init__(self, lab: Laboratory, watch: str) -> None:
        self._lab, self._watch = lab, watch

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"a reading only looks: the patient has `read` and `value` here, and no {quoted(name)}")

    def read(self, text: str) -> float:
        """A reading in words, such as ``read("size_cm2 MUSCLE right")``. Raises ValueError for a wrong name or words of time."""
        from agonist.model.assessment.looking import read_now

        return read_now(self._lab, self._watch, text)

    def value(self, area: str, unit: object, variable: str) -> float:
        """A quantity by area, unit and name, as in `agonist.model.quantities`. Raises ValueError for an unknown one."""
        from agonist.model.blocks import Channel, index_of
        from agonist.model.layout import LANES

        at = index_of(self._lab.structure, Channel(area, unit, variable))
        return float(self._lab.bench.settled().state[at + self._lab.lane % LANES])


def is_own(name: str) -> bool:
    """Whether a measure is one of a user's own."""
    return name.startswith(READING)


def part_for(subject: Subject, name: str) -> Part:
    """The own reading of this name that a body brings. Raises ValueError where it brings none."""
    found: dict[str, Part] = {part.name: part for part in subject.own if is_own(part.name)}
    if name not in found:
        known = nearest(name, list(found)) if found else f"say rules = {{{shown(name)}: 'FILE.py:FUNCTION'}}"
        raise ValueError(f"unknown reading of one's own {quoted(name)}; {known}")
    return found[name]


def unit_of_own(subject: Subject, name: str) -> str:
    """The unit that an own reading says it is in; empty where it says none. Raises ValueError for a unit that is no text."""
    part = part_for(subject, name)
    unit = getattr(part.thing, "unit", "")
    if not isinstance(unit, str) or len(unit) > MOST_UNIT or not unit.isprintable():
        raise ValueError(f"{part.label}.unit = {quoted(unit)}; it needs a short text")
    return unit


@lru_cache(maxsize=256)
def entry(name: str) -> Assessment:
    """What stands for an own reading in the table of assessments."""

    def take(lab: Laboratory, watch: str, _: Conditions) -> float:
        part = part_for(lab.subject, name)
        try:
            value = part.thing(Seen(lab, watch))
            return _number(part, value)
        except BaseException as error:
            if is_blame(error, (part,)):
                raise blamed(error, (part,)) from error
            raise

    return Assessment(name, "", OF_PATIENT, "a reading of one's own", take)


def _number(part: Part, value: object) -> float:
    """What an own reading gave as a number. Raises TypeError for anything else."""
    if isinstance(value, str | bytes | complex) or not hasattr(value, "__float__"):
        raise TypeError(f"a reading gives one number, not {type(value).__name__}")
    return float(value)


def must_be_read(own: Iterable[Part], texts: Iterable[str]) -> None:
    """Raise ValueError for an own reading that no text asks for: it would change nothing."""
    words = {word for text in texts for word in text.split()}
    for part in own:
        if is_own(part.name) and part.name not in words:
            raise ValueError(f"rules: {part.name} is never read; ask for it, as '{part.name} @ end'")
