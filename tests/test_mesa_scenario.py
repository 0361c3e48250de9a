"""Scenario objects of Mesa, and time in its events; in Mesa 3.5 and 4."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from agonist.agents import Body, LifeScenario


class Turned(LifeScenario):
    """A life with a knob."""

    dose: float = 0.4
    days: float = 2.0


class Looking(Body):
    """A body that notes when it was looked at."""

    def look(self) -> None:
        """Note the row."""
        self.seen = self.lived


def test_a_scenario_of_mesa_says_all():
    one = Body(Turned(seed=7, engine="compiled", collect=False))
    one.advance()
    other = Body("gluteal-inhibition", rng=7, engine="compiled", days=2.0, dose=0.4, collect=False)
    other.advance()
    assert np.array_equal(one.block.state, other.block.state) and one.record().recipe == other.record().recipe
    assert one.scenario.dose == 0.4


def test_the_seed_follows_from_its_rng():
    seeds = [Body(Turned(rng=r)).prepared.request.seed for r in (1, 1, 2)]
    assert seeds[0] == seeds[1] != seeds[2]
    if hasattr(Turned, "spawn_replications"):  # Mesa 4
        runs = [Body(scenario) for scenario in Turned(rng=1).spawn_replications(2)]
        assert runs[0].prepared.request.seed != runs[1].prepared.request.seed


def test_mistakes_are_told_in_one_line():
    for fields, words in (
        ({"dos": 1.0}, "unknown setting 'dos'; did you mean 'dose'?"),
        ({"learner": "x"}, "unknown learner"),
        ({"engine": "x"}, "engine = 'x'"),
    ):
        with pytest.raises(ValueError, match=words):
            Body(Turned(rng=1, **fields))
    with pytest.raises(ValueError, match="dose: the scenario object says it already; say it once"):
        Body(Turned(rng=1), dose=0.2)


def test_time_is_counted_in_rows():
    one = Looking(Turned(rng=1))
    one.schedule_event(one.look, at=4.5)
    one.run_until(6)
    assert one.seen == 4 and one.time == 6.0 and one.lived == 6


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
def test_copies_live_on_alone(copied):
    one = Body(Turned(rng=2, seed=3))
    one.run_for(3)
    two = copied(one)
    one.run_for(5)
    two.run_for(5)
    assert np.array_equal(one.block.state, two.block.state) and two.scenario.dose == 0.4
