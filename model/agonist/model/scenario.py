"""Scenarios: closed, frozen files that say who is simulated, what is practised and what happens.

A scenario is a TOML file. Unknown keys, wrong names and values out of range stop at the door with one line that names
the place and what would be right. Numbers that a user may turn are `knobs`; an entry of the plan says "$name".
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from agonist.model import interventions, lessons, study, turning
from agonist.model.body.spec import BodySpec, read_body, subject_of
from agonist.model.body.subject import Subject
from agonist.model.body.tasks import UnknownTaskError
from agonist.model.keys import closed, each, keyed, line, names, real, table, text
from agonist.model.own.parts import own_body, parts_of, places_of
from agonist.model.parameters import TABLE, check_value, nearest, nearest_setting
from agonist.model.persons import MEAN, People, Person
from agonist.model.plan import LONGEST_DAY, Impulse, Practice
from agonist.model.reading import beside, decoded, is_number, parsed_toml, quoted, read_bytes
from agonist.model.units.cortex import LEARNERS
from agonist.model.vocabulary import Effects, apply, happenings
from agonist.model.written import as_keys, as_text, is_kept

FOLDER = Path(__file__).parent / "scenarios"
FILE_LIMIT_BYTES = 200_000
LONGEST_PATH = 4000  # characters; no system takes more
LONGEST_PART = 255  # bytes of a name in it


class Knob(NamedTuple):
    """A number of the scenario that a user may turn."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    text: str


@dataclass(frozen=True, repr=False)
class Scenario:
    """A closed scenario, from a file or by keywords as a file has keys; `plan` holds (word, arguments), knobs by name."""

    name: str = "mine"
    title: str = ""
    days: float = 0.0
    body: BodySpec = BodySpec()
    watch: str = ""
    plan: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = ()
    knobs: tuple[Knob, ...] = ()
    windows: tuple[tuple[str, Any, Any], ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()
    lesson: lessons.Lesson = lessons.Lesson()
    tasks: tuple[str, ...] = ()  # wired besides those that are practised, so that they can be assessed
    person: Person = MEAN  # who lives it
    people: People | None = None  # many who live it
    read: tuple[str, ...] = ()  # what is measured when, as in `agonist.model.assessment.reading`
    events: tuple[tuple[str, str], ...] = ()  # what is waited for, by name
    arms: study.Arms = ()  # knobs, parameters and added words of each arm of a comparison
    rules: tuple[tuple[str, Any], ...] = ()  # parts of a user's own by name: `own.Part`, or ``file.py:name``

    def __repr__(self) -> str:
        knobs = ", ".join(f"{k.name} {k.value:g}" for k in self.knobs) or "none"
        return f"<Scenario {self.name!r}: {self.title}; {self.days:g} days, read on {self.watch}; knobs {knobs}>"

    def __post_init__(self) -> None:
        given = {f.name: getattr(self, f.name) for f in fields(self)}
        name = line("name", self.name)
        for key in ("title", "watch"):
            text(f"{name}, {key}", given[key])
        if not is_kept(given):
            read = from_keys(as_keys(given), self.name)
            for f in fields(self):
                object.__setattr__(self, f.name, getattr(read, f.name))

    def with_(self, **changes: Any) -> Scenario:
        """The same scenario with other keys, as its file would hold them; `plan` replaces, `add` adds words at the end.

        Raises ValueError with one line where a key or a value is wrong.
        """
        closed(self.name, changes, {*KEYS, "name", "add"})
        keys = as_keys({f.name: getattr(self, f.name) for f in fields(self) if f.name != "rules"})
        name, added = line("name", changes.pop("name", self.name)), each("add", changes.pop("add", ()))
        said = as_keys(changes)
        keys = {k: v for k, v in keys.items() if k not in changes} | said  # what is said to be empty is so
        keys["plan"] = [*keys.get("plan", []), *added]
        return from_keys(keys, name, own=() if "rules" in changes else self.rules)

    def toml(self) -> str:
        """The text of the file that would make this scenario."""
        return as_text({f.name: getattr(self, f.name) for f in fields(self)})

    def knob(self, name: str) -> Knob | None:
        """The knob of this name, or None."""
        return next((k for k in self.knobs if k.name == name), None)


class Resolved(NamedTuple):
    """A scenario with its knobs turned, on its body: what both engines compile."""

    scenario: Scenario
    subject: Subject
    practices: tuple[Practice, ...]
    impulses: tuple[Impulse, ...]
    parameters: dict[str, float]
    knobs: dict[str, float]
    windows: dict[str, tuple[float, float]]
    days: float
    watch: str
    effects: Effects
    person: Person = MEAN


__all__ = ["BodySpec", "Scenario", "load", "read_text", "resolve", "shipped", "interventions"]
KEYS = {
    "title", "days", "body", "watch", "tasks", "plan", "knobs", "windows", "parameters", "lesson", "rules", *study.KEYS,
}  # fmt: skip
KNOB_KEYS = {"value", "unit", "low", "high", "text"}
WINDOWS = ("before", "during", "after")


def _knob(place: str, name: str, given: Mapping[str, object]) -> Knob:
    closed(place, given, KNOB_KEYS, needed=("low", "high", "value"))
    if not name.isidentifier():
        raise ValueError(f"{place}: {quoted(name)} is no name of a knob; it needs letters, digits and underscores")
    low, high = real(f"{place}, low", given.get("low")), real(f"{place}, high", given.get("high"))
    if low > high:
        raise ValueError(f"{place}: low = {low:g} is above high = {high:g}")
    value = real(f"{place}, value", given.get("value"), low, high)
    for key in ("unit", "text"):
        if isinstance(given.get(key, ""), list | dict):
            raise ValueError(f"{place}, {key} = {quoted(given[key])}; it needs text")
    if name in TABLE:
        raise ValueError(f"{place}: a parameter has this name already; choose another")
    return Knob(name, value, str(given.get("unit", "1")), low, high, str(given.get("text", "")))


def _plan(place: str, entries: object) -> tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]:
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"{place} = {quoted(entries)}: it needs at least one [[plan]] entry")
    found = []
    for n, entry in enumerate(entries, start=1):
        words = dict(table(f"{place}, entry {n}", entry))
        if "do" not in words:
            raise ValueError(f"{place}, entry {n}: 'do' is missing; it names the word of the vocabulary")
        name = text(f"{place}, entry {n}, do", words.pop("do"))
        if not isinstance(words.get("task", ""), str):
            raise ValueError(f"{place}, entry {n}, task = {quoted(words['task'])}; it needs a name")
        found.append((name, tuple(sorted((k, study.frozen(v)) for k, v in words.items()))))
    return tuple(found)


def _windows(place: str, given: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    for name, span in given.items():
        if not re.fullmatch(r"[\w-]+( [\w-]+)*", name):
            raise ValueError(
                f"{place}: {quoted(name)} is no name of a window; it needs letters, digits, spaces, _ and -"
            )
        if not isinstance(span, list) or len(span) != 2:
            raise ValueError(f"{place}, {name} = {quoted(span)}; it needs two days, from and to")
        if not all(isinstance(day, str) or is_number(day) for day in span):
            raise ValueError(f"{place}, {name} = {quoted(span)}; each day is a number or a sum of knobs, as '$start'")
    return tuple((name, span[0], span[1]) for name, span in given.items())


def read_text(text: str, name: str, files: bool = True, folder: Path | None = None) -> Scenario:
    """Read a scenario from TOML text.

    Args:
        text: the scenario.
        name: what messages call it.
        files: whether its body may name files; False for a text from somebody who may not read what lies here.
        folder: where `tables` and `graph` are looked for that have no full path; None is the working directory.

    Raises:
        ValueError: one line that names the file, the key and what would be right.
    """
    return from_keys(parsed_toml(text, name), name, files, folder)


def from_keys(
    given: Mapping[str, Any], name: str, files: bool = True, folder: Path | None = None, own: tuple[Any, ...] = ()
) -> Scenario:
    """A scenario from the keys of its file as Python holds them, with `own` rules where they hold none; else as `read_text`."""
    closed(name, given, KEYS, hints=study.ELSEWHERE)
    for key in ("title", "plan", "days", "watch"):
        if key not in given:
            raise ValueError(f"{name}: {quoted(key)} is missing")
    knobs = table(f"{name}, knobs", given.get("knobs", {}))
    body = read_body(f"{name}, body", table(f"{name}, body", given.get("body", {})), folder or Path())
    rules = places_of(f"{name}, rules", table(f"{name}, rules", given.get("rules", {})), folder or Path())
    key = "body, graph" if body.graph else "body, tables" if body.tables else "rules" if rules else ""
    if key and not files:
        raise ValueError(f"{name}, {key}: a scenario that is brought here names no files; `agonist run` reads them")
    parameters = table(f"{name}, parameters", given.get("parameters", {}))
    scenario = Scenario(
        name=Path(name).stem,
        title=text(f"{name}, title", given["title"]),
        days=real(f"{name}, days", given["days"], 0.0, LONGEST_DAY),
        body=body,
        watch=text(f"{name}, watch", given["watch"]),
        plan=_plan(f"{name}, plan", given["plan"]),
        knobs=tuple(_knob(f"{name}, knobs.{k}", k, table(f"{name}, knobs.{k}", v)) for k, v in knobs.items()),
        windows=_windows(f"{name}, windows", table(f"{name}, windows", given.get("windows", {}))),
        parameters=tuple(sorted((k, _checked(name, k, v)) for k, v in parameters.items())),
        tasks=names(f"{name}, tasks", given.get("tasks", [])),
        lesson=lessons.read(f"{name}, lesson", table(f"{name}, lesson", given.get("lesson", {}))),
        rules=rules or own,
        **study.read(name, given, _plan),
    )
    lessons.check(f"{name}, lesson", scenario.lesson, scenario.knobs, LEARNERS)
    _check_windows(scenario.name, resolve(scenario).windows)
    study.check(scenario)
    return scenario


def _check_windows(name: str, windows: Mapping[str, tuple[float, float]]) -> None:
    for window, (first, last) in windows.items():
        if not 0.0 <= first < last:
            raise ValueError(
                f"{name}, windows, {window} = [{first:g}, {last:g}]; it needs two days from 0, the earlier first"
            )


def _checked(place: str, name: str, value: Any) -> float:
    try:
        return check_value(name, value)
    except ValueError as error:
        raise ValueError(f"{place}, parameters: {error}") from None


@cache
def shipped() -> Mapping[str, Path]:
    """The scenarios that come with the package, by name; the folder is read once."""
    return MappingProxyType({path.stem: path for path in sorted(FOLDER.glob("*.toml"))})


def load(name: str | Path | Scenario) -> Scenario:
    """A scenario by name, by path of a TOML file, or as it is.

    Raises ValueError for an unknown name or a broken file, and OSError where a file cannot be read.
    """
    if isinstance(name, Scenario):
        return name
    if not isinstance(name, str | Path):
        raise ValueError(f"scenario = {quoted(name)}; it needs a name, the path of a .toml file, or a Scenario")
    path = shipped().get(str(name)) or Path(name)
    too_long = len(str(name)) > LONGEST_PATH or any(len(os.fsencode(part)) > LONGEST_PART for part in path.parts)
    if too_long or "\0" in str(name):
        raise ValueError(f"unknown scenario {quoted(str(name))}; it needs a name, or the path of a .toml file")
    ending = path.suffix.lower()  # Windows keeps capitals and does not care
    if ending in (".yaml", ".yml", ".json", ".txt"):
        raise ValueError(f"{path}: a scenario is a TOML file, whose name ends in .toml")
    if path.is_dir():
        raise ValueError(f"{path}: it is a folder; name a scenario file in it, which ends in .toml")
    if ending != ".toml" and (path.exists() or path.with_name(f"{path.name}.toml").is_file()):
        meant = f"did you mean {path.name}.toml?" if not path.exists() else "give it a name that ends in .toml"
        raise ValueError(f"{path}: a scenario file ends in .toml; {meant}")
    if ending != ".toml":
        raise ValueError(f"unknown scenario {quoted(str(name))}; {nearest(name, list(shipped()), 'agonist scenarios')}")
    if not path.exists():
        near = f"; {path.stem} ships" if path.stem in shipped() else beside(path)
        raise ValueError(f"{path}: no such scenario file{near}")
    return _load(path, Path.cwd(), path.stat().st_mtime_ns)


@cache
def _load(path: Path, _from: Path, _changed: int) -> Scenario:
    return read_text(decoded(read_bytes(path, FILE_LIMIT_BYTES), str(path)), path.name, folder=path.parent)


def split_settings(scenario: Scenario, settings: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Settings by name, parted into knobs of the scenario and parameters of the table, all checked."""
    knobs = {k.name: k.value for k in scenario.knobs}
    parameters = dict(scenario.parameters)
    for name, value in table("settings", settings).items():
        knob = scenario.knob(name)
        if knob is not None:
            knobs[name] = real(f"{scenario.name}: {name}", value, knob.low, knob.high)
        elif name in TABLE:
            parameters[name] = check_value(name, value)
        else:
            near = nearest_setting(name, [k.name for k in scenario.knobs])
            raise ValueError(f"{scenario.name}: unknown setting {quoted(name)}; {near}")
    return knobs, parameters


def resolve(scenario: Scenario, settings: Mapping[str, float] | None = None, days: float | None = None) -> Resolved:
    """Turn the knobs of a scenario and compile its plan on its body.

    `settings` maps knobs and parameters to values. Raises ValueError with one line that names the place.
    """
    knobs, parameters = split_settings(scenario, keyed("settings", settings))
    knobs = _as_person(scenario, knobs)
    own = parts_of(scenario.rules)
    try:
        subject = own_body(subject_of(scenario.body, study.tasks_of(scenario), study.named_muscles(scenario)), own)
    except UnknownTaskError as error:
        raise ValueError(f"{scenario.name}, {study.unknown_task(scenario, error)}") from None
    except ValueError as error:
        raise ValueError(f"{scenario.name}, body: {error}") from None
    effects = Effects()
    for n, (name, arguments) in enumerate(scenario.plan, start=1):
        place = f"{scenario.name}, plan entry {n}"
        turned = {k: turning.turned(v, knobs, place) for k, v in arguments}
        apply(subject, name, turned, effects, place=place, parameters=parameters)
    place = f"{scenario.name}, windows"
    windows = {
        n: (turning.day_of(a, knobs, f"{place}, {n}"), turning.day_of(b, knobs, f"{place}, {n}"))
        for n, a, b in scenario.windows
    }
    values = {name: row.value for name, row in TABLE.items()} | parameters
    try:
        impulses = happenings(subject, effects)
    except ValueError as error:
        raise ValueError(f"{scenario.name}, plan: {error}") from None
    return Resolved(
        scenario, subject, effects.practised(), impulses, values, knobs,
        windows, scenario.days if days is None else real(f"{scenario.name}, days", days, 0.0, LONGEST_DAY),
        _watched(scenario, subject), effects, scenario.person,
    )  # fmt: skip


def _as_person(scenario: Scenario, knobs: dict[str, float]) -> dict[str, float]:
    """The knobs as the person who lives it turns them, within their ranges."""
    factors = scenario.person.knobs()
    ranges = {k.name: (k.low, k.high) for k in scenario.knobs}
    return {n: min(max(v * factors[n], ranges[n][0]), ranges[n][1]) if n in factors else v for n, v in knobs.items()}


def _watched(scenario: Scenario, subject: Subject) -> str:
    """The one task whose shares are read."""
    try:
        found = subject.tasks(scenario.watch)
    except ValueError as error:
        raise ValueError(f"{scenario.name}, watch: {error}") from None
    if len(found) > 1:
        raise ValueError(
            f"{scenario.name}, watch = {quoted(scenario.watch)} is {' and '.join(found)}; name one of them"
        )
    return found[0]
