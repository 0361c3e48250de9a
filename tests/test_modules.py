"""The rival `modules`: muscles that the same joints act on are commanded in fixed proportions."""

from __future__ import annotations

import numpy as np

from agonist.experiments import run

HAMSTRINGS = ("semimembranosus", "semitendinosus", "biceps_femoris_long_head")
OTHERS = ("gluteus_maximus", "gluteus_medius", "piriformis", "adductor_magnus")


def test_muscles_of_a_module_rise_together_and_other_modules_fall_behind() -> None:
    rises = {}
    for learner in ("modules", "error"):
        frame = run("gluteal-inhibition", days=40, learner=learner).to_frame()
        rises[learner] = {m: frame[f"weight.{m}_right"].iloc[-1] for m in (*HAMSTRINGS, *OTHERS)}
    told = rises["modules"]
    assert np.ptp([told[m] for m in HAMSTRINGS]) < 1e-6 and told["gluteus_medius"] == told["adductor_magnus"]
    assert told["semitendinosus"] > 1.05 > 0.95 > max(told[m] for m in OTHERS)
    assert (
        min(rises["error"][m] for m in ("gluteus_medius", "adductor_magnus")) > 1.03
    )  # error correction asks all for more alike, of whatever module
