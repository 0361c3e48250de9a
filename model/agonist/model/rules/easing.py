"""What lets an ill joint be better: exercise eases a lasting pain, and some ligaments heal."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach


@rule
def eased(now: float, sessions_week: float, full_week: float, on_day: float, off_day: float, step_day: float) -> float:
    """Regular exercise eases pain within weeks and for months after: dE/dt = (min(n / n_full, 1) - E) / tau, 0..1, days.

    n sessions a week of exercise that reach the joint, whatever is exercised and how hard. Source: Juhl et al. 2014 Arthritis
    Rheumatol 66:622 (kinds alike, more with three sessions a week), Goh et al. 2019 Sports Med 49:743 (most after eight
    weeks), Fransen et al. 2015 Br J Sports Med 49:1554 (half of it left two to six months after the end).
    """
    part = sessions_week / full_week
    target = part if part < 1.0 else 1.0
    return approach(now, target, step_day, on_day if target > now else off_day)


@rule
def source(source_day: float, eased: float, most: float) -> float:
    """A lasting cause hurts less where exercise eases it: q (1 - k E), 1/day. Source: as `eased`.

    What the joint is like stays as it is: its fluid and its cause do not change (trials find no change of structure).
    """
    return source_day * (1.0 - most * eased)


@rule
def mending(now: float, tau_day: float, step_day: float) -> float:
    """Looseness that will still heal: dM/dt = -M / tau, 0..1, days. Source: Hubbard & Hicks-Little 2008 J Athl Train 43:523."""
    return approach(now, 0.0, step_day, tau_day)


@rule
def tightened(instability: float, before: float, after: float) -> float:
    """A joint is less loose by what has healed of it: i - (M - M'), 0..1."""
    left = instability - (before - after)
    return left if left > 0.0 else 0.0
