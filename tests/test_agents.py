"""The Mesa face lives the life of the compiled engine to the last bit, and is Mesa's in every way that users expect.

No tolerance anywhere: agents and compiled stages call the same rules on the same numbers in the same order, in strict
IEEE arithmetic. The rare exception would be a defect.
"""

from __future__ import annotations

import copy
from dataclasses import replace

import agents_driver
import numpy as np
import pytest
from agents_driver import differences, same

from agonist.agents import LEARNERS, Body, body
from agonist.model import scenario
from agonist.model.body import anatomy, graph
from agonist.model.layout import AREAS
from agonist.model.runs import Request, live_record
from agonist.model.scenario import BodySpec, load
from agonist.model.units import cortex as learning

pytestmark = pytest.mark.filterwarnings("error")
ROWS = 40  # about two days with a midnight or two


def lived_to(name: str, learner: str, which: int) -> Body:
    """A compiled body a few rows before the first (0) or last (-1) thing that is not there from the start."""
    whole = Body(name, learner, engine="compiled", collect=False)
    later = [int(row) for row in whole.events.row if ROWS < row < len(whole.days) - ROWS]
    start = [*later, ROWS][which if later else 0] - ROWS // 4
    whole.advance(start)
    return whole


# -- the same life --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("learner", "which"), [*((name, 0) for name in LEARNERS), ("maintained", -1)], ids=[*LEARNERS, "late"]
)
@pytest.mark.parametrize("name", scenario.shipped())
def test_agents_live_the_life_of_the_compiled_engine(name, learner, which):
    compiled = lived_to(name, learner, which)
    rows, first = compiled.prepared.run.rows, compiled.lived
    assert rows.midnight[first : first + ROWS].any() and (rows.task[first : first + ROWS] >= 0).any()
    agents = copy.deepcopy(compiled)
    agents.switch("agents")
    agents.advance(ROWS)
    compiled.advance(ROWS)
    assert not differences(agents, compiled)
    assert agents.day == compiled.day > 0.0


def test_learners_are_those_of_the_model():
    assert tuple(LEARNERS) == learning.LEARNERS


def test_a_life_from_its_first_row_gives_the_same_record():
    agents = Body("gluteal-inhibition", days=2.2, rng=4, dose=0.4)
    agents.run_model()
    record = agents.record()
    compiled = live_record(Request.of("gluteal-inhibition", {"dose": 0.4}, days=2.2, seed=4))
    assert np.array_equal(record.samples, compiled.samples, equal_nan=True)
    assert np.array_equal(record.time_day, compiled.time_day)
    assert all(np.array_equal(record.final[a], compiled.final[a]) for a in AREAS)
    assert record.recipe == {**compiled.recipe, "engine": "agents"}
    assert repr(record.by_window) == repr(compiled.by_window)


def test_windows_are_averaged_alike():
    whole = Body("healthy", engine="compiled", days=21.0, collect=False)
    whole.advance(19 * 17)
    agents = copy.deepcopy(whole)
    agents.switch("agents")
    for one in (whole, agents):
        one.advance()
    assert repr(agents.record().by_window) == repr(whole.record().by_window)
    assert not np.isnan(agents.record().by_window["before"].effort)


def test_plain_python_has_the_same_bits():
    plain = agents_driver.bits("0")
    assert plain["agents"] == plain["compiled"] == agents_driver.history("compiled") == agents_driver.history("agents")


@pytest.mark.parametrize("engine", body.ENGINES)
def test_rows_one_by_one_or_at_once(engine):
    steps, once = (Body(engine=engine, days=2.0, collect=False) for _ in range(2))
    for _ in range(ROWS):
        steps.step()
    once.advance(ROWS)
    assert same(steps, once)


def test_engines_can_be_changed_under_way():
    mixed, agents = Body(days=3.0), Body(days=3.0)
    mixed.advance(15)
    mixed.switch("compiled")
    mixed.advance(15)
    mixed.switch("agents")
    mixed.advance(10)
    agents.advance(40)
    assert same(mixed, agents)


# -- order and company ----------------------------------------------------------------------------------------------


def test_the_order_of_agents_changes_no_bit():
    sorted_one, shuffled = Body(days=2.0, rng=2), Body(days=2.0, rng=2)
    sorted_one.advance(ROWS)
    for _ in range(ROWS):
        for agents in (shuffled.muscles, shuffled.joints):
            agents.shuffle(inplace=True)
        shuffled.step()
    names = [muscle.name for muscle in shuffled.muscles]
    assert names != sorted(names)
    assert same(sorted_one, shuffled)


@pytest.mark.parametrize("engine", body.ENGINES)
def test_an_unconnected_muscle_changes_nobody_else(engine, tmp_path):
    leg = anatomy.load("rlu2023", sides=("right",))
    bodies = []
    for idle in (False, True):
        path = tmp_path / f"{idle}.graphml"
        graph.save(graph.build(leg, ["hip_extension_right"], idle=idle), path)
        spec = replace(load("gluteal-inhibition"), body=BodySpec(graph=str(path)))
        one = Body(spec, engine=engine, days=32.0, rng=5, collect=False)
        if engine == "compiled":
            one.advance()
        else:
            one.advance(ROWS)
        bodies.append(one)
    few, many = bodies
    assert len(many.muscles) > len(few.muscles)
    for units in ("muscles", "joints", "cortices"):
        for mine in getattr(few.parts, units):
            assert list(mine.row) == list(many[mine.name].row)
    assert [list(m.row) for m in few.parts.members] == [list(m.row) for m in many.parts.members]
