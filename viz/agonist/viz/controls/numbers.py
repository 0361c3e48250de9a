"""The numbers: knobs of the scenario and the whole parameter table, with unit, range and source."""

from __future__ import annotations

from typing import Any

import solara

from agonist.model.lessons import said_unit
from agonist.model.parameters import TABLE
from agonist.viz.controls.parts import Fine, NumberInput, Redraw, Slider
from agonist.viz.controls.who import Who
from agonist.viz.session.forms import in_range
from agonist.viz.session.patient_life import scenario_of
from agonist.viz.session.visitor import Session

SHOWN = 30


@solara.component
def Number(session: Session, name: str, row: Any, refresh: Redraw, source: str = "", said: str = "") -> None:
    """One number: a slider over its range, and a field for the exact value; a knob of the lesson is named by what it says."""
    default = float(row.value)
    value = float(dict(session.recipe.settings).get(name, default))

    def turn(to: float | None) -> None:
        if to is not None and abs(to - value) > 1e-12:
            kept = None if abs(to - default) < 1e-12 else to
            refresh(session.change(session.recipe.with_setting(name, kept)))

    with solara.Div(classes=["ag-number"]):
        told = session.say(row.text)
        with solara.Tooltip(f"{told}. {source}".strip()):
            title, unit = title_of(said) or name.replace("_", " "), session.say(said_unit(2.0, row.unit))
            spare = said[len(title) :].lstrip(";, ") if said else told  # what the title has not said already
            ends = f"{in_range(row.low, row.high, session.say('{low} to {high}'), session.write)} {unit}".strip()
            hint = f"{spare}; {ends}" if spare else ends
            NumberInput(session, title, value, row.low, row.high, unit, turn, hint, unit_in_label=False)
        Slider(value, row.low, row.high, turn)
        if abs(value - default) > 1e-12:
            solara.Button(
                session.say("back to {value}", value=session.write(default)),
                on_click=lambda: turn(default),
                text=True,
                small=True,
            )


def title_of(said: str) -> str:
    """What a knob is called: its sentence up to the first pause."""
    short = said.partition(";")[0].partition(",")[0].strip()
    return short[:1].upper() + short[1:]


@solara.component
def Numbers(session: Session, refresh: Redraw) -> None:
    """Knobs first, then one group of the table at a time."""
    groups = list(dict.fromkeys(row.group for row in TABLE.values()))
    group, set_group = solara.use_state(groups[0])
    wanted, set_wanted = solara.use_state("")
    Fine(
        session.say(
            "Turning a number lives the whole life again from day 0; the life before it stays as a dotted line."
        )
    )
    texts = {knob["name"]: knob["text"] for knob in session.lesson()["knobs"]}
    for knob in scenario_of(session.recipe).knobs:
        Number(session, knob.name, knob, refresh, said=texts.get(knob.name, knob.text)).key(knob.name)
    Who(session, refresh)
    solara.Text(session.say("All numbers of the model"), classes=["ag-group"])
    names = {session.say(name): name for name in groups}
    solara.Select(session.say("Subject"), list(names), session.say(group), on_value=lambda said: set_group(names[said]))
    solara.InputText(session.say("Find"), wanted, on_value=set_wanted, continuous_update=True)
    for row in [r for r in TABLE.values() if _fits(session, r, group, wanted.strip().lower())][:SHOWN]:
        source = f"{session.say('Source')}: {row.source} ({session.say(row.mark)})"
        Number(session, row.name, row, refresh, source).key(row.name)


def _fits(session: Session, row: Any, group: str, wanted: str) -> bool:
    return wanted in f"{row.name} {row.text} {session.say(row.text)}".lower() if wanted else row.group == group
