"""Muscle imbalance, simulated from its mechanisms up.

    import agonist

    record = agonist.run("gluteal-inhibition", days=40)     # one life; agonist.scenarios() names them
    record.to_frame(), record.plot()                        # its series as a table, and as a figure
    body = agonist.Body("gluteal-inhibition", rng=1)        # the same life as a Mesa model of agents
    people = agonist.cohort("gluteal-inhibition", 50)       # many who differ
    agonist.threshold("gluteal-inhibition")                 # an instrument: lines(), rows(), figures()
    agonist.sweep("design.toml", out="results")             # many lives, into a folder; batch_run returns rows
    someone = agonist.Patient("leg")                        # a body that lives on from one call to the next

The names are found when they are first used: importing this package loads nothing else. What lies behind them:
`agonist.model` (rules, units, engine), `agonist.agents` (Mesa), `agonist.experiments`, `agonist.viz`.
"""

from __future__ import annotations

import importlib
import os.path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agonist.agents.body import Body as Body
    from agonist.agents.units import Muscle as Muscle
    from agonist.experiments.batch import batch_run as batch_run
    from agonist.experiments.cohorts import cohort as cohort
    from agonist.experiments.fitting.answer import fit as fit
    from agonist.experiments.instruments.basins import basin as basin
    from agonist.experiments.instruments.dwelling import loop as loop
    from agonist.experiments.instruments.maps import draw_map as map  # noqa: F401
    from agonist.experiments.instruments.mechanisms import ablate as ablate
    from agonist.experiments.instruments.planes import phase as phase
    from agonist.experiments.instruments.screening import sensitivity as sensitivity
    from agonist.experiments.instruments.thresholds import threshold as threshold
    from agonist.experiments.instruments.vulnerable import vulnerable as vulnerable
    from agonist.experiments.running import run as run
    from agonist.experiments.running import scenarios as scenarios
    from agonist.experiments.sweeps.run import run_sweep as sweep
    from agonist.experiments.treating.answer import treat as treat
    from agonist.experiments.trialling import trials as trials
    from agonist.experiments.validating import validate as validate
    from agonist.experiments.varying.answer import synergies as synergies
    from agonist.experiments.varying.answer import warning as warning
    from agonist.model.assessment.patient import Patient as Patient
    from agonist.model.scenario import Scenario as Scenario

    __version__: str

LAYERS = ("model", "agents", "experiments", "viz")
ROOT, _folder = os.path.split(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
if _folder == "experiments":  # a checkout: every layer has a source root of its own
    __path__ = [home for layer in LAYERS if os.path.isdir(home := os.path.join(ROOT, layer, "agonist"))]

FOUND_IN = {
    "run": ("experiments.running", "run"),
    "sweep": ("experiments.sweeps.run", "run_sweep"),
    "batch_run": ("experiments.batch", "batch_run"),
    "cohort": ("experiments.cohorts", "cohort"),
    "Body": ("agents.body", "Body"),
    "Muscle": ("agents.units", "Muscle"),
    "Patient": ("model.assessment.patient", "Patient"),
    "Scenario": ("model.scenario", "Scenario"),
    "scenarios": ("experiments.running", "scenarios"),
    "loop": ("experiments.instruments.dwelling", "loop"),
    "phase": ("experiments.instruments.planes", "phase"),
    "basin": ("experiments.instruments.basins", "basin"),
    "threshold": ("experiments.instruments.thresholds", "threshold"),
    "map": ("experiments.instruments.maps", "draw_map"),
    "sensitivity": ("experiments.instruments.screening", "sensitivity"),
    "ablate": ("experiments.instruments.mechanisms", "ablate"),
    "vulnerable": ("experiments.instruments.vulnerable", "vulnerable"),
    "treat": ("experiments.treating.answer", "treat"),
    "fit": ("experiments.fitting.answer", "fit"),
    "synergies": ("experiments.varying.answer", "synergies"),
    "warning": ("experiments.varying.answer", "warning"),
    "trials": ("experiments.trialling", "trials"),
    "validate": ("experiments.validating", "validate"),
    "__version__": ("model.release", "package_version"),
}
__all__ = [  # without `map`: a star would put it in place of Python's own
    "Body", "Muscle", "Patient", "Scenario", "__version__", "ablate", "basin", "batch_run", "cohort", "fit", "loop",
    "phase", "run", "scenarios", "sensitivity", "sweep", "synergies", "threshold", "treat", "trials", "validate", "vulnerable", "warning",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The function, class or layer of this name, loaded on first use."""
    if name in LAYERS:
        return importlib.import_module(f"{__name__}.{name}")
    if name not in FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(sorted(FOUND_IN))}")
    module, kept = FOUND_IN[name]
    found = getattr(importlib.import_module(f"{__name__}.{module}"), kept)
    return found() if name == "__version__" else found


def __dir__() -> list[str]:
    """What is offered, for completion: the names above, the layers, and what every module has."""
    return sorted({*FOUND_IN, *LAYERS, *(name for name in globals() if name.startswith("__"))})
