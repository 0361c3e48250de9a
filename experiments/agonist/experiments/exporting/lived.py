"""What living has made of each muscle, as factors on a model's own values, and which muscle of the model that is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from agonist.model.assessment.patient import Patient
from agonist.model.own.parts import label_all
from agonist.model.own.variant import in_force
from agonist.model.release import package_version
from agonist.model.rules import tissue
from agonist.model.rules.recruitment import answered

SIDES = {"right": ("_r", "_R", "_right", "_Right", ".r", ".R"), "left": ("_l", "_L", "_left", "_Left", ".l", ".L")}
BEFORE = {"right": ("r_", "R_", "right_", "Right_"), "left": ("l_", "L_", "left_", "Left_")}
MARK = "agonist export"


class Lived(NamedTuple):
    """One muscle of a model: factors on its force and optimal fibre, slack gained, and the greatest activation.

    `force` and `fibre` are times the model's own; `slack` is in the model's own optimal lengths; `ceiling` 0 to 1.
    """

    force: float
    fibre: float
    slack: float
    ceiling: float


def lived(patient: Patient) -> dict[str, Lived]:
    """Every muscle of a patient: strength, sarcomeres in series, tendon slack and excitability at this moment."""
    found = {}
    for muscle in patient.structure.names.muscles:

        def now(name: str, muscle: str = muscle) -> float:
            return patient.value("muscles", muscle, name)

        own = now("force_max_n") / float(patient.subject.graph.nodes[muscle]["force_max_n"]) * now("body_quality")
        force = own * in_force(patient.subject.own, tissue.strength)(*(now(name) for name in tissue.STRENGTH))
        ceiling = in_force(patient.subject.own, answered)(now("excitability"), 1.0, 0.0, 0.0)
        found[muscle] = Lived(force, now("sarcomeres"), now("tendon"), min(max(ceiling, 0.0), 1.0))
    return found


def in_model(patient: Patient, known: Collection[str], place: str) -> dict[str, Lived]:
    """What was lived by the muscles of a model, by the model's names.

    A muscle of ours stands for all compartments that it was merged from. Raises ValueError, with one line, for a body that
    came from no tables, and where the model holds none of its muscles.
    """
    anatomy = patient.subject.anatomy
    if anatomy is None:
        raise ValueError(f"{patient.resolved.scenario.name}: its body is a graph, which came from no model")
    names, told = set(known), lived(patient)
    found: dict[str, Lived] = {}
    for muscle, weights in zip(anatomy.muscles, anatomy._weights, strict=True):
        for k in weights.nonzero()[0].tolist() if muscle.name in told else ():
            row = anatomy._source.compartments[k].row
            for name in _called(row, muscle.side, names):
                found[name] = told[muscle.name]
    if not found:
        rows = ", ".join(sorted(c.row for c in anatomy._source.compartments)[:4])
        some = ", ".join(sorted(names)[:4]) or "none"
        raise ValueError(f"{place}: holds no muscle of the body {anatomy.model} ({rows} ...); it has {some}")
    return found


def _called(row: str, side: str, known: set[str]) -> list[str]:
    """The names that a row of the tables has in a model on one side; its plain name where the model has one side."""
    sided = [f"{row}{end}" for end in SIDES[side]] + [f"{begin}{row}" for begin in BEFORE[side]]
    found = [name for name in sided if name in known]
    return found or ([row] if side == "right" and row in known else [])


def recipe_text(patient: Patient, model: str, written: Mapping[str, Lived]) -> str:
    """The recipe as one line of JSON that may stand in an XML comment: who lived, how long, and what was changed."""
    scenario = patient.resolved.scenario
    about: dict[str, object] = {
        "made_by": f"{MARK} {package_version()}",
        "model": model,
        "scenario": scenario.name,
        "title": scenario.title,
        "body": scenario.body.label,
        "body_digest": patient.subject.digest,
        "seed": patient.seed,
        "rules": label_all(patient.subject.own),
        "learner": patient.learner,
        "day": patient.time_day,
        "knobs": patient.resolved.knobs,
        "parameters": dict(patient.resolved.scenario.parameters),
        "muscles": {name: [round(value, 9) for value in one] for name, one in sorted(written.items())},
        "columns": ["maximal force x model", "optimal fibre x model", "slack gained, optimal lengths", "ceiling 0-1"],
    }
    return json.dumps(about).replace("--", "-\\u002d")
