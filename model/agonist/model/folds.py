"""The theory of the default rule: which gains of one muscle practice can hold, and at which dose they come and go.

One muscle of size `v` loses a part `dose` of its excitability; the others work as in health, reinforced where their
use is clearly beyond usual. No chance, no fatigue, no ceiling of effort; the slow traces move no rest point, because
in each of them all traces are alike. The numbers come from the rules themselves; closed forms hold for small `v` and
no antagonists.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from agonist.model.body.wiring import Floats
from agonist.model.parameters import defaults
from agonist.model.rules import upkeep

STEPS = 400  # of the links towards their balance
POINTS = 481  # gains at which the flow is looked at
DOSES = (-1.5, 0.99)  # bounds between which a fold is looked for; below 0 the muscle is more excitable than in health
HALVINGS = 40
STEP_DAY, LONGEST_DAY = 0.25, 365.0  # of a muscle on its way out of health


class Answers(NamedTuple):
    """What one muscle does at some gains: use x, its share over the own healthy share, the others' gain. [gains]."""

    use: Floats
    share: Floats
    others: Floats


class Rest(NamedTuple):
    """A rest point: gain, share over the own healthy share, and whether it attracts."""

    gain: float
    share: float
    stable: bool


class Branch(NamedTuple):
    """Every rest point of a muscle followed through its folds: the dose at which each gain rests, the share over the
    own healthy share there, and whether it attracts. [gains], from health down to the floor.
    """

    gain: Floats
    dose: Floats
    share: Floats
    stable: Any


class Folds(NamedTuple):
    """Doses at which health and a lasting loss end; below 0 a muscle that is lost must become more excitable than healthy."""

    health_ends: float
    loss_ends: float


def _table(parameters: Mapping[str, float] | None) -> dict[str, float]:
    return defaults() | dict(parameters or {})


def answers(
    gains: Any, size: float, dose: Any = 0.0, parameters: Mapping[str, float] | None = None, opposed: float = 1.0
) -> Answers:
    """What a muscle answers at some gains, the others at health.

    Args:
        gains: gains c of the muscle, [gains].
        size: its share of the healthy torque, above 0 and below 1.
        dose: part of its excitability that is lost, one for all gains or [gains]; below 0 it gains.
        parameters: values that differ from the table.
        opposed: capacity of the antagonists over that of the agonists; 0 for none at all.

    Raises:
        ValueError: a size outside 0 to 1.
    """
    if not 0.0 < size < 1.0:
        raise ValueError(f"size = {size:g}: a share of the torque lies between 0 and 1")
    p = _table(parameters)
    own = (1.0 - dose) * np.asarray(gains, dtype=float)
    brace = p["coactivation"] if opposed > 0.0 else 0.0
    against = p["reciprocal_gain"] * brace / (1.0 + opposed * brace)  # all activations in units of the healthy one
    usual = 1.0 / (1.0 + p["recurrent_gain"] + against)
    links, others = np.full_like(own, p["recurrent_gain"] + against), np.ones_like(own)
    for _ in range(STEPS):
        ask = (1.0 + links) / (size * own + (1.0 - size) * others)
        held = (1.0 - p["spared_drive"]) * own * ask < links
        least = size * p["spared_drive"] * own + (1.0 - size) * others
        ask = np.where(held, (1.0 + (1.0 - size) * links) / least, ask)
        mine = np.where(held, p["spared_drive"] * own * ask, own * ask - links)
        theirs = others * ask - links
        links += 0.3 * (p["recurrent_gain"] * (size * mine**2 + (1.0 - size) * theirs**2) + against - links)
        more = np.clip((theirs - 1.0 - p["surplus_dead"]) / p["surplus_width"], 0.0, 1.0)
        others += 0.1 * (1.0 + p["surplus_gain"] * more - others)
    return Answers(mine / (ask * usual), mine, others)


def kept(use: object, parameters: Mapping[str, float] | None = None) -> Floats:
    """Gains that some uses maintain, the rule `upkeep.maintained` at each. [uses]."""
    p = _table(parameters)
    rows = (p["use_floor"], p["use_threshold"], p["use_width"])
    found = [upkeep.maintained(float(x), *rows) for x in np.clip(np.asarray(use, dtype=float), 0.0, upkeep.MOST_USE)]
    return np.array(found)


def flow(
    size: float,
    dose: float = 0.0,
    parameters: Mapping[str, float] | None = None,
    points: int = POINTS,
    opposed: float = 1.0,
) -> tuple[Floats, Floats]:
    """Gains from the floor to 1 and the change of each per `gain_reps`, ``S(x) - c``. Shapes: [points]."""
    gains = np.linspace(_table(parameters)["use_floor"], 1.0, points)
    found = answers(gains, size, dose, parameters, opposed)
    return gains, kept(found.use, parameters) - gains


def portrait(
    size: float,
    dose: float = 0.0,
    parameters: Mapping[str, float] | None = None,
    points: int = 25,
    opposed: float = 1.0,
) -> tuple[Floats, Floats, Floats, Floats]:
    """State portrait of gain and slow trace: gains, traces, and the change of both per repetition.

    Shapes: [points], [points], [traces, gains], [traces, gains]; the slowest trace is taken as still at health.
    """
    p = _table(parameters)
    gains, held = flow(size, dose, parameters, points, opposed)
    c, y = np.meshgrid(gains, gains)
    fast = (held[None, :] + p["kept_pull"] * (y - c)) / p["gain_reps"]
    return gains, gains, fast, (c - y) / p["kept_reps"]


def rest_points(
    size: float,
    dose: float = 0.0,
    parameters: Mapping[str, float] | None = None,
    points: int = POINTS,
    opposed: float = 1.0,
) -> list[Rest]:
    """Every rest point by rising gain: changes of sign of the flow on a grid, between them straight."""
    gains, rates = flow(size, dose, parameters, points, opposed)
    found = []
    for i in np.flatnonzero(rates[:-1] * rates[1:] < 0.0):
        gain = float(gains[i] - rates[i] * (gains[i + 1] - gains[i]) / (rates[i + 1] - rates[i]))
        share = float(answers([gain], size, dose, parameters, opposed).share[0])
        found.append(Rest(gain, share, bool(rates[i] > 0.0)))
    if rates[-1] >= -1e-9:  # health itself
        found.append(Rest(1.0, float(answers([1.0], size, dose, parameters, opposed).share[0]), True))
    return found


def dose_of(gains: object, size: float, parameters: Mapping[str, float] | None = None, opposed: float = 1.0) -> Floats:
    """The dose that makes each gain a rest point, by bisection: use falls with dose. [gains]."""
    p = _table(parameters)
    gains = np.asarray(gains, dtype=float)
    part = (gains - p["use_floor"]) / (1.0 - p["use_floor"])
    full = upkeep.logistic((1.0 - p["use_threshold"]) / p["use_width"])
    u = p["use_threshold"] + p["use_width"] * np.log(part * full / (1.0 - part * full))
    wanted = p["use_floor"] + (1.0 - p["use_floor"]) * u
    low, high = (np.full_like(gains, edge) for edge in DOSES)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        seen = answers(gains, size, middle, parameters, opposed).use
        low, high = np.where(seen > wanted, middle, low), np.where(seen > wanted, high, middle)
    return np.asarray(low)


def branch(
    size: float, parameters: Mapping[str, float] | None = None, points: int = 73, opposed: float = 1.0
) -> Branch:
    """Continue the healthy rest point through both folds, along the gain: a gain that rests at a dose attracts where
    more dose means less gain.

    Raises ValueError for a size outside 0 to 1.
    """
    p = _table(parameters)
    floor, top = p["use_floor"], upkeep.logistic((1.0 - p["use_threshold"]) / p["use_width"])
    use = np.linspace(1.0, -floor / (1.0 - floor), points)  # above the floor; evenly in it no branch is passed over
    gains = floor + (1.0 - floor) / (top * (1.0 + np.exp((p["use_threshold"] - use) / p["use_width"])))
    doses = dose_of(gains, size, parameters, opposed)
    share = answers(gains, size, doses, parameters, opposed).share
    return Branch(gains, doses, share, np.gradient(doses, gains) < 0.0)


def ends_of(found: Branch) -> Folds | None:
    """The folds of a branch: its greatest dose above, its least below; None where it has none."""
    inner = found.dose[1:-1]
    tops = inner[(inner >= found.dose[:-2]) & (inner > found.dose[2:])]
    dips = inner[(inner <= found.dose[:-2]) & (inner < found.dose[2:])]
    return Folds(float(tops.max()), float(dips.min())) if len(tops) and len(dips) else None


def folds(
    size: float, parameters: Mapping[str, float] | None = None, points: int = 61, opposed: float = 1.0
) -> Folds | None:
    """Where health ends and where a loss ends, from the dose as a function of the gain; None where there is no fold.

    Health ends at the greatest dose of the upper branch, a loss at the least dose of the lower one.
    """
    floor = _table(parameters)["use_floor"]
    gains = floor + (1.0 - floor) * np.linspace(0.0, 1.0, points)[1:-1]
    doses = dose_of(gains, size, parameters, opposed)
    inner = doses[1:-1]
    tops = np.flatnonzero((inner >= doses[:-2]) & (inner > doses[2:]))
    dips = np.flatnonzero((inner <= doses[:-2]) & (inner < doses[2:]))
    if not len(tops) or not len(dips):
        return None
    return Folds(float(inner[tops].max()), float(inner[dips].min()))


def days_to_lose(
    size: float,
    dose: float,
    reps_a_day: float,
    parameters: Mapping[str, float] | None = None,
    points: int = 241,
    opposed: float = 1.0,
) -> float:
    """Days at a dose after which a healthy muscle, freed of it, no longer comes back; infinite beyond a year.

    Gain c and slow trace y under the flow of the dose, in steps of `STEP_DAY`, until c lies below the gain that is
    unstable without the dose at this y: ``dc = S(x(c)) - c + p (y - c)`` per `gain_reps`, ``dy = c - y`` per `kept_reps`.
    """
    p = _table(parameters)
    (gains, held), (_, free) = (flow(size, d, parameters, points, opposed) for d in (dose, 0.0))
    quick, slow = (reps_a_day * STEP_DAY / p[row] for row in ("gain_reps", "kept_reps"))
    c = y = 1.0
    for step in range(1, round(LONGEST_DAY / STEP_DAY) + 1):
        c += quick * (float(np.interp(c, gains, held)) + p["kept_pull"] * (y - c))
        y += slow * (c - y)
        back = free + p["kept_pull"] * (y - gains)
        gates = np.flatnonzero((back[:-1] < 0.0) & (back[1:] >= 0.0))
        if len(gates) and c < gains[gates[-1]]:
            return step * STEP_DAY
    return float("inf")


def loop_gain(
    gain: float, size: float, dose: float = 0.0, parameters: Mapping[str, float] | None = None, opposed: float = 1.0
) -> float:
    """How much of a change of gain comes back through use, ``d S(x) / d c``; above 1 the state runs away."""
    h = 1e-4
    above, below = (kept(answers([gain + d], size, dose, parameters, opposed).use, parameters)[0] for d in (h, -h))
    return float((above - below) / (2.0 * h))


def least_threshold(links: float, width: float) -> float:
    """Closed form: a lasting loss of a small muscle exists where `use_threshold` is above this.

    ``f_g = (1 + g) k - g + omega ln((1 - k) / k)`` with ``k = (1 - sqrt(1 - 4 q)) / 2``, ``q = omega / (1 + g)``;
    g the gain of the links, omega `use_width`. NaN where the rule is too flat for two states.
    """
    q = width / (1.0 + links)
    if q >= 0.25:
        return float("nan")
    k = 0.5 * (1.0 - float(np.sqrt(1.0 - 4.0 * q)))
    return (1.0 + links) * k - links + width * float(np.log((1.0 - k) / k))


def closed_folds(parameters: Mapping[str, float] | None = None) -> Folds:
    """Closed form of the folds of a small muscle without antagonists, from the dose as a function of the gain.

    ``A(k) = 1 - (x*(k) + g) / ((1 + g) c(k))``, ``x* = c_min + (1 - c_min)(phi + omega logit k)``,
    ``c = c_min + (1 - c_min) k``.
    """
    p = _table(parameters)
    g, floor = p["recurrent_gain"], p["use_floor"]
    k = np.linspace(0.001, 0.999, 4000)
    wanted = floor + (1.0 - floor) * (p["use_threshold"] + p["use_width"] * np.log(k / (1.0 - k)))
    dose = 1.0 - (wanted + g) / ((1.0 + g) * (floor + (1.0 - floor) * k))
    inner = dose[1:-1]
    tops, dips = inner[(inner > dose[:-2]) & (inner > dose[2:])], inner[(inner < dose[:-2]) & (inner < dose[2:])]
    return Folds(float(tops.max()), float(dips.min()))
