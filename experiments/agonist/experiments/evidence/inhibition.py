"""Fluid, pain and anaesthetic in a healthy knee: reflexes, strength and activation, within hours and weeks."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment

MINUTE, HOUR = 1.0 / 1440.0, 1.0 / 24.0
WEEKS_DAY = 28.0  # a chronic effusion has been there for four weeks
HEADS = {"vm": "vastus_medialis_right", "vl": "vastus_lateralis_right", "rf": "rectus_femoris_right"}
EXTENSION, FLEXION = "knee_extension_right", "knee_flexion_right"


@cache
def reflex(head: str, plan: str, days: float, seed: int, options: Options) -> float:
    """H-reflex of one head, % of that without inhibition."""
    life = planned(plan, options, days)
    return float(read(life, end(life, seed, options), "h_reflex_gain", muscle=HEADS[head]))


@cache
def torque(task: str, plan: str, days: float, seed: int, options: Options) -> float:
    """Maximal voluntary torque, N m."""
    life = planned(plan, options, days)
    return float(read(life, end(life, seed, options), "maximal_torque_nm", task=task))


def _ratio(plan: str, seed: int, options: Options) -> float:
    life = planned(plan, options, HOUR)
    return 100.0 * float(read(life, end(life, seed, options), "activation_ratio", task=EXTENSION))


def _enter(head: str) -> None:
    @experiment(f"ami-{head}-60ml")
    def run(seed: int, options: Options) -> float:
        return reflex(head, "saline-60", HOUR, seed, options)


for _head in HEADS:
    _enter(_head)


@experiment("ami-order-60ml")
def order(seed: int, options: Options) -> float:
    """1 if vastus medialis loses more than vastus lateralis, and that at least as much as rectus femoris."""
    loss = {head: 100.0 - reflex(head, "saline-60", HOUR, seed, options) for head in HEADS}
    return float(loss["vm"] > loss["vl"] >= loss["rf"])


@experiment("ami-block-60ml")
def blocked(seed: int, options: Options) -> float:
    """Change of the reflex by 60 mL in an anaesthetised joint, %."""
    return change(*(reflex("vm", plan, HOUR, seed, options) for plan in ("blocked-60", "blocked")))


@experiment("ami-vm-30ml-early")
def early(seed: int, options: Options) -> float:
    """Mean change of the reflex at 30, 90 and 150 min after 30 mL, %."""
    seen = [reflex("vm", "saline-30", minutes * MINUTE, seed, options) for minutes in (30.0, 90.0, 150.0)]
    return sum(seen) / len(seen) - 100.0


@experiment("ami-vm-30ml-late")
def late(seed: int, options: Options) -> float:
    """Change of the reflex at 210 min after 30 mL, %."""
    return reflex("vm", "saline-30", 210.0 * MINUTE, seed, options) - 100.0


@experiment("ami-pain-effusion-max")
def pain_and_effusion(seed: int, options: Options) -> float:
    """Loss of activation ratio with both causes less the larger single loss, points."""
    calm, fluid, pain, both = (
        _ratio(f"{p}", seed, options) for p in ("calm-knee", "full-fluid", "full-pain", "full-both")
    )
    return min(fluid, pain) - both if calm > both else float("nan")


def _painful(task: str, seed: int, options: Options) -> float:
    return change(*(torque(task, plan, HOUR, seed, options) for plan in ("knee-pain", "calm-knee")))


@experiment("kneepain-extension")
def pain_extension(seed: int, options: Options) -> float:
    """Change of maximal extension torque under knee pain, %."""
    return _painful(EXTENSION, seed, options)


@experiment("kneepain-flexion")
def pain_flexion(seed: int, options: Options) -> float:
    """Change of maximal flexion torque under knee pain, %."""
    return _painful(FLEXION, seed, options)


@experiment("aspiration-strength")
def aspiration(seed: int, options: Options) -> float:
    """Change of maximal extension torque within the hour after aspiration, %."""
    after = torque(EXTENSION, "aspirated", WEEKS_DAY + HOUR, seed, options)
    return change(after, torque(EXTENSION, "swollen-for-weeks", WEEKS_DAY, seed, options))


@experiment("lignocaine-extra")
def lignocaine(seed: int, options: Options) -> float:
    """Further change of maximal extension torque by anaesthetic, %."""
    numb = torque(EXTENSION, "aspirated-and-blocked", WEEKS_DAY + HOUR, seed, options)
    return change(numb, torque(EXTENSION, "aspirated", WEEKS_DAY + HOUR, seed, options))
