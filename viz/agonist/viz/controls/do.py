"""Do things to the patient: every word of the vocabulary as a button, its arguments as fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from agonist.model.plan import LONGEST_DAY
from agonist.model.vocabulary import WORDS, Argument, Word
from agonist.viz.controls.parts import Fine, NumberInput, Redraw
from agonist.viz.messages import decimal
from agonist.viz.session import angles
from agonist.viz.session.forms import FIRST, HIDDEN, act, choices, filled, in_range
from agonist.viz.session.visitor import Session


@solara.component
def Field(session: Session, argument: Argument, value: Any, on_value: Any, on_fault: Any) -> None:
    """One argument."""
    say = session.say
    name = say(argument.name.replace("_", " "))
    if argument.kind == "number":
        ends = in_range(argument.low, argument.high, say("{low} to {high}"), session.write)
        hint = ", ".join(t for t in (say(argument.text), ends) if t)
        unit = say(argument.unit)
        NumberInput(session, name, value, argument.low, argument.high, unit, on_value, hint, on_fault)
    elif argument.kind in ("muscle", "joint", "task", "choice"):
        labels = {say(n.replace("_", " ")) or "(any)": n for n in choices(session, argument)}
        shown = None if value is None else say(str(value).replace("_", " ")) or "(any)"
        solara.Select(name, list(labels), shown, on_value=lambda label: on_value(labels.get(label)))
    else:
        solara.InputText(name, str(value or ""), on_value=on_value, message=say(argument.text))


class Faults:
    """Fields that hold something wrong: a word is not done with the last right value instead."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def of(self, name: str) -> Callable[[str], None]:
        """A listener for one field; an empty text means that it is right again."""
        return lambda fault: self.found.update({name: fault})

    def check(self) -> None:
        """Raises ValueError with the first wrong field and what would be right."""
        for name, fault in self.found.items():
            if fault:
                raise ValueError(f"{name.replace('_', ' ')}: {fault}")


@solara.component
def Form(session: Session, word: Word, refresh: Redraw) -> None:
    """The fields of one word and the button that does it."""
    body = [word.name, session.recipe.scenario, session.recipe.text]
    values, set_values = solara.use_state(solara.use_memo(lambda: filled(session, word), body))
    solara.use_effect(lambda: set_values(filled(session, word)), body)
    faults = solara.use_memo(Faults, body)
    Fine(session.say(word.text))
    now: float | None = None
    day, set_day = solara.use_state(now)
    if angles.position_of(word) is not None and not angles.coordinates(session):
        Fine(session.say("This body is a graph without anatomy: it has no joint angles."))
    for argument in angles.fields(session, word):
        if argument.name not in HIDDEN:
            name = argument.name
            Field(session, argument, values.get(name), _set(set_values, name), faults.of(name)).key(name)
    hint = session.say("empty: at the moment shown")
    said = session.say("at day")
    NumberInput(session, said, day, 0.0, LONGEST_DAY, "", lambda to: set_day(to), hint, faults.of("at day"))

    def do() -> None:
        faults.check()
        act(session, word, values, day)

    when = (
        session.say("on day {day}", day=session.write(day))
        if day is not None
        else session.say("now (day {day})", day=decimal(session.language, f"{session.controller.day:.1f}"))
    )
    solara.Button(
        f"{session.say(word.name)}: {when}",
        on_click=lambda: refresh(session.attempt(do)),
        color="primary",
        classes=["ag-do"],
    )


def _set(set_values: Any, name: str) -> Any:
    return lambda value: set_values(lambda old: {**old, name: value})


@solara.component
def Do(session: Session, refresh: Redraw) -> None:
    """All words, one group at a time; the chosen one below."""
    groups = list(dict.fromkeys(word.group for word in WORDS.values()))
    group, set_group = solara.use_state(WORDS[FIRST].group)
    chosen, set_chosen = solara.use_state(FIRST)

    def turn(to: str) -> None:
        set_group(to)
        set_chosen(next(name for name, word in WORDS.items() if word.group == to))

    kinds = [solara.Button(session.say(name), value=name) for name in groups]
    solara.ToggleButtonsSingle(group, children=kinds, on_value=turn, dense=True, classes=["ag-groups"])
    with solara.Column(classes=["ag-words"]):
        for name, word in WORDS.items():
            if word.group == group:
                solara.Button(
                    session.say(name),
                    on_click=lambda name=name: set_chosen(name),
                    outlined=name != chosen,
                    small=True,
                    color="primary" if name == chosen else None,
                    attributes={"title": session.say(word.text)},
                )
    Form(session, WORDS[chosen], refresh).key(chosen)
