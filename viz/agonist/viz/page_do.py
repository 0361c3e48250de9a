"""Do things to the patient: every word of the vocabulary as a button, its arguments as fields."""

from __future__ import annotations

import math
from typing import Any

import solara

from agonist.model import words  # noqa: F401  (enters the words into the vocabulary)
from agonist.model.vocabulary import WORDS, Argument, Word, all_arguments
from agonist.viz.page_parts import Fine, NumberInput, as_number, in_range
from agonist.viz.session import Session

HIDDEN = ("day", "hours", "minutes", "weeks")
USUAL = {
    "fraction": 0.5, "amount": 0.35, "ml": 60.0, "level": 5.0, "days": 28.0, "reps": 160.0, "load": 0.35, "nm": 20.0,
    "minutes": 30.0, "steps": 6000.0, "minutes_a_day": 30.0, "angle": 20.0, "factor": 1.5, "share": 0.4, "change": -0.2,
}  # fmt: skip
FIRST = "inhibit"
ANGLES = "hip_flexion 90, knee_flexion 90"


def usual(argument: Argument) -> Any:
    """A value to start from: the default, a usual one, or the middle of the range."""
    if argument.default is not None or argument.kind != "number":
        return argument.default
    if argument.name in USUAL and argument.low <= USUAL[argument.name] <= argument.high:
        return USUAL[argument.name]
    wide = not math.isfinite(argument.high) or argument.high > 1000.0
    return None if wide else round((argument.low + argument.high) / 2.0, 3)


def plain(name: str) -> str:
    """A name without its side."""
    return name.removesuffix("_right").removesuffix("_left")


def choices(session: Session, argument: Argument) -> list[str]:
    """Names that fit an argument on this body, its default among them."""
    if argument.kind == "choice":
        return list(argument.choices)
    structure = getattr(session.controller.main.life, "structure", None)
    if structure is None:
        return []
    names = {"muscle": structure.names.muscles, "joint": structure.names.joints, "task": structure.names.tasks}
    usual_ones = [] if argument.default is None else [str(argument.default)]
    return list(dict.fromkeys([*usual_ones, *(plain(n) for n in names.get(argument.kind, ()))]))


def filled(session: Session, word: Word) -> dict[str, Any]:
    """The fields of a word as they first appear: usual values, and the muscle that is chosen on the stage."""
    values = {a.name: usual(a) for a in all_arguments(word) if a.name not in HIDDEN}
    structure = getattr(session.controller.main.life, "structure", None)
    for argument in word.arguments:
        if argument.kind in ("muscle", "joint", "task") and argument.default is None:
            values[argument.name] = next(iter(choices(session, argument)), None)
        if argument.kind == "muscle" and structure is not None:
            chosen = structure.names.muscles[session.controller.wish.look["muscle"] % len(structure.names.muscles)]
            values[argument.name] = plain(chosen)
            side = chosen.rpartition("_")[2]
            values |= {"side": side} if "side" in values and side in ("left", "right") else {}
    return values


def angles_of(text: str) -> tuple[tuple[str, float], ...]:
    """Joint angles that a hand has typed, such as `hip_flexion 90, knee_flexion 45`. Raises ValueError."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = part.rpartition(" ")
        found.append((name.strip(), as_number(value, -180.0, 180.0, "degrees")))
    return tuple(sorted(found))


@solara.component
def Field(session: Session, argument: Argument, value: Any, on_value: Any) -> None:
    """One argument."""
    if argument.kind == "number":
        hint = ", ".join(t for t in (argument.text, in_range(argument.low, argument.high)) if t)
        NumberInput(argument.name.replace("_", " "), value, argument.low, argument.high, argument.unit, on_value, hint)
    elif argument.kind in ("muscle", "joint", "task", "choice"):
        labels = {n.replace("_", " ") or "(any)": n for n in choices(session, argument)}
        shown = None if value is None else str(value).replace("_", " ") or "(any)"
        solara.Select(argument.name, list(labels), shown, on_value=lambda label: on_value(labels.get(label)))
    else:
        hint = f"such as {ANGLES}" if argument.kind == "angles" else argument.text
        solara.InputText(argument.name, str(value or ""), on_value=on_value, message=hint)


@solara.component
def Form(session: Session, word: Word, refresh: Any) -> None:
    """The fields of one word and the button that does it."""
    values, set_values = solara.use_state(solara.use_memo(lambda: filled(session, word), [word.name]))
    solara.use_effect(lambda: set_values(filled(session, word)), [word.name])
    Fine(word.text)
    now: float | None = None
    day, set_day = solara.use_state(now)
    for argument in all_arguments(word):
        if argument.name not in HIDDEN:
            Field(session, argument, values.get(argument.name), _set(set_values, argument.name))
    NumberInput("at day", day, 0.0, 36_500.0, "", lambda to: set_day(to), "empty: at the moment shown")
    when = f"on day {day:g}" if day is not None else f"now (day {session.controller.day:.1f})"
    solara.Button(
        f"{word.name}: {when}", on_click=lambda: refresh(session.attempt(lambda: act(session, word, values, day))),
        color="primary", classes=["ag-do"],
    )  # fmt: skip


def act(session: Session, word: Word, values: dict[str, Any], day: float | None) -> None:
    """Do a word with the fields as they stand. Raises ValueError."""
    angles = {a.name for a in word.arguments if a.kind == "angles"}
    given = {k: angles_of(str(v)) if k in angles else v for k, v in values.items() if v not in (None, "")}
    session.controller.do(word.name, given, day)


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
                    name, on_click=lambda name=name: set_chosen(name), outlined=name != chosen, small=True,
                    color="primary" if name == chosen else None, attributes={"title": word.text},
                )  # fmt: skip
    Form(session, WORDS[chosen], refresh).key(chosen)
