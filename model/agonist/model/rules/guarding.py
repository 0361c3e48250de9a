"""What a joint that hurts, swells or gives way spares the leg, and what it takes from the tissue beside it."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip

SMALL = 1e-6  # keeps a division finite; far below anything that a leg can do


@rule
def guarding(pain: float, signal: float, instability: float, by_pain: float, by_fluid: float, by_loose: float) -> float:
    """A joint that hurts, swells or gives way is spared; each cause takes its part of what the others left.

    1 - (1 - g_P P)(1 - g_V s)(1 - g_I i), 0..1; P pain as a part of the scale, s and i held in 0..1. Source: judgement; legs
    are loaded less for months after a reconstruction (6.6 against 7.3 N/kg in a squat, J Athl Train 2024;59:1178).
    """
    sore, wet = by_pain * pain, by_fluid * clip(signal, 0.0, 1.0)
    return 1.0 - (1.0 - sore) * (1.0 - wet) * (1.0 - by_loose * clip(instability, 0.0, 1.0))


@rule
def most(first: float, second: float) -> float:
    """Of two causes the greater one rules."""
    return first if first > second else second


@rule
def where_inhibited(gain_fluid: float, cause: float) -> float:
    """A cause reaches the muscles that the fluid of the joint inhibits: those that load it."""
    return cause if gain_fluid > 0.0 else 0.0


@rule
def whole_limb(worst: float, by_pain: float, part: float) -> float:
    """A limb that hurts is spared as a whole, and so are muscles that cross no joint which hurts: rho g_P max_j P_j, 0..1.

    P as a part of the scale. A joint that only gives way spares what loads it. Source: Loureiro 2013, Rasch 2007 (a worn
    hip: knee extension of that side weaker), Deasy 2016 (a worn knee: the hip); Thomas 2013 (a reconstructed ligament: the
    calf as strong).
    """
    return part * by_pain * worst


@rule
def from_the_limb(own: float, worst: float, gain: float) -> float:
    """Pain in a limb feeds the slow inhibition of muscles beyond the joint, as withdrawal does: max(I, g max_j P_j).

    I what the muscle's own joints do, j the others of its limb, P as a part of the scale. Source: Sherrington 1910, Sandrini
    2005 (withdrawal inhibits the extensors of the limb); Rasch 2007, Deasy 2016 (weakness beyond the joint). Form judgement.
    """
    far = gain * worst
    return own if own > far else far


@rule
def guarded(now: float, cause: float, on_day: float, off_day: float, step_day: float) -> float:
    """Sparing comes within days and is a habit that lets go over months: dL/dt = (cause - L) / tau, 0..1, days."""
    return approach(now, cause, step_day, on_day if cause > now else off_day)


@rule
def load_left(own: float, part: float) -> float:
    """A leg that is guarded does less of a task: 1 - rho L, L 0..1, rho the part that reaches a task of one leg."""
    return 1.0 - part * own


@rule
def lifted(guarded: float, loose: float, prescribed: float) -> float:
    """What is left of guarding where the load is prescribed as a part of the maximum of that day: (1 - f) L + f min(L, L_i).

    L guarding, L_i its part for looseness, f 1 for training that follows strength. The maximum of an ill leg is low already, so
    that it is not spared twice; a joint that gives way is not loaded in full all the same. Source: worn knees are trained at 50
    to 80 % of their own maximum (Lange 2008 Arthritis Rheum 59:1488), loads after a new ligament are held back for the graft
    (van Grinsven 2010 Knee Surg Sports Traumatol Arthrosc 18:1128).
    """
    held = loose if loose < guarded else guarded
    return guarded + prescribed * (held - guarded)


@rule
def able(strength: float, excitability: float, tired: float) -> float:
    """Force that the will gets of a muscle now, x healthy: S e (1 - T)."""
    return strength * excitability * (1.0 - tired)


@rule
def bears(able: float, effort: float) -> float:
    """What a leg is trusted with where two share a load: 1 + k (A - 1), x healthy.

    A what the will gets of the leg in the task, k how far legs go by the same effort. Source: legs give the same part of their
    maximum and not the same force, Simon & Ferris 2008 Exp Brain Res 190:129, after a stroke alike, Simon, Kelly & Ferris 2009.
    """
    found = 1.0 + effort * (able - 1.0)
    return found if found > SMALL else SMALL


@rule
def weaker(able: float, pulls: float, healthy: float) -> float:
    """Of a leg's joints the weaker one says what the leg can bear: ``min(A, sum(A_m r_m) / sum(r_m))``, x healthy.

    r_m what a muscle pulls about one wanted axis in health. Joints that carry one load stand in a row, so that strength of a
    hip does not make up for a knee (as for the strength of such a movement). Nothing pulls about an axis: A as it was.
    """
    found = pulls / healthy if healthy > SMALL else able
    return found if found < able else able


@rule
def load_shared(own: float, other: float) -> float:
    """Two legs bear together what they bore: a leg takes 2 B / (B + B_other) of its healthy load, B what each is trusted with."""
    return 2.0 * own / (own + other)


@rule
def inflammation(now: float, tau_day: float, step_day: float) -> float:
    """What an operation leaves in the tissue fades in weeks: dF/dt = -F / tau, 0..1, days. Judgement."""
    return approach(now, 0.0, step_day, tau_day)


@rule
def less_where_asked(taken: float, cued_day: float, half_reps: float) -> float:
    """A muscle that is asked for on purpose, or by current, every day keeps most of what an ill joint takes: W / (1 + n / n_half).

    n such repetitions a day; the first do most. Source: Hides 1996 (the deep muscle of a painful segment as large as
    on the other side after four weeks of light, targeted exercise, a sixth smaller at ten weeks without).
    """
    return taken / (1.0 + cued_day / half_reps)


@rule
def wasting(inflammation: float, pain: float, by_pain: float) -> float:
    """Tissue beside a joint is taken away by inflammation, and in part by pain: max(F, k P), 0..1; P pain 0..1.

    Source: Dreyer 2013 (replacement: more is lost than by disuse alone), Hides 1994 (the muscle beside a painful segment).
    """
    sore = by_pain * pain
    return inflammation if inflammation > sore else sore


@rule
def aged_cocontraction(usual: float, age: float, aged: float) -> float:
    """What age adds to the co-contraction of a movement: ``co_0 (1 + (k - 1) s)``, s of its joints (tables/joints.csv).

    More at the knee (Wu et al. 2017 Med Sci Sports Exerc 49:1668), none at the ankle (Simoneau, Martin & Van Hoecke 2005 J Gerontol
    A 60:27; Morse et al. 2004 Eur J Appl Physiol 92:219).
    """
    return usual * (1.0 + (age - 1.0) * aged)
