"""The words around a scenario: what a teacher reads out, asks and shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from agonist.model.parameters import nearest


@dataclass(frozen=True)
class Lesson:
    """A guided lesson: story, a question first, what to notice and try, a check, sources, weak evidence."""

    story: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    try_this: tuple[str, ...] = ()
    check: str = ""
    answer: str = ""
    sources: tuple[str, ...] = ()
    weak: str = ""


LISTS = {"choices", "notice", "try_this", "sources"}


def read(place: str, given: Mapping[str, Any]) -> Lesson:
    """A lesson from a table of a scenario file. Raises ValueError for unknown keys and wrong types."""
    known = [f.name for f in fields(Lesson)]
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise ValueError(f"{place}: unknown key {key!r}; {nearest(key, known)}")
        if key in LISTS:
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise ValueError(f"{place}, {key}: it needs a list of sentences")
            values[key] = tuple(value)
        elif not isinstance(value, str):
            raise ValueError(f"{place}, {key}: it needs text")
        else:
            values[key] = value.strip()
    return Lesson(**values)
