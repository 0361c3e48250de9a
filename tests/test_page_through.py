"""One number through its whole range, beside a patient of the page."""

from __future__ import annotations

import time

import pytest
from tests.fake_life import FakeLife

from agonist.viz.session.patient_life import PatientLife, scenario_of
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.through import PARTS, lived, values_of
from agonist.viz.session.visitor import AS_IT_STANDS, Session


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0.0, 0.9, 0.1), (0.0, 150.0, 15.0), (1.0, 8.0, 1.0), (-0.1, 0.1, 0.02), (0.0, 16.0, 2.0)]
)
def test_values_go_from_end_to_end_in_round_steps(low, high, step):
    values = values_of(low, high)
    assert (values[0], values[-1]) == (low, high) and 8 <= len(values) <= 13
    assert all(b - a == pytest.approx(step) for a, b in zip(values, values[1:], strict=False))


def points_of(session: Session, name: str, kind: str = "through") -> list[dict]:
    """What the page is told in the end."""
    told: list[dict] = []
    session.controller.outbox.send = lambda message, buffers=None: told.append(message)
    session.controller.receive({"k": "hello"})
    session.hear({"k": kind, "name": name})
    end = time.monotonic() + 60.0
    while time.monotonic() < end:
        session.controller.turn()
        said = [m for m in told if m["k"] == kind]
        if said and len(said[-1]["points"]) == said[-1]["whole"]:
            return said[-1]["points"]
        time.sleep(0.01)
    raise AssertionError("the lives never came to an end")


def test_more_fluid_less_torque_and_nothing_of_the_patient_changes():
    session = Session("lesson=knee-effusion", threaded=False)
    before, recipe = session.controller.main, session.recipe
    points = points_of(session, "ml")
    assert session.controller.main is before and session.recipe == recipe
    during = {p["value"]: p["during"] for p in points}
    assert during[0.0] == pytest.approx(1.0, abs=0.02) and during[150.0] < during[60.0] < 0.9
    same = lived(PatientLife, Recipe("knee-effusion"), session.lesson()["readings"][0])
    assert during[60.0] == pytest.approx(same["during"])


def test_what_happens_as_a_span_ends_is_no_part_of_it():
    """The ligament tears on the day on which the span before it ends."""
    before = lived(PatientLife, Recipe("acl-reconstruction"), "torque_max knee_extension_right")["before"]
    assert before == pytest.approx(1.0, abs=0.01)


def test_who_sprints_again_early_has_the_greater_chance_of_a_strain():
    life, reading = Recipe("hamstring-strain"), "hazard biceps_femoris_long_head_right"
    early, late = (lived(PatientLife, life.with_setting("return_week", w), reading)["during"] for w in (1.0, 12.0))
    assert 1e-2 > early > 3.0 * late > 0.0


def test_all_that_a_lesson_proposes_is_lived_side_by_side():
    """Every treatment with the same chances: what asks for the muscle carries the share back, and nothing of the patient changes."""
    session = Session("lesson=re-education", threaded=False)
    before, recipe = session.controller.main, session.recipe
    lives = points_of(session, "", "beside")
    assert session.controller.main is before and session.recipe == recipe
    after = {int(life["value"]): life["after"] for life in lives}
    said = {k: t.text for k, t in enumerate(scenario_of(recipe).lesson.try_this)} | {AS_IT_STANDS: "the lesson"}
    assert set(after) == set(said)
    cued = {AS_IT_STANDS, *(k for k, text in said.items() if text.startswith(("The cue", "Feedback")))}
    assert min(after[k] for k in cued) > 2.0 * max(v for k, v in after.items() if k not in cued)
    for life in lives:
        assert len(life["curve"]) == PARTS and all(0.0 <= v <= 1.0 for v in life["curve"])
        assert life["curve"][-1] == pytest.approx(life["after"], abs=0.05) and [30.0, 90.0] in life["marks"]


@pytest.mark.parametrize("message", [{"name": "nonsense"}, {}, {"name": 3}])
def test_a_number_that_is_none_is_let_go(message):
    session = Session("lesson=knee-effusion", FakeLife, threaded=False)
    session.hear({"k": "through", **message})
    assert session.through.thread is None
