"""How muscle tissue adapts over days and months: length, stiffness, size, force per size, skill of the nerves."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip
from agonist.model.rules.joint import lagged
from agonist.model.rules.muscle import passive_length

STRENGTH = (
    "area",
    "specific",
    "quality",
    "neural",
    "intact",
    "force_factor",
)  # the factors of `strength`, in its order


@rule
def per_day(integral: float, step_day: float) -> float:
    """Daily mean of what was gathered since the last midnight; nothing if no time has passed."""
    return integral / (step_day if step_day > 0.0 else 1.0)


@rule
def part_of(dose: float, reference: float) -> float:
    """A dose in units of what counts as a full one."""
    return dose / reference


@rule
def at_most_one(dose: float) -> float:
    """A dose beyond the full one brings no more: min(x, 1)."""
    return dose if dose < 1.0 else 1.0


@rule
def saturating(dose: float, half: float) -> float:
    """The first part of a dose does most: x / (x + x_half), 0..1."""
    return dose / (dose + half)


@rule
def pull(activity: float, length: float, resting: float, slack: float) -> float:
    """What a fibre feels of a posture: its activity, and its passive pull beyond that of a slack length.

    w = w0 + a + max(0, f_p(x) - f_p(x_0)); in maximal forces, lengths x and x_0 in optimal lengths. Source: Tabary 1981
    (actively shortened muscle loses sarcomeres, stimulated but long muscle none), Williams 1990 (half an hour protects).
    """
    passive = passive_length(length) - passive_length(slack)
    return resting + activity + (passive if passive > 0.0 else 0.0)


@rule
def longer(length: float, usual: float, weight: float) -> float:
    """Length beyond the usual one, counted by how hard the muscle works and is pulled there: w (L - L_usual)."""
    return weight * (length - usual)


@rule
def lived_length(usual: float, longer: float, pull: float) -> float:
    """A muscle reads its day by the length at which it works and is pulled, not by the clock.

    L_op = L_usual + int w (L - L_usual) dt / int w dt, in optimal lengths; no number of hours is a threshold.
    Source: Tabary 1981, Van Dyke 2012, Kruse 2021 (the length at which load is borne); form judgement.
    """
    return usual + longer / (pull if pull > 0.0 else 1.0)


@rule
def sarcomere_target(habitual: float, usual: float, share: float, low: float, high: float) -> float:
    """Fibres rebuild until their sarcomeres are back at their length: N* = clip(1 + g (L_op / L_usual - 1), low, high).

    `share` g: part of the change that fibres take up (1 in an animal's cast, the rest is tendon and sheath).
    Relative to the healthy number. Source: Tabary 1972, Lindsey 2002, Boakes 2007; g set on Boukabache 2021.
    """
    return clip(1.0 + share * (habitual / usual - 1.0), low, high)


@rule
def sarcomere_time(number: float, target: float, loss_day: float, gain_day: float) -> float:
    """Sarcomeres are lost faster than they are added: tau, days. Source: Zöllner 2012; human constants judgement."""
    return gain_day if target > number else loss_day


@rule
def sarcomeres(number: float, target: float, tau_day: float, step_day: float) -> float:
    """Sarcomeres in series are lost and added: dN/dt = (N* - N) / tau; N in healthy ones, tau and step in days.

    Source: Zöllner 2012 (13.6 -> 2.1 % in 14 d gives 7.6 d, computed).
    """
    return approach(number, target, step_day, tau_day)


@rule
def shortness(habitual: float, usual: float) -> float:
    """How much shorter than usual a muscle lives: max(0, 1 - L_op / L_usual), 0..1."""
    short = 1.0 - habitual / usual
    return short if short > 0.0 else 0.0


@rule
def stiffness_target(
    short: float,
    immobilised: float,
    stretched: float,
    over: float,
    by_short: float,
    by_cast: float,
    by_stretch: float,
) -> float:
    """Connective tissue stiffens where a muscle is kept short or still, and softens where it is stretched.

    K* = (1 + k_s short + k_c immobilised + overload) (1 - k_x stretched), in healthy stiffness. Source: Herbert &
    Balnave 1993 (ahead of sarcomeres); Longo 2021 (-16 % in 12 weeks); sizes judgement.
    """
    return (1.0 + by_short * short + by_cast * immobilised + over) * (1.0 - by_stretch * stretched)


@rule
def overload(damage: float, threshold: float, gain: float, most: float) -> float:
    """Contested: an overworked muscle stiffens, within a bound: min(gain x max(0, damage - threshold), most).

    Added to the target of stiffness. No human chain of overload and shortening was found.
    """
    over = damage - threshold
    more = gain * (over if over > 0.0 else 0.0)
    return more if more < most else most


@rule
def stiffness(now: float, target: float, stiffen_day: float, soften_day: float, step_day: float) -> float:
    """Passive stiffness changes within a week upwards, ahead of the sarcomeres, and slowly downwards; days."""
    return approach(now, target, step_day, stiffen_day if target > now else soften_day)


@rule
def tolerance(now: float, stretched: float, gain: float, tau_day: float, step_day: float) -> float:
    """A stretched person lets the muscle be pulled harder: P* = 1 + g x stretched, of the healthy end of range; days.

    Source: Panidi 2023, Longo 2021 (architecture unchanged); size set on Hayes 2012.
    """
    return approach(now, 1.0 + gain * stretched, step_day, tau_day)


@rule
def tendon(
    slack: float, number: float, target: float, share: float, number_day: float, tau_day: float, step_day: float
) -> float:
    """The tendon gives way as fibres shorten and so cancels part of the shift of the curve.

    dt/dt = (h (1 - N) - t) / tau while N goes to N*, exact; t in optimal lengths of the healthy fibre, days.
    Source: de Boer 2007 (tendon stiffness -29 % in 23 d of unloading); h judgement.
    """
    return lagged(slack, share * (1.0 - number), share * (1.0 - target), number_day, tau_day, step_day)


@rule
def working_length(length: float, slack: float, sarcomeres: float) -> float:
    """Length of a working fibre in its own optimal lengths: (x - t) / N; x in healthy optimal lengths."""
    return (length - slack) / sarcomeres


@rule
def resting_length(length: float, sarcomeres: float) -> float:
    """Length of a fibre at rest in its own optimal lengths, x / N: a slack tendon carries no load."""
    return length / sarcomeres


@rule
def tightness(stiffness: float, sarcomeres: float, length: float) -> float:
    """A reading: passive pull at a stretched length above that of the healthy muscle.

    max(0, K f_p(x / N) / f_p(x) - 1), in units of the healthy pull; `length` x in healthy optimal lengths.
    """
    more = stiffness * passive_length(length / sarcomeres) / passive_length(length) - 1.0
    return more if more > 0.0 else 0.0


@rule
def underuse(use: float, expected: float, threshold: float, gain: float) -> float:
    """A muscle that works far less than the mean of its task is not loaded enough to keep its size.

    gain x max(0, 1 - (use / expected) / threshold), 0..gain; both in activation x repetitions of the day. Judgement.
    """
    part = use / (expected if expected > 0.0 else 1.0)
    missing = 1.0 - part / threshold
    missing = missing if expected > 0.0 else 0.0
    return gain * (missing if missing > 0.0 else 0.0)


@rule
def disuse(immobilised: float, unloaded: float, factor: float, underuse: float) -> float:
    """The strongest cause of disuse rules: max(immobilised, factor x unloaded, underuse), 0..1.

    `factor` grades unloading against a cast. Source: Wall 2014 against de Boer 2007.
    """
    free = factor * unloaded
    most = immobilised if immobilised > free else free
    return most if most > underuse else underuse


@rule
def own_growth(growth: float, rate: float) -> float:
    """Muscles grow at their own rates under one dose: g r, of the healthy size. Source: Abe 2000, Weiss 1988."""
    return growth * rate


@rule
def area_target(disuse: float, trained: float, atrophy: float, rate: float, growth: float) -> float:
    """Size follows load: C* = (1 - A r disuse) (1 + g trained), of the healthy cross-section.

    Source: Wall 2014 (A = .21, fitted), wasting rate r per muscle; growth judgement.
    """
    return (1.0 - atrophy * rate * disuse) * (1.0 + growth * trained)


@rule
def area(now: float, target: float, loss_day: float, gain_day: float, step_day: float) -> float:
    """Disuse shrinks a muscle within weeks; growth comes, and goes, over months: dC/dt = (C* - C) / tau, days.

    tau is that of loss where the target is below both the present and the healthy size. Source: Wall 2014 (27 d);
    McMaster 2013 (size holds for about 4 weeks after training).
    """
    losing = target < now and target < 1.0
    return approach(now, target, step_day, loss_day if losing else gain_day)


@rule
def specific(now: float, disuse: float, rate_day: float, floor: float, recovery_day: float, step_day: float) -> float:
    """Force per cross-section falls in a straight line under disuse, to a floor, and recovers in weeks.

    dS/dt = -r d above 1 - (1 - floor) d, and back to it with tau below; d disuse 0..1, r in 1/day. It is no loss of
    activation. Source: Wall 2014 (1.1 %/day), Clark 2014 (floor), de Boer 2007 (activation unchanged).
    """
    bottom = 1.0 - (1.0 - floor) * disuse
    lower = now - rate_day * disuse * step_day
    lower = lower if lower > bottom else bottom
    return lower if now > bottom else approach(now, bottom, step_day, recovery_day)


@rule
def quality(now: float, disuse: float, loss: float, loss_day: float, gain_day: float, step_day: float) -> float:
    """Within days of disuse a muscle gives less force for its size, and then no less: dq/dt = (1 - q_f d - q) / tau.

    d disuse 0..1, q_f `loss`, tau in days, that of loss while q falls. Source: de Boer 2007 (torque over size .90 at 14
    and .88 at 23 d), Wall 2014 (.94 at 5 d), Campbell 2019 (function goes before size).
    """
    target = 1.0 - loss * disuse
    return approach(now, target, step_day, loss_day if target < now else gain_day)


@rule
def offset(disuse: float, trained: float, protect: float) -> float:
    """Hard contractions, even those of a test, keep what disuse would take: d (1 - k trained).

    Source: Alkner & Tesch 2004 (training in bed rest), Mulder 2006 (a leg that is tested often loses less).
    """
    return disuse * (1.0 - protect * trained)


@rule
def training_dose(activation: float, threshold: float) -> float:
    """A repetition trains strength by how far it goes above light work: max(0, a - a0) / (1 - a0). Judgement."""
    over = (activation - threshold) / (1.0 - threshold)
    return over if over > 0.0 else 0.0


@rule
def training(now: float, dose_day: float, session: float, tau_day: float, step_day: float) -> float:
    """Running dose of strength training, in sessions per day; `dose_day` and `session` in weighted repetitions."""
    return approach(now, dose_day / session, step_day, tau_day)


@rule
def neural_target(own: float, other: float, gain: float, crossed: float) -> float:
    """Training teaches the nerves to use a muscle, and part of it crosses to the other side.

    n* = 1 + g max(own, c x other); own, other: saturated training doses 0..1. Source: Manca 2017 (crossed 11.9 %),
    Mason 2020 (+15.5 % in 2 weeks).
    """
    across = crossed * other
    return 1.0 + gain * (own if own > across else across)


@rule
def neural(now: float, target: float, gain_day: float, loss_day: float, step_day: float) -> float:
    """The neural part of strength comes in two weeks and goes over months: dn/dt = (n* - n) / tau, days."""
    return approach(now, target, step_day, gain_day if target > now else loss_day)


@rule
def strength(area: float, specific: float, quality: float, neural: float, intact: float, force_factor: float) -> float:
    """Maximal force, of the healthy one: size x force per size x neural factor x what injury and lesion leave.

    S = C s q n t f, each 1 in health: s and q are the slow and the fast part of force per size, `intact` t after an
    injury, `force_factor` f after a lesion.
    """
    return area * specific * quality * neural * intact * force_factor


@rule
def reciprocal(now: float, skilled: float, gain: float, tau_day: float, step_day: float) -> float:
    """Reciprocal inhibition grows when its source is trained hard, and does not move with stretching.

    k* = 1 + g x skilled, of the untrained gain; days. Source: Geertsen 2008 (explosive training), Hayes 2012 (none).
    """
    return approach(now, 1.0 + gain * skilled, step_day, tau_day)
