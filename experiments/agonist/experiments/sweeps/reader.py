"""Read a sweep from a file or a mapping: a closed reader, which stops at the first thing that is not right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from pathlib import Path
from typing import Any

from agonist.experiments.sweeps import yaml12
from agonist.experiments.sweeps.spec import (
    PART_LIMIT,
    PARTS_LIMIT,
    RUNS_LIMIT,
    Bounds,
    Range,
    Sweep,
    SweepError,
    bounds_of,
)
from agonist.model.own.files import absolute, is_place
from agonist.model.own.parts import with_rules
from agonist.model.own.reach import must_take_part
from agonist.model.parameters import nearest
from agonist.model.plan import LONGEST_DAY
from agonist.model.reading import LONGEST_PATH, is_number, parsed_toml, quoted, read_text
from agonist.model.runs import cut_short
from agonist.model.scenario import Scenario, load
from agonist.model.study import check_asked

FILE_LIMIT_BYTES = 4 * 2**20
DESIGNS = ("grid", "random", "latin", "sobol", "saltelli")
LEARNER = "maintained"
NAME_LIMIT = 1000  # characters of a name or a path
KEYS = (
    "scenario", "learner", "days", "seed", "iterations", "seeds", "design", "n", "design_seed", "second_order",
    "parameters", "read", "measures", "series", "every", "part", "rules",
)  # fmt: skip
ELSEWHERE = dict.fromkeys(
    ("title", "watch", "plan", "windows", "body", "knobs"), "a scenario has it, which `agonist run` takes"
)


def read_sweep(source: str | Path | Mapping[str, object]) -> Sweep:
    """A sweep from a TOML or YAML file, or from a mapping with the same keys.

    Raises SweepError with one line: unknown key or parameter, value out of range or not a number.
    """
    if isinstance(source, Mapping):
        return _build(source, "sweep")
    if not isinstance(source, str | Path):
        raise SweepError(f"sweep = {quoted(source)}; it needs the path of a .toml or .yaml file, or a table of keys")
    path = Path(source)
    return _build(_parse(path), path.name, path.parent)


def _parse(path: Path) -> Any:
    shown = path.name if len(path.name) <= LONGEST_PATH else quoted(path.name)
    ending = path.suffix.lower()
    if ending not in (".toml", ".yaml", ".yml"):
        raise SweepError(f"{shown}: a sweep file ends in .toml, .yaml or .yml")
    try:
        text = read_text(path, FILE_LIMIT_BYTES)
        return parsed_toml(text, path.name) if ending == ".toml" else yaml12.parsed(text, path.name)
    except ImportError:
        raise SweepError(f"{path.name}: YAML needs PyYAML (pip install pyyaml); TOML needs nothing") from None
    except ValueError as error:
        raise SweepError(str(error)) from None


def _build(keys: object, place: str, folder: Path = Path()) -> Sweep:
    if not isinstance(keys, Mapping):
        raise SweepError(f"{place}: a sweep is a table of keys; known: {', '.join(KEYS)}")
    for key in keys:
        if key not in KEYS:
            raise SweepError(f"{place}: unknown key {quoted(key)}; {ELSEWHERE.get(key) or nearest(key, KEYS)}")
        if keys[key] is None and place != "sweep":
            raise SweepError(f"{place}: {key} holds nothing; give it a value, or take the line out")
    learners = _words(keys, "learner", place) or (LEARNER,)
    scenarios = tuple(
        _with_rules(one, keys.get("rules", {}), learners, place, folder) for one in _scenarios(keys, place, folder)
    )
    if more := _words(keys, "read", place):
        scenarios = tuple(replace(one, read=tuple(dict.fromkeys((*one.read, *more)))) for one in scenarios)
    values, ranges = _parameters(keys.get("parameters", {}), scenarios, place)
    series = _words(keys, "series", place)
    asked = Sweep(
        scenarios=scenarios,
        learners=learners,
        seeds=_seeds(keys, place),
        days=_days(keys, place),
        values=values,
        ranges=ranges,
        **_design(keys, ranges, place),
        measures=_words(keys, "measures", place),
        series=series,
        every=_every(keys, series, place),
        rows_per_part=_count(keys, "part", 0, place, high=PART_LIMIT) if "part" in keys else 0,
    )
    _check_size(asked, place)
    _check_measured(asked, place)
    return asked


def _check_size(sweep: Sweep, place: str) -> None:
    """Raise SweepError for more than one sweep can hold, before anything is built."""
    if sweep.runs > RUNS_LIMIT:
        raise SweepError(f"{place}: {sweep.runs:,} runs; the most of one sweep is {RUNS_LIMIT:,}")
    if sweep.parts > PARTS_LIMIT:
        raise SweepError(f"{place}: part = {sweep.part} makes {sweep.parts:,} parts; the most is {PARTS_LIMIT:,}")


def _check_measured(sweep: Sweep, place: str) -> None:
    """Raise SweepError for a scenario of which nothing would be kept."""
    for one in sweep.scenarios:
        if not (one.windows or sweep.series or cut_short(one, sweep.days, {}).read):
            late = " within these days" if one.read else ""
            raise SweepError(
                f"{place}: {one.name} has no windows and no readings{late}: nothing would be kept of its runs"
            )


def _words(keys: Mapping[str, object], key: str, place: str, needed: bool = False) -> tuple[str, ...]:
    value = keys.get(key)
    if value is None and not needed:
        return ()
    words = tuple(value) if isinstance(value, list | tuple) else (value,)
    words = tuple(str(word) if isinstance(word, Path) else word for word in words)
    if (
        not words
        or not all(isinstance(w, str) and 0 < len(w) <= NAME_LIMIT for w in words)
        or len(set(words)) < len(words)
    ):
        raise SweepError(f"{place}: {key} needs a name or a list of different names, not {quoted(value)}")
    return words


def _count(keys: Mapping[str, object], key: str, default: int, place: str, low: int = 1, high: int = 2**63 - 1) -> int:
    value = keys.get(key, default)
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        right = f"from {low}" if high == 2**63 - 1 else f"{low} to {high:,}"
        raise SweepError(f"{place}: {key} needs a whole number {right}, not {quoted(value)}")
    return int(value)


def _seeds(keys: Mapping[str, Any], place: str) -> tuple[int, ...] | range:
    if "seeds" not in keys:
        first, count = _count(keys, "seed", 1, place, low=0), _count(keys, "iterations", 1, place)
        if first + count > 2**63:
            raise SweepError(f"{place}: seed {first} and {count} iterations go beyond 64 bits; begin lower")
        return range(first, first + count)
    if "seed" in keys or "iterations" in keys:
        raise SweepError(f"{place}: give either seeds, or seed and iterations")
    seeds = keys["seeds"]
    fine = isinstance(seeds, Iterable) and not isinstance(seeds, str | Mapping)
    seeds = tuple(seeds) if fine else seeds
    if (
        not fine
        or not seeds
        or any(isinstance(s, bool) or not isinstance(s, Integral) or not 0 <= int(s) < 2**63 for s in seeds)
    ):
        raise SweepError(f"{place}: seeds needs a list of whole numbers from 0, not {quoted(seeds)}")
    if len(set(seeds)) < len(seeds):
        raise SweepError(f"{place}: seeds holds a number twice; every seed is one iteration")
    return tuple(map(int, seeds))


def _days(keys: Mapping[str, Any], place: str) -> float | None:
    days = keys.get("days")
    if days is None:
        return None
    if not is_number(days) or not 0 < days <= LONGEST_DAY:
        raise SweepError(f"{place}: days needs a number above 0, at most {LONGEST_DAY:,.0f}, not {quoted(days)}")
    return float(days)


def _check_grid(keys: Mapping[str, object], ranges: tuple[Range, ...], place: str) -> None:
    """Raise SweepError for what belongs to a design that draws its points."""
    if ranges:
        known = " or ".join(DESIGNS[1:])
        raise SweepError(f"{place}: parameters.{ranges[0].name} has low and high, so design must be {known}")
    if "n" in keys:
        raise SweepError(f"{place}: n belongs to a design over ranges; a grid is counted by its values")
    if "design_seed" in keys:
        raise SweepError(f"{place}: design_seed belongs to a design that is drawn; nothing of a grid is")


def _design(keys: Mapping[str, object], ranges: tuple[Range, ...], place: str) -> dict[str, Any]:
    design = keys.get("design", "grid")
    if not isinstance(design, str) or design not in DESIGNS:
        raise SweepError(f"{place}: unknown design {quoted(design)}; {nearest(design, DESIGNS)}")
    if design == "grid":
        _check_grid(keys, ranges, place)
    elif not ranges:
        raise SweepError(f"{place}: design {quoted(design)} needs a parameter with low and high")
    elif "n" not in keys:
        raise SweepError(f"{place}: design {quoted(design)} needs n, the number of points")
    n = _count(keys, "n", 1, place)
    if design in ("sobol", "saltelli") and n & (n - 1):
        raise SweepError(f"{place}: n = {n}: a Sobol sequence is balanced only for a power of two, such as {_power(n)}")
    second = keys.get("second_order", False)
    if not isinstance(second, bool) or (second and design != "saltelli"):
        raise SweepError(f"{place}: second_order is true or false, and belongs to design 'saltelli'")
    return {
        "design": design,
        "n": n,
        "design_seed": _count(keys, "design_seed", 1, place, low=0),
        "second_order": second,
    }


def _power(n: int) -> int:
    return 1 << n.bit_length()


def _every(keys: Mapping[str, object], series: tuple[str, ...], place: str) -> int:
    if "every" in keys and not series:
        raise SweepError(f"{place}: every needs series, the names to keep")
    return _count(keys, "every", 1, place)


def _scenarios(keys: Mapping[str, object], place: str, folder: Path) -> tuple[Scenario, ...]:
    """The scenarios by name, by path (from the folder of the sweep file) or, in Python, as they are."""
    asked = keys.get("scenario")
    if isinstance(asked, Scenario):
        return (asked,)
    if isinstance(asked, list | tuple) and asked and all(isinstance(one, Scenario) for one in asked):
        return _told_apart(tuple(asked), place)
    found = tuple(_loaded(word, place, folder) for word in _words(keys, "scenario", place, needed=True))
    return _told_apart(found, place)


def _told_apart(scenarios: tuple[Scenario, ...], place: str) -> tuple[Scenario, ...]:
    """The scenarios as they are. Raises SweepError where two have one name, which is what a row of the results holds."""
    names = [one.name for one in scenarios]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SweepError(
            f"{place}: scenario: two are called {quoted(twice)}, and rows could not be told apart; rename one"
        )
    return scenarios


def _with_rules(scenario: Scenario, rules: object, learners: Sequence[str], place: str, folder: Path) -> Scenario:
    """A scenario with the own rules of the sweep, looked over as they are now: every part is lived with these.

    Raises SweepError, also for an own part that none of the learners asks.
    """
    if not isinstance(rules, Mapping):
        raise SweepError(f"{place}: rules needs a table of names, not {quoted(rules)}")
    asked = {name: absolute(each, folder) if is_place(each) else each for name, each in rules.items()}
    try:
        found = with_rules(scenario, asked)
        must_take_part(tuple(part for _, part in found.rules), learners)
        return found
    except ValueError as error:
        raise SweepError(f"{place}: {error}") from None


def _loaded(word: str, place: str, folder: Path) -> Scenario:
    try:
        return load(folder / word if (folder / word).is_file() else word)
    except (ValueError, OSError) as error:
        raise SweepError(f"{place}: scenario: {error}") from None


def _parameters(
    table: object, scenarios: Sequence[Scenario], place: str
) -> tuple[tuple[tuple[str, tuple[float, ...]], ...], tuple[Range, ...]]:
    """Listed values and ranges, each checked."""
    if not isinstance(table, Mapping):
        raise SweepError(f"{place}: parameters needs a table of names, not {quoted(table)}")
    values, ranges = [], []
    for name, asked in table.items():
        here, bounds = f"{place}: parameters.{name}", bounds_of(name, scenarios, place)
        if isinstance(asked, Mapping):
            ranges.append(_range(name, asked, bounds, here))
        else:
            values.append((name, _values(asked, bounds, here)))
        _check_idle(name, scenarios, here)
    return tuple(values), tuple(ranges)


def _check_idle(name: str, scenarios: Sequence[Scenario], place: str) -> None:
    """Raise SweepError for a knob that nothing of any scenario asks: all its runs would be alike."""
    for one in scenarios:
        try:
            check_asked(one, {name: math.nan})
        except ValueError as error:
            raise SweepError(f"{place}: {error}") from None


def _checked(value: Any, bounds: Bounds, place: str) -> float:
    right = f"it needs {bounds.low:g} to {bounds.high:g} {bounds.unit}"
    if not is_number(value):
        raise SweepError(f"{place} = {quoted(value)} is not a number; {right}")
    if not bounds.low <= value <= bounds.high:
        raise SweepError(f"{place} = {value:g} is out of range; {right}")
    return float(value)


def _values(asked: object, bounds: Bounds, place: str) -> tuple[float, ...]:
    if isinstance(asked, str) or not isinstance(asked, Iterable):
        return (_checked(asked, bounds, place),)
    numbers = tuple(_checked(value, bounds, place) for value in asked)
    if not numbers or len(set(numbers)) < len(numbers):
        raise SweepError(f"{place}: needs at least one value, and none twice")
    return numbers


def _range(name: str, asked: Mapping[str, object], bounds: Bounds, place: str) -> Range:
    unknown = [key for key in asked if key not in ("low", "high", "log")]
    if unknown:
        raise SweepError(f"{place}: unknown key {quoted(unknown[0])}; a range has low, high and log")
    low = _checked(asked.get("low", bounds.low), bounds, f"{place}.low")
    high = _checked(asked.get("high", bounds.high), bounds, f"{place}.high")
    log = asked.get("log", False)
    if not low < high:
        raise SweepError(f"{place}: low = {low:g} must be below high = {high:g}")
    if not isinstance(log, bool) or (log and low <= 0):
        raise SweepError(f"{place}: log is true or false, and needs low above 0")
    return Range(name, low, high, log)
