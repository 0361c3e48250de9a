"""A walking bias practised under feedback, and what is left of it: stride by stride."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import curve_fit

from agonist.experiments.evidence.living import PROTOCOLS, THREADS, toy, traces
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.body.wiring import Floats
from agonist.model.engine import Channel
from agonist.model.plan import SLEEP_H, WAKE_H, Impulse, Practice

SIDES = {"left": 1.0, "right": 1.0}
LAST_PRACTISED, FIRST, EARLY, LATE = 50, 5, 30, 100  # strides
__all__ = ["THREADS", "Walk", "walk"]


class Walk(NamedTuple):
    """Mean bias of the people in % of each stride, the habit behind it, and where the washout begins."""

    bias: Floats
    habit: Floats
    washout: int


@cache
def _protocol() -> dict[str, object]:
    return tomllib.loads((PROTOCOLS / "walking.toml").read_text(encoding="utf-8"))


def _feedback(blocks: list[dict[str, float]], stride_day: float) -> list[Impulse]:
    """The share that feedback asks for at the start of each block; without feedback the strategy is dropped."""
    found, done = [], 0
    for block in blocks:
        day = WAKE_H / 24.0 + done * stride_day
        aim = 0.5 + 0.5 * block["bias"] if "bias" in block else -1.0
        found.append(Impulse(day, "members", ("pull", "left"), "target", "set", aim))
        if "bias" not in block:
            found.append(Impulse(day, "members", ("pull", "left"), "strategy", "set", 0.0))
        done += int(block["strides"])
    return found


@cache
def walk(seed: int, options: Options) -> Walk:
    """The whole protocol, mean over its people."""
    given: Any = _protocol()
    blocks: list[dict[str, float]] = given["blocks"]
    people, load = int(given["people"]), float(given["load"])
    strides = int(sum(b["strides"] for b in blocks))
    stride_day = (SLEEP_H - WAKE_H) / 24.0 / strides
    practice = Practice("pull", float(strides), load, strides, 0.001)
    life = toy(SIDES, options, [practice], _feedback(blocks, stride_day))
    channels = [Channel("members", ("pull", s), v) for s in SIDES for v in ("torque_nm", "fast")] + [
        Channel("tasks", "pull", "reps")
    ]
    channels += [Channel("tasks", "pull", "done")]
    seen = traces(life, [people * seed + n for n in range(people)], options, channels)
    stepped = np.diff(seen[0, :, -1], prepend=0.0) > 0.5  # rows with a stride
    left, fast_left, right, fast_right = (seen[:, stepped, k].mean(axis=0) for k in range(4))
    bias, habit = (100.0 * (a - b) / (a + b) for a, b in ((left, right), (fast_left, fast_right)))
    baseline = int(blocks[0]["strides"])
    return Walk(bias - bias[:baseline].mean(), habit - habit[:baseline].mean(), strides - int(blocks[-1]["strides"]))


@experiment("habit-plateau")
def plateau(seed: int, options: Options) -> float:
    """Mean bias of the last fifty practised strides, %."""
    seen = walk(seed, options)
    return float(seen.bias[seen.washout - LAST_PRACTISED : seen.washout].mean())


@experiment("habit-residual-initial")
def initial(seed: int, options: Options) -> float:
    """Mean bias of the first five strides without feedback, %."""
    seen = walk(seed, options)
    return float(seen.bias[seen.washout :][:FIRST].mean())


@experiment("habit-residual-fraction")
def fraction(seed: int, options: Options) -> float:
    """The same as part of what was practised, %."""
    return 100.0 * initial(seed, options) / plateau(seed, options)


@experiment("habit-residual-early")
def early(seed: int, options: Options) -> float:
    """Mean bias of strides 6 to 30 without feedback, %."""
    seen = walk(seed, options)
    return float(seen.bias[seen.washout :][FIRST:EARLY].mean())


@experiment("habit-residual-late")
def late(seed: int, options: Options) -> float:
    """Mean bias of the last hundred strides, %."""
    return float(walk(seed, options).bias[-LATE:].mean())


def _decay(n: Floats, a: float, tau: float, c: float) -> Floats:
    return a * np.exp(-n / tau) + c


@experiment("habit-washout-tau")
def tau(seed: int, options: Options) -> float:
    """Time constant of the washout, strides; NaN where nothing decays."""
    seen = walk(seed, options)
    wash = seen.bias[seen.washout :]
    try:
        (a, found, _), _ = curve_fit(
            _decay, np.arange(len(wash)), wash, p0=(3.0, 400.0, 0.0), bounds=([-50, 1, -50], [50, 1e5, 50])
        )
    except RuntimeError:
        return float("nan")
    return float(found) if abs(a) > 0.1 else float("nan")


def retention(seed: int, options: Options) -> tuple[float, float]:
    """E and F of ``w' = E w + F x``, fitted to the model's own habit w and output x over the protocol."""
    seen = walk(seed, options)
    known = np.column_stack([seen.habit[:-1], seen.bias[:-1]])
    (e, f), *_ = np.linalg.lstsq(known, seen.habit[1:], rcond=None)
    return float(e), float(f)


@experiment("habit-retention-E")
def kept(seed: int, options: Options) -> float:
    """Retention of the habit per stride."""
    return retention(seed, options)[0]


@experiment("habit-steady-gain")
def gain(seed: int, options: Options) -> float:
    """Habit per unit of a bias that is held for ever."""
    e, f = retention(seed, options)
    return f / (1.0 - e) if e < 1.0 else float("nan")
