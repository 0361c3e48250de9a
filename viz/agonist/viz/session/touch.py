"""Take hold of a muscle on the stage: one thing is done to it at the day shown, and the life plays on from there."""

from __future__ import annotations

from typing import Any

from agonist.model.vocabulary import WORDS
from agonist.viz.session.forms import filled, given
from agonist.viz.session.messages import INDEX_HIGH, number
from agonist.viz.session.recipe import Edit
from agonist.viz.session.visitor import Session

FIRST_DAY = 1.0  # nothing before it: what changes is seen beside what was
OFFERED = ("inhibit", "cue", "hurt muscle")  # each for as long, and as much, as the tab Do proposes


def touch(session: Session, message: dict[str, Any]) -> bool:
    """Do what a hand on a muscle asks for, or take the last change back; whether it was done. A mistake becomes the message."""
    controller = session.controller
    if controller.held:
        return False
    if message.get("word") == "undo":
        done = session.undo()
    else:
        done = session.attempt(lambda: _done(session, message))
    if done:
        controller.go_on()
    return done


def _done(session: Session, message: dict[str, Any]) -> None:
    word = {name: WORDS[name] for name in OFFERED}[message["word"]]
    controller = session.controller
    controller.playback.look["muscle"] = int(number(message["muscle"], 0, INDEX_HIGH))
    said = given(session, word, filled(session, word))
    day = round(max(controller.day, FIRST_DAY), 4)
    controller.change(session.recipe.with_edit(Edit(day, word.name, tuple(sorted(said.items())))), controller.day)
