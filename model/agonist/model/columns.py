"""Rules asked of many moments at once, for whoever looks at a life: compiled, with the bits of the rule asked one by one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from agonist.model.compiler.jit import entry
from agonist.model.own.parts import Part
from agonist.model.own.variant import seen_by
from agonist.model.rules import injury, nerve, timing, tissue


@entry
def strengths(parts: Any, found: Any) -> None:
    """Strength of every muscle from its parts in the order of `tissue.STRENGTH`, [parts, cells]."""
    for k in range(found.size):
        found[k] = tissue.strength(
            parts[0, k], parts[1, k], parts[2, k], parts[3, k], parts[4, k], parts[5, k], parts[6, k]
        )


@entry
def tightnesses(parts: Any, found: Any, length: float) -> None:
    """Pull beyond the healthy one from stiffness and sarcomeres, [2, cells], at a length."""
    for k in range(found.size):
        found[k] = tissue.tightness(parts[0, k], parts[1, k], length)


@entry
def reflexes(parts: Any, found: Any, gain: float, own: float) -> None:
    """Reflex amplitudes, %, from what holds the pool back and what sleeps of the drive, [2, cells]."""
    for k in range(found.size):
        found[k] = nerve.h_reflex(parts[0, k], parts[1, k], gain, own)


@entry
def hazards(parts: Any, found: Any, full_day: float, steepness: float, repeat_ratio: float) -> None:
    """Chances of injury per day from damage and scar, [2, cells]."""
    for k in range(found.size):
        found[k] = injury.hazard(parts[0, k], parts[1, k], full_day, steepness, repeat_ratio)


@entry
def onsets(
    effort: Any,
    ready: Any,
    weight: Any,
    threshold: Any,
    found: Any,
    rise_ms: float,
    delay_ms: float,
    latest_ms: float,
) -> None:
    """Onsets, ms before the limb moves, [moments, muscles], by effort [moments], readiness and weight [both], threshold [muscles]."""
    for k in range(effort.size):
        for m in range(threshold.size):
            found[k, m] = timing.called(
                timing.onset_ms(effort[k], ready[k, m], weight[k, m], threshold[m], rise_ms, delay_ms), latest_ms
            )


@cache
def asked(function: Callable[..., None], own: tuple[Part, ...]) -> Callable[..., None]:
    """One of these with the rules in force: where some are a user's own, the same text in plain Python."""
    if not own:
        return function
    inside: Any = inspect.unwrap(function)
    return FunctionType(inside.__code__, seen_by(own, inside.__globals__), inside.__name__)
