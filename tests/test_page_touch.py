"""A hand on a muscle: one thing is done to it at the day shown, in the app and in a page without a server."""

from __future__ import annotations

import pytest

from agonist.model.vocabulary import WORDS
from agonist.viz.session.forms import act, filled
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.touch import OFFERED, touch
from agonist.viz.session.visitor import Session
from agonist.viz.standalone.session import StandaloneSession


@pytest.fixture
def session():
    made = Session("lesson=healthy", threaded=False)
    yield made
    made.close()


def muscle(session: Session, name: str) -> int:
    return list(session.controller.main.life.structure.names.muscles).index(name)


@pytest.mark.parametrize("word", OFFERED)
def test_what_is_offered_is_done_to_the_muscle_that_was_pressed(session, word):
    """On a life that has not begun a day later, so that what changes is seen beside what was."""
    assert touch(session, {"word": word, "muscle": muscle(session, "semitendinosus_right")})
    (edit,) = session.recipe.edits
    assert (edit.word, edit.day) == (word, 1.0) and dict(edit.arguments)["muscle"] == "semitendinosus"
    assert touch(session, {"word": "undo"}) and not session.recipe.edits


def test_nothing_is_done_that_is_not_offered_or_while_the_class_is_frozen(session):
    for message in ({"word": "paralyse", "muscle": 0}, {"word": "inhibit", "muscle": "x"}, {"word": "inhibit"}, {}):
        assert not touch(session, message) and not session.recipe.edits
    session.controller.hold(True)
    assert not touch(session, {"word": "inhibit", "muscle": 0}) and not session.recipe.edits


NEEDS_MORE = ("switch", "sessions", "trials")  # what they ask for is written out


@pytest.mark.parametrize("lesson", ["gluteal-inhibition", "knee-effusion"])
def test_every_form_can_be_done_as_it_first_stands(lesson):
    """On the tab Do: a word that is pressed at once is done, and not refused for a field that nobody has filled."""
    session, wrong = Session(f"lesson={lesson}", threaded=False), {}
    for name, word in WORDS.items():
        if name not in NEEDS_MORE and not session.attempt(
            lambda word=word: act(session, word, filled(session, word), 1.0)
        ):
            wrong[name] = session.message
        session.controller.open(Recipe(lesson))
    assert not wrong
    session.close()


def test_a_page_without_a_server_hears_it_too():
    told: list[dict] = []
    alone = StandaloneSession("lesson=healthy", lambda message, buffers=None: told.append(message))
    alone.receive({"k": "touch", "word": "inhibit", "muscle": muscle(alone.session, "gluteus_maximus_right")})
    assert alone.session.recipe.edits[0].word == "inhibit"
    assert any(message["k"] == "session" for message in told)
