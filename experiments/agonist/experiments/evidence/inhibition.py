"""Fluid, pain and anaesthetic in a healthy knee: reflexes, strength and activation, within hours and weeks."""

from __future__ import annotations

from functools import cache

from agonist.experiments.evidence.living import State, end, joint, planned
from agonist.experiments.evidence.readings import change, maximal, reflex
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.parameters import defaults
from agonist.model.plan import Impulse
from agonist.model.scenario import Resolved

MINUTE = 1.0 / 1440.0
HOUR = 1.0 / 24.0
HEADS = {"vm": "vastus_medialis_right", "vl": "vastus_lateralis_right", "rf": "rectus_femoris_right"}
EXTENSION, FLEXION = "knee_extension_right", "knee_flexion_right"
CHRONIC_WEEKS, CHRONIC_ML = 4, 60.0  # an effusion kept for weeks, of the size of the largest that was injected
ASSUMED_PAIN = 5.0


def kept(options: Options, ml: float, pain: float, block: float = 0.0) -> list[Impulse]:
    """Fluid and pain of the right knee that stay as they are."""
    table = defaults() | dict(options.settings)
    drain, fade = table["tau_effusion_saline_day"], table["tau_pain_usual_day"]
    return joint(
        "knee_right", 0.0, effusion_ml=ml, inflow_ml_day=ml / drain, pain=pain, pain_source_day=pain / fade, block=block
    )


@cache
def _held(ml: float, pain: float, block: float, seed: int, options: Options) -> tuple[Resolved, State]:
    resolved = planned("knee", options, HOUR, at_once=kept(options, ml, pain, block))
    return resolved, end(resolved, seed, options)


def _reflex(name: str, ml: float, block: float, seed: int, options: Options) -> float:
    return reflex(*_held(ml, 0.0, block, seed, options), HEADS[name])


def _enter(name: str) -> None:
    @experiment(f"ami-{name}-60ml")
    def read(seed: int, options: Options) -> float:
        return _reflex(name, 60.0, 0.0, seed, options)


for _name in HEADS:
    _enter(_name)


@experiment("ami-order-60ml")
def order(seed: int, options: Options) -> float:
    """1 if vastus medialis loses more than vastus lateralis, and that at least as much as rectus femoris."""
    loss = {name: 100.0 - _reflex(name, 60.0, 0.0, seed, options) for name in HEADS}
    return float(loss["vm"] > loss["vl"] >= loss["rf"])


@experiment("ami-block-60ml")
def blocked(seed: int, options: Options) -> float:
    """Change of the reflex by 60 mL in an anaesthetised joint, %."""
    return change(_reflex("vm", 60.0, 1.0, seed, options), _reflex("vm", 0.0, 1.0, seed, options))


def _after_30_ml(minutes: float, seed: int, options: Options) -> float:
    resolved = planned("knee", options, minutes * MINUTE, [("inject effusion", {"joint": "knee", "side": "right", "ml": 30.0})])
    return reflex(resolved, end(resolved, seed, options), HEADS["vm"]) - 100.0


@experiment("ami-vm-30ml-early")
def early(seed: int, options: Options) -> float:
    """Mean change of the reflex at 30, 90 and 150 min after 30 mL, %."""
    return sum(_after_30_ml(minutes, seed, options) for minutes in (30.0, 90.0, 150.0)) / 3.0


@experiment("ami-vm-30ml-late")
def late(seed: int, options: Options) -> float:
    """Change of the reflex at 210 min after 30 mL, %."""
    return _after_30_ml(210.0, seed, options)


@experiment("ami-pain-effusion-max")
def pain_and_effusion(seed: int, options: Options) -> float:
    """Loss of activation ratio with both causes less the larger single loss, points."""
    full = (defaults() | dict(options.settings))["effusion_reference_ml"]
    causes = ((0.0, 0.0), (full, 0.0), (0.0, 10.0), (full, 10.0))
    seen = [100.0 * maximal(*_held(ml, pain, 0.0, seed, options), EXTENSION).ratio for ml, pain in causes]
    return (seen[0] - seen[3]) - max(seen[0] - seen[1], seen[0] - seen[2])


def _painful(task: str, seed: int, options: Options) -> float:
    seen = [maximal(*_held(0.0, pain, 0.0, seed, options), task).torque_nm for pain in (ASSUMED_PAIN, 0.0)]
    return change(*seen)


@experiment("kneepain-extension")
def pain_extension(seed: int, options: Options) -> float:
    """Change of maximal extension torque under knee pain, %."""
    return _painful(EXTENSION, seed, options)


@experiment("kneepain-flexion")
def pain_flexion(seed: int, options: Options) -> float:
    """Change of maximal flexion torque under knee pain, %."""
    return _painful(FLEXION, seed, options)


@cache
def _aspirated(seed: int, options: Options) -> tuple[float, float, float]:
    """Maximal torque with a chronic effusion, an hour after aspiration, and with anaesthetic besides."""
    table = defaults() | dict(options.settings)
    weeks, drain = 7.0 * CHRONIC_WEEKS, table["tau_effusion_replacement_day"]
    swollen = joint("knee_right", 0.0, effusion_ml=CHRONIC_ML, tau_effusion_day=drain, inflow_ml_day=CHRONIC_ML / drain)
    dry = joint("knee_right", weeks, effusion_ml=0.0, inflow_ml_day=0.0)
    numb = joint("knee_right", weeks + HOUR, block=1.0)
    plans = ((weeks, swollen), (weeks + HOUR, swollen + dry), (weeks + HOUR + MINUTE, swollen + dry + numb))
    lives = [planned("knee", options, days, at_once=events) for days, events in plans]
    torques = [maximal(life, end(life, seed, options), EXTENSION).torque_nm for life in lives]
    return torques[0], torques[1], torques[2]


@experiment("aspiration-strength")
def aspiration(seed: int, options: Options) -> float:
    """Change of maximal extension torque by aspiration, %."""
    before, after, _ = _aspirated(seed, options)
    return change(after, before)


@experiment("lignocaine-extra")
def lignocaine(seed: int, options: Options) -> float:
    """Further change of maximal extension torque by anaesthetic, %."""
    _, after, numb = _aspirated(seed, options)
    return change(numb, after)
