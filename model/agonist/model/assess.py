"""Assessments: what is measured on a patient, without changing the patient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agonist.model.layout import M
from agonist.model.rules import nerve
from agonist.model.subject import Subject
from agonist.model.wiring import Floats


def assess(subject: Subject, state: Mapping[str, Floats]) -> dict[str, Any]:
    """Every assessment by name, from a copy of the state."""
    muscles = subject.structure.names.muscles
    return {"h_reflex_gain": {m: nerve.h_reflex(state["M"][i, M.spinal]) for i, m in enumerate(muscles)}}
