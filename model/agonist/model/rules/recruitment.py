"""From a descending command to activation and torque: recruitment with reciprocal inhibition."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import clip, exp, log
from agonist.model.rules.joint import OF_PAIN

STEP = 0.01  # x healthy; a smaller change of strength asks for no rehearsal
LEAST_TRAINED = 0.5  # of the usual co-contraction: a bound by judgement, no case comes near
MOST_BRACED = 0.6  # of the activation of the agonists: likewise
SMALL = 1e-12  # keeps a division finite; far below any torque, share or activation that matters


@rule
def drive(weight: float, asleep: float, noise: float, spread: float) -> float:
    """Command per unit of effort in this bout: ``w (1 - d)(1 + sd z)``, w cortical weight, d asleep, z chance."""
    return weight * (1.0 - asleep) * (1.0 + spread * noise)


@rule
def advantage(arm_m: float, power: float) -> float:
    """A healthy pattern asks a muscle by what it can do: ``w ~ r^(1/(n - 1))``, r its arm about what the task wants, m.

    Least cost of a torque over all active fibres, ``min sum(F a^n)`` with ``sum(r F a) = T``; weighed by force F, so that the
    halves of a muscle are asked as the whole. n = 3 counts fatigue (Crowninshield & Brand 1981 J Biomech 14:793; Prilutsky &
    Zatsiorsky 2002 Exerc Sport Sci Rev 30:32), power 0 asks all alike.
    """
    return exp(power * log(arm_m)) if arm_m > SMALL else 0.0


@rule
def full_command(recurrent: float, reciprocal: float, coactivation: float) -> float:
    """Greatest command: what fully activates the pool against its own inhibition, ``1 + r + r_ant co``."""
    return 1.0 + recurrent + reciprocal * coactivation


@rule
def willed(most: float, tired_there: float, crossed: float) -> float:
    """Where the muscles of the other limb are tired the centre sends less at most: ``m_max (1 - k F')``.

    F' tired part of the same muscles there, 0..1. Source: Todd, Petersen, Taylor & Gandevia 2003 Exp Brain Res 150:308 (elbow,
    a minute of maximal work: activation of the other arm -2.9 points); more in legs, none in the strength of most arms
    (Halperin, Chapman & Behm 2015 Eur J Appl Physiol 115:2031): contested.
    """
    return most * (1.0 - crossed * tired_there)


@rule
def firm(held: float, movers: float, counts: float) -> float:
    """How much of what muscles can lift the head of the joint is held against: ``min(H / M, 1)``.

    H force of the muscles that hold it, M of those that move it (no more than healthy), x healthy; in health the one is just
    enough for the other. Source: Lippitt & Matsen 1993 Clin Orthop 291:20 (what a head bears sideways is a part of what presses
    it in), Inman, Saunders & Abbott 1944 J Bone Joint Surg 26:1; that health has no reserve is judgement (Parsons et al. 2002 J
    Orthop Res 20:439 find some).
    """
    part = held / (movers if movers < 1.0 else 1.0) if movers > SMALL else 1.0
    return 1.0 - counts * (1.0 - part) if part < 1.0 else 1.0


@rule
def grip(pulled_nm: float, before: float, able_nm: float, firm: float) -> float:
    """A head that is not held slides in its socket: what is pulled beyond ``f C`` is lost, and lighter work is done as before.

    pulled_nm torque of the agonists with the grip that they had before, C what they can give, N m; f how firmly it is held.
    """
    free = pulled_nm / (before if before > SMALL else SMALL)
    return firm * able_nm / free if free > firm * able_nm else 1.0


@rule
def asked(effort: float, usual: float) -> float:
    """What all muscles are asked at an effort: an effort of 1 is what a healthy maximum takes, ``G = g_0 effort``."""
    return usual * effort


@rule
def command(effort: float, drive: float, cue: float, strategy: float, most: float) -> float:
    """Voluntary command to one muscle, between nothing and all that the cortex can send.

    ``m = clip(G drive + cue + strategy, 0, m_max)``; G effort; all in units of activation.
    """
    return clip(effort * drive + cue + strategy, 0.0, most)


@rule
def cocontraction(usual: float, pain: float, pain_gain: float, instability: float, loose_gain: float) -> float:
    """Activation of the antagonists per activation of the agonists: more where a joint is painful or loose.

    ``co = min(co_0 + k_p P/10 + k_i I, .6)``. Healthy size 10-20 % of EMG (recalled); more in knee osteoarthritis
    (Hortobagyi et al. 2005), but the direction under pain depends on the task (Henriksen 2009): contested.
    """
    more = usual + pain_gain * pain * OF_PAIN + loose_gain * instability
    return more if more < MOST_BRACED else MOST_BRACED


@rule
def trained_cocontraction(usual: float, skill: float, gain: float) -> float:
    """Trained muscles are opposed less: ``co_0 (1 - k (s - 1))``, s their neural factor of maximal strength, half of co_0 at least.

    Source: Carolan & Cafarelli 1992 J Appl Physiol 73:911 (some -20 % within a week or two of training, both legs), Tillin
    et al. 2011 (both legs).
    """
    more = skill - 1.0
    return usual * clip(1.0 - gain * (more if more > 0.0 else 0.0), LEAST_TRAINED, 1.0)


@rule
def unsure(usual: float, missed: float, device: float, gain: float) -> float:
    """Where a device surprises, both sides contract the more the last movement was off: ``co_0 + k |u|``, u the part missed.

    Source: Thoroughman & Shadmehr 1999 J Neurosci 19:8573, Franklin et al. 2003 Exp Brain Res 151:145 (high at first, falls
    as errors do).
    """
    off = missed if missed > 0.0 else -missed
    return usual + gain * off * device


@rule
def held_back(part: float, able_nm: float, opposing_nm: float, most: float) -> float:
    """Antagonists do not outpull a movement that is meant: they take at most a part of what the agonists can give.

    ``min(co, k C_agonists / C_antagonists)``, torques as the muscles are now, N m. Great antagonists take 30 to 65 %
    of the torque of a maximal effort of small agonists, small ones 3 % of that of great ones (Billot, Duclay, Rigoard,
    David & Martin 2022 Sci Rep: both ways at the ankle).
    """
    bound = most * able_nm / (opposing_nm + SMALL)
    return part if part < bound else bound


@rule
def voluntary(agonists_nm: float, part: float, opposing: float) -> float:
    """Torque that a healthy person can give: antagonists take k of their O (x agonists) from agonists C in full, ``C (1 - k O)``."""
    return agonists_nm * (1.0 - part * opposing)


@rule
def brace(part: float, demand_nm: float, passive_nm: float, able_nm: float, opposing_nm: float) -> float:
    """Antagonists are commanded with the agonists: a part of the activation that these need, and of no more than a maximum.

    ``co clip((D - P) / (C - co O), 0, 1)``: agonists carry the demand D without the passive torque P, and what their antagonists
    (O, beside C of their own) take; N m. C is what the agonists' motoneurons and fresh units can give now, so that what is
    followed is the drive and not the torque: De Luca & Mander 1987 (one drive to both), Psek & Cafarelli 1993 J Appl Physiol
    74:170 (EMG of both rises together in fatigue). It is what is left of it: while both sides contract, Ia inhibition of the
    antagonists is held back (Nielsen & Kagamihara 1992 J Physiol 456:373).
    """
    return part * clip((demand_nm - passive_nm) / (able_nm - part * opposing_nm + SMALL), 0.0, 1.0)


@rule
def avoiding(braced: float, by_loose: float, avoided: float) -> float:
    """A muscle that the loose joint avoids does not brace it: command less the part that looseness adds.

    avoided 0..1: whether an unstable joint's fluid inhibits the muscle. Source: Hortobagyi 2005 and others (flexors brace
    the knee without a ligament); flexion stays strong after reconstruction, so extensors do not. Judgement.
    """
    return braced - by_loose if avoided > 0.0 else braced


@rule
def withheld(ready: float, felt: float, own: float, gain: float) -> float:
    """Muscles that work with a hurt one are held back with it, the more force is asked: e (1 - g max(P - P_own, 0) / 10).

    Source: Graven-Nielsen et al. 2002 Muscle Nerve 26:708 (pain of one muscle takes torque of the whole group, by the centre).
    """
    more = felt - own
    return ready * (1.0 - gain * (more if more > 0.0 else 0.0) * OF_PAIN)


@rule
def felt_pain(hurt: float, share: float, prime: float, load: float) -> float:
    """Pain of a muscle as a task feels it: P min(s / s_prime, 1) min(load, 1); a small helper is hardly missed."""
    part, asked = share / prime, load if load < 1.0 else 1.0
    return hurt * (part if part < 1.0 else 1.0) * asked


@rule
def pool(gain: float, weighed: float, mean: float) -> float:
    """Force-dependent inhibition in the pool of the agonists, per unit of own pattern; the own muscle counts too.

    ``I = r sum(v a (a/w)(1 + s)) / sum(v a)``. Recurrent and tendon-organ inhibition between synergists: Meunier et
    al. 1994 Exp Brain Res 102:149; Lyle & Nichols 2018 J Neurophysiol 119:668. No gain was published.
    """
    return gain * weighed / mean if mean > SMALL else 0.0


@rule
def stiff_source(stiffness: float, gain: float, most: float) -> float:
    """A stiffened muscle inhibits the pool more, within a bound: ``1 + k clip(stiffness - 1, 0, most)``. Contested."""
    return 1.0 + gain * clip(stiffness - 1.0, 0.0, most)


@rule
def pressing(active: float, fresh: float, press: float) -> float:
    """Inhibition that a muscle exerts in its pool, per unit of its size: ``(u / w) a (1 + s)``, ``u = a / (1 - MF)`` its drive.

    Motor units that are tired fire on and hush the pool as they did, so fatigue uncovers no drive: Loscher, Cresswell &
    Thorstensson 1996 J Physiol 491:163 and McNeil, Giesebrecht, Gandevia & Taylor 2011 J Physiol 589:3533 (motoneurons answer
    less, not more, in fatigue).
    """
    return active * (active / (fresh if fresh > SMALL else SMALL)) * press


@rule
def swing(found: float, before: float) -> float:
    """A mutual inhibition settles within some corrections: nine tenths of the way each time."""
    return 0.9 * (found - before)


@rule
def opposed(pattern: float, reciprocal: float, trained: float, opposing: float) -> float:
    """Reciprocal (Ia) inhibition by antagonists that really contract: ``w r_ant k sum(c_j a_j)``; k its trained gain.

    In units of activation. Source: Crone & Nielsen 1989.
    """
    return pattern * reciprocal * trained * opposing


@rule
def links(pattern: float, pooled: float, opposed: float) -> float:
    """Inhibition that reaches a muscle from its neighbours, activation: ``w I + A``, of the pool and of the antagonists."""
    return pattern * pooled + opposed


@rule
def answered(excitability: float, sent: float, inhibition: float, spared: float) -> float:
    """What the motoneurons make of a command: ``max(e m - inhibition, beta e m)``.

    Neighbours can take at most 1 - beta of a muscle's own drive: some motoneurons never lose it.
    """
    own = excitability * sent
    left, least = own - inhibition, spared * own
    left = left if left > least else least
    return left if left > 0.0 else 0.0


@rule
def fresh(fatigued: float) -> float:
    """Part of the motor units that still answers a command with force: ``1 - MF``."""
    return 1.0 - fatigued


@rule
def activation(answered: float, stimulation: float, fresh: float) -> float:
    """Activation of a muscle: of the units that are called up the tired part gives no force; current acts past the motoneuron.

    ``a = (1 - MF) clip(answered + stimulation, 0, 1)``. At one command a tired muscle gives less, so more drive is needed
    for the same force, long before any bound: Akima et al. 2002 J Appl Physiol 92:679 (one head tired by current), Psek &
    Cafarelli 1993 J Appl Physiol 74:170 (EMG of agonists +38 % at one torque).
    """
    return fresh * clip(answered + stimulation, 0.0, 1.0)


@rule
def free_part(
    active: float, stimulation: float, fresh: float, excitability: float, sent: float, inhibition: float, spared: float
) -> float:
    """1 where a muscle answers in full to a little more command, beta where links hold it at its least, 0 at a bound."""
    part = 1.0 if (1.0 - spared) * excitability * sent > inhibition else spared
    return part if fresh * stimulation < active < fresh else 0.0


@rule
def recruitable(part: float, sent: float, most: float, excitability: float, drive: float, capacity_nm: float) -> float:
    """Torque that one more unit of effort adds through a muscle, N m; nothing where it is at a bound."""
    return part * capacity_nm * excitability * drive if 0.0 < sent < most else 0.0


@rule
def yielding(part: float, pattern: float, capacity_nm: float) -> float:
    """Torque that one more unit of pool inhibition takes through a muscle, N m; none where it is held or at a bound."""
    return capacity_nm * pattern if part >= 1.0 else 0.0


@rule
def repetitions(planned: float, factor: float) -> float:
    """How often the movement is repeated in a bout: as planned, times what circumstances make of it."""
    return planned * factor


@rule
def torque(capacity_nm: float, activation: float) -> float:
    """Active torque of a muscle, N m: its torque at full activation times its activation."""
    return capacity_nm * activation


@rule
def capacity(arm_m: float, force_n: float, strength: float, curve: float, cos_pennation: float) -> float:
    """Torque of a muscle at full activation, N m: arm x force x strength x length factor x cosine of pennation."""
    return arm_m * force_n * strength * curve * cos_pennation


@rule
def passive_torque(
    arm_m: float, force_n: float, area: float, stiffness: float, curve: float, cos_pennation: float
) -> float:
    """Torque of a muscle at rest, N m, from its passive force-length factor and stiffness."""
    return arm_m * force_n * area * stiffness * curve * cos_pennation


@rule
def demand(load: float, factor: float, voluntary_nm: float, external_nm: float) -> float:
    """Torque that the task asks for, N m: a fraction of the healthy maximum, plus external load."""
    return load * factor * voluntary_nm + external_nm


@rule
def first_effort(expected: float, demand_nm: float, voluntary_nm: float, ceiling: float) -> float:
    """Effort that the nervous system tries first: what was enough last time, in proportion to the demand."""
    return clip(expected * demand_nm / (voluntary_nm + SMALL), 0.0, ceiling)


@rule
def effort(now: float, demand_nm: float, torque_nm: float, slope_nm: float, taken_nm: float, ceiling: float) -> float:
    """Effort after one correction: completing the movement comes first, so it rises until the torque is met.

    Newton's step on ``T(G) = demand``, with what a change of mutual inhibition is about to take; where no muscle
    answers to effort it goes half-way to its bound. Torque saturates, so a step down may be too long: it goes
    half-way to nothing at most.
    """
    error = demand_nm - torque_nm + taken_nm
    stuck = 0.5 * (now + ceiling) if error > 0.0 else 0.5 * now
    step = clip(now + error / (slope_nm + SMALL), 0.5 * now, ceiling)
    return step if slope_nm > SMALL else stuck


@rule
def grown(before: float, now: float) -> float:
    """Strength by which a body has outgrown its healthy one, x healthy, at least 1; followed in steps of `STEP`."""
    now = now if now > 1.0 else 1.0
    apart = now - before
    return now if apart > STEP or apart < -STEP else before


@rule
def progressed(able: float, follows: float, part: float) -> float:
    """A load that is trained with is a part of what can be given now: 1 + k f (S - 1), x what was planned.

    S voluntary strength of the agonists, rested, x healthy: below 1 where they are small or inhibited, above it where they have
    gained; f 1 for training, 0 for daily life, whose loads stay. Source: ACSM 2009 Med Sci Sports Exerc 41:687 (progressive
    overload; loads are a part of a maximum that is tested anew).
    """
    return 1.0 + part * follows * (able - 1.0)


@rule
def failed(demand_nm: float, torque_nm: float, tolerance: float) -> float:
    """1 if the movement fell short of its demand by more than the tolerance, else 0."""
    return 1.0 if torque_nm < demand_nm * (1.0 - tolerance) else 0.0
