"""Do things to the patient: every word of the vocabulary as a button, its arguments as fields."""

from __future__ import annotations

import math
from typing import Any

import solara

from agonist.model import words  # noqa: F401  (enters the words into the vocabulary)
from agonist.model.vocabulary import WORDS, Argument, Word, all_arguments
from agonist.viz.page_parts import Fine, NumberInput, in_range
from agonist.viz.session import Session

HIDDEN = ("day", "hours", "minutes", "weeks")
USUAL = {
    "fraction": 0.5, "amount": 0.35, "ml": 60.0, "level": 5.0, "days": 28.0, "reps": 160.0, "load": 0.35,
    "minutes": 30.0,
}  # fmt: skip


def usual(argument: Argument) -> Any:
    """A value to start from: the default, a usual one, or the middle of the range."""
    if argument.default is not None or argument.kind != "number":
        return argument.default
    if argument.name in USUAL and argument.low <= USUAL[argument.name] <= argument.high:
        return USUAL[argument.name]
    wide = not math.isfinite(argument.high) or argument.high > 1000.0
    return None if wide else round((argument.low + argument.high) / 2.0, 3)


def choices(session: Session, argument: Argument) -> list[str]:
    """Names that fit an argument on this body."""
    life: Any = session.controller.main.life
    structure = getattr(life, "structure", None)
    if argument.kind == "choice":
        return list(argument.choices)
    if structure is None:
        return []
    names = {"muscle": structure.names.muscles, "joint": structure.names.joints, "task": structure.names.tasks}
    plain = (n.removesuffix("_right").removesuffix("_left") for n in names.get(argument.kind, ()))
    return list(dict.fromkeys(plain))


def filled(session: Session, word: Word) -> dict[str, Any]:
    """The fields of a word as they first appear."""
    values = {a.name: usual(a) for a in all_arguments(word) if a.name not in HIDDEN}
    for argument in word.arguments:
        if argument.kind in ("muscle", "joint", "task"):
            values[argument.name] = next(iter(choices(session, argument)), None)
    return values


@solara.component
def Field(session: Session, argument: Argument, value: Any, on_value: Any) -> None:
    """One argument."""
    if argument.kind == "number":
        hint = ", ".join(t for t in (argument.text, in_range(argument.low, argument.high)) if t)
        NumberInput(argument.name, value, argument.low, argument.high, argument.unit, on_value, hint)
    elif argument.kind in ("muscle", "joint", "task", "choice"):
        names = choices(session, argument)
        labels = {n.replace("_", " "): n for n in names}
        solara.Select(
            argument.name, list(labels), None if value is None else str(value).replace("_", " "),
            on_value=lambda label: on_value(labels[label]),
        )  # fmt: skip
    else:
        solara.InputText(argument.name, str(value or ""), on_value=on_value)


@solara.component
def Form(session: Session, word: Word, refresh: Any) -> None:
    """The fields of one word and the button that does it."""
    values, set_values = solara.use_state(solara.use_memo(lambda: filled(session, word), [word.name]))
    solara.use_effect(lambda: set_values(filled(session, word)), [word.name])
    Fine(word.text)
    for argument in all_arguments(word):
        if argument.name in HIDDEN or argument.kind == "angles":
            continue
        Field(session, argument, values.get(argument.name), _set(set_values, argument.name))
    now: float | None = None
    day, set_day = solara.use_state(now)
    NumberInput("at day", day, 0.0, 36_500.0, "", lambda to: set_day(to), "empty: at the moment shown")

    def act() -> None:
        given = {k: v for k, v in values.items() if v is not None}
        refresh(session.do(word.name, given, day))

    when = f"on day {day:g}" if day is not None else f"now (day {session.controller.day:.1f})"
    solara.Button(f"{word.name}: {when}", on_click=act, color="primary", classes=["ag-do"])


def _set(set_values: Any, name: str) -> Any:
    return lambda value: set_values(lambda old: {**old, name: value})


@solara.component
def Do(session: Session, refresh: Any) -> None:
    """All words, by group; the chosen one below."""
    chosen, set_chosen = solara.use_state(next(iter(WORDS)))
    for group in dict.fromkeys(word.group for word in WORDS.values()):
        solara.Text(group, classes=["ag-group"])
        with solara.Column(classes=["ag-words"]):
            for name, word in WORDS.items():
                if word.group == group:
                    solara.Button(
                        name, on_click=lambda name=name: set_chosen(name), outlined=name != chosen, small=True,
                        color="primary" if name == chosen else None, attributes={"title": word.text},
                    )  # fmt: skip
    Form(session, WORDS[chosen], refresh).key(chosen)
