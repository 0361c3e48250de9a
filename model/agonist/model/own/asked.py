"""Compiled entries for a body with parts of a user's own."""

from __future__ import annotations

import inspect
import math
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from agonist.model.clock import entry_of, live
from agonist.model.layout import VARIABLES
from agonist.model.limits import lived, told
from agonist.model.own.files import said_of
from agonist.model.own.parts import Part
from agonist.model.own.source import functions_of
from agonist.model.own.variant import body_class

__all__ = ["Part", "blamed", "compiled", "is_blame", "stepper", "whatever_it_takes"]


def stepper(own: tuple[Part, ...]) -> Callable[..., None]:
    """What carries a block from row to row: `clock.live`, for a body with these own parts; raises as `compiled`."""
    return compiled(live, own)


def compiled(entry: object, own: tuple[Part, ...]) -> Callable[..., None]:
    """An entry for a body with own parts. When called it raises ValueError with one line for what cannot be compiled."""

    def refuse(error: Exception, *_: object) -> None:
        names = ", ".join(part.label for part in own)
        kind = "" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: "
        why = kind + " ".join(str(error).split())
        raise ValueError(
            f"{names} cannot be compiled ({why}); run and Body take it as it is with engine = 'agents'"
        ) from None

    return _tried(entry, own, refuse)


def whatever_it_takes(entry: Any, own: tuple[Part, ...]) -> Callable[..., None]:
    """An entry for a body with own parts: compiled, or the same in plain Python where a part cannot be compiled."""

    def plainly(_: Exception, inside: Any, arguments: Any) -> None:
        try:
            inspect.unwrap(inside)(*arguments)
        except BaseException as error:
            if is_blame(error, own):
                raise blamed(error, own) from error
            raise

    return _tried(entry, own, plainly)


def _tried(entry: Any, own: tuple[Part, ...], otherwise: Callable[..., None]) -> Callable[..., None]:
    """An entry for a body with own parts, and what is done where it cannot be compiled."""
    if not own:
        return entry  # type: ignore[no-any-return]
    inside = entry_of(entry, body_class(own))

    def call(*arguments: object) -> None:
        try:
            inside(*arguments)
        except Exception as error:  # whatever the translator stumbles over
            otherwise(error, inside, arguments)
        must_be_possible(arguments[0], own)

    return call


def must_be_possible(block: Any, own: tuple[Part, ...]) -> None:
    """Raise ValueError with one line where own parts have left in a body what no quantity of its kind can be."""
    labels = ", ".join(part.label for part in own)
    for area, of in VARIABLES.items():
        rows, (low, high) = getattr(block, area).reshape(-1, len(of), block.stride), lived(area)
        wrong = ~((rows >= low[:, None]) & (rows <= high[:, None]))  # so that no number is wrong too
        if not wrong.any():
            continue
        unit, at, lane = (int(n) for n in np.argwhere(wrong)[0])
        value, name = float(rows[unit, at, lane]), of[at].name
        if not math.isfinite(value):
            raise ValueError(
                f"{labels}: what it gives is infinite or no number, as a division by zero is; first seen in {name}"
            )
        raise ValueError(
            f"{labels}: what it gives leaves {name} = {value:.9g} ({of[at].text}); a life keeps it {told(float(low[at]), float(high[at]))}"
        )


def blamed(error: BaseException, own: tuple[Part, ...]) -> ValueError:
    """Whatever own parts have raised, or the model because of what they gave, in one line that names file and line."""
    names, kind = ", ".join(part.label for part in own), type(error).__name__
    mine = {f.__code__.co_filename for part in own for f in functions_of(part.thing)}
    places = [(f.f_code.co_filename, n) for f, n in traceback.walk_tb(error.__traceback__)]
    theirs = [place for place in places if place[0] in mine]
    said = " ".join(said_of(error).split())
    if not theirs:
        return ValueError(f"{names}: what it gives cannot be reckoned with ({kind}: {said})")
    file, line = theirs[-1]
    return ValueError(f"{names}: {file.partition(' [')[0]}, line {line}: {kind}: {said}")


def is_blame(error: BaseException, own: tuple[Part, ...]) -> bool:
    """Whether own parts are to blame for what was raised while they took part: not for a wish to stop, or a line of ours."""
    if not own or isinstance(error, KeyboardInterrupt):
        return False
    mine = {f.__code__.co_filename for part in own for f in functions_of(part.thing)}
    inside = any(f.f_code.co_filename in mine for f, _ in traceback.walk_tb(error.__traceback__))
    return inside or not isinstance(error, ValueError)
