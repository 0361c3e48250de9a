"""The fields of a form: what a hand may type, what it starts from, and what would be right."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from agonist.model import interventions  # noqa: F401  (enters the words into the vocabulary)
from agonist.model.reading import shown
from agonist.model.vocabulary import Argument, Word, all_arguments
from agonist.viz.session import angles
from agonist.viz.session.visitor import Session

HIDDEN = ("day", "hours", "minutes", "weeks")
USUAL = {
    "fraction": 0.5, "amount": 0.35, "ml": 60.0, "level": 5.0, "days": 28.0, "reps": 160.0, "load": 0.35, "nm": 20.0,
    "minutes": 30.0, "steps": 6000.0, "minutes_a_day": 30.0, "angle": 20.0, "factor": 1.5, "share": 0.4, "change": -0.2,
}  # fmt: skip
FIRST = "inhibit"
OPTIONAL = "optional"  # so the description of an argument begins that may be left out
ASKED = ("share", "muscle")  # may each be left out beside others of which one must be said


def as_number(text: str, low: float, high: float, unit: str = "") -> float:
    """A number that a hand has typed. Raises ValueError that says what would be right."""
    need = f"it needs a number {low:g} to {high:g} {unit}".rstrip()
    try:
        value = float(str(text).replace(",", "."))
    except ValueError:
        raise ValueError(f"{shown(text)} is not a number; {need}") from None
    if not low <= value <= high:
        raise ValueError(f"{value:g} is out of range; {need}")
    return value


def in_range(
    low: float, high: float, words: str = "{low} to {high}", write: Callable[[float], str] = "{:g}".format
) -> str:
    """A range in words; empty where it has no ends."""
    finite = abs(low) < 1e9 and abs(high) < 1e9
    return words.replace("{low}", write(low)).replace("{high}", write(high)) if finite else ""


def usual(argument: Argument) -> Any:
    """A value to start from: the default, a usual one, or the middle of the range; nothing where it may be left out."""
    if argument.text.startswith(OPTIONAL) and argument.name not in ASKED:
        return argument.default
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
        if argument.text.startswith(OPTIONAL) and argument.name not in ASKED:
            continue
        if argument.kind in ("muscle", "joint", "task") and argument.default is None:
            values[argument.name] = next(iter(choices(session, argument)), None)
        if argument.kind == "muscle" and structure is not None:
            chosen = structure.names.muscles[session.controller.playback.look["muscle"] % len(structure.names.muscles)]
            values[argument.name] = plain(chosen)
            side = chosen.rpartition("_")[2]
            values |= {"side": side} if "side" in values and side in ("left", "right") else {}
    return values | angles.usual_angles(session, word)


def given(session: Session, word: Word, values: dict[str, Any]) -> dict[str, Any]:
    """What the fields say: those that hold something, and something else than would hold without them."""
    usual_ones = {a.name: a.default for a in all_arguments(word)}
    said = {k: v for k, v in values.items() if v not in (None, "", ()) and v != usual_ones.get(k)}
    return angles.gathered(session, word, said)


def act(session: Session, word: Word, values: dict[str, Any], day: float | None) -> None:
    """Do a word with the fields as they stand. Raises ValueError."""
    session.controller.do(word.name, given(session, word, values), day)
