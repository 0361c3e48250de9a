"""Asking the model: runs, sweeps, cohorts, figures for a question, and the command line.

The names of `__all__` are found when they are first used, so that importing this package loads nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agonist.experiments.batch import batch_run as batch_run
    from agonist.experiments.cohorts import cohort as cohort
    from agonist.experiments.fitting.answer import fit as fit
    from agonist.experiments.running import run as run
    from agonist.experiments.treating.answer import treat as treat
    from agonist.experiments.trialling import trials as trials
    from agonist.experiments.validating import validate as validate
    from agonist.experiments.varying.answer import synergies as synergies
    from agonist.experiments.varying.answer import warning as warning
    from agonist.model.assessment.patient import Patient as Patient

FOUND_IN = {
    "fit": "agonist.experiments.fitting.answer",
    "run": "agonist.experiments.running",
    "synergies": "agonist.experiments.varying.answer",
    "warning": "agonist.experiments.varying.answer",
    "treat": "agonist.experiments.treating.answer",
    "trials": "agonist.experiments.trialling",
    "batch_run": "agonist.experiments.batch",
    "cohort": "agonist.experiments.cohorts",
    "validate": "agonist.experiments.validating",
    "Patient": "agonist.model.assessment.patient",
}
__all__ = ["Patient", "batch_run", "cohort", "fit", "run", "synergies", "treat", "trials", "validate", "warning"]


def __getattr__(name: str) -> Any:
    """The function or class of this name, from the module that holds it."""
    if name not in FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(FOUND_IN[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *FOUND_IN})
