"""A person: who lives a scenario. A drawn number, traits that are said, age and sex; the same for every door.

`Person` says who it is; `of(structure, parameters)` what that comes to on a body, and `as_person` puts it into a
compiled life.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any, NamedTuple

from agonist.model.body.constitution import animal
from agonist.model.body.wiring import Floats, Structure, area_starts
from agonist.model.draws import PERSON, key_of, uniform, word_of
from agonist.model.keys import MOST_SEED, keyed, table
from agonist.model.layout import AREAS, LANES
from agonist.model.own.trait import own_trait
from agonist.model.parameters import nearest
from agonist.model.reading import is_number, quoted
from agonist.model.traits import (
    EACH,
    PART,
    REFERENCE_AGE,
    SEXES,
    Differences,
    Trait,
    adjusted,
    aged,
    differences,
    drawn,
    moved_by,
    of_age,
    of_women,
    score,
    spread_of,
    trait_of,
    traits,
)

if TYPE_CHECKING:
    from agonist.model.blocks import Run

AGES = (18.0, 100.0)
SPECIES = ("human", "animal")  # an animal rebuilds its fibres quickly, and takes up the whole change
WHO = ("number", "age", "sex", "species")


class Person(NamedTuple):
    """One person: a drawn number or None, age in years, sex, species, and traits that are said instead of drawn.

    `drawn` names the traits that differ by the number, `spreads` other standard deviations of them.
    """

    number: int | None = None
    age: float = REFERENCE_AGE
    sex: str = SEXES[0]
    said: tuple[tuple[str, float], ...] = ()
    drawn: tuple[str, ...] = ()
    spreads: tuple[tuple[str, float], ...] = ()
    species: str = SPECIES[0]
    own: tuple[Trait, ...] = ()

    def values(self) -> dict[str, float]:
        """The factor of every trait in which this person is not the mean person."""
        spreads, said = dict(self.spreads), dict(self.said)
        found = {n: drawn(self.number, n, spreads, self.own) for n in self.drawn} if self.number is not None else {}
        found |= said
        for name in traits():
            trait = trait_of(name)
            none = 0.0 if trait.unit == PART else 1.0
            aged = none if name in said else of_age(name, self.age, self.sex)
            if aged != none:
                before = found.get(name, none)
                found[name] = min(max(before + aged if trait.unit == PART else before * aged, trait.low), trait.high)
        return found

    def covariates(self) -> dict[str, float]:
        """Age, sex (1 female) and the factor of each trait: what stands beside the results of a person."""
        own = {name: value for name, value in self.values().items() if trait_of(name, self.own).what not in EACH}
        return {"age": self.age, "female": float(self.sex == SEXES[1]), **own}

    def knobs(self) -> dict[str, float]:
        """Factors of this person on knobs of the scenario, by traits of one's own."""
        found: dict[str, float] = {}
        values = self.values() if self.own else {}
        for trait in (t for t in self.own if t.name in values):
            for knob in moved_by(trait).get("knobs", ()):
                found[knob] = found.get(knob, 1.0) * values[trait.name]
        return found

    def scores(self) -> dict[str, float]:
        """Where the person stands in each drawn trait, in standard deviations."""
        shown = [name for name in self.drawn if trait_of(name, self.own).what not in EACH]
        return {} if self.number is None else {name: score(self.number, name, self.own) for name in shown}

    def of(self, structure: Structure, parameters: Mapping[str, float]) -> Differences:
        """What this person has on a body that the mean person has not."""
        own = animal(parameters) if self.species == SPECIES[1] else {}
        found = differences(structure, self.values(), {**parameters, **own}, self.number, dict(self.spreads), self.own)
        return found._replace(parameters=own | found.parameters, columns=self._aged(structure, found.columns))

    def _aged(self, structure: Structure, columns: dict[tuple[str, str], Floats]) -> dict[tuple[str, str], Floats]:
        """Columns with the size that age takes of each muscle, and a woman has less of it, at its own rate; none where the size is said."""
        woman = self.sex == SEXES[1]
        if (self.age <= REFERENCE_AGE and not woman) or "size" in dict(self.said):
            return columns
        size = columns["muscles", "force_max_n"] * aged(structure, self.age)
        return columns | {("muscles", "force_max_n"): size * of_women(structure) if woman else size}


MEAN = Person()


def lived_by(run: Run, who: Differences) -> Run:
    """A compiled life as one person lives it: parameters, start values, and what events come to in this body."""
    if not any(who):
        return run
    columns = tuple((area, variable, values) for (area, variable), values in who.columns.items())
    return run._replace(
        parameters=run.parameters | who.parameters, columns=columns, events=brought(run.structure, run.events, who)
    )


def brought(structure: Structure, events: tuple[Any, ...], who: Differences) -> tuple[Any, ...]:
    """Events with the factors of a person on what they set or add."""
    if not who.doses or not events:
        return events
    factors = _factors(structure, tuple(sorted(who.doses.items())))
    return tuple(
        (row, index, op, scaled(factors[index], value) if index in factors and op in (SET, ADD) else value)
        for row, index, op, value in events
    )


SET, ADD = 0, 1  # operations of an event that bring an amount of their own


def scaled(dose: tuple[str, str, float], value: float) -> float:
    """What an event brings of a quantity (area, variable) to somebody with this factor."""
    area, variable, factor = dose
    return adjusted(variable, value, factor) if area == "parameters" else value * factor


def _factors(
    structure: Structure, doses: tuple[tuple[tuple[str, str], float], ...]
) -> dict[int, tuple[str, str, float]]:
    """Area, variable and factor of each place of the state that a person's events are scaled at."""
    found, starts = {}, area_starts(structure)
    for (area, variable), factor in doses:
        size, offset = AREAS[area].size, getattr(AREAS[area], variable)
        for unit in range(len(structure.names.units(area))):
            found[starts[area] + (unit * size + offset) * LANES] = (area, variable, factor)
    return found


class People(NamedTuple):
    """Many people: how many, which seed, the traits in which they differ, spreads, ages and sexes.

    A person of them is drawn by seed and place, so that more people leave the first ones as they are.
    """

    count: int = 100  # type: ignore[assignment]
    seed: int = 1
    only: tuple[str, ...] | None = None
    spreads: tuple[tuple[str, float], ...] = ()
    ages: tuple[float, float] = (REFERENCE_AGE, REFERENCE_AGE)
    sex: str = SEXES[0]
    said: tuple[tuple[str, float], ...] = ()
    species: str = SPECIES[0]
    own: tuple[Trait, ...] = ()

    def like(self, person: Person) -> People:
        """These people with what a scenario says of its person: traits, species, and age and sex where they have none."""
        usual = People()
        ages = (person.age, person.age) if self.ages == usual.ages else self.ages
        sex = person.sex if self.sex == usual.sex else self.sex
        return self._replace(said=person.said, ages=ages, sex=sex, species=person.species)

    def differing(self) -> tuple[str, ...]:
        """Traits that differ between these people."""
        every = (*traits(), *(t.name for t in self.own))
        return tuple(n for n in (every if self.only is None else self.only) if n not in dict(self.said))

    def numbers(self) -> tuple[int, ...]:
        """The number of each of them."""
        return tuple(self.number(n) for n in range(self.count))

    def number(self, place: int) -> int:
        """The number of the person at a place among them, from 0."""
        return self.seed * 1_000_000 + place

    def person(self, number: int) -> Person:
        """One of them."""
        low, high = self.ages
        age = low + (high - low) * uniform(0, word_of(number, PERSON, "age"), key_of(number))
        draw = uniform(0, word_of(number, PERSON, "sex"), key_of(number))
        sex = self.sex if self.sex in SEXES else SEXES[int(draw < 0.5)]
        return Person(number, age, sex, self.said, self.differing(), self.spreads, self.species, self.own)


def person_from(place: str, given: Any, people: People | None = None) -> Person:
    """A `Person` as it is, or one from a table, with the traits of one's own of `people`. Raises ValueError with one line."""
    return given if isinstance(given, Person) else read_person(place, given, people.own if people else ())


def read_person(place: str, given: Mapping[str, object], own: tuple[Trait, ...] = ()) -> Person:
    """A person from a table: number, age, sex, and factors of traits by name, those of one's `own` too.

    Raises ValueError with one line that names the place and what would be right.
    """
    said = {}
    given = keyed(place, given)
    for name, value in given.items():
        if name in WHO:
            continue
        known = [*traits(), *(t.name for t in own)]
        if name not in known:
            raise ValueError(f"{place}: unknown key {quoted(name)}; {nearest(name, [*WHO, *known])}")
        trait = trait_of(name, own)
        said[name] = _real(f"{place}, {name}", value, trait.low, trait.high)
    number = given.get("number")
    if number is not None:
        number = _whole(f"{place}, number", number, 0)
    sex = given.get("sex", SEXES[0])
    if sex not in SEXES:
        raise ValueError(f"{place}, sex = {quoted(sex)}; it needs {' or '.join(SEXES)}")
    species = given.get("species", SPECIES[0])
    if species not in SPECIES:
        raise ValueError(f"{place}, species = {quoted(species)}; it needs {' or '.join(SPECIES)}")
    age = _real(f"{place}, age", given.get("age", REFERENCE_AGE), *AGES)
    drawn_ = (*traits(), *(t.name for t in own)) if number is not None else ()
    return Person(number, age, sex, tuple(sorted(said.items())), drawn_, species=species, own=own)


MOST_PEOPLE = 20_000
PEOPLE_KEYS = ("count", "seed", "traits", "age", "sex", "own")


def read_people(place: str, given: Mapping[str, object]) -> People:
    """People from a table: count, seed, traits (which differ), age (one, or from and to), sex, spreads by trait.

    Raises ValueError with one line that names the place and what would be right.
    """
    only = given.get("traits")
    if only is not None and (not isinstance(only, list | tuple) or not all(isinstance(n, str) for n in only)):
        raise ValueError(f"{place}, traits = {quoted(only)}; it needs a list of traits")
    told = table(f"{place}, own", given.get("own", {})).items()
    own = tuple(own_trait(f"{place}, own.{name}", name, each) for name, each in sorted(told))
    try:
        for name in only or ():
            trait_of(name, own)
    except ValueError as error:
        raise ValueError(f"{place}, traits: {error}") from None
    sex = given.get("sex", SEXES[0])
    if sex not in (*SEXES, "both"):
        raise ValueError(f"{place}, sex = {quoted(sex)}; it needs male, female or both")
    count, seed = given.get("count", 100), given.get("seed", 1)
    return People(
        _whole(f"{place}, count", count, 2, MOST_PEOPLE),
        _whole(f"{place}, seed", seed, 0),
        None if only is None else tuple(only),
        _spreads(place, given),
        _ages(place, given),
        sex,
        own=own,
    )


def _spreads(place: str, given: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    """How much people differ in each trait for which it is said: all keys that are none of the table's own."""
    spreads = {name: value for name, value in given.items() if name not in PEOPLE_KEYS}
    for name, value in spreads.items():
        if name not in traits():
            raise ValueError(f"{place}: unknown key {quoted(name)}; {nearest(name, [*PEOPLE_KEYS, *traits()])}")
        spread_of(name, {name: _real(f"{place}, {name}", value, 0.0, 1.0)})
    return tuple(sorted(spreads.items()))


def _ages(place: str, given: Mapping[str, object]) -> tuple[float, float]:
    """The youngest and the oldest: of one age, or from and to."""
    ages = given.get("age", REFERENCE_AGE)
    low, high = ages if isinstance(ages, list | tuple) and len(ages) == 2 else (ages, ages)
    low, high = (_real(f"{place}, age", a, *AGES) for a in (low, high))
    if low > high:
        raise ValueError(f"{place}, age = {quoted(ages)}; it needs the younger age first")
    return low, high


def _real(place: str, value: Any, low: float, high: float) -> float:
    if not is_number(value) or not low <= value <= high:
        raise ValueError(f"{place} = {quoted(value)}; it needs a number {low:g} to {high:g}")
    return float(value)


def _whole(place: str, value: object, low: int, high: int | None = None) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= (high or MOST_SEED):
        span = f"{low} to {high:,}" if high is not None else f"from {low}"
        raise ValueError(f"{place} = {quoted(value)}; it needs a whole number {span}")
    return int(value)
