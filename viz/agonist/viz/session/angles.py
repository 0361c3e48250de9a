"""Joint angles as fields: one number for each coordinate of the body, where a word holds a position."""

from __future__ import annotations

from typing import Any

from agonist.model.body.pieces import usual_pieces
from agonist.model.vocabulary import Argument, Word, all_arguments
from agonist.viz.session.visitor import Session

EMPTY = "empty: not held"


def _anatomy(session: Session) -> Any:
    """The anatomy of the patient; None for a body that is only a graph."""
    resolved = getattr(session.controller.main.life, "resolved", None)
    return None if resolved is None else resolved.subject.anatomy


def coordinates(session: Session) -> dict[str, tuple[float, float]]:
    """Joint angles of this body with their ranges, degrees; a word's side says on which side they are held."""
    anatomy = _anatomy(session)
    return {} if anatomy is None else dict(anatomy.coordinates)


def position_of(word: Word) -> Argument | None:
    """The argument of a word that is a position, if it has one."""
    return next((a for a in word.arguments if a.kind == "angles"), None)


def fields(session: Session, word: Word) -> tuple[Argument, ...]:
    """All arguments of a word as fields: a position is one number for each coordinate."""
    joints = [Argument(n, "number", "deg", low, high, text=EMPTY) for n, (low, high) in coordinates(session).items()]
    split = [joints if a.kind == "angles" else [a] for a in all_arguments(word)]
    return tuple(argument for part in split for argument in part)


def usual_angles(session: Session, word: Word) -> dict[str, float]:
    """A position to start from: the one in which a usual day begins; nothing where a position may be left out."""
    anatomy, position = _anatomy(session), position_of(word)
    if anatomy is None or position is None or "optional" in position.text:
        return {}
    pieces = (dict(piece.angles) for piece in usual_pieces(anatomy.model))
    held = next((angles for angles in pieces if any(angles.values())), {})
    return {name: angle for name, angle in held.items() if name in anatomy.coordinates}


def gathered(session: Session, word: Word, values: dict[str, object]) -> dict[str, Any]:
    """The values of a form with its joint angles put together to the position that the word asks for."""
    position, known = position_of(word), coordinates(session)
    if position is None:
        return values
    held = {name: value for name, value in values.items() if name in known and value not in (None, "")}
    rest = {name: value for name, value in values.items() if name not in known}
    return rest | ({position.name: tuple(sorted(held.items()))} if held else {})
