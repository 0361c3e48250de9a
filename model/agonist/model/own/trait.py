"""A trait of one's own: in what people differ besides, on rows of the parameter table or on knobs of a scenario."""

from __future__ import annotations

from typing import Any

from agonist.model.keys import closed, names, real, table
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted
from agonist.model.traits import KNOB, Trait, traits

TAKEN = ("age", "sex", "female", "species", "number", "count", "seed", "traits", "own", "person", "arm")
OWN_KEYS = ("parameters", "knobs", "spread", "low", "high")


def own_trait(place: str, name: str, given: Any) -> Trait:
    """A trait of one's own: a log-normal factor with mean 1 on rows of the parameter table or knobs of the scenario.

    Keys: `parameters` (names of rows), `knobs` (how much is done, or how bad it is, from person to person), `spread` (standard
    deviation of the logarithm, 0 to 1), `low` and `high` (bounds of the factor, 0.1 and 10). Raises ValueError with one line.
    """
    closed(place, table(place, given), OWN_KEYS, needed=("spread",))
    if name in traits() or name in TAKEN or not name.isidentifier():
        raise ValueError(
            f"{place}: {quoted(name)} is a trait of the table, a key of people, or no name; choose another"
        )
    rows, knobs = (names(f"{place}, {key}", given.get(key, [])) for key in ("parameters", "knobs"))
    for row in rows:
        if row not in TABLE:
            raise ValueError(
                f"{place}, parameters: unknown parameter {quoted(row)}; {nearest(row, list(TABLE), 'agonist cite --json')}"
            )
    if not (rows or knobs) or len({*rows, *knobs}) < len(rows) + len(knobs):
        raise ValueError(f"{place}: it needs 'parameters' of the table or 'knobs' of the scenario, none twice")
    spread = real(f"{place}, spread", given["spread"], 0.0, 1.0)
    low, high = (
        real(f"{place}, {k}", given.get(k, usual), 0.001, 1000.0) for k, usual in (("low", 0.1), ("high", 10.0))
    )
    if not low <= 1.0 <= high:
        raise ValueError(f"{place}: low = {low:g} and high = {high:g}; the factor of the mean person, 1, lies between")
    moved = " ".join([*rows, *(KNOB + knob for knob in knobs)])
    return Trait(name, moved, spread, "log", low, high, "", 0.0, 0.0, "of one's own", "judgement", "")
