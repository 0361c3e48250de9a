"""A body of two knees for the tests of physiology: no tasks, only joints, muscles and the two clocks of tissue."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from agonist.model.body.wiring import Wiring
from agonist.model.clock import Block
from agonist.model.compiler.jit import entry
from agonist.model.layout import AREAS, LANES, VARIABLES
from agonist.model.parameters import TABLE
from agonist.model.rules import nerve, observe, tissue
from agonist.model.units.body import Body

# Fluid and pain gains of the quadriceps (Spencer 1984) and of a knee flexor (Henriksen 2011), as in inhibition.csv,
# and the share of each head in the torque of the group (anatomy tables, body rlu2023).
GAINS = {"vm": (0.44, 0.44), "vl": (0.35, 0.35), "rf": (0.31, 0.31), "vi": (0.37, 0.37), "ham": (0.0, 0.3)}
SHARES = {"vm": 0.23, "vl": 0.42, "rf": 0.19, "vi": 0.16}
NAMES = tuple(GAINS)
RESERVE = 0.935  # drive of a healthy maximal effort: 1 less recurrent (.05) and reciprocal (.15 x .1) inhibition


@entry
def _rest(block: Any, wiring: Any, days: float, lanes: int) -> None:
    """The fast clock of two knees."""
    body = Body.over(block, wiring, lanes)
    body.rest(days, 0.0)
    body.feel()


@entry
def _night(block: Any, wiring: Any, day: int, lanes: int) -> None:
    """The slow clock of two knees."""
    body = Body.over(block, wiring, lanes)
    body.joints.do("recall")
    body.muscles.do("recall")
    body.muscles.do("feel")
    body.muscles.do("settle")
    body.muscles.do("remodel", day)


@entry
def _excite(block: Any, wiring: Any, lanes: int) -> None:
    """Readiness of the muscles of two knees."""
    body = Body.over(block, wiring, lanes)
    body.feel()
    body.muscles.do("prepare")


def _empty(area: str, units: int) -> Any:
    starts = [v.start for v in VARIABLES[area]]
    return np.tile(np.repeat(np.array(starts), LANES), units)


def _wiring(count: int) -> Wiring:
    fields: dict[str, Any] = {name: np.zeros(1, dtype=np.int64) for name in Wiring._fields}
    side = count // 2
    fields["crossing_first"] = np.arange(count + 1)
    fields["limb_first"] = np.zeros(count + 1, dtype=np.int64)  # no limb: one joint a side
    fields["crossing_joint"] = np.arange(count) // side
    fields["crossing_muscle"] = fields["guard"] = np.arange(count)
    fields["guard_first"] = np.arange(3) * side
    fields["mirror"] = (np.arange(count) + side) % count
    fields["joints"] = 2
    return Wiring(**fields)


class Knees:
    """Two knees (0 and 1) in lane 0; `run` rests, `set_joint` and `set_muscles` are events."""

    def __init__(self, **parameters: float) -> None:
        self.wiring = _wiring(2 * len(NAMES))
        self.joints, self.crossings, self.muscles = _empty("joints", 2), _empty("crossings", 10), _empty("muscles", 10)
        values = {name: row.value for name, row in TABLE.items()} | parameters
        self.parameters = np.repeat(np.array([values[name] for name in TABLE]), LANES).astype(float)
        self.keys, self.fates = np.zeros(LANES, np.int64), np.zeros(10 * LANES, np.int64)
        none = np.zeros(0)
        self.block = Block(
            none,
            self.joints,
            self.crossings,
            self.muscles,
            none,
            none,
            none,
            self.parameters,
            self.keys,
            self.fates,
            self.fates,
            self.fates,
        )
        self.day = 0.0
        for x in range(10):
            for name, gain in zip(("gain_fluid", "gain_pain"), GAINS[NAMES[x % 5]], strict=True):
                self._put("crossings", x, name, gain)

    def _where(self, area: str, unit: int, name: str) -> slice:
        offsets = AREAS[area]
        first = (unit * offsets.size + getattr(offsets, name)) * LANES
        return slice(first, first + LANES)

    def _put(self, area: str, unit: int, name: str, value: float) -> None:
        getattr(self, area)[self._where(area, unit, name)] = value

    def set_joint(self, knee: int = 0, **values: float) -> None:
        for name, value in values.items():
            self._put("joints", knee, name, value)

    def set_muscles(self, knee: int = 0, only: tuple[str, ...] = NAMES, **values: float) -> None:
        for name, value in values.items():
            for muscle in only:
                self._put("muscles", knee * 5 + NAMES.index(muscle), name, value)

    def get(self, muscle: str, name: str, knee: int = 0) -> float:
        return float(self.muscles[self._where("muscles", knee * 5 + NAMES.index(muscle), name)][0])

    def joint(self, name: str, knee: int = 0) -> float:
        return float(self.joints[self._where("joints", knee, name)][0])

    def rest(self, days: float) -> None:
        """Let time pass on the fast clock."""
        _rest(self.block, self.wiring, days, LANES)
        self.day += days

    def night(self) -> None:
        """Advance the slow clock by the time since the last night."""
        _night(self.block, self.wiring, int(self.day), LANES)

    def run(self, days: int, bouts: int = 4) -> None:
        """Days of rest, each in equal parts and with its night."""
        for _ in range(days):
            for _ in range(bouts):
                self.rest(1.0 / bouts)
            self.night()

    def excite(self) -> None:
        _excite(self.block, self.wiring, LANES)

    def measure(self, knee: int = 0) -> SimpleNamespace:
        """Drive, activation ratio, size and torque of the quadriceps in a maximal effort (healthy torque is 1)."""
        self.excite()
        gain = TABLE["cut_gain"].value
        ready = {
            m: nerve.past_cut(self.get(m, "excitability", knee), self.get(m, "shut", knee), gain, 1.0) for m in SHARES
        }
        drive = {m: max(0.0, ready[m] - 1.0 + RESERVE) for m in SHARES}
        force = {m: tissue.strength(*(self.get(m, factor, knee) for factor in tissue.STRENGTH)) for m in SHARES}
        mean = sum(SHARES[m] * drive[m] for m in SHARES)
        return SimpleNamespace(
            drive=mean,
            car=observe.activation_ratio(mean, TABLE["activation_ratio_reached"].value),
            area=sum(SHARES[m] * self.get(m, "area", knee) for m in SHARES),
            torque=sum(SHARES[m] * drive[m] * force[m] for m in SHARES) / RESERVE,
            flexion=max(0.0, self.get("ham", "excitability", knee) - 1.0 + RESERVE) / RESERVE,
            reflex={m: 100.0 * (1.0 - self.get(m, "spinal", knee)) for m in SHARES},
        )
