"""A scenario that is changed or written keeps all the rest of itself, whatever its file holds."""

from __future__ import annotations

import pytest

from agonist.model.scenario import load, read_text, shipped


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_scenario_comes_back_from_its_own_text(name):
    scenario = load(name)
    again = read_text(scenario.toml(), f"{name}.toml", folder=shipped()[name].parent)
    assert again == scenario
    changed = scenario.with_(days=scenario.days + 1.0)
    assert changed.days == scenario.days + 1.0 and changed.lesson == scenario.lesson and changed.plan == scenario.plan
