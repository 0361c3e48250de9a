"""People who differ: traits of a person drawn by keyed numbers, as what the compiled engine takes for each lane.

The traits stand in ``people.csv``. A person is a whole number; a trait that is added or left out changes no other trait
of anybody, and the people of two arms of a comparison are the same people.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from agonist.model.body.constitution import inhibition_response
from agonist.model.body.wiring import Structure
from agonist.model.draws import PERSON, key_of, normal, uniform, word_of
from agonist.model.engine import Channel, Run, events_of
from agonist.model.layout import CROSSINGS, MEMBERS, MUSCLES
from agonist.model.parameters import TABLE, nearest
from agonist.model.plan import Impulse

FILE = Path(__file__).parent / "people.csv"
HABITS = ("fast", "slow", "trace")  # a life begins with an even habit, so one's own is set in its first moment
Person = dict[Any, float]  # parameters by name, start values by channel


class Trait(NamedTuple):
    """One way in which people differ: what it moves, how far (standard deviation), and what is known of it."""

    name: str
    what: str
    spread: float
    unit: str
    source: str
    mark: str
    text: str


@cache
def traits() -> dict[str, Trait]:
    """Every trait by name."""
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        return {
            r["trait"]: Trait(
                r["trait"], r["what"], float(r["spread"]), *(r[k] for k in ("unit", "source", "mark", "text"))
            )
            for r in rows
        }


def _normal(person: int, name: str) -> float:
    return normal(0, word_of(person, PERSON, name), key_of(person))


def _factor(person: int, name: str, spread: float) -> float:
    """A log-normal factor with mean 1."""
    return math.exp(spread * _normal(person, name) - 0.5 * spread * spread)


def _force_all(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    return _forces(structure, lambda name: _factor(person, "strength", spread))


def _force_each(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    return _forces(structure, lambda name: _factor(person, f"strength of {name}", spread))


def _forces(structure: Structure, factor: Callable[[str], float]) -> Person:
    start = structure.start["muscles"]
    return {
        Channel("muscles", m, "force_max_n"): float(start[i, MUSCLES.force_max_n]) * factor(m)
        for i, m in enumerate(structure.names.muscles)
    }


def _gain_all(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    factor, start = _factor(person, "reflex", spread), structure.start["crossings"]
    return {
        Channel("crossings", pair, name): min(1.0, float(start[x, getattr(CROSSINGS, name)]) * factor)
        for x, pair in enumerate(structure.names.crossings) for name in ("gain_fluid", "gain_pain")
    }  # fmt: skip


def _length_all(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    factor, start = _factor(person, "flexibility", spread), structure.start["members"]
    return {
        Channel("members", pair, "length"): float(start[u, MEMBERS.length]) * factor
        for u, pair in enumerate(structure.names.members)
    }


def _responder(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    return {"inhibition_response": _responder_of(person, spread)}


def _responder_of(person: int, spread: float) -> float:
    draw = uniform(0, word_of(person, PERSON, "responder"), key_of(person))
    return inhibition_response(draw, spread * _normal(person, "response"))


def _effort_kept(structure: Structure, person: int, spread: float, told: Mapping[str, float]) -> Person:
    kept = min(0.5, abs(spread * _normal(person, "hesitation")))
    return {Channel("muscles", m, "inhibition"): kept for m in structure.names.muscles}


def _parameters(trait: Trait, person: int, told: Mapping[str, float]) -> Person:
    factor = _factor(person, trait.name, trait.spread)
    names = trait.what.split()
    return {n: min(max(told.get(n, TABLE[n].value) * factor, TABLE[n].low), TABLE[n].high) for n in names}


BODY = {
    "force_all": _force_all, "force_each": _force_each, "gain_all": _gain_all, "length_all": _length_all,
    "responder": _responder, "effort_kept": _effort_kept,
}  # fmt: skip


def person(
    structure: Structure,
    number: int,
    only: Collection[str] | None = None,
    parameters: Mapping[str, float] | None = None,
    spreads: Mapping[str, float] | None = None,
) -> Person:
    """What differs in one person: parameters by name and start values by `Channel`.

    Args:
        structure: the compiled body.
        number: which person; the same number is the same person in every body and arm.
        only: traits in which people differ; None takes all of them.
        parameters: the values that the person's factors multiply; what is missing comes from the table.
        spreads: other standard deviations of some traits.

    Raises:
        ValueError: unknown trait, or a spread outside 0 to 1.
    """
    found, told = Person(), dict(parameters or {})
    for name in traits() if only is None else only:
        trait = spread_of(name, spreads)
        if trait.what in BODY:
            new = BODY[trait.what](structure, number, trait.spread, told)
        else:
            new = _parameters(trait, number, told)
        found |= {key: _joined(structure, key, value, found) for key, value in new.items()}
    return found


def spread_of(name: str, spreads: Mapping[str, float] | None = None) -> Trait:
    """A trait with its spread, or another one. Raises ValueError for an unknown trait or a spread outside 0 to 1."""
    trait = _trait(name)
    for other in spreads or {}:
        _trait(other)
    spread = float((spreads or {}).get(name, trait.spread))
    if not 0.0 <= spread <= 1.0:
        raise ValueError(f"spread of {name} = {spread:g} is out of range; it needs 0 to 1")
    return trait._replace(spread=spread)


def scores(number: int, only: Collection[str] | None = None) -> dict[str, float]:
    """Where a person stands in each trait that is one number, in standard deviations."""
    found = {}
    for name in traits() if only is None else only:
        what = _trait(name).what
        if what == "responder":
            found[name] = math.log(_responder_of(number, 1.0))
        elif what == "effort_kept":
            found[name] = abs(_normal(number, name))
        elif what != "force_each":
            found[name] = _normal(number, name)
    return found


def _trait(name: str) -> Trait:
    if name not in traits():
        raise ValueError(f"unknown trait {name!r}; {nearest(name, list(traits()))}")
    return traits()[name]


def _joined(structure: Structure, key: Any, value: float, found: Person) -> float:
    """Two factors on one start value multiply."""
    if key not in found or not isinstance(key, Channel) or key.variable != "force_max_n":
        return value
    start = float(structure.start["muscles"][structure.names.muscles.index(key.unit), MUSCLES.force_max_n])
    return value * found[key] / start


def as_person(run: Run, seed: int, differs: Mapping[Any, float]) -> Run:
    """A compiled life lived by one person: own seed, parameters and start values."""
    parameters = run.parameters | {k: v for k, v in differs.items() if isinstance(k, str)}
    channels = {k: v for k, v in differs.items() if isinstance(k, Channel)}
    habits = [Impulse(0.0, *k, "set", v) for k, v in channels.items() if k.variable in HABITS]
    first = events_of(run.structure, habits, run.rows, 0, 0)
    overrides = tuple((k, v) for k, v in channels.items() if k.variable not in HABITS)
    return run._replace(seed=seed, parameters=parameters, overrides=overrides, events=(*first, *run.events))
