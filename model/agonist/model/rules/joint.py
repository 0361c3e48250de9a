"""What happens in a joint, and how much of it the spinal cord passes on to the muscles around it."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip, exp, log
from agonist.model.rules import lasting
from agonist.model.rules.lasting import NEVER, TOUCHING

NEAR = 1e-2  # exponents closer than this: their difference is a series of five terms, right to rounding
PAIN_MAX = 10.0  # top of the scale, 0 to 10
OF_PAIN = 1.0 / PAIN_MAX  # one point as a part of the scale


@rule
def outlasted(pain: float, lasting: float) -> float:
    """Of a pain the part that has lasted for days: ``min(P, P_days)``; both 0-10.

    Muscles about a joint brace where it has hurt for long (Hortobagyi et al. 2005 Clin Biomech 20:97, van Dieen et al. 2003
    Spine 28:834) and not in the first minutes (Henriksen et al. 2009 Br J Sports Med 43:503, Salomoni & Graven-Nielsen 2013).
    """
    return pain if pain < lasting else lasting


@rule
def dwelt(lasting: float, pain: float, tau_day: float, step_day: float) -> float:
    """Pain of the last days, 0-10: ``dD/dt = (P - D) / tau``, P the mean of a day; days."""
    return approach(lasting, pain, step_day, tau_day)


@rule
def settled(source_day: float, tau_day: float) -> float:
    """A lasting source comes to rest where as much goes as comes: ``q tau``; per day and days."""
    return source_day * tau_day


@rule
def effusion(effusion_ml: float, inflow_ml_day: float, tau_day: float, step_day: float) -> float:
    """Fluid in a joint is resorbed, while an inflamed lining makes more.

    dV/dt = q - V / tau: V in mL, q in mL/day, tau and step in days. Source: Hopkins 2001 (saline); Pakuts & Martin
    2019 and Loyd 2020 (surgery).
    """
    return approach(effusion_ml, inflow_ml_day * tau_day, step_day, tau_day)


@rule
def pain(pain: float, source_day: float, tau_day: float, step_day: float) -> float:
    """Pain of a joint fades unless a lasting cause keeps it up.

    dP/dt = source - P / tau, held in 0..10; source in 1/day, tau and step in days. Judgement.
    """
    return clip(approach(pain, source_day * tau_day, step_day, tau_day), 0.0, PAIN_MAX)


@rule
def fluid_signal(effusion_ml: float, threshold_ml: float, reference_ml: float) -> float:
    """Receptors of the capsule fire in proportion to the fluid.

    s = (V - V0) / (V_ref - V0), not yet held in 0..1; volumes in mL. Source: Spencer 1984 (linear in volume).
    """
    return (effusion_ml - threshold_ml) / (reference_ml - threshold_ml)


@rule
def pain_signal(pain: float) -> float:
    """Nociceptors of the joint fire in proportion to the pain: P / 10, 0..1. Source: Henriksen 2011."""
    return pain * OF_PAIN


@rule
def afferent(signal: float, after_effect: float, direct_share: float, block: float, relief: float) -> float:
    """The cord hears the joint as it is now and as it lately was; anaesthetic, cold or stimulation hush it.

    A = (d clip(s, 0, 1) + (1 - d) S)(1 - block)(1 - relief); all 0..1. Source: Rice 2015 (torque rises at once after
    aspiration), Hopkins 2001 (the reflex lags the fluid), Spencer 1984 (block), Hopkins 2002 (cold, TENS). Receptors
    saturate, not their sum, so that means over time keep the same form.
    """
    heard = direct_share * clip(signal, 0.0, 1.0) + (1.0 - direct_share) * clip(after_effect, 0.0, 1.0)
    return heard * (1.0 - block) * (1.0 - relief)


@rule
def apart(tau: float, tau_signal: float) -> float:
    """A time constant, moved by a millionth where it equals the signal's: the closed form divides by their gap."""
    gap = 1.0 - tau / tau_signal
    return tau if gap > 1e-6 or gap < -1e-6 else tau_signal * (1.0 - 1e-6)


@rule
def lagged(after: float, signal: float, settled: float, tau_signal: float, tau: float, step: float) -> float:
    """A trace S follows a signal that itself settles: dS/dt = (s - S) / tau, s = s_end + (s0 - s_end) exp(-t / tau_s).

    Exact for any step, and to rounding where the two times are alike. All times in one unit; signals 0..1.
    """
    own = exp(-step / tau)
    gap = 1.0 - tau / tau_signal
    spread = gap * step / tau  # of the two exponents
    alike = -NEAR < spread < NEAR
    between = (exp(-step / tau_signal) - own) / (1.0 if alike else gap)
    near = own * step / tau * (1.0 + spread * (0.5 + spread * (1.0 / 6.0 + spread * (1.0 / 24.0 + spread / 120.0))))
    return settled + (after - settled) * own + (signal - settled) * (near if alike else between)


@rule
def meeting_time(after: float, signal: float, settled: float, tau_signal: float, tau: float) -> float:
    """Time until the trace meets the settling signal, infinite if it never does; times in one unit."""
    own = apart(tau, tau_signal)
    ratio = 1.0 - own / tau_signal
    gap, lead = signal - after, (signal - settled) * (1.0 - 1.0 / ratio)
    inside = 1.0 - gap / (lead if lead != 0.0 else 1.0)
    real = inside > 1e-300 and lead != 0.0
    time = log(inside if real else 1.0) / (ratio / own)
    return time if real and time > 0.0 else NEVER


@rule
def rises(after: float, signal: float, settled: float) -> bool:
    """Whether a trace rises towards its signal; where they have met, whether the signal does."""
    gap = signal - after
    met_now = -TOUCHING < gap < TOUCHING  # too close to tell apart: where the signal goes decides
    return settled > signal if met_now else gap > 0.0


@rule
def meets_within(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """Time until a trace meets its signal and turns; the whole step if it does not turn within it."""
    gap = signal - after
    met_now = -TOUCHING < gap < TOUCHING
    met = meeting_time(after, signal, settled, tau_signal, tau_on if rises(after, signal, settled) else tau_off)
    return step if met_now or met > step else met


@rule
def spinal_trace(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """Inhibition in the cord builds in minutes and lingers for hours.

    dS/dt = (s - S) / (tau_on if S < s else tau_off), while the signal s settles with tau_signal. Exact for any step:
    the trace meets a settling signal once at most. Times in days. Source: Spencer 1984 (onset), Hopkins 2001 (offset).
    """
    rising = rises(after, signal, settled)
    met = meets_within(after, signal, settled, tau_signal, tau_on, tau_off, step)
    middle = lagged(after, signal, settled, tau_signal, tau_on if rising else tau_off, met)
    then = lasting.at(signal, settled, tau_signal, met)
    return lagged(middle, then, settled, tau_signal, tau_off if rising else tau_on, step - met)


@rule
def spinal_lag(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """How far a trace lags behind its signal over a step, as an integral: ``int (s - S) dt = sum tau (S_end - S)``."""
    rising = rises(after, signal, settled)
    first, second = (tau_on if rising else tau_off), (tau_off if rising else tau_on)
    met = meets_within(after, signal, settled, tau_signal, tau_on, tau_off, step)
    middle = lagged(after, signal, settled, tau_signal, first, met)
    then = lasting.at(signal, settled, tau_signal, met)
    end = lagged(middle, then, settled, tau_signal, second, step - met)
    return first * (middle - after) + second * (end - middle)


@rule
def held_trace(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """`spinal_trace` of a signal that is above 1, below 0 or between them during the whole step."""
    start, end = lasting.held_now(signal, settled), lasting.held_end(signal, settled)
    return spinal_trace(after, start, end, tau_signal, tau_on, tau_off, step)


@rule
def held_lag(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """`spinal_lag` of a signal that is above 1, below 0 or between them during the whole step."""
    start, end = lasting.held_now(signal, settled), lasting.held_end(signal, settled)
    return spinal_lag(after, start, end, tau_signal, tau_on, tau_off, step)


@rule
def after_effect(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """The lingering part of inhibition follows a signal that is held between nothing and its full size.

    `spinal_trace` in up to three parts: between the moments at which the signal passes 0 and 1. Exact for any step; days.
    """
    first = lasting.first_pass(signal, settled, tau_signal, step)
    second = lasting.second_pass(signal, settled, tau_signal, step)
    then = lasting.at(signal, settled, tau_signal, first)
    last = lasting.at(signal, settled, tau_signal, second)
    one = held_trace(after, signal, settled, tau_signal, tau_on, tau_off, first)
    two = held_trace(one, then, settled, tau_signal, tau_on, tau_off, second - first)
    return held_trace(two, last, settled, tau_signal, tau_on, tau_off, step - second)


@rule
def after_effect_area(
    after: float, signal: float, settled: float, tau_signal: float, tau_on: float, tau_off: float, step: float
) -> float:
    """Integral of `after_effect` over a step: that of the held signal, less what the trace lags behind it."""
    first = lasting.first_pass(signal, settled, tau_signal, step)
    second = lasting.second_pass(signal, settled, tau_signal, step)
    then = lasting.at(signal, settled, tau_signal, first)
    last = lasting.at(signal, settled, tau_signal, second)
    one = held_trace(after, signal, settled, tau_signal, tau_on, tau_off, first)
    two = held_trace(one, then, settled, tau_signal, tau_on, tau_off, second - first)
    behind = held_lag(after, signal, settled, tau_signal, tau_on, tau_off, first)
    behind = behind + held_lag(one, then, settled, tau_signal, tau_on, tau_off, second - first)
    behind = behind + held_lag(two, last, settled, tau_signal, tau_on, tau_off, step - second)
    return lasting.held_area(signal, settled, tau_signal, step) - behind


@rule
def inhibition(gain_fluid: float, gain_pain: float, afferent_fluid: float, afferent_pain: float) -> float:
    """A swollen or painful joint takes excitability from a muscle; the two causes do not add.

    I = max(g_V A_V, g_P A_P, 0) + min(g_V A_V, g_P A_P, 0): strongest inhibition and strongest facilitation (a negative
    gain). Fraction of excitability. Source: Palmieri-Smith 2013 (no sum), Torry 2000 (facilitation).
    """
    by_fluid, by_pain = gain_fluid * afferent_fluid, gain_pain * afferent_pain
    most = by_fluid if by_fluid > by_pain else by_pain
    least = by_fluid if by_fluid < by_pain else by_pain
    return (most if most > 0.0 else 0.0) + (least if least < 0.0 else 0.0)


@rule
def lifted(inhibited: float, gain_fluid: float, relief: float, gain: float) -> float:
    """Cold and stimulation of the skin lift a pool that the joint inhibits, besides hushing the joint: 1 - (1 - I)(1 + g r).

    r relief, 0..1, while it lasts; pools that the fluid does not inhibit are left alone. Source: Hopkins 2002 (fluid and ice:
    reflex above its start; fluid and current: as at its start).
    """
    more = gain * relief if gain_fluid > 0.0 else 0.0
    return 1.0 - (1.0 - inhibited) * (1.0 + more)


@rule
def of_side(flank: float, leaning: float) -> float:
    """Part of what a joint of the midline says that reaches a muscle of one side: 1 + min(0, f l).

    f side of the muscle, l side that is ill (right 1, left -1, both or no side 0). Source: Hides 1994, Hodges 2006 (the
    muscle beside the painful or cut segment, and not that of the other side).
    """
    product = flank * leaning
    return 1.0 + (product if product < 0.0 else 0.0)


@rule
def joined(first: float, second: float) -> float:
    """Inhibitions from different sources each take their part of what the others left: 1 - (1 - a)(1 - b)."""
    return 1.0 - (1.0 - first) * (1.0 - second)


@rule
def unstable_inflow(gain_fluid: float, gain_pain: float, instability: float, central: float) -> float:
    """An unstable joint troubles the muscles that its fluid or its pain inhibits: max(g_V, g_P, g_c) x instability.

    What the cortex withholds does not follow the gains of the reflex: at an unstable ankle, whose fluid lowers no reflex of
    the calf, activation is as low as at the knee. Source: Hart 2010 (knee), McVey 2005; form judgement.
    """
    most = gain_fluid if gain_fluid > gain_pain else gain_pain
    return (most if most > central else central) * instability if most > 0.0 else 0.0


@rule
def chronic_drive(spinal: float, unstable: float, alpha: float, beta: float, response: float, ceiling: float) -> float:
    """A lasting cause drives the slow inhibition, in some people far more than in others.

    D = clip(k (alpha I + beta g x instability), 0, ceiling); I mean spinal inhibition of the day, k the person's
    response. Source: Urbach 1999 (a quarter of patients carry the deficit); form judgement.
    """
    inhibited = spinal if spinal > 0.0 else 0.0
    return clip(response * (alpha * inhibited + beta * unstable), 0.0, ceiling)


@rule
def spread(own: float, other: float, part: float) -> float:
    """The other leg is inhibited too: D = max(D_own, c D_other). Source: Hart 2010, Urbach 1999 (both limbs)."""
    across = part * other
    return across if across > own else own


@rule
def release_time(instability: float, targeted: float, stable_day: float, unstable_day: float, speed: float) -> float:
    """Slow inhibition lets go over months, over years while the joint is unstable, sooner with targeted practice.

    1 / tau = ((1 - i) / tau_stable + i / tau_unstable) (1 + k_t targeted), in days; i, targeted 0..1.
    Source: Berth 2002, Pietrosimone 2013, Lisee 2019; k_t without datum.
    """
    loose = clip(instability, 0.0, 1.0)
    rate = (1.0 - loose) / stable_day + loose / unstable_day
    return 1.0 / (rate * (1.0 + speed * targeted))


@rule
def chronic(chronic: float, drive: float, onset_day: float, release_day: float, step_day: float) -> float:
    """Slow inhibition rises over months to its drive and outlasts it: dIc/dt = (D - Ic) / (tau_on or tau_off)."""
    return approach(chronic, drive, step_day, onset_day if drive > chronic else release_day)


@rule
def response(draw: float, normal: float, part: float, strong: float, spread: float) -> float:
    """A minority of people carries most of the deficit; the mean over people stays 1.

    k = (strong if draw < part else (1 - part strong) / (1 - part)) exp(sd z - sd^2 / 2). Source: Urbach 1999.
    """
    weak = (1.0 - part * strong) / (1.0 - part)
    return (strong if draw < part else weak) * exp(spread * normal - 0.5 * spread * spread)


@rule
def lingering(
    now: float, spinal: float, cortical: float, part: float, onset_day: float, release_day: float, step_day: float
) -> float:
    """Part of the spinal inhibition stays at the motoneuron for weeks, on its own side only, until the cortex takes over.

    dI_l/dt = (lambda max(I - I_c, 0) - I_l) / (tau_on or tau_off), days. Source: form judgement; late reflexes are alike in
    both legs again while activation is low in both (Harkey 2016, Lepley 2015, Pietrosimone 2011).
    """
    left = spinal - cortical
    target = part * (left if left > 0.0 else 0.0)
    return approach(now, target, step_day, onset_day if target > now else release_day)


@rule
def hushed(trace: float, block: float, relief: float) -> float:
    """Anaesthetic and relief clear what a motor pool hears at once: Z (1 - block) (1 - relief). Source: Spencer 1984."""
    return trace * (1.0 - block) * (1.0 - relief)


@rule
def heard_by(gain_fluid: float, near: float, far: float) -> float:
    """A pool that fluid facilitates follows the slow trace; one that it inhibits hears the joint as it is."""
    return far if gain_fluid < 0.0 else near


@rule
def calm(now_day: float, pain: float, settled: float, tau_day: float, least: float, step_day: float) -> float:
    """Time since a joint last hurt more than a little, days; 0 while it does, and it begins when the pain falls below."""
    end = lasting.at(pain, settled, tau_day, step_day)
    fell = lasting.passing_time(pain, settled, tau_day, least)
    since = step_day - (fell if fell < step_day else step_day)
    calm_before = now_day if pain < least else 0.0
    return 0.0 if end >= least else (calm_before + step_day if pain < least + TOUCHING else since)
