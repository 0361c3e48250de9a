"""What living has made of each muscle, as factors on a model's own values, and which muscle of the model that is."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from agonist.experiments.importing.naming import anatomical_name
from agonist.experiments.importing.sides import CLEAR, is_of, mark_of, without_side
from agonist.model.assessment.patient import Patient
from agonist.model.body.anatomy import Muscle
from agonist.model.own.parts import label_all
from agonist.model.own.variant import in_force
from agonist.model.release import package_version
from agonist.model.rules import tissue
from agonist.model.rules.recruitment import answered

SIDES = ("right", "left")
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


def in_model(patient: Patient, known: Collection[str], place: str) -> tuple[dict[str, Lived], list[str]]:
    """What was lived by the muscles of a model, by the model's names, and the muscles of ours that it lacks.

    A muscle of ours stands for all compartments that it was merged from; one whose rows the model does not have, for those
    with its anatomical name. Raises ValueError, with one line, for a body that came from no tables, and where the model holds
    none of its muscles.
    """
    anatomy = patient.subject.anatomy
    if anatomy is None:
        raise ValueError(f"{patient.resolved.scenario.name}: its body is a graph, which came from no model")
    names, told = named(known), lived(patient)
    found, lost = dict[str, Lived](), list[Muscle]()
    for muscle, weights in zip(anatomy.muscles, anatomy._weights, strict=True):
        rows = [anatomy._source.compartments[k].row for k in weights.nonzero()[0].tolist() if muscle.name in told]
        own = {name: told[muscle.name] for row in rows for name in names.get((row, muscle.side), ())}
        lost += [muscle] if rows and not own else []
        found |= own
    called = [
        (name, anatomical_name(bare), side)
        for (bare, side), said in names.items()
        for name in said
        if name not in found
    ]
    for muscle in [m for m in lost if not m.compartment]:
        own = {
            name: told[muscle.name]
            for name, what, side in called
            if (what, side) == (muscle.anatomical_name, muscle.side)
        }
        lost = [m for m in lost if m != muscle or not own]
        found |= own
    if not found:
        own_rows = [c.row for c in anatomy._source.compartments]
        rows_told, some = ", ".join(sorted(own_rows)[:4]), ", ".join(sorted(known)[:4]) or "none"
        other = next((side for row, side in sorted(names) if row in own_rows), "")
        hint = f": they are of its {other}, so live with sides = [{other!r}]" if other else ""
        raise ValueError(f"{place}: holds no muscle of the body {anatomy.model} ({rows_told} ...); it has {some}{hint}")
    return found, [muscle.name for muscle in lost]


def named(known: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """The muscles of a model by their name without its side, and that side.

    A name without a side is of the right, unless the model marks the right only.
    """
    own, found = mark_of(known), dict[tuple[str, str], list[str]]()
    marks = [*CLEAR, *([own] if own and own not in CLEAR else [])]
    for name in sorted(known):
        sided = {
            (without_side(name, m), s)
            for mark in marks
            for m, s in zip(mark, SIDES, strict=True)
            if m and is_of(name, m)
        }
        for one in sided:
            found.setdefault(one, []).append(name)
    for name in sorted(known):
        found.setdefault((name, "left" if own and not own.left else "right"), [name])
    return found


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
