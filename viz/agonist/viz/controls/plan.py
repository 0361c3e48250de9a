"""The timeline: what the scenario plans and what the user has added; leave out, take back, move, undo."""

from __future__ import annotations

from dataclasses import replace

import solara

from agonist.model.plan import LONGEST_DAY
from agonist.viz.controls.parts import Fine, NumberInput, Redraw
from agonist.viz.session.visitor import Entry, Session


@solara.component
def Line(session: Session, entry: Entry, refresh: Redraw) -> None:
    """One entry: day, words, and what can be done with it."""
    recipe = session.recipe

    def move(day: float | None) -> None:
        if day is None or day == entry.day:
            return
        refresh(session.change(*session.moved(entry.place, day)))

    with solara.Column(classes=["ag-line"]):
        if entry.source == "own":
            with solara.Div(style={"width": "82px"}):
                NumberInput(session, session.say("day"), entry.day, 0.0, LONGEST_DAY, "", move)
        else:
            solara.Text(f"{session.say('day')} {session.write(entry.day)}", style={"width": "56px", "flex": "none"})
        label = f"{entry.label} ({session.say('its number is 0: nothing happens')})" if entry.idle else entry.label
        faint = ["ag-off"] if not entry.kept else ["ag-idle-entry"] if entry.idle else []
        solara.Text(label, classes=["ag-grow", *faint])
        if entry.source == "own":
            changed = recipe.without_edit(entry.place)
            solara.Button(
                session.say("remove"),
                on_click=lambda: refresh(session.change(changed, entry.day)),
                text=True,
                small=True,
            )
        else:
            changed = recipe.toggled(entry.place)
            name = session.say("leave out" if entry.kept else "take back")
            solara.Button(name, on_click=lambda: refresh(session.change(changed, entry.day)), text=True, small=True)


@solara.component
def Plan(session: Session, refresh: Redraw) -> None:
    """The whole timeline."""
    controller = session.controller
    Fine(
        session.say(
            "What happens to this patient, and when. Add something on the tab Do; every change lives the life again."
        )
    )
    for entry in session.timeline():
        Line(session, entry, refresh).key(f"{entry.source}{entry.place}")
    with solara.Row(classes=["ag-wrap"]):
        solara.Button(
            session.say("Undo"), on_click=lambda: refresh(session.undo()), disabled=not controller.past, outlined=True
        )
        solara.Button(
            session.say("Redo"), on_click=lambda: refresh(session.redo()), disabled=not controller.future, outlined=True
        )
        solara.Button(
            session.say("Clear mine"),
            on_click=lambda: refresh(session.change(replace(session.recipe, edits=(), dropped=()))),
            disabled=not (session.recipe.edits or session.recipe.dropped),
            text=True,
        )
