"""Compare: other lives beside this one, on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import solara

from agonist.model.parameters import TABLE
from agonist.model.record import SWITCHES
from agonist.viz.page_parts import Choice, Fine, learners
from agonist.viz.recipe import Recipe
from agonist.viz.session import Session

MOST = 5  # lives beside the patient: more lines than that nobody reads


def without(session: Session) -> Iterator[tuple[str, Recipe]]:
    """The same patient without the user's changes, and without one entry of the plan."""
    recipe = session.recipe
    if recipe.edits or recipe.dropped:
        yield "without my changes", replace(recipe, edits=(), dropped=())
    for entry in session.timeline():
        if entry.kept:
            other = recipe.toggled(entry.place) if entry.source == "scenario" else recipe.without_edit(entry.place)
            yield f"without {entry.label}", other


def minds(recipe: Recipe) -> Iterator[tuple[str, Recipe]]:
    """The same patient with another learning rule."""
    for name in learners():
        if name != recipe.learner:
            yield f"learner: {name}", replace(recipe, learner=name)


def switched(recipe: Recipe) -> Iterator[tuple[str, Recipe]]:
    """The same patient with one contested link on or off."""
    for label, name in SWITCHES.items():
        if name in TABLE:
            row = TABLE[name]
            now = dict(recipe.settings).get(name, row.value)
            to = 0.0 if now > 0 else row.value or (row.low + row.high) / 2
            yield f"{label}: {f'on ({to:g})' if to else 'off'}", recipe.with_setting(name, to)


@solara.component
def Compare(session: Session, refresh: Any) -> None:
    """Buttons that put another life beside this one."""
    recipe, controller = session.recipe, session.controller
    Fine("The patient is the full line, every other life is dotted. All of them draw the same random numbers.")
    seed = recipe.seed + 1 + len(controller.ghosts)
    groups = (
        ("Leave something out", without(session)), ("Another mind", minds(recipe)),
        ("A contested link switched", switched(recipe)), ("Chance", [(f"seed {seed}", replace(recipe, seed=seed))]),
    )  # fmt: skip
    if controller.ghosts:
        solara.Text("Beside this patient", classes=["ag-group"])
        for ghost in controller.ghosts:
            solara.Text(f"· {ghost.label}")
        solara.Button("Only this patient", on_click=lambda: refresh(session.alone()), color="primary")
    for title, offers in groups:
        solara.Text(title, classes=["ag-group"])
        with solara.Column(classes=["ag-words"]):
            for label, other in offers:
                Choice(label, _put(session, other, label, refresh), len(controller.ghosts) >= MOST)


def _put(session: Session, other: Recipe, label: str, refresh: Any) -> Any:
    return lambda: refresh(session.compare(other, label))
