"""Overwork: damage rises far faster with stress than with number, heals in days, and raises the hazard of injury."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, exp, log
from agonist.model.rules.joint import OF_PAIN

NEVER_HURT = 36500.0  # days of calm with which a life begins
SILENT = 1e-9  # activation below which a repetition leaves no dose


@rule
def stress_dose(activation: float, exponent: float) -> float:
    """Damage of one repetition: (stress / capacity)^m. Stress per area goes with activation, whatever the size.

    Dimensionless. Source: Edwards 2018 (power law of fatigue; form verified, exponents recalled).
    """
    worked = activation > SILENT
    return exp(exponent * log(activation if worked else 1.0)) if worked else 0.0


@rule
def damage(damage: float, dose_day: float, reference: float, tau_day: float, step_day: float) -> float:
    """Damage gathers with the dose and heals: dD/dt = dose / N_ref - D / tau; dose in 1/day, times in days."""
    settled = dose_day / reference * tau_day
    return settled + (damage - settled) * exp(-step_day / tau_day)


@rule
def accustomed(now: float, dose_day: float, tau_day: float, step_day: float) -> float:
    """The daily dose that tissue is used to follows what it bears: dE/dt = (dose - E) / tau; doses in 1/day, times in days."""
    return approach(now, dose_day, step_day, tau_day)


@rule
def toughness(accustomed: float, most: float, half: float) -> float:
    """Stress that tissue bears, of what tissue without work does: 1 + g E / (E + E_h), E the daily dose that it is used to.

    Source: Bohm 2015, Wiesinger 2015 (tendons of trained people are stiffer and thicker, after twelve weeks and more); Duhig 2016
    (players tear muscle when they run more than they are used to); form judgement.
    """
    return 1.0 + most * accustomed / (accustomed + half)


@rule
def borne(dose_day: float, toughness: float, exponent: float) -> float:
    """The same dose in tissue that bears more: dose / c^m, as every stress of the day over c; 1/day."""
    return dose_day * exp(-exponent * log(toughness))


@rule
def hazard(damage: float, scar: float, full_day: float, steepness: float, repeat_ratio: float) -> float:
    """Chance of injury per day: none while damage heals as fast as it comes, then steep, then level.

    h = h0 D^k / (D^k + 1) (1 + (r - 1) s), s scar 0..1, beside which stress gathers; 1/day. A unit of damage is half the way to the full
    hazard. Source: Schuermans 2017 (direction); form judgement, set so that a tenth more help from a neighbour saves about a fifth of the
    injuries of hard sport.
    """
    worn = damage > SILENT
    ratio = exp(-steepness * log(damage if worn else 1.0))
    again = 1.0 + (repeat_ratio - 1.0) * scar
    return (full_day / (1.0 + ratio) if worn else 0.0) * again


@rule
def injury_probability(hazard_day: float, step_day: float) -> float:
    """Chance of at least one injury within a step: 1 - exp(-h dt)."""
    return 1.0 - exp(-hazard_day * step_day)


@rule
def struck(draw: float, probability: float) -> float:
    """1 if a uniform draw in (0, 1) falls within the chance of injury, else 0."""
    return 1.0 if draw < probability else 0.0


@rule
def hurt(hurt: float, tau_day: float, step_day: float) -> float:
    """Pain of an injured muscle fades: dP/dt = -P / tau, 0 to 10, days."""
    return hurt * exp(-step_day / tau_day)


@rule
def intact(hurt: float, gain: float) -> float:
    """Injured or cut tissue does not pass on its full force while it hurts: 1 - g P / 10, of the healthy force.

    Source: judgement; size set on the torque a month after joint replacement.
    """
    return 1.0 - gain * hurt * OF_PAIN


@rule
def regrown(now: float, missing: float, tau_day: float, step_day: float) -> float:
    """A tendon that was taken grows again in most people, shorter and on a smaller muscle: dX/dt = (X_end - X) / tau, days.

    X part of the force that is not passed on, 1 when it was taken. Source: Nomura 2015 (tendon in 21 of 24, muscle .88 of the
    other in volume and .75 in length, deep flexion -31 %), Rispoli 2001 and MacLeod 2013 (growing through the first year).
    """
    return approach(now, missing, step_day, tau_day) if now > missing else now


@rule
def hurt_again(hurt: float, struck: float, pain: float) -> float:
    """An injury sets the muscle's pain at least to its level: max(P, P_injury) if struck (1 or 0)."""
    return pain if struck > 0.5 and pain > hurt else hurt


@rule
def frail(hazard: float, fragility: float) -> float:
    """People differ in how easily they are hurt: h z, z 1 in the mean person. Judgement."""
    return hazard * fragility


@rule
def scar(now: float, struck: float, size: float, tau_day: float, step_day: float) -> float:
    """An injury leaves a scar that fades over a year: s -> s + (1 - s) s_0 if struck (1 or 0); ds/dt = -s / tau, days.

    Source: Silder 2008 (seen in 11 of 14 athletes 5 to 23 months on).
    """
    faded = now * exp(-step_day / tau_day)
    return faded + (1.0 - faded) * size * struck


@rule
def tissue_stress(activation: float, intact: float, number: float) -> float:
    """Stress over what the tissue can take: a / (t N), t what an injury leaves. Dimensionless.

    N sarcomeres in series, x usual, that work has added or a scar has taken, less what slack makes up for: with more of them each is
    strained less. Source: Lieber & Friden 1993 (strain is what injures), Timmins 2016 (long fascicles protect).
    """
    return activation / (intact * number)


@rule
def guarded_by(force: float, gains: float) -> float:
    """Voluntary force of the muscles that guard a joint, of the healthy one: their mean by gain; 1 where none does."""
    return force / gains if gains > 0.0 else 1.0


@rule
def relapse_rate(rate_day: float, relapses: float, calm_day: float) -> float:
    """Pain comes back only where it has been and is not now: rate x own readiness of the joint, 1/day.

    Source: da Silva 2019, Hides 2001 (back); other joints have no cohort here and stay at 0.
    """
    return rate_day * relapses if 0.0 < calm_day < NEVER_HURT else 0.0


@rule
def episode_rate(
    calm_day: float,
    force: float,
    fragility: float,
    rate_day: float,
    recency: float,
    fading_day: float,
    protection: float,
) -> float:
    """A joint that has hurt hurts again, soon more than late, in some people more, and less where its muscles are strong.

    z l_0 (1 + rho exp(-t / tau)) exp(-b (F - 1)), 1/day; t days since it hurt, F voluntary force of the muscles that the
    joint inhibits, of the healthy one. Source: da Silva 2019 (median 139 d, 69 % within a year), Machado 2017 (past
    episodes), Steffens 2016 and Hides 2001 (exercise); that force is what protects is judgement.
    """
    soon = 1.0 + recency * exp(-calm_day / fading_day)
    return fragility * rate_day * soon * exp(-protection * (force - 1.0))
