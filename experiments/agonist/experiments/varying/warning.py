"""Early warning: does a share announce that it will tip? Variance, autocorrelation and recovery under slow inhibition.

Before a state is lost it is pulled back more and more weakly, so chance carries it further (variance) and longer (lag-1
autocorrelation), and a knock is forgotten more slowly (recovery rate): Scheffer et al. 2009. The rise of each is measured by
Kendall's tau and held against surrogates: series of the same length and memory (first-order autoregression) without a trend,
and against the same people without inhibition.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.stats import kendalltau

from agonist.experiments.causes import INHIBITION, Cause, with_words
from agonist.experiments.instruments.bench import Bench, Case, Cost
from agonist.experiments.loops import SETTLE_DAY, staircase
from agonist.experiments.varying.series import Series
from agonist.model.body.wiring import Floats
from agonist.model.scenario import Resolved

LOST = 0.5  # of the share at the start: the share has tipped
WINDOW = 0.5  # of the series: a rolling window (Dakos et al. 2012)
SMOOTH = 0.1  # of the series: slow change that is taken off
SURROGATES = 200
DOSES = 13  # at which recovery is asked
LEVELS = 60  # steps of a ramp, so that it is slow
KICK, KICK_DAYS, AFTER_DAYS = 0.03, 1.0, 40.0  # a dose more, of its range; how long it is, and its fading watched
FIRST_DAYS = 60.0  # at a dose, before a kick
WATCHED_DAYS = SETTLE_DAY + FIRST_DAYS + KICK_DAYS + AFTER_DAYS  # of a life that is kicked


class Signal(NamedTuple):
    """An early warning of one life: its series [windows], Kendall's tau, and p against surrogates."""

    series: Floats
    tau: float
    p: float


class Warned(NamedTuple):
    """One life on the ramp: day and share [days], the day on which it tips (NaN where it does not), its signals."""

    day: Floats
    share: Floats
    tips: float
    signals: dict[str, Signal]


class Recovery(NamedTuple):
    """Rates at which a knock is forgotten, 1/day, by dose [doses]; NaN where it is not."""

    dose: Floats
    rate_day: Floats


class Announced(NamedTuple):
    """What early warning tells of a muscle: lives on a ramp of inhibition, the same without, recovery by dose."""

    scenario: str
    muscle: str
    learner: str
    highest: float
    days: float
    ramped: tuple[Warned, ...]
    calm: tuple[Warned, ...]
    recovery: Recovery
    cause: Cause = INHIBITION  # what the doses are doses of

    def tipping_dose(self) -> float:
        """Median dose on the ramp at which the share is lost; NaN where it never is."""
        tips = np.array([life.tips for life in self.ramped])
        tips = tips[np.isfinite(tips)]
        part = float(np.median((tips - SETTLE_DAY) / self.days)) if len(tips) else float("nan")
        return self.cause.low + part * (self.highest - self.cause.low)

    @property
    def kick(self) -> float:
        """The dose of a knock."""
        return kick_of(self.cause)


def signals(series: Floats, seed: int = 1) -> dict[str, Signal]:
    """Variance and lag-1 autocorrelation in rolling windows of a detrended series, and whether they rise beyond chance."""
    left = series - gaussian_filter1d(series, SMOOTH * len(series))
    width = max(4, int(WINDOW * len(left)))
    chance = np.random.default_rng(seed)
    surrogates = [autoregressive(left, chance) for _ in range(SURROGATES)]
    found = {}
    for name, measure in (("variance", _variance), ("autocorrelation", _lag_one)):
        seen = measure(left, width)
        tau = _tau(seen)
        others = np.array([_tau(measure(one, width)) for one in surrogates])
        found[name] = Signal(seen, tau, float((1 + (others >= tau).sum()) / (1 + len(others))))
    return found


def autoregressive(left: Floats, chance: np.random.Generator) -> Floats:
    """A series with the variance and lag-1 memory of another, stationary from end to end."""
    memory = float(np.clip(_lag_one(left, len(left))[0], -0.99, 0.99))
    kicks = chance.standard_normal(len(left)) * left.std() * np.sqrt(1.0 - memory**2)
    made = np.empty(len(left))
    made[0] = left.std() * chance.standard_normal()
    for n in range(1, len(left)):
        made[n] = memory * made[n - 1] + kicks[n]
    return made


def _windows(left: Floats, width: int) -> Floats:
    return np.lib.stride_tricks.sliding_window_view(left, width)


def _variance(left: Floats, width: int) -> Floats:
    return np.asarray(_windows(left, width).var(axis=1))


def _lag_one(left: Floats, width: int) -> Floats:
    seen = _windows(left, width)
    seen = seen - seen.mean(axis=1, keepdims=True)
    return np.asarray((seen[:, 1:] * seen[:, :-1]).sum(axis=1) / ((seen**2).sum(axis=1) + 1e-300))


def _tau(values: Floats) -> float:
    return float(np.nan_to_num(kendalltau(np.arange(len(values)), values).statistic))


def tipping_day(day: Floats, share: Floats) -> float:
    """The first day on which the share is below half of that at the start; NaN where it never is."""
    low = share < LOST * share[: max(1, len(share) // 12)].mean()
    return float(day[np.argmax(low)]) if low.any() else float("nan")


def daily(day: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The mean of every day, as a patient who is measured each evening gives it."""
    days, number, count = np.unique(np.floor(day), return_inverse=True, return_counts=True)
    return days, np.bincount(number, values) / count


def warned(day: Floats, share: Floats, seed: int) -> Warned:
    """The signals of one life, from what comes before it tips."""
    tips = tipping_day(day, share)
    kept = day < tips if np.isfinite(tips) else np.ones(len(day), dtype=bool)
    return Warned(day, share, tips, signals(share[kept], seed))


def warn(
    resolved: Resolved, target: str, cause: Cause, learner: str, highest: float, days: float, seeds: int, desk: Bench
) -> Announced:
    """Raise the dose of a cause that is `aimed` slowly, and ask whether the share of a muscle announces that it will tip.

    `days` from harmless to `highest`; `seeds` lives, and as many without. Then small knocks at held doses.
    """
    doses = np.linspace(0.0, highest - cause.low, LEVELS)
    ramps = tuple(
        {"learner": learner, "dose": (cause.low + doses * real).tolist(), "days": days, "cause": cause}
        for real in (1.0, 0.0)
    )
    held = np.linspace(cause.low, highest, DOSES)
    knocks = tuple(
        {"learner": learner, "dose": float(dose), "kick": kick, "cause": cause}
        for dose in held
        for kick in (0.0, kick_of(cause))
    )

    def ramp(case: Case) -> Resolved:
        steps = np.array(case["dose"])
        return staircase(resolved, cause, steps, days / LEVELS)._replace(days=SETTLE_DAY + days)

    asked = [
        Series("warning-ramp", ramps, resolved, target, ramp),
        Series(
            "warning-knock",
            knocks,
            resolved,
            target,
            lambda case: _knocked(resolved, cause, case),
            SETTLE_DAY + FIRST_DAYS + KICK_DAYS,
        ),
    ]
    if desk.must_say:
        desk.say(f"warning: {_cost(asked, seeds, days, desk)}")
    day, share = asked[0].lived(seeds, desk)
    found = [tuple(warned(*daily(day, share[n, seed]), seed + 1) for seed in range(seeds)) for n in range(len(ramps))]
    after, left = asked[1].lived(seeds, desk)
    left = left.mean(axis=1)  # of lives of the same luck
    rates = [
        rate_of(after - asked[1].from_day, plain - kicked) for plain, kicked in zip(left[::2], left[1::2], strict=True)
    ]
    recovered = Recovery(held, np.array(rates))
    return Announced(resolved.scenario.name, target, learner, highest, days, found[0], found[1], recovered, cause)


def _cost(asked: Sequence[Series], seeds: int, days: float, desk: Bench) -> str:
    """What all lives and their surrogates will take, from some of them."""
    costs = [desk.cost(each.question(seeds)) for each in asked]
    chance = np.random.default_rng(1).standard_normal(int(days))
    started = time.perf_counter()
    signals(chance)
    tried = 2.0 * seeds * (time.perf_counter() - started)
    lives, to_do = (sum(getattr(cost, name) for cost in costs) for name in ("lives", "to_do"))
    return Cost(lives, to_do, sum(cost.seconds for cost in costs) + tried, desk.jobs).line()


def kick_of(cause: Cause) -> float:
    """The dose of a knock."""
    return math.copysign(KICK * cause.wide, cause.high - cause.low)


def _knocked(resolved: Resolved, cause: Cause, case: Case) -> Resolved:
    """A dose that is held, and a kick beyond it on one day."""
    start, dose = SETTLE_DAY + FIRST_DAYS, case["dose"]
    spells = (
        (dose, SETTLE_DAY, FIRST_DAYS),
        (dose + case["kick"], start, KICK_DAYS),
        (dose, start + KICK_DAYS, AFTER_DAYS),
    )
    world = with_words(resolved, [cause.entry(*spell) for spell in spells])
    impulses = tuple(i for i in world.impulses if i.day < WATCHED_DAYS)
    return world._replace(impulses=impulses, windows={}, days=WATCHED_DAYS)


def rate_of(day: Floats, left: Floats) -> float:
    """Rate of an exponential that fades, from a straight line through its logarithm while a tenth of it is left; 1/day."""
    first = left[: max(1, len(left) // 60)].mean()
    kept = left > max(0.1 * first, 1e-7)
    kept &= np.cumsum(~kept) == 0
    if first < 1e-6 or kept.sum() < 8:
        return float("nan")
    slope = np.polyfit(day[kept], np.log(left[kept]), 1)[0]
    return float(-slope)


def detected(lives: Sequence[Warned], name: str, level: float = 0.05) -> float:
    """Part of some lives whose signal rises beyond its surrogates."""
    return float(np.mean([one.signals[name].p < level for one in lives]))
