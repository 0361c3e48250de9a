"""Fluid in a joint and muscles that do not cross it, or cross it on the other side."""

from __future__ import annotations

from agonist.experiments.evidence.inhibition import MINUTE
from agonist.experiments.evidence.living import change, end, planned, read
from agonist.experiments.evidence.registry import Options, experiment
from agonist.model.assessment.test_bench import Laboratory

HOUR = 1.0 / 24.0
TASKS = ("hip_extension", "hip_extension_bent")  # prone, and as in a bridge: the knee bent
LOAD = 0.35


@experiment("soleus-30min")
def soleus(seed: int, options: Options) -> float:
    """Change of the reflex of soleus half an hour after 30 mL in the knee, %."""
    life = planned("saline-30-calf", options, 30.0 * MINUTE)
    return float(read(life, end(life, seed, options), "h_reflex_gain", muscle="soleus", side="right")) - 100.0


@experiment("hip-distension")
def hip(seed: int, options: Options) -> float:
    """1 if fluid in one hip lowers gluteus maximus there, by 1 % at least, and leaves the other side within 1 %."""
    seen = {}
    for plan in ("calm-hips", "distended-hip"):
        life = planned(plan, options, HOUR)
        state = end(life, seed, options)
        for task in TASKS:
            for side in ("left", "right"):
                lifted = Laboratory(life.subject, state).effort(f"{task}_{side}", LOAD)
                of = lifted.muscles.index(f"gluteus_maximus_{side}")
                seen[plan, task, side] = float(lifted.activation[of]) / lifted.effort
    changes = {
        (t, s): change(seen["distended-hip", t, s], seen["calm-hips", t, s]) for t in TASKS for s in ("left", "right")
    }
    return float(all(changes[t, "right"] < -1.0 and abs(changes[t, "left"]) < 1.0 for t in TASKS))
