"""Compare: other lives beside this one, on the same random numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import solara

from agonist.model.parameters import TABLE
from agonist.model.record import SWITCHES
from agonist.viz.page_parts import Fine, learners
from agonist.viz.session import Session


@solara.component
def Compare(session: Session, refresh: Any) -> None:
    """Buttons that put another life beside this one."""
    recipe, controller = session.recipe, session.controller
    Fine("The patient is the full line, every other life is dotted. All of them draw the same random numbers.")
    if recipe.edits or recipe.dropped:
        plain = replace(recipe, edits=(), dropped=())
        solara.Button(
            "without my changes", on_click=lambda: refresh(session.compare(plain, "without my changes")), outlined=True
        )
    solara.Text("Leave out one entry of the plan", classes=["ag-group"])
    for entry in session.timeline():
        if entry.kept:
            other = recipe.toggled(entry.index) if entry.source == "scenario" else recipe.without_edit(entry.index)
            label = f"without {entry.label}"
            solara.Button(
                label, on_click=lambda o=other, t=label: refresh(session.compare(o, t)), text=True, small=True
            )
    solara.Text("Another mind", classes=["ag-group"])
    with solara.Column(classes=["ag-words"]):
        for name in learners():
            if name != recipe.learner:
                other = replace(recipe, learner=name)
                solara.Button(
                    name,
                    on_click=lambda o=other, n=name: refresh(session.compare(o, f"learner: {n}")),
                    outlined=True,
                    small=True,
                )
    solara.Text("A contested link switched", classes=["ag-group"])
    for label, name in SWITCHES.items():
        if name in TABLE:
            _Switch(session, label, name, refresh)
    solara.Text("Chance", classes=["ag-group"])
    seed = replace(recipe, seed=recipe.seed + 1 + len(controller.ghosts))
    solara.Button(
        f"seed {seed.seed}",
        on_click=lambda: refresh(session.compare(seed, f"seed {seed.seed}")),
        outlined=True,
        small=True,
    )
    if controller.ghosts:
        solara.Text("Beside this patient", classes=["ag-group"])
        for ghost in controller.ghosts:
            solara.Text(f"· {ghost.label}")
        solara.Button("Only this patient", on_click=lambda: refresh(controller.forget_comparisons()), color="primary")


@solara.component
def _Switch(session: Session, label: str, name: str, refresh: Any) -> None:
    row = TABLE[name]
    now = dict(session.recipe.settings).get(name, row.value)
    to = 0.0 if now > 0 else (row.value if row.value > 0 else (row.low + row.high) / 2)
    words = f"{label}: {'off' if to == 0.0 else f'on ({to:g})'}"
    other = session.recipe.with_setting(name, to)
    solara.Button(words, on_click=lambda: refresh(session.compare(other, words)), text=True, small=True, classes=["ag-choice"])
