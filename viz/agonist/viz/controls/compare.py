"""Compare: other lives beside this one, on the same random numbers."""

from __future__ import annotations

import string
from typing import Any

import solara

from agonist.viz.controls.parts import Choice, Fine, Redraw
from agonist.viz.session.comparisons import MOST, offers
from agonist.viz.session.recipe import Recipe
from agonist.viz.session.visitor import Session


@solara.component
def Compare(session: Session, refresh: Redraw) -> None:
    """Buttons that put another life beside this one."""
    controller = session.controller
    Fine(
        session.say(
            "The patient is the full line; every other life has a broken line and a letter of its own. All of them draw the same random numbers."
        )
    )
    # always there: a list that came and went would build the buttons below anew, and lose their clicks
    with solara.Column(gap="8px"):
        Beside(session, refresh)
    for title, lives in offers(session):
        solara.Text(session.say(title), classes=["ag-group"])
        with solara.Column(classes=["ag-words"]):
            for label, other in lives:
                Choice(label, _put(session, other, label, refresh), len(controller.ghosts) >= MOST)


@solara.component
def Beside(session: Session, refresh: Redraw) -> None:
    """The lives that stand beside the patient, each by its letter."""
    ghosts = session.controller.ghosts
    if ghosts:
        solara.Text(session.say("Beside this patient"), classes=["ag-group"])
        for letter, ghost in zip(string.ascii_uppercase, ghosts, strict=False):
            solara.Text(f"{letter} · {session.say(ghost.label)}")
        solara.Button(session.say("Only this patient"), on_click=lambda: refresh(session.alone()), color="primary")


def _put(session: Session, other: Recipe, label: str, refresh: Redraw) -> Any:
    return lambda: refresh(session.compare(other, label))
