"""What a sweep asks: scenarios, learners, seeds, parameters, and what to keep. Read from a file by a closed reader.

A sweep is frozen. Its runs are numbered from 0, and everything about a run (parameters, seed) is a function of that
number alone: see `designs`.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from agonist.model.parameters import TABLE, check_value, nearest

DESIGNS = ("grid", "random", "latin", "sobol", "saltelli")
LEARNER = "competitive"
KEYS = (
    "scenario", "learner", "days", "seed", "iterations", "seeds", "design", "n", "design_seed", "second_order",
    "parameters", "measures", "series", "every", "part",
)  # fmt: skip
PART_LOW, PART_HIGH, PARTS_WANTED = 64, 16384, 64


class SweepError(ValueError):
    """A sweep that cannot be run: one line that names the place and says what would be right."""


class Range(NamedTuple):
    """A parameter drawn between two bounds, evenly or (`log`) evenly in its logarithm."""

    name: str
    low: float
    high: float
    log: bool = False


@dataclass(frozen=True)
class Sweep:
    """A closed, frozen sweep.

    `values` are crossed with each other, with scenarios, learners and with the `points` of the design over `ranges`.
    `measures` are names or patterns (`share_*`), none means all; `series` are kept every `every` bouts.
    """

    scenarios: tuple[str, ...]
    learners: tuple[str, ...]
    seeds: tuple[int, ...] | range
    days: float | None = None
    values: tuple[tuple[str, tuple[float, ...]], ...] = ()
    ranges: tuple[Range, ...] = ()
    design: str = "grid"
    n: int = 1
    design_seed: int = 1
    second_order: bool = False
    measures: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    every: int = 1
    rows_per_part: int = 0

    @property
    def cases(self) -> int:
        """Combinations of scenario, learner and listed values."""
        return len(self.scenarios) * len(self.learners) * math.prod(len(values) for _, values in self.values)

    @property
    def points(self) -> int:
        """Points of the design over the ranges; 1 without ranges."""
        if not self.ranges:
            return 1
        return self.n * saltelli_rows(len(self.ranges), self.second_order) if self.design == "saltelli" else self.n

    @property
    def runs(self) -> int:
        """Number of runs: seeds x points x cases."""
        return len(self.seeds) * self.points * self.cases

    @property
    def part(self) -> int:
        """Runs in one part: a function of the sweep only, so that every machine cuts it alike."""
        fair = -(-self.runs // (PARTS_WANTED * PART_LOW)) * PART_LOW
        return self.rows_per_part or min(max(fair, PART_LOW), PART_HIGH)

    @property
    def parts(self) -> int:
        """Number of parts."""
        return -(-self.runs // self.part)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters that are set, in the order of the columns."""
        return (*(name for name, _ in self.values), *(r.name for r in self.ranges))

    def canonical(self) -> dict[str, Any]:
        """The sweep as plain JSON values: equal sweeps give equal text."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["seeds"] = _canonical_seeds(self.seeds)
        plain["rows_per_part"] = self.part
        return json.loads(json.dumps(plain))


def _canonical_seeds(seeds: tuple[int, ...] | range) -> Any:
    ordered = range(seeds[0], seeds[0] + len(seeds))
    same = seeds == ordered if isinstance(seeds, range) else list(seeds) == list(ordered)
    return {"first": seeds[0], "count": len(seeds)} if same else list(seeds)


def saltelli_rows(dimensions: int, second_order: bool) -> int:
    """Runs of one base point of Saltelli's scheme."""
    return 2 * dimensions + 2 if second_order else dimensions + 2


def read_sweep(source: str | Path | Mapping[str, Any]) -> Sweep:
    """A sweep from a TOML or YAML file, or from a mapping with the same keys.

    Raises SweepError with one line: unknown key or parameter, value out of range or not a number.
    """
    if isinstance(source, Mapping):
        return _build(source, "sweep")
    path = Path(source)
    return _build(_parse(path), path.name)


def _parse(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SweepError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})") from None
    try:
        return tomllib.loads(text) if path.suffix == ".toml" else _yaml(text, path)
    except tomllib.TOMLDecodeError as error:
        raise SweepError(f"{path.name}: {error}") from None


def _yaml(text: str, path: Path) -> Any:
    if path.suffix not in (".yaml", ".yml"):
        raise SweepError(f"{path.name}: a sweep file ends in .toml, .yaml or .yml")
    try:
        import yaml
    except ImportError:
        raise SweepError(f"{path.name}: YAML needs PyYAML (pip install pyyaml); TOML needs nothing") from None
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SweepError(f"{path.name}: {' '.join(str(error).split())}") from None


def _build(keys: Any, place: str) -> Sweep:
    if not isinstance(keys, Mapping):
        raise SweepError(f"{place}: a sweep is a table of keys; known: {', '.join(KEYS)}")
    for key in keys:
        if key not in KEYS:
            raise SweepError(f"{place}: unknown key {key!r}; {nearest(str(key), KEYS)}")
    values, ranges = _parameters(keys.get("parameters", {}), place)
    series = _words(keys, "series", place)
    return Sweep(
        scenarios=_words(keys, "scenario", place, needed=True),
        learners=_words(keys, "learner", place) or (LEARNER,),
        seeds=_seeds(keys, place),
        days=_days(keys, place),
        values=values,
        ranges=ranges,
        **_design(keys, ranges, place),
        measures=_words(keys, "measures", place),
        series=series,
        every=_every(keys, series, place),
        rows_per_part=_count(keys, "part", 0, place) if "part" in keys else 0,
    )


def _words(keys: Mapping[str, Any], key: str, place: str, needed: bool = False) -> tuple[str, ...]:
    value = keys.get(key)
    if value is None and not needed:
        return ()
    words = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not words or len(set(map(str, words))) < len(words) or not all(isinstance(w, str) and w for w in words):
        raise SweepError(f"{place}: {key} needs a name or a list of different names, not {value!r}")
    return words


def _count(keys: Mapping[str, Any], key: str, default: int, place: str, low: int = 1) -> int:
    value = keys.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value < 2**63:
        raise SweepError(f"{place}: {key} needs a whole number from {low}, not {value!r}")
    return value


def _seeds(keys: Mapping[str, Any], place: str) -> tuple[int, ...] | range:
    if "seeds" not in keys:
        first = _count(keys, "seed", 1, place, low=0)
        return range(first, first + _count(keys, "iterations", 1, place))
    if "seed" in keys or "iterations" in keys:
        raise SweepError(f"{place}: give either seeds, or seed and iterations")
    seeds = keys["seeds"]
    fine = isinstance(seeds, Sequence) and not isinstance(seeds, str) and seeds
    if not fine or any(isinstance(s, bool) or not isinstance(s, int) or not 0 <= s < 2**63 for s in seeds):
        raise SweepError(f"{place}: seeds needs a list of whole numbers from 0, not {seeds!r}")
    if len(set(seeds)) < len(seeds):
        raise SweepError(f"{place}: seeds holds a number twice; every seed is one iteration")
    return tuple(seeds)


def _days(keys: Mapping[str, Any], place: str) -> float | None:
    days = keys.get("days")
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int | float) or not 0 < days < math.inf:
        raise SweepError(f"{place}: days needs a number above 0, not {days!r}")
    return float(days)


def _design(keys: Mapping[str, Any], ranges: tuple[Range, ...], place: str) -> dict[str, Any]:
    design = keys.get("design", "grid")
    if design not in DESIGNS:
        raise SweepError(f"{place}: unknown design {design!r}; {nearest(str(design), DESIGNS)}")
    if design == "grid" and ranges:
        raise SweepError(f"{place}: parameters.{ranges[0].name} has low and high, so design must be {DESIGNS[1:]}")
    if design != "grid" and not ranges:
        raise SweepError(f"{place}: design {design!r} needs a parameter with low and high")
    if design != "grid" and "n" not in keys:
        raise SweepError(f"{place}: design {design!r} needs n, the number of points")
    if design == "grid" and "n" in keys:
        raise SweepError(f"{place}: n belongs to a design over ranges; a grid is counted by its values")
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


def _every(keys: Mapping[str, Any], series: tuple[str, ...], place: str) -> int:
    if "every" in keys and not series:
        raise SweepError(f"{place}: every needs series, the names to keep")
    return _count(keys, "every", 1, place)


def _parameters(table: Any, place: str) -> tuple[tuple[tuple[str, tuple[float, ...]], ...], tuple[Range, ...]]:
    if not isinstance(table, Mapping):
        raise SweepError(f"{place}: parameters needs a table of names, not {table!r}")
    values, ranges = [], []
    for name, asked in table.items():
        here = f"{place}: parameters.{name}"
        if name not in TABLE:
            raise SweepError(f"{place}: unknown parameter {name!r}; {nearest(str(name), list(TABLE))}")
        if isinstance(asked, Mapping):
            ranges.append(_range(name, asked, here))
        else:
            values.append((name, _values(name, asked, here)))
    return tuple(values), tuple(ranges)


def _checked(name: str, value: Any, place: str) -> float:
    try:
        return check_value(name, value)
    except ValueError as error:
        raise SweepError(f"{place}: {error}") from None


def _values(name: str, asked: Any, place: str) -> tuple[float, ...]:
    if isinstance(asked, str) or not isinstance(asked, Sequence):
        return (_checked(name, asked, place),)
    numbers = tuple(_checked(name, value, place) for value in asked)
    if not numbers or len(set(numbers)) < len(numbers):
        raise SweepError(f"{place}: needs at least one value, and none twice")
    return numbers


def _range(name: str, asked: Mapping[str, Any], place: str) -> Range:
    unknown = [key for key in asked if key not in ("low", "high", "log")]
    if unknown:
        raise SweepError(f"{place}: unknown key {unknown[0]!r}; a range has low, high and log")
    row, log = TABLE[name], asked.get("log", False)
    low = _checked(name, asked.get("low", row.low), place)
    high = _checked(name, asked.get("high", row.high), place)
    if not low < high:
        raise SweepError(f"{place}: low = {low:g} must be below high = {high:g}")
    if not isinstance(log, bool) or (log and low <= 0):
        raise SweepError(f"{place}: log is true or false, and needs low above 0")
    return Range(name, low, high, log)
