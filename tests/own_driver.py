"""A file of a user's own: rules, a learner and a unit, outside of the package."""

from __future__ import annotations

from pathlib import Path

FILE = '''
"""Rules of a user's own."""

from agonist.model import units
from agonist.model.rules import upkeep

STEEP = 2.5


def softened(x: float) -> float:
    """A helper."""
    return x / (1.0 + STEEP * x)


def saturating(x: float, floor: float, threshold: float, width: float) -> float:
    """A gain that saturates in use."""
    return 3.5 * softened(x)


def short(x: float, floor: float) -> float:
    """Too few arguments."""
    return x


def leaky(volume: float, inflow: float, tau: float, day: float) -> float:
    """Fluid comes from nothing, also into a dry joint."""
    return volume + day


def idle(cortex) -> None:
    """A learner that only foresees its effort."""
    cortex.foresee()


class Tense(units.Muscle):
    """A muscle that is never quite free of inhibition."""

    def feel(self) -> None:
        """As any muscle, and a little more."""
        super().feel()
        self.spinal = 0.9 * self.spinal + 0.1
'''


def rules(path: Path, which: str) -> dict[str, str]:
    """One own part from the file."""
    return {
        "rule": {"upkeep.maintained": f"{path}:saturating"},
        "skipped": {"joint.effusion": f"{path}:leaky"},
        "learner": {"learner.maintained": f"{path}:idle"},
        "unit": {"Muscle": f"{path}:Tense", "upkeep.maintained": f"{path}:saturating"},
    }[which]
