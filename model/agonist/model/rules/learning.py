"""How the cortex learns whom to use: Hebb's product, the sense of effort, habit in two traces.

Weights `w` are in units of activation, sizes `v` are shares of the task's capacity; ``sum(v) = 1`` and
``sum(v w) = 1`` over the agonists of a task. Ratios are to the mean of the task: `r = m / sum(v m)` of a
command, `rho = a / sum(v a)` of an activation. Rates are per repetition, so the length of a bout does not matter.
"""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach, clip, exp, log, square_root
from agonist.model.rules.joint import OF_PAIN

SMALL = 1e-9  # keeps a division finite; far below any activation, share or credit that matters
LEAST_CREDIT = 1e-6  # a muscle that cannot answer at all
LEAST_SIZE = 1e-3  # below this share of capacity a muscle explores no more wildly


@rule
def usual(seen: float, noise: float, spread: float) -> float:
    """A quantity as it is in the bout's typical repetition: own exploration taken out, ``x / (1 + sd z)``."""
    factor = 1.0 + spread * noise
    return seen / (factor if factor > 0.1 else 0.1)


@rule
def ratio(value: float, mean: float) -> float:
    """A muscle's value in units of the mean of its task, ``x / xbar``; 0 where nothing moves."""
    return value / mean if mean > SMALL else 0.0


@rule
def part(whole: float, share: float) -> float:
    """A part of a whole: ``p x``."""
    return whole * share


@rule
def able(capacity_nm: float, share: float, whole_nm: float) -> float:
    """What a muscle can do now of what it could in health: present over healthy capacity, ``C / (v C_task)``."""
    return ratio(capacity_nm, share * whole_nm)


@rule
def threshold_hebb(rho: float, theta: float, delta: float, phi0: float) -> float:
    """A muscle is potentiated while it works clearly harder than the mean, and potentiation saturates.

    ``phi = phi0 rho + (1 - phi0) / (1 + exp(-(rho - theta) / delta))``; theta, delta in units of the mean
    activation. Sliding threshold: Bienenstock, Cooper, Munro 1982 J Neurosci 2:32.
    """
    return phi0 * rho + (1.0 - phi0) / (1.0 + exp((theta - rho) / delta))


@rule
def plain_hebb(r: float, rho: float) -> float:
    """What is commanded and answers is potentiated: Hebb's product ``r rho`` of command and activation."""
    return r * rho


@rule
def potentiation(r: float, rho: float, theta: float, delta: float, phi0: float, plain: float) -> float:
    """Potentiation by use, with the sliding threshold or, with the switch `plain` at 1, without it."""
    return plain * plain_hebb(r, rho) + (1.0 - plain) * threshold_hebb(rho, theta, delta, phi0)


@rule
def competition(own: float, weight: float, mean: float) -> float:
    """What one muscle gains the others lose: ``h_i - w_i sum(v_j h_j)``. Source: Oja 1982 J Math Biol 15:267."""
    return own - weight * mean


@rule
def answer(excitability: float, command: float, fatigued: float, able: float) -> float:
    """Torque that a command fetches from a muscle, per unit of its healthy capacity.

    ``g = able (1 - MF) min(e, 1 / m)``; e excitability, able the present over the healthy capacity.
    """
    room = 1.0 / (command + SMALL)
    return able * (1.0 - fatigued) * (excitability if excitability < room else room)


@rule
def credit(answered: float, awareness: float) -> float:
    """How far exploration credits a muscle with what it can do now: ``c = g ** q``.

    q 0 is pure habit, 1 a full search for least effort. People hardly re-optimise at once (de Rugy 2012) and
    compensate in part later (Stutzig 2012).
    """
    g = answered if answered > LEAST_CREDIT else LEAST_CREDIT
    return exp(awareness * log(g))


@rule
def effort_cost(r: float) -> float:
    """The sense of effort is of the command, not of the force: slope of ``sum(v r**2)``, ``2 r``."""
    return 2.0 * r


@rule
def pain_cost(hurt: float, price: float) -> float:
    """Using a hurt muscle is paid for in pain: ``p hurt / 10`` per unit of command and size."""
    return price * hurt * OF_PAIN


@rule
def unwanted_cost(axis_nm: float, demand_nm: float, arm_ratio: float, answered: float, price: float) -> float:
    """Torque about an axis that the task does not want is a cost: slope of ``p (T_axis / demand)**2``.

    arm_ratio the muscle's arm about that axis over its arm along the task.
    """
    return 2.0 * price * ratio(axis_nm, demand_nm) * arm_ratio * answered


@rule
def price(cost: float, credited: float) -> float:
    """What a unit of torque is worth: total cost over total credit, so that scaling all commands gains nothing."""
    return cost / (credited + SMALL)


@rule
def marginal(price_of_torque: float, credited: float, cost: float) -> float:
    """What a little more of one muscle gains, once effort has settled again: ``lambda c_i - cost_i``."""
    return price_of_torque * credited - cost


@rule
def chance(noise: float, share: float) -> float:
    """Chance part of what a muscle learns by trying, in standard deviations: ``z / sqrt(v)``.

    Each motor unit explores on its own: the error of a muscle's estimate is the mean over its units, so a small
    muscle errs more, and cutting one muscle into two compartments changes nothing.
    """
    return noise / square_root(share if share > LEAST_SIZE else LEAST_SIZE)


@rule
def explored(
    gain: float, mean: float, spread: float, drawn: float, mean_drawn: float, reps: float, scale: float
) -> float:
    """What exploration says of a muscle: its marginal gain above the mean, and an error of chance.

    ``g_i - gbar + s sqrt(sum(v g**2) / n) (chance_i - mean chance)``: expectation and spread of the estimate
    ``(R - Rbar) z_i / (sd v_i)`` averaged over n repetitions.
    """
    error = square_root(spread / (reps + SMALL))
    return gain - mean + scale * error * (drawn - mean_drawn)


@rule
def success(failed: float) -> float:
    """Only what succeeds is potentiated: 1 - failed."""
    return 1.0 - failed


@rule
def drive(hebb: float, success: float, tried: float, effort_weight: float, rate: float) -> float:
    """Change of a weight per repetition by Hebb and by effort: ``eta (success hebb + k explored)``."""
    return rate * (success * hebb + effort_weight * tried)


@rule
def use(r: float, weight: float, rate: float) -> float:
    """What was just done leaves a trace whatever its reward: ``u (r_i - w_i)`` per repetition."""
    return rate * (r - weight)


@rule
def fast_trace(fast: float, slow: float, change: float, reps: float, tau: float, floor: float) -> float:
    """The fast weight is driven by practice and leaks towards the slow one.

    ``dw/dn = change - (w - w_slow) / tau``, exact for a constant change; tau in repetitions. Source of tau: washout of
    a practised gait asymmetry, Wood et al. 2020 J Neurophysiol 124:32.
    """
    end = approach(fast, slow + tau * change, reps, tau)
    return end if end > floor else floor


@rule
def forgetting_tau(slow: float, fast: float, tau: float, consolidation: float) -> float:
    """The stronger a habit is, the slower it is forgotten.

    ``tau (1 + (kappa - 1) z)`` while the slow weight moves back towards 1, with ``z = min(|w - 1|, 1)``;
    kappa 1 is plain forgetting.
    """
    z = slow - 1.0
    back = (fast - slow) * z < 0.0
    z = z if z > 0.0 else -z
    z = z if z < 1.0 else 1.0
    return tau * (1.0 + (consolidation - 1.0) * z) if back else tau


@rule
def slow_trace(slow: float, fast: float, reps: float, tau: float) -> float:
    """The slow weight follows the fast one: ``dw_slow/dn = (w_fast - w_slow) / tau``, tau in repetitions."""
    return approach(slow, fast, reps, tau)


@rule
def scaled(weight: float, total: float) -> float:
    """A weight after the task's mean weight is brought back to 1."""
    return weight / (total + SMALL)


@rule
def reach(share: float, weight: float, mean_command: float) -> float:
    """Command that shifts a muscle's share of torque by one, once effort has given way: ``mbar / (v (1 - v w))``."""
    room = 1.0 - share * weight
    return mean_command / (share * (room if room > 0.05 else 0.05) + SMALL)


@rule
def shown(seen_share: float, target: float, clamp: float) -> float:
    """The share that feedback shows: the one that was reached, or one that keeps the error at a clamped value.

    An error clamp shows the same error whatever is done, a channel none (Shadmehr et al. 2010 Annu Rev Neurosci 33:89).
    """
    return target - clamp if clamp > -1.5 else seen_share


@rule
def strategy(
    now: float, target: float, seen_share: float, reach_now: float, reps: float, retention: float, gain: float
) -> float:
    """A deliberate change of command while feedback on the share is shown; none without it.

    In units of share ``s' = A s + C (target - share)`` per repetition, summed up over the n repetitions of the bout.
    Source: Wood et al. 2020, group fit A .911, C .859.
    """
    s = now / (reach_now + SMALL)
    settled = gain * (target - seen_share + s) / (1.0 - retention + gain)
    kept = clip(retention - gain, SMALL, 1.0)
    s = settled + (s - settled) * exp(reps * log(kept))
    return s * reach_now if target >= 0.0 else 0.0


@rule
def willed(strategy: float, usual: float, up: float, down: float) -> float:
    """A deliberate change of one muscle is bounded: ``clip(s, -A_down m, A_up)``, m what effort alone sends it.

    People raise a chosen muscle by some hundredths of its maximum (Calatayud et al. 2016 Eur J Appl Physiol 116:527,
    2017 117:1445) and take away a part of what they usually send (Uhlrich et al. 2022 Sci Rep 12:9842).
    """
    return clip(strategy, -down * usual, up)


@rule
def dragged(willed: float, size: float, spill: float) -> float:
    """Who wills one muscle drags its neighbours along: ``s_j = q sum(v_i s_i) / sum(v_i)`` over the chosen ones.

    Focus on one muscle of a press raised the other as well (Calatayud et al. 2016 Eur J Appl Physiol 116:527).
    """
    return spill * willed / size if size > 0.0 else 0.0


@rule
def effort_reward(share: float, command: float, mean_command: float, pain: float) -> float:
    """A muscle's part of the reward, negative: effort and own pain, ``- v m (m + mbar p)``."""
    return -share * command * (command + mean_command * pain)


@rule
def unwanted_reward(axis_nm: float, demand_nm: float, mean_command: float, cost: float) -> float:
    """Part of the reward, negative, of torque about an unwanted axis: ``- p (mbar T_axis / demand)**2``."""
    off = mean_command * ratio(axis_nm, demand_nm)
    return -cost * off * off


@rule
def failure(failed: float, cost: float) -> float:
    """Part of the reward, negative, of a failed movement."""
    return -cost * failed


@rule
def expected_reward(expected: float, got: float, reps: float, tau: float) -> float:
    """Reward that the task is known to bring: a running mean over tau repetitions."""
    return approach(expected, got, reps, tau)


@rule
def enough(expected: float, effort: float, demand_nm: float, voluntary_nm: float) -> float:
    """Effort that was enough, per unit of relative demand; unchanged where nothing was asked."""
    return effort * voluntary_nm / demand_nm if demand_nm > SMALL else expected


@rule
def lean(toward_m: float, reach_m: float) -> float:
    """Part of an effort that asks a muscle: what its arms do for the wanted axes, each at its price, over their size.

    ``max(0, sum_j p_j r_j) / sum_j |r_j|``; a muscle that helps one axis and hurts another is asked for less, and 1
    where a task wants one axis.
    """
    toward = toward_m / (reach_m + SMALL)
    return (toward if toward > 0.0 else 0.0) if reach_m > 0.0 else 1.0


@rule
def helping(arm_m: float) -> float:
    """What an arm does for an axis, weighed by what the task wants of it: nothing where it turns the other way."""
    return arm_m if arm_m > 0.0 else 0.0


@rule
def undivided(toward_m: float, helped_m: float) -> float:
    """Of what the axes ask that a muscle helps, the part that is left after those it hurts; 1 where it hurts none.

    ``max(0, sum_j p_j r_j) / sum_j max(0, p_j r_j)``: inhibition of the pool is felt per what a muscle is asked.
    """
    toward = toward_m / (helped_m + SMALL)
    return (toward if toward > 0.0 else 0.0) if helped_m > 0.0 else 1.0


@rule
def dearer(price: float, missed: float, reps: float, rate: float) -> float:
    """An axis whose demand was missed is asked for more, movement by movement: ``p exp(min(rate n, .5) missed)``.

    Error comes first and is corrected within a day of practice (form of Emken et al. 2007 J Neurophysiol 97:3976).
    """
    step = rate * reps
    step = step if step < 0.5 else 0.5
    found = price * exp(step * clip(missed, -1.0, 1.0))
    return clip(found, 0.02, 50.0)


@rule
def due(torque_nm: float, eased_nm: float) -> float:
    """Torque about an axis that counts for the task: what posture has made needless no longer does, T - T_e, N m."""
    return torque_nm - eased_nm


@rule
def missed(demand_nm: float, torque_nm: float) -> float:
    """Part of a demand that was not met; below 0 more was delivered."""
    return (demand_nm - torque_nm) / demand_nm if demand_nm > SMALL else 0.0


@rule
def arm_ratio(off_m: float, arm_m: float) -> float:
    """Torque about another axis per torque along the task; 0 for a muscle without an arm."""
    size = arm_m if arm_m > 0.0 else -arm_m
    return off_m / arm_m if size > SMALL else 0.0
