"""How ready the motoneurons of a muscle are, whatever the cortex sends."""

from __future__ import annotations

from agonist.model.compiler.jit import rule
from agonist.model.rules.joint import PAIN_MAX


@rule
def excitability(spinal: float, chronic: float, experiment: float, spinal_weight: float) -> float:
    """Spinal reflex loss, slow inhibition and an experimenter each leave a part of the motoneurons' answer.

    e = (1 - w_s I) (1 - Ic) (1 - A), above 1 where a joint facilitates; w_s turns reflex loss into loss of drive.
    The neural factor of training is no part of it: it scales force (`tissue.strength`), because disuse and training
    change force without changing activation (de Boer 2007). Source: Fahrer 1988, Henriksen 2011 (w_s).
    """
    return (1.0 - spinal_weight * spinal) * (1.0 - chronic) * (1.0 - experiment)


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
    return gain * hurt / PAIN_MAX


@rule
def h_reflex(spinal: float, asleep: float, gain: float) -> float:
    """Reflex amplitude, in % of that without inhibition: ``100 (1 - I)(1 + k d)``, d the drive that sleeps without commands.

    Source: Spencer 1984 (I); Lundbye-Jensen & Nielsen 2008 J Appl Physiol 105:139 (a week of immobilisation raises the reflex,
    cortical answers stay, a week of use takes it back): its afferents are held back less.
    """
    return 100.0 * (1.0 - spinal) * (1.0 + gain * asleep)
