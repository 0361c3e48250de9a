"""Joint angles on the page: a field for each coordinate of the body, and the same recipe as ever behind them."""

from __future__ import annotations

import pytest

from agonist.model.vocabulary import WORDS
from agonist.viz.session import angles, forms
from agonist.viz.session.recipe import read_query
from agonist.viz.session.visitor import Session


@pytest.fixture
def session():
    session = Session("?lesson=healthy")
    yield session
    session.close()


def act(session, word="posture", **changes):
    values = {**forms.filled(session, WORDS[word]), **changes}
    forms.act(session, WORDS[word], values, 3.0)
    return dict(session.recipe.edits[-1].arguments)


def test_a_position_is_a_number_for_each_coordinate(session):
    anatomy = session.controller.main.life.resolved.subject.anatomy
    shown = {a.name: a for a in angles.fields(session, WORDS["posture"])}
    assert "angles" not in shown and set(anatomy.coordinates) <= set(shown)
    for name, (low, high) in anatomy.coordinates.items():
        assert (shown[name].kind, shown[name].unit, shown[name].low, shown[name].high) == ("number", "deg", low, high)
    assert not set(anatomy.coordinates) & {a.name for a in angles.fields(session, WORDS["inhibit"])}


def test_the_fields_start_with_the_usual_day_of_the_body(session):
    assert angles.usual_angles(session, WORDS["posture"]) == {"hip_flexion": 90.0, "knee_flexion": 90.0}
    assert angles.usual_angles(session, WORDS["stretch"]) == {}  # there a muscle may be named instead
    shoulder = Session("?lesson=rounded-shoulders")
    assert set(angles.usual_angles(shoulder, WORDS["posture"])) <= set(angles.coordinates(shoulder))
    assert angles.usual_angles(shoulder, WORDS["posture"])["shoulder_plane"] == 90.0
    shoulder.close()


def test_what_is_empty_is_not_held_and_the_recipe_is_as_ever(session):
    said = act(session, side="right", hip_flexion=45.0, knee_flexion=None, lumbar_extension="")
    assert said["angles"] == (("hip_flexion", 45.0),) and said["side"] == "right"
    assert "hip_flexion" not in said
    assert read_query("?" + session.recipe.query(), "other") == session.recipe


def test_a_wrong_position_says_what_would_be_right(session):
    with pytest.raises(ValueError, match=r"hip_flexion = 110 .*-20 .*105"):
        act(session, hip_flexion=110.0)
    with pytest.raises(ValueError, match="angles is missing"):
        act(session, hip_flexion=None, knee_flexion=None)
    assert session.recipe.edits == ()


def test_a_stretch_takes_a_muscle_or_a_position(session):
    assert "angles" not in act(session, "stretch")
    assert act(session, "stretch", muscle=None, hip_flexion=-18.0)["angles"] == (("hip_flexion", -18.0),)
