"""What training does: dose, nerves, packing, growth, tendon, and what it keeps of disuse."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach
from agonist.model.rules.muscle import force_velocity


@rule
def saturating(dose: float, half: float) -> float:
    """The first part of a dose does most: x / (x + x_half), 0..1."""
    return dose / (dose + half)


@rule
def own_growth(growth: float, rate: float) -> float:
    """Muscles grow at their own rates under one dose: g r, of the healthy size. Source: Abe 2000, Weiss 1988."""
    return growth * rate


@rule
def seasoned(before: float, trained: float, tau_day: float, step_day: float) -> float:
    """Years of training let a muscle grow further than months of it do: dY/dt = (trained - Y) / tau, 0..1, days."""
    return approach(before, trained, step_day, tau_day)


@rule
def seasoned_growth(growth: float, seasoned: float, more: float) -> float:
    """What years add to the size that training tends to: g (1 + k Y).

    Fibres gain nuclei slowly. Source: Balshaw 2022 Scand J Med Sci Sports 32:685 (14 trained for three years and more: 54 %
    larger; who trains for years may have been large), Abe 2003, Kadi 1999 (nuclei of lifters).
    """
    return growth * (1.0 + more * seasoned)


@rule
def resisted(growth: float, disuse: float, still: float, part: float) -> float:
    """What bears no load grows less from the same dose, what is held still does not grow: g (1 - k d)(1 - still).

    Source: Glover 2008, Wall 2013 (synthesis after feeding falls); Gibson 1988, Dirks 2014 (in a cast current keeps and adds
    nothing).
    """
    return growth * (1.0 - part * disuse) * (1.0 - (still if still < 1.0 else 1.0))


@rule
def answering(trained: float, rate: float) -> float:
    """A muscle that grows little from a dose is kept little by it: trained min(1, r). Source: Alkner & Tesch 2004 (calf -15)."""
    return trained * (rate if rate < 1.0 else 1.0)


@rule
def offset(disuse: float, trained: float, protect: float) -> float:
    """Hard contractions, even those of a test, keep what disuse would take: d (1 - k trained).

    Source: Alkner & Tesch 2004 (training in bed rest), Mulder 2006 (a leg that is tested often loses less).
    """
    return disuse * (1.0 - protect * trained)


@rule
def kept_across(own: float, other: float, part: float) -> float:
    """Hard contractions of one side keep of the other what disuse would take of it: max(own, c other), 0..1.

    own, other: saturated doses. Only what disuse takes: nothing grows by it, and drive is not kept (Haggert 2020). Source:
    Andrushko 2018 (forearm in a cast for four weeks: size +1.3 against -2.3 %, strength -2.4 against -21.6), Chen 2023.
    """
    across = part * other
    return own if own > across else across


@rule
def recruited(active: float, fatigued: float) -> float:
    """Part of the motor units that a load has called up: of those that can still work more are needed, a / (1 - MF).

    0..1; all of them at the end of a set that fails, whatever its load. Source: size principle under fatigue; Mitchell 2012,
    Schoenfeld 2017, Morton 2016 (light and heavy sets to failure grow alike), Lasevicius 2019 (light sets that stop early do not).
    """
    left = 1.0 - fatigued
    return active / left if active < left else 1.0


@rule
def trains(active: float, first: float, last: float, threshold: float) -> bool:
    """Whether repetitions call up more than light work does: a > x_0 (1 - MF), MF the greater of before and after."""
    tired = first if first > last else last
    return active > threshold * (1.0 - tired)


@rule
def training_dose(first: float, last: float, threshold: float) -> float:
    """A repetition trains by the units it calls up beyond those of light work, the last ones most: mean of u^2.

    u = max(0, x - x_0) / (1 - x_0); x rises in a straight line from the `first` to the `last` repetition of a bout, 0..1.
    Source: Lasevicius 2019 (30 % that stops early +2.8, to failure +7.8; 80 % either way +8): the square, not fitted; the
    units that are called up last grow most (type II fibres). Threshold judgement.
    """
    low = first if first < last else last
    high = last if first < last else first
    room, up, down = 1.0 - threshold, high - threshold, low - threshold  # u of last and first, times the room
    part = up * up * up / (up - down if up > down else 1.0)
    found = up * up + up * down + down * down if down >= 0.0 else part
    return found / (3.0 * room * room) if up > 0.0 else 0.0


@rule
def steady_dose(level: float, threshold: float) -> float:
    """`training_dose` of repetitions that are all alike: u^2, u = max(0, x - x_0) / (1 - x_0)."""
    up = (level - threshold) / (1.0 - threshold)
    return up * up if up > 0.0 else 0.0


@rule
def under_load(reps: float, seconds: float, usual: float) -> float:
    """What is held for longer than a usual repetition trains by its seconds: n max(1, s / s_0), repetitions.

    Source: Schoenfeld 2015 Sports Med 45:577 (repetitions of .5 to 8 s to failure, fewer the longer, grow alike), Balshaw 2016
    J Appl Physiol 120:1364. Shorter ones count as one, though forty of a second grow less than forty of three (Balshaw 2016):
    counted by their seconds strides would train nothing, and jumps do (Grgic 2021 J Sport Health Sci 10:530).
    """
    longer = seconds / usual
    return reps * (longer if longer > 1.0 else 1.0)


@rule
def pulled(active: float, lengthening: float, speed: float) -> float:
    """Force of a repetition, of the maximal isometric one: a f_v(l v); l 1 lengthens, -1 shortens, 0 holds; v of maximal speed.

    Nerves learn from force and not from activation. Source: Manca 2017 Eur J Appl Physiol 117:2335 (work in lengthening crosses
    more), Hortobagyi 1997; Fang 2001 J Neurophysiol 86:1764 (more cortical activity while lengthening, at less activation).
    """
    return active * force_velocity(lengthening * speed) if lengthening != 0.0 else active


@rule
def by_current(before: float, evoked: float, drilled: float, tau_day: float, step_day: float) -> float:
    """Part of what nerves have learnt that current taught: it follows the part of the hard contractions, on days with any."""
    part = evoked / (drilled if drilled > 0.0 else 1.0)
    return approach(before, part, step_day, tau_day) if drilled > 0.0 else before


@rule
def forgetting_day(by_current: float, skill_day: float, evoked_day: float) -> float:
    """What the will has learnt stays for years, what current roused is gone in weeks: 1 / tau = w / tau_e + (1 - w) / tau_n, days.

    Source: Gondin 2006 Eur J Appl Physiol 97:165 (activation +6 after eight weeks of current, +1 four weeks later).
    """
    return 1.0 / (by_current / evoked_day + (1.0 - by_current) / skill_day)


@rule
def training(now: float, dose_day: float, session: float, tau_day: float, step_day: float) -> float:
    """Running dose of strength training, in sessions per day; `dose_day` and `session` in weighted repetitions."""
    return approach(now, dose_day / session, step_day, tau_day)


@rule
def neural_target(own: float, other: float, gain: float, crossed: float) -> float:
    """Training teaches the nerves to use a muscle, and part of it crosses to the other side.

    n* = 1 + g max(own, c x other); own, other: saturated doses of hard contractions, 0..1: by their force, whatever fatigue
    calls up. Source: Manca 2017 (crossed 11.9 %), Mason 2020 (+15.5 % in 2 weeks); Jenkins 2017 Front Physiol 8:331 (six weeks
    to failure at 80 and at 30 %: size alike, activation and EMG rise at 80 alone).
    """
    across = crossed * other
    return 1.0 + gain * (own if own > across else across)


@rule
def neural(now: float, target: float, gain_day: float, loss_day: float, step_day: float) -> float:
    """The neural part of strength comes in two weeks and goes over months: dn/dt = (n* - n) / tau, days."""
    return approach(now, target, step_day, gain_day if target > now else loss_day)


@rule
def reciprocal(now: float, skilled: float, gain: float, tau_day: float, step_day: float) -> float:
    """Reciprocal inhibition grows when its source is trained hard, and does not move with stretching.

    k* = 1 + g x skilled, of the untrained gain; days. Source: Geertsen 2008 (explosive training), Hayes 2012 (none).
    """
    return approach(now, 1.0 + gain * skilled, step_day, tau_day)


@rule
def packing(now: float, trained: float, gain: float, tau_day: float, step_day: float) -> float:
    """Training packs more force into a cross-section: dp/dt = (1 + g trained - p) / tau, x healthy, days.

    Steeper fibres, and better passing on of force. Source: Narici 1989 (60 d: size 8.5, torque 20.8 %), 1996.
    """
    return approach(now, 1.0 + gain * trained, step_day, tau_day)


@rule
def evoked_dose(current: float, threshold: float) -> float:
    """A repetition by current recruits fibres whatever their size, so it trains from a small part of maximum on.

    max(0, s - s_0) / (1 - s_0), s evoked activation. Source: Maffiuletti 2010 (form); Gondin 2005 (size by current).
    """
    over = (current - threshold) / (1.0 - threshold)
    return over if over > 0.0 else 0.0


@rule
def more(first: float, second: float) -> float:
    """Of two doses in one repetition the greater one counts."""
    return first if first > second else second


@rule
def tendon_stiffness(
    now: float,
    trained: float,
    disuse: float,
    by_load: float,
    by_disuse: float,
    gain_day: float,
    loss_day: float,
    step_day: float,
) -> float:
    """A tendon stiffens under heavy loads and softens, sooner, without them: dK/dt = (1 + k_l trained - k_u d - K) / tau.

    Source: Bohm 2015 (intensity counts, not the kind of contraction), Reeves 2003 (+65 % in 14 weeks), de Boer 2007 (-10 %
    at 14 and -29 % at 23 d of unloading), Reeves 2005 (-58 % at 90 d), Kubo 2010 (two months after training as before it).
    """
    target = 1.0 + by_load * trained - by_disuse * disuse
    return approach(now, target, step_day, loss_day if target < now else gain_day)


@rule
def stretch_dose(minutes: float, least_min: float, full_min: float) -> float:
    """A muscle that is stretched for long every day grows without work: clip((m - m_0) / (m_1 - m_0), 0, 1), of a session.

    Source: Warneke 2022 (an hour a day for six weeks), Panidi 2023 (short stretching does nothing).
    """
    over = (minutes - least_min) / (full_min - least_min)
    over = over if over > 0.0 else 0.0
    return over if over < 1.0 else 1.0
