"""Maintained by use: what a muscle answers per unit of what it is asked keeps its cortical gain.

States of one muscle in one task: gain ``c`` (weeks), kept ``y`` (months), settled ``z`` (a year), surplus ``o`` (days),
habit ``h`` (minutes), learned ``l`` (nights); of one muscle: asleep ``d`` and the days since it was last commanded ``T``. In health all gains
are 1, whatever the person's own pattern. Times are in repetitions but for sleep; every step is exact over a bout.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip, exp, settle
from agonist.model.rules.learning import usual as usual_of

SMALL = 1e-9  # keeps a division finite; far below any activation, effort or gain that matters
MOST_USE = 2.0  # use above this maintains no more
MOST_SURPLUS = 3.0
FORGETTING = 0.2  # 1/repetition: five commands end a time without commands


@rule
def use(answered: float, gain: float, usual: float, sent: float, most: float, fatigued: float) -> float:
    """What a muscle answers per unit of what it is asked, on its own usual answer; 1 in health.

    ``x = a / ((1 - MF) w U min(g, m_max / (w c)))``, as ``a c / ((1 - MF) U min(g w c, m_max))``: what tired units do not
    give is no disuse. A muscle at its bound gives all it has: x >= 1. `gain` is c of what is awake, `sent` the command
    g w c that effort sends, `most` is m_max, the bound is 1 - MF. Form: Hebb's product over pre squared, with the
    threshold on the own history (Bienenstock, Cooper, Munro 1982 J Neurosci 2:32).
    """
    fresh, sent = 1.0 - fatigued, sent if sent < most else most
    x = clip(answered * gain / (fresh * usual * sent + SMALL), 0.0, MOST_USE)
    full = answered >= fresh * (1.0 - SMALL)
    return 1.0 if full and x < 1.0 else x


@rule
def typical(answered: float, noise: float, spread: float, fatigued: float) -> float:
    """What a muscle answers in the typical repetition of a bout: own chance out, ``a / (1 + sd z)``, unless at its bound.

    Traces of weeks follow the mean of many repetitions, in which their chance has gone.
    """
    full = answered >= (1.0 - fatigued) * (1.0 - SMALL)
    return answered if full else usual_of(answered, noise, spread)


@rule
def awake(pattern: float, gain: float, asleep: float) -> float:
    """Weight of a muscle without its habit: ``w c (1 - d)``."""
    return pattern * gain * (1.0 - asleep)


@rule
def most_gain(surplus_gain: float) -> float:
    """Greatest gain: that of a helper in full surplus, ``1 + b``."""
    return 1.0 + surplus_gain


@rule
def logistic(u: float) -> float:
    """``1 / (1 + exp(-u))``."""
    return 1.0 / (1.0 + exp(-u))


@rule
def maintained(x: float, floor: float, threshold: float, width: float) -> float:
    """Gain that a use x maintains: 1 at full use, the floor where a muscle does not answer; lost below about half.

    ``S = c_min + (1 - c_min) sig((u - phi)/omega) / sig((1 - phi)/omega)``, ``u = (x - c_min)/(1 - c_min)``.
    """
    room = 1.0 - floor
    half, steep = floor + threshold * room, 1.0 / (width * room)  # the use that keeps about half, and how sharply
    whole = 1.0 + exp((half - 1.0) * steep)  # 1 / sig of full use
    return floor + room * whole * logistic((x - half) * steep)


@rule
def over_usual(active: float, usual: float, demand: float) -> float:
    """Activation over what is usual at this load, ``1 + (a - a0) / max(a0, .3 L)``; 1 in health.

    Without the part of the load L, noise would reinforce a muscle that the task hardly asks.
    """
    least = 0.3 * demand
    scale = usual if usual > least else least
    over = 1.0 + (active - usual) / (scale + SMALL)
    return over if over < MOST_SURPLUS else MOST_SURPLUS


@rule
def reinforced(surplus: float, gain: float, dead: float, width: float) -> float:
    """A helper that works clearly beyond its usual gains a little: ``b clip((o - 1 - dead) / width, 0, 1)``.

    Source: heightened drive is reinforced (Ganesh et al. 2010 J Neurophysiol 104:382, sign); sizes are judgement.
    """
    return gain * clip((surplus - 1.0 - dead) / width, 0.0, 1.0)


@rule
def upheld(kept: float, more: float, upkeep: float) -> float:
    """Gain towards which practice leads: what use maintains and what surplus adds; the switch `upkeep` 0 cuts both."""
    return 1.0 + upkeep * (kept + more - 1.0)


@rule
def settled_loss(settled: float, floor: float) -> float:
    """How far a loss has settled: ``s = clip((1 - z) / (1 - c_min), 0, 1)``."""
    return clip((1.0 - settled) / (1.0 - floor), 0.0, 1.0)


@rule
def pull(kept: float, gain: float, loss: float, usual: float, chronic: float) -> float:
    """Pull of the slow trace on the fast one: ``lam``, and ``lam (1 + K s)`` downward where a loss has settled."""
    return usual * (1.0 + chronic * loss) if kept < gain else usual


@rule
def practised(reps: float, command: float, weight: float, effort: float) -> float:
    """Repetitions that count for a muscle: those in which it was commanded as much as usual.

    ``n gate``, ``gate = min(1, m / (w c G_healthy))``: without a command nothing is learnt and nothing lost.
    """
    part = command / (weight * effort + SMALL)
    return reps * (part if part < 1.0 else 1.0)


@rule
def fast_gain(gain: float, target: float, kept: float, pulled: float, reps: float, rate: float) -> float:
    """The gain follows use, and the slow trace pulls at it: ``dc/dn = k [(t - c) + lam (y - c)]``; k 1/repetition."""
    both = 1.0 + pulled
    return settle(gain, (target + pulled * kept) / both, reps * rate * both)


@rule
def follow(trace: float, source: float, left: float) -> float:
    """A slower trace follows a faster one: ``dy/dn = k (c - y)``; `left` is exp(-k n)."""
    return source + (trace - source) * left


@rule
def deviation(
    command: float, effort: float, weight: float, noise: float, spread: float, habit: float, learned: float
) -> float:
    """Command beyond what effort alone would send, own noise out, within 1: cue, strategy, and the habit itself.

    ``dev = m / (G w c) - (1 + h + l)(1 + sd z) + h``; what nights have kept l is no deviation any more.
    """
    seen = command / (effort * weight + SMALL)
    return clip(seen - (1.0 + habit + learned) * (1.0 + spread * noise) + habit, -1.0, 1.0)


@rule
def meant(before: float, willed: float, effort: float, weight: float) -> float:
    """What was last done on purpose today, of what effort sends: ``s / (G w c)``, within 1; as before where nothing was."""
    return clip(willed / (effort * weight + SMALL), -1.0, 1.0) if willed != 0.0 else before


@rule
def learned(kept: float, meant: float, part: float) -> float:
    """A night makes a part of what was done on purpose a way of moving: ``l + kappa (s - l)`` after a day with feedback.

    Source: Noehren, Scholz & Davis 2011 Br J Sports Med 45:691, Willy, Scholz & Davis 2012 Clin Biomech 27:1045 (eight sessions
    of running with feedback in two weeks: most of the change is there without it, and after one and three months).
    """
    return kept + part * (meant - kept) if meant != 0.0 else kept


@rule
def rate(tau: float) -> float:
    """What a time constant, in repetitions, is per repetition: ``k = 1 / tau``."""
    return 1.0 / tau


@rule
def left(reps: float, rate: float) -> float:
    """Part of a trace that is left after some repetitions: ``exp(-k n)``; k 1/repetition."""
    return exp(-reps * rate)


@rule
def habit(now: float, deviated: float, mean: float, gain: float, kept: float) -> float:
    """A short trace of what was just done: ``dh/dn = (kap (dev - mean dev) - h) / tau_h``; `kept` is exp(-n/tau_h).

    Source: Wood et al. 2020 J Neurophysiol 124:32 (washout of a practised gait asymmetry).
    """
    goal = gain * (deviated - mean)
    return goal + (now - goal) * kept


@rule
def carried(now: float, change: float, part: float, floor: float, most: float) -> float:
    """A part of what changes in one task is felt in another that uses the muscle: ``c + f dc``, within bounds."""
    return clip(now + part * change, floor, most)


@rule
def sleepy(days: float, after: float) -> float:
    """Days of rest that count: ``E(T) = T / (1 + (T0/T)**6)``; nights and single days off do not."""
    u = after / (days if days > 1e-3 else 1e-3)
    u2 = u * u
    return days / (1.0 + u2 * u2 * u2)


@rule
def asleep(now: float, days: float, day: float, most: float, after: float, tau: float) -> float:
    """Drive that rests with a muscle that is not commanded: ``dd/dt = (delta - d) E'(T) / tau_t``.

    `days` since the last command before this span of `day`. Three days still: 30 % of an evoked potential, read as
    1.8 d (Gaffney et al. 2021 Front Hum Neurosci 15:640642).
    """
    slept = sleepy(days + day, after) - sleepy(days, after)
    return most + (now - most) * exp(-slept / tau)


@rule
def woken(now: float, left: float) -> float:
    """Use wakes what slept: ``dd/dn = -k d``; `left` is exp(-k n)."""
    return now * left


@rule
def still_since(days: float, reps: float) -> float:
    """Commands end a time without commands: ``dT/dn = -T / 5``; below 0 a muscle was never commanded."""
    return (days if days > 0.0 else 0.0) * exp(-reps * FORGETTING)


@rule
def weight(pattern: float, gain: float, habit: float, learned: float) -> float:
    """Cortical weight: own pattern, what use has kept, habit of the moment and what nights made one, ``w c (1 + h + l)``."""
    return pattern * gain * (1.0 + habit + learned)


@rule
def usual_answer(active: float, pattern: float, effort: float, ceiling: float) -> float:
    """A muscle's own healthy answer: ``U = a / (w min(g, m_max / w))``; 1 where a task does not ask it."""
    most = ceiling / (pattern + SMALL)
    sent = pattern * (effort if effort < most else most)
    return active / sent if sent > SMALL and active > SMALL else 1.0
