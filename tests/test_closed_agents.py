"""Agents are closed: a misspelt quantity and a value out of range are refused; who was removed does no more work."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from agonist.agents import Body, Muscle
from agonist.model.layout import VARIABLES
from agonist.model.limits import limits
from agonist.model.parameters import TABLE

MUSCLE, HELPER, TASK = "gluteus_maximus_right", "semimembranosus_right", "hip_extension_right"


class Counting(Muscle):
    """A muscle that keeps a number of its own, and lets its activation leave every range."""

    felt = 0

    def __init__(self, model, name: str) -> None:
        super().__init__(model, name)
        self.born = True

    def feel(self) -> None:
        """Count, and write what nobody outside may write."""
        super().feel()
        self.felt += 1
        self.activation = 7.0


@pytest.fixture
def body() -> Body:
    """A young body."""
    one = Body(days=2.0)
    one.run_for(2)
    return one


@pytest.mark.parametrize(
    ("who", "name", "value", "words"),
    [
        (lambda b: b[MUSCLE], "inhibtion", 0.9, "has no quantity 'inhibtion'; did you mean 'inhibition'?"),
        (lambda b: b[MUSCLE].members[TASK], "fats", 0.9, "did you mean 'fast'?"),
        (lambda b: b["hip_right"], "efusion_ml", 9.0, "did you mean 'effusion_ml'?"),
        (lambda b: b[MUSCLE].table, "spinal_wieght", 0.5, "did you mean 'spinal_weight'?"),
        (lambda b: b.cortex, "load_facto", 0.5, "did you mean 'load_factor'?"),
    ],
)
def test_a_misspelt_quantity_is_refused(body, who, name, value, words):
    with pytest.raises(AttributeError) as caught:
        setattr(who(body), name, value)
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("engine", ["agents", "compiled"])
@pytest.mark.parametrize(
    ("who", "name", "value", "words"),
    [
        (lambda b: b[MUSCLE], "inhibition", 5, "inhibition = 5; it needs 0 to 1"),
        (lambda b: b[MUSCLE], "inhibition", float("nan"), "inhibition = nan; it needs 0 to 1"),
        (lambda b: b[MUSCLE], "area", -1.0, "area = -1.0; it needs a number from 0"),
        (lambda b: b[MUSCLE], "inhibition", "all", "inhibition = 'all'; it needs 0 to 1"),
        (lambda b: b["hip_right"], "effusion_ml", float("inf"), "effusion_ml = inf; it needs 0 to 1000"),
        (lambda b: b[MUSCLE].table, "spinal_weight", 9.0, "spinal_weight = 9.0; it needs "),
        (lambda b: b.cortex, "external_nm", float("nan"), "external_nm = nan; it needs a number"),
    ],
)
def test_a_value_out_of_range_is_refused(body, engine, who, name, value, words):
    body.switch(engine)
    before = body.block.state.copy()
    with pytest.raises(ValueError) as caught:
        setattr(who(body), name, value)
    assert words in str(caught.value) and np.array_equal(before, body.block.state, equal_nan=True)


def test_every_quantity_begins_within_its_limits():
    for area, variables in VARIABLES.items():
        ranges = limits(area)
        for variable in variables:
            low, high = ranges[variable.name]
            assert low <= variable.start <= high, variable.name
    assert limits("parameters") == {name: (row.low, row.high) for name, row in TABLE.items()}


def test_a_class_may_have_names_of_its_own():
    one = Body(muscle=Counting, days=1.0)
    one.run_for(2)
    muscle = one[MUSCLE]
    muscle.felt = 3
    assert muscle.born and muscle.felt == 3
    with pytest.raises(AttributeError, match="a name of your own stands in the class"):
        muscle.flet = 3
    with pytest.raises(ValueError, match="activation = 7.0; it needs 0 to 1"):
        muscle.feel()  # by hand: not within a row


def test_an_event_of_mesa_is_checked():
    class Wild(Body):
        def hurt(self) -> None:
            self["hip_right"].pain = 11.0

    one = Wild(days=1.0)
    one.schedule_event(one.hurt, at=1.5)
    with pytest.raises(ValueError, match="pain = 11.0; it needs 0 to 10"):
        one.run_for(2)


def test_who_was_removed_does_no_more_work(body):
    helper, before = body[HELPER], body.share
    helper.remove()
    kept = helper.inspect()
    body.run_for(10)
    assert helper not in body.muscles and helper not in body.agents and helper.inspect() == kept
    assert body.share[HELPER] == 0.0 == helper.activation == helper.members[TASK].torque_nm
    assert sum(body.share.values()) == pytest.approx(1.0) and body.share[MUSCLE] != before[MUSCLE]
    assert body.cortex.torque_nm == pytest.approx(
        sum(m.torque_nm + m.passive_nm for m in body.cortex.members), rel=1e-9
    )


def test_a_removed_joint_is_heard_no_more(body):
    body["hip_right"].effusion_ml = 60.0
    body.step()
    assert body[MUSCLE].spinal > 0.0
    body["hip_right"].remove()
    body.step()
    assert body[MUSCLE].spinal == 0.0


def test_a_removed_cortex_practises_no_more(body):
    done = body.cortex.done
    body.cortex.remove()
    body.run_for(5)
    assert body.cortex.done == done


def test_the_compiled_engine_has_no_body_without_somebody(body):
    body.switch("compiled")
    with pytest.raises(ValueError, match=f"engine = 'compiled' has no body without {HELPER}; switch to 'agents' first"):
        body[HELPER].remove()
    assert body[HELPER] in body.muscles
    body.switch("agents")
    body[HELPER].remove()
    with pytest.raises(ValueError, match=f"engine = 'compiled' has no body without {HELPER}"):
        body.switch("compiled")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"])
def test_a_copy_is_without_them_too(body, copied):
    body[HELPER].remove()
    other = copied(body)
    body.run_for(5)
    other.run_for(5)
    assert np.array_equal(body.block.state, other.block.state) and other.share[HELPER] == 0.0
