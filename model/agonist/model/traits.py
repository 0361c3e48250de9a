"""Traits: in what people differ, drawn by keyed numbers, as what the compiled engine takes for each lane.

The traits stand in ``tables/people.csv``, what age and sex do in ``tables/age_sex.csv``. A person is a whole number; a
trait that is added or left out changes no other trait of anybody, and the people of two arms of a comparison are the
same people. A preset sets the size of the mean person; traits multiply it, also where a word sets the value later.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.constitution import inhibition_response
from agonist.model.body.wiring import Floats, Structure
from agonist.model.draws import PERSON, key_of, normal, uniform, word_of
from agonist.model.layout import AREAS
from agonist.model.parameters import TABLE, nearest
from agonist.model.reading import quoted

TABLES = Path(__file__).parent / "tables"
SIZES, SHARES, RESPONDER, KEPT = "size_each", "pattern_each", "responder", "effort_kept"
EACH = (SIZES, SHARES)  # of each muscle on its own: no one number says where a person stands
FLUID = ("effusion_ml", "inflow_ml_day")
FADING = ("tau_effusion_day", "tau_pain_day")
HEALED = ("damage_heal_day", "hurt_day")
PART = "part"  # unit of a trait that is added and not multiplied
REFERENCE_AGE, SEXES = 25.0, ("male", "female")


class Trait(NamedTuple):
    """One way in which people differ: what it moves, how far (standard deviation), bounds, and what is known of it.

    `akin` names a trait that it goes with, at Pearson's `r` between their draws; `sides` is that of the two sides of a
    person where each muscle differs on its own.
    """

    name: str
    what: str
    spread: float
    unit: str
    low: float
    high: float
    akin: str
    r: float
    sides: float
    source: str
    mark: str
    text: str


class Differences(NamedTuple):
    """What one person has that the mean person has not.

    `parameters` by name; `columns`: start values of one variable of every unit of an area; `doses`: factors on what
    words set or add to a variable of an area: the same event is more for one than for another.
    """

    parameters: dict[str, float]
    columns: dict[tuple[str, str], Floats]
    doses: dict[tuple[str, str], float]


@cache
def traits() -> dict[str, Trait]:
    """Every trait by name."""
    found = {}
    with (TABLES / "people.csv").open(newline="", encoding="utf-8") as lines:
        for r in csv.DictReader(lines):
            numbers = (float(r[k]) for k in ("spread", "low", "high", "r", "sides"))
            spread, low, high, akin, sides = numbers
            found[r["trait"]] = Trait(
                r["trait"],
                r["what"],
                spread,
                r["unit"],
                low,
                high,
                r["with"],
                akin,
                sides,
                r["source"],
                r["mark"],
                r["text"],
            )
    return found


class Change(NamedTuple):
    """What a year of age between two ages, or being female, does to a trait."""

    name: str
    trait: str
    per: str
    first: float
    last: float
    value: float


@cache
def changes() -> tuple[Change, ...]:
    """The rows of age and sex."""
    with (TABLES / "age_sex.csv").open(newline="", encoding="utf-8") as lines:
        return tuple(
            Change(r["name"], r["trait"], r["per"], float(r["from"]), float(r["to"]), float(r["value"]))
            for r in csv.DictReader(lines)
        )


def trait_of(name: str, own: Collection[Trait] = ()) -> Trait:
    """The trait of this name, of one's own or of the table. Raises ValueError with the nearest known one."""
    found = traits().get(name) or next((t for t in own if t.name == name), None)
    if found is None and ".py" in str(name):
        raise ValueError(
            f"{quoted(name)} is no trait: traits are those of people.csv, and of [people.own.NAME] of a scenario"
        )
    if found is None:
        raise ValueError(f"unknown trait {quoted(name)}; {nearest(name, [*traits(), *(t.name for t in own)])}")
    return found


KNOB = "$"  # before the name of a knob that a trait of one's own moves


def moved_by(trait: Trait) -> dict[str, list[str]]:
    """Parameters and knobs that a trait of one's own moves, by the key of its table."""
    words = trait.what.split()
    found = {"parameters": [w for w in words if w[0] != KNOB], "knobs": [w[1:] for w in words if w[0] == KNOB]}
    return {key: moved for key, moved in found.items() if moved}


def spread_of(name: str, spreads: Mapping[str, float] | None = None, own: Collection[Trait] = ()) -> Trait:
    """A trait with its spread, or another one. Raises ValueError for an unknown trait or a spread outside 0 to 1."""
    trait = trait_of(name, own)
    for other in spreads or {}:
        trait_of(other, own)
    spread = float((spreads or {}).get(name, trait.spread))
    if not 0.0 <= spread <= 1.0:
        raise ValueError(f"spread of {name} = {spread:g} is out of range; it needs 0 to 1")
    return trait._replace(spread=spread)


def _own(person: int, name: str) -> float:
    return normal(0, word_of(person, PERSON, name), key_of(person))


def score(person: int, name: str, own: Collection[Trait] = ()) -> float:
    """Where a person stands in a trait, in standard deviations; akin traits share a part of it."""
    trait = trait_of(name, own)
    if not trait.akin:
        return _own(person, name)
    return trait.r * score(person, trait.akin) + math.sqrt(1.0 - trait.r * trait.r) * _own(person, name)


def _log_normal(spread: float, z: float) -> float:
    """A factor with mean 1."""
    return math.exp(spread * z - 0.5 * spread * spread)


def drawn(person: int, name: str, spreads: Mapping[str, float] | None = None, own: Collection[Trait] = ()) -> float:
    """The trait of a person: a factor on the mean person, or a part for `hesitation`; within the trait's bounds."""
    trait = spread_of(name, spreads, own)
    if trait.what == RESPONDER:
        draw = uniform(0, word_of(person, PERSON, "responder"), key_of(person))
        value = inhibition_response(draw, trait.spread * score(person, name))
    elif trait.what == KEPT:
        value = max(TABLE["hesitation_usual"].value + trait.spread * score(person, name), 0.0)
    else:
        value = _log_normal(trait.spread, score(person, name, own))
    return min(max(value, trait.low), trait.high)


def of_age(name: str, age: float, sex: str) -> float:
    """Factor of age (years) and sex on a trait, 1 at 25 years in a man; of a part, what they add to it."""
    steps = [
        c.value * (min(max(age, c.first), c.last) - c.first if c.per == "year" else float(sex == c.per))
        for c in changes()
        if c.trait == name
    ]
    return sum(steps) if trait_of(name).unit == PART else max(math.prod(1.0 + step for step in steps), 0.0)


def aged(structure: Structure, age: float) -> Floats:
    """Factor of age (years) on the size of each muscle beside that of the mean muscle; 1 at 25 years. Source: rows of ageing.csv."""
    rates = structure.start["muscles"][:, AREAS["muscles"].ageing_rate]
    each, usual = np.ones(len(rates)), 1.0
    for row in (c for c in changes() if c.trait == "size" and c.per == "year"):
        years = min(max(age, row.first), row.last) - row.first
        each, usual = each * np.maximum(0.0, 1.0 + rates * row.value * years), usual * (1.0 + row.value * years)
    return each / usual


def of_women(structure: Structure) -> Floats:
    """Factor on the size of each muscle of a woman beside that of a leg: (1 - r d) / (1 - d), d of the leg. Source: rows of female.csv."""
    rates, usual = structure.start["muscles"][:, AREAS["muscles"].female_rate], of_age("size", REFERENCE_AGE, SEXES[1])
    return np.asarray(np.maximum(0.0, 1.0 + rates * (usual - 1.0)) / usual)


def differences(
    structure: Structure,
    values: Mapping[str, float],
    told: Mapping[str, float],
    number: int | None = None,
    spreads: Mapping[str, float] | None = None,
    own: Collection[Trait] = (),
) -> Differences:
    """What traits of one person come to: parameters, start values and factors on events.

    Args:
        structure: the compiled body.
        values: factor of each trait (`drawn`), or part where that is its unit.
        told: the parameters that the factors multiply.
        number: who the person is, where each muscle differs on its own.
        spreads: other standard deviations of some traits.
        own: traits that the table does not have.

    Raises:
        ValueError: unknown trait, or a value outside its bounds.
    """
    factors = Differences({}, {}, {})
    for name, value in values.items():
        trait = spread_of(name, spreads, own)
        if not trait.low <= value <= trait.high:
            raise ValueError(f"{name} = {value:g} is out of range; it needs {trait.low:g} to {trait.high:g}")
        if trait.what == SIZES:
            _scale(factors, structure, "muscles", "force_max_n", _each(structure.names.muscles, number, trait))
        elif trait.what == SHARES:
            each = dict(zip(structure.names.muscles, _each(structure.names.muscles, number, trait), strict=True))
            _scale(factors, structure, "members", "pattern", np.array([each[m] for _, m in structure.names.members]))
        elif trait.what in BODY:
            BODY[trait.what](factors, structure, value)
        else:
            _adjust(factors, moved_by(trait).get("parameters", ()), value)
    return _valued(factors, structure, told)


def _scale(found: Differences, structure: Structure, area: str, variable: str, factor: Any) -> None:
    """Factors on one quantity multiply."""
    before = found.columns.get((area, variable), np.ones(len(structure.names.units(area))))
    found.columns[area, variable] = before * factor


def _dose(found: Differences, area: str, variables: Collection[str], factor: float) -> None:
    for variable in variables:
        found.doses[area, variable] = found.doses.get((area, variable), 1.0) * factor


def _adjust(found: Differences, names: Collection[str], factor: float) -> None:
    """A factor on parameters, and on what a word makes of them later."""
    for name in names:
        found.parameters[name] = found.parameters.get(name, 1.0) * factor
    _dose(found, "parameters", names, factor)


def _each(muscles: Sequence[str], number: int | None, trait: Trait) -> Floats:
    """A factor for each muscle; 1 for a person without a number."""
    if number is None:
        return np.ones(len(muscles))
    key = "strength" if trait.what == SIZES else trait.name
    own = [_log_normal(trait.spread, _of_both(number, f"{key} of ", m, trait.sides)) for m in muscles]
    return np.clip(own, trait.low, trait.high)


def _of_both(number: int, key: str, muscle: str, sides: float) -> float:
    """A standard normal number of one muscle that goes with that of the other side at Pearson's r of `sides`."""
    plain = muscle.removesuffix("_left").removesuffix("_right")
    one_side = math.sqrt(max(0.0, 1.0 - sides)) * _own(number, key + muscle)
    return math.sqrt(sides) * _own(number, key + plain) + one_side


def _sizes(found: Differences, structure: Structure, x: float) -> None:
    _scale(found, structure, "muscles", "force_max_n", x)


def _qualities(found: Differences, structure: Structure, x: float) -> None:
    for variable in ("force_max_n", "body_quality"):
        _scale(found, structure, "muscles", variable, x)


def _gains(found: Differences, structure: Structure, x: float) -> None:
    for variable in ("gain_fluid", "gain_pain"):
        _scale(found, structure, "crossings", variable, x)


def _fast(found: Differences, structure: Structure, x: float) -> None:
    _scale(found, structure, "muscles", "fast_part", x)


def _lengths(found: Differences, structure: Structure, x: float) -> None:
    _scale(found, structure, "members", "length", x)
    _scale(found, structure, "muscles", "body_length", x)
    _dose(found, "members", ("length",), x)


def _fibres(found: Differences, structure: Structure, x: float) -> None:
    _scale(found, structure, "muscles", "body_fibre", x)


def _heal(found: Differences, structure: Structure, x: float) -> None:
    _dose(found, "joints", FADING, x)
    for variable in FADING:
        _scale(found, structure, "joints", variable, x)
    _adjust(found, HEALED, x)


BODY: dict[str, Callable[[Differences, Structure, float], None]] = {
    "size_all": _sizes,
    "quality_all": _qualities,
    "gain_all": _gains,
    "length_all": _lengths,
    "fibre_all": _fibres,
    "healing": _heal,
    "fast_all": _fast,
    "swelling": lambda found, _, x: _dose(found, "joints", FLUID, x),
    RESPONDER: lambda found, _, x: _adjust(found, ["inhibition_response"], x),
    KEPT: lambda found, structure, x: _scale(found, structure, "muscles", "inhibition", x),
}


def _valued(factors: Differences, structure: Structure, told: Mapping[str, float]) -> Differences:
    """Factors as values: start values times the healthy start, parameters times what was told, within their range."""
    columns = {}
    for (area, variable), factor in factors.columns.items():
        healthy = structure.start[area][:, getattr(AREAS[area], variable)]
        value = factor if variable == "inhibition" else factor * healthy
        columns[area, variable] = np.minimum(value, 1.0) if area == "crossings" or variable == "fast_part" else value
    parameters = {name: adjusted(name, told.get(name, TABLE[name].value), x) for name, x in factors.parameters.items()}
    return Differences(parameters, columns, factors.doses)


def adjusted(name: str, value: float, factor: float) -> float:
    """A parameter times a person's factor, within its range, or that of the trait which moves it."""
    low, high = _span(name)
    return min(max(value * factor, low), high)


@cache
def _span(name: str) -> tuple[float, float]:
    """The range of a row is that of the mean person; people lie as far from that as their trait does."""
    row = TABLE[name]
    moved = [t for t in traits().values() if name in moved_by(t).get("parameters", ())]
    lows, highs = [row.value * t.low for t in moved], [row.value * t.high for t in moved]
    return min(row.low, *lows) if lows else row.low, max(row.high, *highs) if highs else row.high
