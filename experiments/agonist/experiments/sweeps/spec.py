"""What a sweep asks: scenarios, learners, seeds, parameters, and what to keep.

A sweep is frozen. Its runs are numbered from 0, and everything about a run (parameters, seed) is a function of that
number alone: see `designs`.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, NamedTuple

from agonist.model.parameters import TABLE, nearest_setting
from agonist.model.reading import shown
from agonist.model.scenario import Scenario

PART_LOW, PART_HIGH, PARTS_WANTED = 64, 16384, 256
CASE = "case"  # column of an instrument's sweep: which of its cases a run lives
PART_LIMIT, PARTS_LIMIT, RUNS_LIMIT = 2**20, 10**6, 10**10  # a part lies in memory; parts are files of one folder


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
    """A closed, frozen sweep. A parameter is one of the table, or a knob of every scenario.

    `values` are crossed with each other, with scenarios, learners and with the `points` of the design over `ranges`.
    `measures` are names or patterns (`share_*`), none means all; `series` are kept every `every` bouts. `asked` is the
    digest of an instrument's question, whose cases are numbered by the value `case`; empty for plain runs.
    """

    scenarios: tuple[Scenario, ...]
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
    asked: str = ""

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
        plain["scenarios"] = [[scenario.name, _fingerprint(scenario)] for scenario in self.scenarios]
        plain["seeds"] = _canonical_seeds(self.seeds)
        plain["rows_per_part"] = self.part
        return dict(json.loads(json.dumps(plain)))


def _fingerprint(scenario: Scenario) -> str:
    """Hash of what a scenario says and of the files of its body, wherever they lie: an edited file is another sweep."""
    placeless = replace(scenario, body=replace(scenario.body, graph="", tables=""))
    said = f"{astuple(placeless)!r}{scenario.body.digest()}"
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _canonical_seeds(seeds: tuple[int, ...] | range) -> Any:
    ordered = range(seeds[0], seeds[0] + len(seeds))
    same = seeds == ordered if isinstance(seeds, range) else list(seeds) == list(ordered)
    return {"first": seeds[0], "count": len(seeds)} if same else list(seeds)


def saltelli_rows(dimensions: int, second_order: bool) -> int:
    """Runs of one base point of Saltelli's scheme."""
    return 2 * dimensions + 2 if second_order else dimensions + 2


class Bounds(NamedTuple):
    """What a parameter may be."""

    low: float
    high: float
    unit: str


def bounds_of(name: str, scenarios: Sequence[Scenario], place: str = "sweep") -> Bounds:
    """Bounds and unit of a parameter of the table, or of a knob that every scenario has. Raises SweepError."""
    if name in TABLE:
        return Bounds(TABLE[name].low, TABLE[name].high, TABLE[name].unit)
    knobs = [scenario.knob(name) for scenario in scenarios]
    found = [knob for knob in knobs if knob is not None]
    if len(found) < len(knobs) or not found:
        turned = list(dict.fromkeys(knob.name for scenario in scenarios for knob in scenario.knobs))
        which = "not a knob of every scenario" if found else nearest_setting(name, turned)
        raise SweepError(f"{place}: unknown parameter {shown(name)}; {which}")
    return Bounds(max(knob.low for knob in found), min(knob.high for knob in found), found[0].unit)
