"""What the page marks in a life: all that happens to it, nothing that does nothing, and what chance does."""

from __future__ import annotations

import re

import numpy as np
import pytest

from agonist.model import scenario as scenarios
from agonist.model.vocabulary import WORDS
from agonist.viz.frontend.widget import VIEW
from agonist.viz.session import through
from agonist.viz.session.panels import doing, marks, told
from agonist.viz.session.patient_life import PatientLife, served
from agonist.viz.session.recipe import Recipe


def marked(name: str, **settings: float) -> dict[str, tuple[float, float | None]]:
    """Days of what is marked in a lesson, by word."""
    found = marks(scenarios.resolve(scenarios.load(served()[name]), settings))
    return {mark["word"]: (mark["day"], mark["until"]) for mark in found}


def test_what_does_nothing_is_not_marked() -> None:
    """A knob at nothing leaves no band in the charts; turned up it does."""
    assert "inhibit" not in marked("rounded-shoulders")
    assert marked("rounded-shoulders", inhibited=0.5)["inhibit"] == (30.0, 120.0)
    assert "stretch" not in marked("habitual-heels") and "stretch" in marked("habitual-heels", stretching=10.0)
    assert "switch" not in marked("acl-reconstruction")
    assert "stimulate muscle" not in marked("knee-replacement")
    assert "stimulate muscle" in marked("knee-replacement", current=0.3)


def test_a_target_of_nothing_is_no_practice() -> None:
    """A share of 0 is asked for; a cue of 0 in sessions asks for nothing but the practice."""
    resolved = scenarios.resolve(scenarios.load(served()["re-education"]), {"feedback": 3.0})
    sessions = {
        "muscle": "gluteus_maximus",
        "task": "prone_leg_lift",
        "sessions_per_week": 3.0,
        "day": 1.0,
        "weeks": 1.0,
    }
    words = [("feedback", sessions | {"share": 0.0}), ("cue", sessions | {"amount": 0.0})]
    said = [told(resolved, word, given, doing(resolved, word, given)[0])["word"] for word, given in words]
    assert said == ["feedback", "practice"]


def test_a_rest_is_marked() -> None:
    """Weeks in which something is not done."""
    assert marked("hamstring-strain")["rest"] == (60.0, 88.0)


def test_every_word_has_its_sentence() -> None:
    """The view says each word of the vocabulary, with numbers that the word has."""
    text = (VIEW / "happenings.js").read_text(encoding="utf-8")
    table = text.partition("const TELLS = {")[2].partition("\n};")[0]
    tells = {a or b: said for a, b, said in re.findall(r'(?:"([a-z -]+)"|(\w+)): "([^"]+)"', table)}
    assert set(tells) == {*WORDS, "strain by chance", "pain by chance"}
    for word, said in tells.items():
        known = {a.name for a in WORDS[word].arguments} if word in WORDS else set()
        assert set(re.findall(r"\{(\w+)\}", said)) <= {*known, "who"}, word


class Lived:
    """Rows of a lesson, by block."""

    def __init__(self, name: str, days: float, rows: int) -> None:
        life = PatientLife(Recipe(name))
        whole, start = np.vstack([life.row()[None, :], life.advance(days, rows)]), 0
        self.life, self.blocks = life, {}
        for block, size in life.blocks:
            self.blocks[block] = whole[:, start : start + size]
            start += size


@pytest.fixture(scope="module")
def unloaded() -> Lived:
    """A leg that carries nothing from day 14 to 37."""
    return Lived("leg-unloading", 45.0, 300)


def test_a_task_that_nobody_does_rests(unloaded) -> None:
    """Its lines are empty then: what was done last says nothing of the weeks after."""
    task = unloaded.life.task
    day, rests = unloaded.blocks["day"][:, 0], unloaded.blocks["rests"][:, task]
    assert rests[day < 14.0].max() < 1.0 and rests[day > 38.0].max() < 1.0
    assert np.all(rests[(day > 20.0) & (day < 36.5)] > 4.5)


def test_rests_are_the_same_however_fast_it_is_lived(unloaded) -> None:
    """Rows at the beats, few and many."""
    other = Lived("leg-unloading", 45.0, 20)
    one, two = (
        {float(d): tuple(r) for d, r in zip(x.blocks["day"][:, 0], x.blocks["rests"], strict=True)}
        for x in (unloaded, other)
    )
    shared = one.keys() & two.keys()
    assert len(shared) > 100 and all(one[day] == two[day] for day in shared)


def test_no_maximal_effort_is_lost(unloaded) -> None:
    """Whatever the speed, each that is due is read and shown: a lesson of 120 days has one every second day."""
    for lived in (unloaded, Lived("leg-unloading", 45.0, 20)):
        read = np.isfinite(lived.blocks["torque_max"][:, 0])
        assert read.sum() == 1 + lived.life.tried[: lived.life.at].sum() >= 23


def test_a_maximal_effort_is_the_same_alone_and_among_others(unloaded) -> None:
    """Many moments stand side by side in a jump; while it plays there is one at a time."""
    life, blocks = PatientLife(Recipe("leg-unloading")), unloaded.blocks
    one_by_one = np.vstack([life.advance(1.0, 1) for _ in range(25)])
    days, torque = blocks["day"][:, 0], np.hstack([blocks["torque_max"], blocks["voluntary"]])
    many = {float(d): tuple(r) for d, r in zip(days, torque, strict=True) if np.isfinite(r).all()}
    columns, start = [], 0
    for block, size in life.blocks:
        columns += range(start, start + size) if block in ("torque_max", "voluntary") else ()
        start += size
    alone = {float(r[0]): tuple(r[columns]) for r in one_by_one if np.isfinite(r[columns]).all()}
    assert len(alone) > 10 and all(many[day] == read for day, read in alone.items())


def test_a_maximal_effort_is_that_of_somebody_rested() -> None:
    """Whatever the last bout has used up: a knee without fluid reaches what it reached at first."""
    recipe = Recipe("knee-effusion", settings=(("ml", 0.0),))
    read = through.lived(PatientLife, recipe, "torque_max knee_extension_right")
    assert all(read[window] == pytest.approx(1.0, abs=1e-4) for window in ("before", "during", "after"))


def test_pain_that_comes_back_by_chance_is_counted() -> None:
    """The view marks the days on which the count of a joint rises."""
    found = []
    for seed in range(1, 9):
        life = PatientLife(Recipe("back-pain", seed))
        sizes = [size for _, size in life.blocks]
        at = [name for name, _ in life.blocks].index("episodes")
        first = sum(sizes[:at])
        found.append(life.advance(240.0, 30)[-1, first : first + sizes[at]].sum())
        if found[-1] >= 1.0:
            break
    assert found[-1] >= 1.0
