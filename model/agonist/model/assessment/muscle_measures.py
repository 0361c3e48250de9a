"""What is measured of one muscle: nerves, size, fibres, tendon, injury."""

from __future__ import annotations

import math

from agonist.model.assessment.registry import Conditions, measure
from agonist.model.assessment.test_bench import Laboratory
from agonist.model.rules import fatigue, fibres, injury, nerve, observe, tissue


@measure("h_reflex_gain", "% of uninhibited", "muscle", "reflex amplitude against a young one without joint inhibition")
def h_reflex_gain(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """What the joints leave of the reflex, now, and what days without commands add; a muscle's own pain takes none of it."""
    return lab.rule(nerve.h_reflex)(
        lab.muscle(muscle, "unhurt_spinal"),
        lab.muscle(muscle, "asleep"),
        lab.parameter("reflex_disuse"),
        lab.parameter("reflex_own"),
    )


@measure("chronic_inhibition", "0-1", "muscle", "excitability that slow inhibition takes")
def chronic_inhibition(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Both slow parts, that outlast their cause: at the motoneuron and in the cortex."""
    return lab.muscle(muscle, "chronic")


@measure("lingering_inhibition", "0-1", "muscle", "excitability that the motoneuron's own slow inhibition takes")
def lingering_inhibition(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The slow part of one side, that lets go within months."""
    return lab.muscle(muscle, "lingering")


@measure("cortical_inhibition", "0-1", "muscle", "excitability that supraspinal inhibition takes")
def cortical_inhibition(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The slow part of both sides, that comes over months."""
    return lab.muscle(muscle, "cortical")


@measure("cortical_threshold_percent", "% of healthy", "muscle", "stimulus over the motor cortex that evokes an answer")
def cortical_threshold_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Raised by supraspinal inhibition, lowered at once by fluid; both directions are contested parameters."""
    cortical, spinal = (lab.muscle(muscle, name) for name in ("cortical", "spinal"))
    return lab.rule(nerve.cortical_threshold)(
        cortical, spinal, lab.parameter("threshold_cortical"), lab.parameter("threshold_spinal")
    )


@measure("guarded_percent", "% of usual load", "muscle", "load from which the leg is spared by habit")
def guarded_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """What pain, swelling and looseness have taught."""
    return 100.0 * lab.muscle(muscle, "guarded")


@measure("reciprocal_gain", "x untrained", "muscle", "gain of reciprocal inhibition onto the muscle")
def reciprocal_gain(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Trained by contraction of antagonists, not by stretching."""
    return lab.muscle(muscle, "reciprocal")


@measure("size_percent", "% of healthy", "muscle", "cross-section")
def size_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Physiological cross-section."""
    return 100.0 * lab.muscle(muscle, "area")


@measure("strength_percent", "% of healthy", "muscle", "maximal force, whatever the nerves do")
def strength_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Size x force per size x neural factor x what injury and lesion leave."""
    return 100.0 * lab.rule(tissue.strength)(*(lab.muscle(muscle, name) for name in tissue.STRENGTH))


@measure("neural_percent", "% of untrained", "muscle", "strength that skill of the nerves adds in a maximal effort")
def neural_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The neural factor of strength: trained, and crossed from the other side."""
    return 100.0 * lab.muscle(muscle, "neural")


@measure("force_per_size_percent", "% of healthy", "muscle", "maximal force per cross-section")
def force_per_size_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Specific force: what disuse takes and training packs."""
    return 100.0 * math.prod(lab.muscle(muscle, name) for name in ("specific", "quality", "packing"))


@measure(
    "hold_s",
    "s",
    "muscle",
    "time for which the muscle alone could hold a load (load=, of its own maximum)",
    "most",
    takes=("load",),
)
def hold_s(lab: Laboratory, muscle: str, where: Conditions) -> float:
    """The closed form of the three compartments, from the present fatigue; infinite where recovery serves the load."""
    rates = (lab.muscle(muscle, name) for name in ("fatigued", "fatigue_rate", "recovery_rate"))
    return lab.rule(fatigue.endurance)(where.load, *rates)


@measure("fibre_length_percent", "% of healthy", "muscle", "optimal fibre length: sarcomeres in series")
def fibre_length_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Sarcomeres in series."""
    return 100.0 * lab.muscle(muscle, "sarcomeres")


@measure("fascicle_percent", "% of healthy", "muscle", "length of a fascicle in ultrasound, at rest")
def fascicle_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """It lengthens under eccentric work before sarcomeres are made, so it is no count of them."""
    told = lab.rule(fibres.both_ways)(
        lab.muscle(muscle, "strained"), lab.parameter("series_half"), lab.parameter("shortening_part")
    )
    return 100.0 * lab.rule(fibres.fascicle)(lab.muscle(muscle, "sarcomeres"), told, lab.parameter("fascicle_stretch"))


@measure("tendon_stiffness_percent", "% of healthy", "muscle", "stiffness of the tendon")
def tendon_stiffness_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Raised by heavy loads, lowered by disuse."""
    return 100.0 * lab.muscle(muscle, "tendon_stiffness")


@measure("stiffness_percent", "% of healthy", "muscle", "passive stiffness")
def stiffness_percent(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Passive stiffness of the connective tissue."""
    return 100.0 * lab.muscle(muscle, "stiffness")


@measure("tightness", "x healthy pull", "muscle", "passive pull at a stretched length above that of the healthy muscle")
def tightness(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """A reading of stiffness and sarcomeres together."""
    length = lab.parameter("tightness_length")
    return lab.rule(tissue.tightness)(lab.muscle(muscle, "stiffness"), lab.muscle(muscle, "sarcomeres"), length)


@measure("end_length", "x healthy optimal", "muscle", "fibre length at which the passive pull ends the range")
def end_length(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """The length at which the muscle pulls as hard as the person tolerates at the end of range."""
    tolerated = lab.parameter("end_force") * lab.muscle(muscle, "tolerance") * lab.parameter("stretch_tolerance")
    return lab.rule(observe.end_length)(tolerated, lab.muscle(muscle, "stiffness"), lab.muscle(muscle, "sarcomeres"))


@measure("hazard_per_day", "1/day", "muscle", "chance of injury in a day", "sum")
def hazard_per_day(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """Hazard of injury at the present damage."""
    damage, scar = (lab.muscle(muscle, name) for name in ("damage", "scar"))
    full = lab.rule(injury.frail)(lab.parameter("hazard_full_day"), lab.parameter("fragility"))
    return lab.rule(injury.hazard)(
        damage, scar, full, *(lab.parameter(n) for n in ("hazard_steepness", "hazard_repeat"))
    )


@measure("injuries", "count", "muscle", "injuries so far", "sum")
def injuries(lab: Laboratory, muscle: str, _: Conditions) -> float:
    """How often the muscle was injured."""
    return lab.muscle(muscle, "injuries")


@measure(
    "active_percent",
    "% of motor units",
    "muscle",
    "motor units that work while a load (load=) is held now",
    takes=("load",),
)
def active_percent(lab: Laboratory, muscle: str, where: Conditions) -> float:
    """What the load asks for, or all that are not fatigued."""
    return 100.0 * lab.rule(fatigue.active)(where.load, lab.muscle(muscle, "fatigued"))


@measure(
    "resting_percent",
    "% of motor units",
    "muscle",
    "motor units in reserve while a load (load=) is held now",
    takes=("load",),
)
def resting_percent(lab: Laboratory, muscle: str, where: Conditions) -> float:
    """Neither at work nor fatigued."""
    return 100.0 * lab.rule(fatigue.resting)(where.load, lab.muscle(muscle, "fatigued"))
