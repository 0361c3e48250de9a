"""Small bodies and plans for the tests of words, assessments and patients."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from agonist.model.assessment.patient import Patient
from agonist.model.body.wiring import Floats
from agonist.model.layout import JOINTS, MUSCLES
from agonist.model.parameters import TABLE
from agonist.model.scenario import Scenario, read_text
from agonist.model.vocabulary import WORDS, Argument, Word

KNEE: dict[str, Any] = {  # with a knob that nothing asks
    "title": "Knee",
    "days": 4,
    "watch": "knee_extension_right",
    "plan": [{"do": "practice", "task": "knee_extension", "reps": 10, "load": "$load"}],
    "knobs": {"load": {"value": 0.3, "low": 0.1, "high": 0.8}, "idle": {"value": 1, "low": 0, "high": 2}},
}
BODY = """
title = "A leg for tests"
days = 30
watch = "hip_extension_right"
tasks = ["knee_extension", "gait"]
[body]
model = "rlu2023"
sides = [{sides}]
[[plan]]
do = "practice"
task = "hip_extension"
reps = 120
load = 0.3
bouts = 6
"""
ONE_MOVEMENT = """
title = "One movement"
days = 40
watch = "{task}_right"
[body]
model = "rlu2023"
sides = ["right"]
[[plan]]
do = "practice"
task = "{task}"
reps = 100
load = 0.35
"""
ANGLES = {"hip_flexion": (-20.0, 100.0), "knee_flexion": (0.0, 120.0), "ankle_dorsiflexion": (-40.0, 30.0)}
SPAN_DAY = 6.0
LIMITS = {"reps": 200.0, "steps": 5000.0, "bouts": 12.0, "seconds": 30.0, "rest_s": 300.0, "factor": 3.0}


def leg(sides: str = '"right"') -> Scenario:
    """A right leg, or both with ``'"left", "right"'``, that extends the hip."""
    return read_text(BODY.format(sides=sides), "leg-for-tests.toml")


def one_movement(task: str) -> Scenario:
    """A right leg that practises one task, a hundred times a day at .35 of its maximum."""
    return read_text(ONE_MOVEMENT.format(task=task), "one movement")


def _argument(argument: Argument, patient: Patient) -> st.SearchStrategy[Any]:
    names = patient.structure.names
    plain = {
        "muscle": sorted({patient.subject.graph.nodes[m]["anatomical_name"] for m in names.muscles}),
        "joint": sorted({j.removesuffix("_right").removesuffix("_left") for j in names.joints}),
        "task": sorted({t.removesuffix("_right").removesuffix("_left") for t in names.tasks}),
        "choice": list(argument.choices),
        "parameter": sorted(TABLE),
    }
    if argument.kind == "number":
        top = min(argument.high, LIMITS.get(argument.name, argument.high))
        return st.floats(max(argument.low, -1e3), min(top, 1e3), allow_nan=False)
    if argument.kind == "angles":
        one = st.sampled_from(sorted(ANGLES)).flatmap(lambda n: st.tuples(st.just(n), st.floats(*ANGLES[n])))
        return st.lists(one, min_size=1, max_size=2).map(dict)
    if argument.kind == "texts":
        tasks = st.sampled_from(plain["task"])
        lines = st.sampled_from(["10", "5 catch", "10 perturb=5", "8 clamp=0.02"])
        return st.lists(
            tasks.map("{} 2x8 load=0.5".format) if argument.name == "exercises" else lines, min_size=1, max_size=2
        )
    return st.sampled_from(plain[argument.kind])


@st.composite
def happenings(draw: st.DrawFn, patient: Patient) -> tuple[str, dict[str, Any]]:
    """A word with arguments of the right kind and range, starting within a few days."""
    entry: Word = WORDS[draw(st.sampled_from(sorted(WORDS)))]
    given = {a.name: draw(_argument(a, patient)) for a in entry.arguments}
    if entry.name == "switch":
        row = TABLE[given["parameter"]]
        given["value"] = draw(st.floats(row.low, row.high))
    given["day"] = draw(st.floats(0.0, SPAN_DAY))
    if entry.lasts:
        given["days"] = draw(st.floats(0.0, SPAN_DAY))
    return entry.name, given


def check_bounds(patient: Patient) -> None:
    """Compartments, shares and scales of a patient are where they must be."""
    state = patient.state()
    muscles, joints = state["muscles"], state["joints"]
    assert all(np.isfinite(values).all() for values in state.values())
    for name in ("fatigued", "activation", "chronic", "unloaded", "immobilised", "spinal"):
        low = -1.0 if name == "spinal" else 0.0  # facilitation is a negative inhibition
        inside(muscles[:, getattr(MUSCLES, name)], low, 1.0, name)
    inside(muscles[:, MUSCLES.sarcomeres], 0.5, 1.4, "sarcomeres")
    inside(muscles[:, MUSCLES.area], 0.3, 2.0, "area")
    inside(muscles[:, MUSCLES.specific], 0.5, 1.0, "specific")
    inside(muscles[:, MUSCLES.hurt], 0.0, 10.0, "hurt")
    inside(muscles[:, MUSCLES.damage], 0.0, np.inf, "damage")
    inside(joints[:, JOINTS.effusion_ml], 0.0, 3000.0, "effusion")
    inside(joints[:, JOINTS.pain], 0.0, 10.0, "pain")


def inside(values: Floats, low: float, high: float, name: str) -> None:
    """All values within a closed range, but for rounding."""
    assert (values >= low - 1e-12).all() and (values <= high + 1e-12).all(), f"{name}: {values.min()} {values.max()}"
