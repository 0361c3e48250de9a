"""The outcome of a lesson is that of the life as the lesson has it: every other life says what is changed, and Reset tells nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.fake_life import FakeLife

from agonist.model import scenario as scenarios
from agonist.viz.session import patient_life
from agonist.viz.session.patient_life import changes
from agonist.viz.session.recipe import Edit, Recipe
from agonist.viz.session.visitor import AS_IT_STANDS, Session
from agonist.viz.standalone.session import StandaloneSession

NAME = "gluteal-inhibition"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, []),
        ({"settings": (("ml", 60.0),)}, []),
        ({"settings": (("ml", 30.0),)}, ["turned numbers"]),
        ({"settings": (("prime_share", 0.3),)}, ["turned numbers"]),
        ({"learner": "error"}, ["another learner"]),
        ({"seed": 2}, []),
        ({"dropped": (0,)}, ["another plan"]),
        ({"edits": (Edit(3.0, "swell", (("joint", "knee_right"), ("ml", 10.0))),)}, ["another plan"]),
        ({"who": (("age", 70),)}, ["another person"]),
        ({"seed": 2, "who": (("size", 1.2),)}, ["another person"]),
    ],
)
def test_every_kind_of_change_is_told(changed, said):
    recipe = Recipe("knee-effusion", **changed)
    assert changes(recipe) == said


def test_rules_that_the_page_was_opened_with_are_a_change(monkeypatch, tmp_path):
    """Those of the lesson's own file are none."""
    mine, name = tmp_path / "mine.py", "tissue.strength"
    mine.write_text("def strength(area, specific, quality, packing, neural, intact, force_factor):\n    return area\n")
    own = tmp_path / "own.toml"
    own.write_text(Path(scenarios.FOLDER, "healthy.toml").read_text() + f'\n[rules]\n"{name}" = "mine.py:strength"\n')
    monkeypatch.setenv(patient_life.SCENARIOS, json.dumps([str(own)]))
    assert changes(Recipe("own")) == []
    monkeypatch.setenv(patient_life.RULES, json.dumps({name: f"{mine}:strength"}))
    assert changes(Recipe("healthy")) == ["other rules"]


def test_the_lesson_of_both_pages_carries_what_is_changed():
    served = Session(f"lesson={NAME}&learner=error", FakeLife, threaded=False)
    alone = StandaloneSession(f"lesson={NAME}&learner=error", lambda message, buffers=None: None)
    assert served.lesson()["changed"] == alone.state()["lesson"]["changed"] == ["another learner"]
    served.reset()
    assert served.lesson()["changed"] == []


def visitor() -> tuple[Session, list[dict]]:
    """Somebody on the page of the knee, and what the page is told."""
    session, told = Session("lesson=knee-effusion", FakeLife, threaded=False), []
    session.controller.outbox.send = lambda message, buffers=None: told.append(message)
    session.controller.receive({"k": "hello"})
    return session, told


def to_the_end(session: Session) -> None:
    """Live until nothing more is asked for."""
    while session.controller.playback.until is not None:
        session.controller.turn()


def test_reset_introduces_the_new_life_before_the_page_forgets():
    """Else the page, still at the end of the old one, would tell the outcome again."""
    session, told = visitor()
    session.try_this(0)
    to_the_end(session)
    told.clear()
    session.reset()
    session.controller.turn()
    kinds = [m["k"] for m in told if not m.get("ghost")]
    assert kinds.index("open") < kinds.index("reset")
    assert [m["text"] for m in told if m["k"] == "say"] == [""], "what was said of the old life is gone"


def test_what_is_tried_twice_stands_there_once():
    session, _ = visitor()
    for place in (0, 0, 1, 0, AS_IT_STANDS, AS_IT_STANDS):
        assert session.try_this(place)
        to_the_end(session)
        lives = [session.recipe, *(g.recipe for g in session.controller.ghosts)]
        assert len(lives) == len(set(lives)), "the same life under two letters"
        assert session.controller.main.history.edge == FakeLife(session.recipe).horizon
