"""How muscle tissue answers to load over days and months: size, force per size, stiffness."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip
from agonist.model.rules.muscle import passive_length

# the factors of `strength`, in its order
STRENGTH = ("area", "specific", "quality", "packing", "neural", "intact", "force_factor")


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
def tightness(stiffness: float, sarcomeres: float, length: float) -> float:
    """A reading: passive pull at a stretched length above that of the healthy muscle.

    max(0, K f_p(x / N) / f_p(x) - 1), in units of the healthy pull; `length` x in healthy optimal lengths.
    """
    more = stiffness * passive_length(length / sarcomeres) / passive_length(length) - 1.0
    return more if more > 0.0 else 0.0


@rule
def underuse(use: float, expected: float, threshold: float, gain: float) -> float:
    """A muscle that works far less than in health, beside the others of its task, is not loaded enough to keep its size.

    gain x max(0, 1 - (use / expected) / threshold), 0..gain; both in activation x repetitions of the day; expected is the
    part of the task's mean activation that the muscle has in the healthy body. Judgement.
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
def rate_in_cast(rate: float, still: float, least: float) -> float:
    """Bed takes load, a cast takes movement too: in it no muscle wastes at less than a part of the usual rate.

    max(r, still x r_least). Source: Psatha 2012 (six weeks in a cast: the front of the leg -11 where the calf lost 19 %).
    """
    floor = still * least
    return rate if rate > floor else floor


@rule
def rate_as_it_lies(rate: float, short: float, full: float) -> float:
    """What wastes fastest does so because it lies short: min(r, 1) + max(r - 1, 0) min(1, short / s_0).

    In bed the foot drops and the calf lies short; in a leg that hangs free, and in a cast at a right angle, it does not. Source:
    Alkner & Tesch 2004, Belavy 2009 (bed: calf 1.6 x thigh) against Seynnes 2008, Schulze 2002 (one leg hung: as the thigh);
    animals: Goldspink 1977, Spector 1982 (a short muscle wastes most).
    """
    excess = rate - 1.0
    part = short / full
    part = part if part < 1.0 else 1.0
    return rate if excess <= 0.0 else 1.0 + excess * part


@rule
def held_long(rate: float, still: float, longer: float, full: float, spares: float) -> float:
    """Of what is held still, a muscle that is held long wastes less: r (1 - k still min(1, long / s_0)).

    Source: Goldspink 1977, Spector 1982 (animals); how much in people is judgement.
    """
    part = longer / full
    part = part if part < 1.0 else 1.0
    return rate * (1.0 - spares * still * part)


@rule
def further_still(atrophy: float, still: float, further: float) -> float:
    """What is held still wastes further in the end than what only bears no load: A (1 + (k - 1) still).

    Source: Yasuda 2005, Suetta 2009, Veldhuizen 1993 (-6, -9 and -21 % in two, two and four weeks) against Alkner & Tesch
    2004 (-18 % in ninety days of bed).
    """
    return atrophy * (1.0 + (further - 1.0) * (still if still < 1.0 else 1.0))


@rule
def area_target(disuse: float, trained: float, atrophy: float, rate: float, growth: float) -> float:
    """Size follows load: C* = (1 - A r disuse) (1 + g trained), of the healthy cross-section.

    A as in `further_still`, wasting rate r per muscle; growth judgement.
    """
    return (1.0 - atrophy * rate * disuse) * (1.0 + growth * trained)


@rule
def beside_scar(target: float, scar: float, part: float) -> float:
    """A scar takes contractile tissue: C* (1 - k s), s scar 0..1. Source: Silder 2008, Sanfilippo 2013."""
    return target * (1.0 - part * scar)


@rule
def gaining_time(now: float, once: float, target: float, regain_day: float, gain_day: float) -> float:
    """What a muscle has once been it becomes again sooner than it became it at first, days: its nuclei stay.

    Source: Bruusgaard 2010, Staron 1991, Seaborne 2018; LeBlanc 2000 (back 30 to 60 d after months without load).
    """
    return regain_day if now < once and target > now else gain_day


@rule
def gaining_target(now: float, once: float, target: float, regain_day: float, gain_day: float) -> float:
    """What comes back sooner is the size that was lost, not what training adds: below M the goal is M + (C* - M) tau_re / tau.

    So that dC/dt = (M - C) / tau_re + (C* - M) / tau below the remembered size M.
    """
    beyond = target - once
    return once + beyond * regain_day / gain_day if now < once and beyond > 0.0 else target


@rule
def once(before: float, area: float, fade_day: float, step_day: float) -> float:
    """Largest size that a muscle remembers: M = max(C, M), at least the healthy one; what is beyond that fades in years."""
    kept = approach(before, 1.0, step_day, fade_day)
    return area if area > kept else kept


@rule
def area(now: float, target: float, loss_day: float, fade_day: float, gain_day: float, step_day: float) -> float:
    """Disuse shrinks a muscle within weeks; growth comes over months and goes somewhat sooner: dC/dt = (C* - C) / tau, days.

    tau is `loss_day` where the target is below the present and the healthy size, `fade_day` where only what training has added
    goes. Source: Wall 2014, Veldhuizen 1993 (casts); Narici 1989 (40 d without training: as fast as it came).
    """
    down = loss_day if target < 1.0 else fade_day
    return approach(now, target, step_day, down if target < now else gain_day)


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
def strength(
    area: float, specific: float, quality: float, packing: float, neural: float, intact: float, force_factor: float
) -> float:
    """Maximal force, of the healthy one: size x force per size x neural factor x what injury and lesion leave.

    S = C s q p n t f, each 1 in health: s and q are the slow and the fast part of the loss of force per size, p what
    training packs into it, `intact` t after an injury, `force_factor` f after a lesion.
    """
    return area * specific * quality * packing * neural * intact * force_factor


@rule
def graded(factor: float, cause: float) -> float:
    """A cause of disuse against a cast: factor x cause, 0..1."""
    return factor * cause


@rule
def joined_disuse(first: float, second: float) -> float:
    """Two causes of disuse each take their part of what the other leaves: 1 - (1 - a)(1 - b)."""
    return 1.0 - (1.0 - first) * (1.0 - second)


@rule
def wasted(area: float, cause: float, rate_day: float, floor: float, step_day: float) -> float:
    """Tissue beside an inflamed or painful joint is lost besides disuse, down to a limit: dC/dt = -k F (C - C_0)/(1 - C_0).

    Days. Source: Dreyer 2013 (rate); Hides 1994 (a third less beside the painful segment), Hodges 2006 (as much at 3 as at 6 d).
    """
    lost = approach(area, floor, rate_day * cause * step_day, 1.0 - floor)
    return lost if area > floor else area


@rule
def within(target: float, low: float, high: float) -> float:
    """No tissue becomes stiffer or softer than these bounds, whatever drives it."""
    return clip(target, low, high)


@rule
def shrunk(now: float, unmoved: float, most: float, shrinks_day: float, yields_day: float, step_day: float) -> float:
    """The capsule of a joint that is not taken to its ends shrinks, and yields again as it is moved: dC/dt = (m u - C) / tau.

    Part of the range, 0..1, of a day's mean `unmoved` u; days. Source: Trudel & Uhthoff 2000 Arch Phys Med Rehabil 81:6 (rats, muscles
    cut: 12.6 degrees lost in 2 weeks, 51.4 in 32), Trudel et al. 2014 BMC Musculoskelet Disord 15:338 (what is slight goes by itself).
    """
    goal = most * unmoved
    return approach(now, goal, step_day, shrinks_day if goal > now else yields_day)
