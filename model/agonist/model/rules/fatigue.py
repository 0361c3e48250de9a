"""Fatigue of minutes: motor units rest, work or are fatigued (three compartments, with faster recovery at rest).

dMR/dt = -C + r R MF, dMA/dt = C - F MA, dMF/dt = F MA - r R MF (Frey-Law et al. 2012; Looft et al. 2018). Recruitment
(10/s) is much faster than the rest, so MA is taken as settled: closed forms within 2 % of the equations.
"""

from __future__ import annotations

import math

from agonist.model.compiler.jit import rule
from agonist.model.maths import exp, log

NEVER = math.inf
SECONDS_PER_DAY = 86400.0
SLOWEST = 1e-9  # 1/s: keeps a quotient finite for a muscle that is given no recovery


@rule
def rest_seconds(since_day: float, busy_day: float) -> float:
    """Rest is the time between two bouts that the first did not take, s; both times in days."""
    return (since_day - busy_day) * SECONDS_PER_DAY


@rule
def busy_seconds(reps: float, seconds: float) -> float:
    """A bout loads a muscle for the sum of its repetitions, s."""
    return reps * seconds


@rule
def active(load: float, fatigued: float) -> float:
    """Working motor units: what the load asks for, or all that are not fatigued. MA = min(TL, 1 - MF), 0..1."""
    return load if load < 1.0 - fatigued else 1.0 - fatigued


@rule
def resting(load: float, fatigued: float) -> float:
    """Motor units in reserve: MR = 1 - MF - MA, 0..1."""
    return 1.0 - fatigued - active(load, fatigued)


@rule
def endurance(load: float, fatigued: float, fatigue_rate: float, recovery_rate: float) -> float:
    """Time for which a load can be held, s; infinite below the load that recovery can serve.

    t = ln((F TL / R - MF) / (F TL / R - (1 - TL))) / R; load TL of maximum, F and R in 1/s. Source: Frey-Law 2012; no
    failure below TL = R / (F + R).
    """
    rate = recovery_rate if recovery_rate > SLOWEST else SLOWEST
    settled = fatigue_rate * load / rate
    fails = settled > 1.0 - load and fatigued < 1.0 - load
    inside = (settled - fatigued) / ((settled - (1.0 - load)) if fails else 1.0)
    time = log(inside if fails else 1.0) / rate
    spent = fatigued >= 1.0 - load
    return 0.0 if spent else (time if fails else NEVER)


@rule
def surely_held(fatigued: float, load: float, seconds: float, fatigue_rate: float) -> bool:
    """A load is held to the end if even without recovery enough would be left: MF + F TL t <= 1 - TL."""
    return fatigued + fatigue_rate * load * seconds <= 1.0 - load


@rule
def held(fatigued: float, load: float, seconds: float, fatigue_rate: float, recovery_rate: float) -> float:
    """Fatigued motor units while the load is met: MF -> F TL / R at rate R. Load of maximum, rates in 1/s."""
    rate = recovery_rate if recovery_rate > SLOWEST else SLOWEST
    settled = fatigue_rate * load / rate
    return settled + (fatigued - settled) * exp(-rate * seconds)


@rule
def loaded(fatigued: float, load: float, seconds: float, fatigue_rate: float, recovery_rate: float) -> float:
    """Fatigued motor units after a load was asked for: met in full, or with all that is left, and the turn between.

    MF -> F TL / R at rate R while the load is met (MF <= 1 - TL), MF -> F / (F + R) at rate F + R while it is not. The
    turn is where MF passes 1 - TL: a load above R / (F + R) is lost there, one that recovery can serve is found again.
    Exact for any split of the time. Load of maximum, rates in 1/s. Source: closed form of Frey-Law 2012.
    """
    rate = recovery_rate if recovery_rate > SLOWEST else SLOWEST
    both, limit = fatigue_rate + rate, 1.0 - load
    met, spent = fatigue_rate * load / rate, fatigue_rate / both  # where MF settles in either case
    short = fatigued > limit
    first, last = (spent if short else met), (met if short else spent)
    quick, slow = (both if short else rate), (rate if short else both)
    turns = (spent < limit if short else met > limit) and not surely_held(fatigued, load, seconds, fatigue_rate)
    time = log((fatigued - first) / (limit - first) if turns else 1.0) / quick
    turns = turns and time < seconds
    middle = first + (fatigued - first) * exp(-quick * (time if turns else seconds))
    after = last + (middle - last) * exp(-slow * (seconds - (time if turns else seconds)))
    return after if turns else middle


@rule
def tired(now: float, first: float, last: float, load: float) -> float:
    """Strength that fatigue takes: a motor unit that fails counts by the part of the pool at work. dT = x dMF, 0..1.

    x = TL / (1 - MF), 1 where the load is no longer met; MF from the `first` to the `last` of a bout, `load` TL of maximum. What
    others can replace is little lost: a fresh muscle that holds TL to its end lacks -TL ln(TL) of its strength and not 1 - TL. While
    units come back, so does strength in proportion. Exact for any split. No number of its own. Source: Neyroud et al. 2013
    J Appl Physiol 115:205 (half of the maximum held to the end: -30, -37, -34 and -40 % in four muscle groups, here -35),
    Yoon et al. 2007 (a fifth costs more than four fifths); form judgement.
    """
    rises, limit = last > first, 1.0 - load
    turn = (limit if limit < last else last) if first < limit else first
    replaced = load * log((1.0 - first) / (1.0 - turn) if rises and turn > first else 1.0)
    return now + replaced + (last - turn) if rises else now * (last / first if first > 0.0 else 1.0)


@rule
def weary(now: float, first: float, last: float, seconds: float, threshold: float, rate: float, most: float) -> float:
    """Motor units that are deeply fatigued keep less force for hours: dW/dt = k x (1 - W / W_most).

    x = mean of u^2, u = max(0, MF - MF_0) / (1 - MF_0), MF in a straight line from the `first` to the `last` of a bout; k in 1/s:
    deep fatigue costs most, half an hour of light pulses little. What minutes bring back is the rest.
    Source: Edwards 1977 and Allen 2008 (release of calcium stays low after hard work), Neyroud 2013 and Carroll 2017 (a
    seventh of the torque is missing five minutes after two maximal ones); that light work leaves none is judgement.
    """
    room = 1.0 - threshold
    low, high = (first if first < last else last) - threshold, (last if first < last else first) - threshold
    part = high * high * high / (high - low if high > low else 1.0)
    square = high * high + high * low + low * low if low >= 0.0 else part
    dose = rate * (square if high > 0.0 else 0.0) / (3.0 * room * room) * seconds
    return most + (now - most) * exp(-dose / most)


@rule
def endured(seconds: float, pain: float, part: float) -> float:
    """Who hurts gives up a hold before the muscle does: t (1 - k P / 10), P the greatest pain of what works, 0..10; s.

    Source: Smith 2020 Eur J Appl Physiol 120:2047 (448 s against 514 s and 605 s), Ciubotariu 2004 Eur J Appl Physiol 91:26.
    """
    return seconds * (1.0 - part * pain / 10.0)


@rule
def freshened(now: float, tau_day: float, step_day: float) -> float:
    """What hard work has taken for hours comes back: dW/dt = -W / tau, days. Source: Carroll 2017; form judgement."""
    return now * exp(-step_day / tau_day)


@rule
def rested(fatigued: float, seconds: float, recovery_rate: float, multiplier: float) -> float:
    """Fatigued motor units recover faster at rest: MF exp(-r R t), R in 1/s. Source: Looft 2018 (r = 15, grip 30)."""
    return fatigued * exp(-multiplier * recovery_rate * seconds)
