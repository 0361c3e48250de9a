"""How ready the motoneurons of a muscle are, whatever the cortex sends."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.maths import approach
from agonist.model.rules.joint import OF_PAIN


@rule
def excitability(spinal: float, chronic: float, experiment: float, spinal_weight: float) -> float:
    """Spinal reflex loss, slow inhibition and an experimenter each leave a part of the motoneurons' answer.

    e = (1 - w_s I) (1 - Ic) (1 - A), above 1 where a joint facilitates; w_s turns reflex loss into loss of drive.
    The neural factor of training is no part of it: it scales force (`tissue.strength`), because disuse and training
    change force without changing activation (de Boer 2007). Source: Fahrer 1988, Henriksen 2011 (w_s).
    """
    return (1.0 - spinal_weight * spinal) * (1.0 - chronic) * (1.0 - experiment)


@rule
def at_length(length: float, pull: float, least_pull: float, enough: float, least: float) -> float:
    """A muscle that lies shorter than everyday movement takes it answers less: clip(f / (f_0 f_e), e_min, 1); f_0 = 0 is off.

    f active force-length factor now, f_e at the shortest length of everyday movement; `length` in own optimal lengths, from 1 on
    none is lost. What its neighbours take is less in the same proportion. Source: Kennedy & Cresswell 2001 Exp Brain Res 137:58
    (a two-joint head of the calf, short: units start at 32 instead of 3 N m), Arampatzis et al. 2006 J Biomech 39:1891 (at a
    maximum too, where the knee is bent far). Short is what daily life does not know: a muscle that is shortest in standing answers
    there as in any other maximum (Contreras 2015 PeerJ 3:e1261), others at every angle of the hip (Guex 2012 J Athl Train
    47:390). Form judgement.
    """
    wanted = enough * least_pull
    part = pull / wanted if pull < wanted and length < 1.0 else 1.0
    return part if part > least else least


@rule
def cut_reaches(gain_pain: float, inflamed: float) -> float:
    """A joint that was cut is spared by all the muscles that its pain reaches, heads of one muscle alike: F where g > 0.

    F inflammation of the tissue, 1 at an operation; g gain of the pain of the joint. Judgement: no study tells heads apart.
    """
    return inflamed if gain_pain > 0.0 else 0.0


@rule
def past_cut(ready: float, cut: float, gain: float, load: float) -> float:
    """In the first weeks a joint that was cut shuts its muscles off, the last motor units most: e (1 - k F min(L, 1)^2).

    F inflammation of the tissue (1 where a capsule was opened) where it reaches the muscle, L load of the task, x healthy
    maximum. Source: Stokes & Young 1984, Shakespeare 1985 (EMG of a maximal effort of the thigh -70 % three and -38 %
    fifteen days after a capsule was cut, beyond what the pain explains; anaesthetic in the joint lifts it), Schaible &
    Schmidt 1985, Coggeshall 1983 (sensitised receptors). That light work is spared is judgement.
    """
    hard = load if load < 1.0 else 1.0
    left = 1.0 - gain * cut * hard * hard
    return ready * (left if left > 0.0 else 0.0)


@rule
def unpractised(now: float, still: float, most: float, loss_day: float, return_day: float, step_day: float) -> float:
    """A muscle that is held still is driven less in a maximal effort, more from week to week: dB/dt = (b s - B) / tau.

    s part of the day held still that no effort offsets, 0..1; days, the shorter tau once it moves again. Missing load alone
    takes none (de Boer 2007). Source: Campbell 2019 (40 studies: central drive falls where the joint is fixed, and strength
    by 2 % a day against 1 in a hung leg), Clark 2009 (wrist), Gondin 2004 (ankle), MacLennan 2021 (knee).
    """
    target = most * (still if still < 1.0 else 1.0)
    return approach(now, target, step_day, loss_day if target > now else return_day)


@rule
def cortical_threshold(cortical: float, spinal: float, by_cortical: float, by_spinal: float) -> float:
    """A reading: intensity over the motor cortex that evokes a response, in % of that in health.

    100 (1 + k_c I_c - k_s I): it rises with supraspinal inhibition and falls at once with fluid. Source: Pietrosimone
    2013, Lepley 2015 (raised months on), Rice 2014 (response up with acute fluid); Zarzycki 2020 sees it in the other limb.
    """
    return 100.0 * (1.0 + by_cortical * cortical - by_spinal * spinal)


@rule
def own_pain(hurt: float, gain: float) -> float:
    """A hurt muscle inhibits itself: g P / 10, fraction of excitability. Source: Henriksen 2011 (direction)."""
    return gain * hurt * OF_PAIN


@rule
def h_reflex(spinal: float, asleep: float, gain: float, own: float) -> float:
    """Reflex amplitude, in % of that of a young pool without inhibition: ``100 r (1 - I)(1 + k d)``, d the drive that sleeps.

    r what the person has of it, I of the joints alone: a muscle's own pain lowers what the will gets of it and not its reflex (Matre
    1998 Pain 75:331, Sohn 2004 J Korean Acad Rehabil Med 28:240). d comes of days without commands: afferents are held back less
    (Lundbye-Jensen & Nielsen 2008 J Appl Physiol 105:139: a week of immobilisation raises the reflex, cortical answers stay, a
    week of use takes it back). Source of I: Spencer 1984.
    """
    return 100.0 * own * (1.0 - spinal) * (1.0 + gain * asleep)
