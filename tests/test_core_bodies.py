"""The claim in five bodies of published anatomy: two months of half are kept, a weak inhibition leaves nothing."""

from __future__ import annotations

import pytest

from agonist.experiments import run
from agonist.model.scenario import Scenario

BODIES = [
    ("rlu2023", "hip_extension", "gluteus_maximus"),
    ("rlu2023", "knee_extension", "vastus_medialis"),
    ("gait2392", "hip_extension", "gluteus_maximus"),
    ("thsh", "arm_elevation", "serratus_anterior"),
    ("rlu2023", "plantarflexion", "soleus"),
]


@pytest.mark.parametrize(("body", "task", "muscle"), BODIES)
def test_a_prime_mover_is_lost_by_dose(body: str, task: str, muscle: str) -> None:
    """Share of the prime mover four months after the inhibition has gone, over that before."""
    kept = {}
    for dose in (0.2, 0.5):
        life = Scenario(
            title="Two months",
            days=190,
            watch=f"{task}_right",
            body={"model": body, "sides": ["right"]},
            plan=[
                {"do": "practice", "task": task, "reps": 320, "load": 0.35},
                {"do": "inhibit", "muscle": muscle, "side": "right", "fraction": dose, "day": 10, "days": 60},
            ],
        )
        kept[dose] = run(life, read=[f"ratio of share {muscle} right @ end against @ 9 days"]).read
    weak, strong = (next(iter(kept[dose].values())) for dose in (0.2, 0.5))
    assert weak > 0.9
    assert strong < 2 / 3
