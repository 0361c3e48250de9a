"""Do things to the patient: every word of the vocabulary as a button, its arguments as fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

from agonist.model.plan import LONGEST_DAY
from agonist.model.vocabulary import WORDS, Argument, Word
from agonist.viz.controls.parts import Fine, NumberInput
from agonist.viz.session import angles
from agonist.viz.session.forms import FIRST, HIDDEN, act, choices, filled, in_range
from agonist.viz.session.visitor import Session


@solara.component
def Field(session: Session, argument: Argument, value: Any, on_value: Any, on_fault: Any) -> None:
    """One argument."""
    if argument.kind == "number":
        hint = ", ".join(t for t in (argument.text, in_range(argument.low, argument.high)) if t)
        title = argument.name.replace("_", " ")
        NumberInput(title, value, argument.low, argument.high, argument.unit, on_value, hint, on_fault)
    elif argument.kind in ("muscle", "joint", "task", "choice"):
        labels = {n.replace("_", " ") or "(any)": n for n in choices(session, argument)}
        shown = None if value is None else str(value).replace("_", " ") or "(any)"
        solara.Select(argument.name, list(labels), shown, on_value=lambda label: on_value(labels.get(label)))
    else:
        solara.InputText(argument.name, str(value or ""), on_value=on_value, message=argument.text)


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
def Form(session: Session, word: Word, refresh: Any) -> None:
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
    NumberInput(session.say("at day"), day, 0.0, LONGEST_DAY, "", lambda to: set_day(to), hint, faults.of("at day"))

    def do() -> None:
        faults.check()
        act(session, word, values, day)

    when = (
        session.say("on day {day}", day=f"{day:g}")
        if day is not None
        else session.say("now (day {day})", day=f"{session.controller.day:.1f}")
    )
    solara.Button(
        f"{word.name}: {when}", on_click=lambda: refresh(session.attempt(do)), color="primary", classes=["ag-do"]
    )


def _set(set_values: Any, name: str) -> Any:
    return lambda value: set_values(lambda old: {**old, name: value})


@solara.component
def Do(session: Session, refresh: Any) -> None:
    """All words, one group at a time; the chosen one below."""
    groups = list(dict.fromkeys(word.group for word in WORDS.values()))
    group, set_group = solara.use_state(WORDS[FIRST].group)
    chosen, set_chosen = solara.use_state(FIRST)

    def turn(to: str) -> None:
        set_group(to)
        set_chosen(next(name for name, word in WORDS.items() if word.group == to))

    solara.ToggleButtonsSingle(group, groups, on_value=turn, dense=True, classes=["ag-groups"])
    with solara.Column(classes=["ag-words"]):
        for name, word in WORDS.items():
            if word.group == group:
                solara.Button(
                    name,
                    on_click=lambda name=name: set_chosen(name),
                    outlined=name != chosen,
                    small=True,
                    color="primary" if name == chosen else None,
                    attributes={"title": session.say(word.text)},
                )
    Form(session, WORDS[chosen], refresh).key(chosen)
