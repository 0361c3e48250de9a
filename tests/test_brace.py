"""Antagonists are commanded with the agonists: a half is held as long by a joint as by its muscles, whoever opposes."""

from __future__ import annotations

import pytest

from agonist.experiments import run
from agonist.model.rules import recruitment
from agonist.model.scenario import Scenario


def test_agonists_carry_the_demand_the_passive_pull_and_what_antagonists_take():
    part, demand, passive, able, opposing = 0.1, 20.0, -11.0, 80.0, 400.0
    braced = recruitment.brace(part, demand, passive, able, opposing)
    active = braced / part
    assert active * able - braced * opposing + passive == pytest.approx(demand, abs=1e-6)


@pytest.mark.parametrize(
    ("task", "muscle"), [("ankle_dorsiflexion", "tibialis_anterior"), ("plantarflexion", "soleus")]
)
def test_a_joint_holds_its_half_as_long_as_its_muscles_do(task, muscle):
    """Dorsiflexors hold half for two to three minutes (Frey Law & Avin 2010: ankle), not for ten."""
    leg = Scenario(
        title="hold",
        days=1,
        watch=f"{task}_right",
        body={"model": "rlu2023", "sides": ["right"]},
        plan=[{"do": "practice", "task": task, "reps": 10, "load": 0.2, "bouts": 1}],
    )
    asked = [f"endurance_s {task} right @ start", f"hold_s {muscle} right load=0.5 @ start"]
    whole, own = (float(v) for v in run(leg, read=asked).read.values())
    assert whole == pytest.approx(own, rel=0.15)
