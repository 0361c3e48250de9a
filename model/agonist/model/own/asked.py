"""Compiled entries for a body with parts of a user's own."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from agonist.model.clock import entry_of, live
from agonist.model.layout import AREAS, LANES
from agonist.model.own.parts import Part
from agonist.model.own.variant import body_class

__all__ = ["Part", "blamed", "compiled", "stepper", "whatever_it_takes"]


def stepper(own: tuple[Part, ...]) -> Callable[..., None]:
    """What carries a block from row to row: `clock.live`, for a body with these own parts; raises as `compiled`."""
    return compiled(live, own)


def compiled(entry: Any, own: tuple[Part, ...]) -> Callable[..., None]:
    """An entry for a body with own parts. When called it raises ValueError with one line for what cannot be compiled."""

    def refuse(error: Exception, *_: Any) -> None:
        names = ", ".join(part.label for part in own)
        kind = "" if isinstance(error, NotImplementedError) else f"{type(error).__name__}: "
        why = kind + " ".join(str(error).split())
        raise ValueError(f"{names} cannot be compiled ({why}); engine = 'agents' takes it as it is") from None

    return _tried(entry, own, refuse)


def whatever_it_takes(entry: Any, own: tuple[Part, ...]) -> Callable[..., None]:
    """An entry for a body with own parts: compiled, or the same in plain Python where a part cannot be compiled."""
    return _tried(entry, own, lambda _, inside, arguments: inspect.unwrap(inside)(*arguments))


def _tried(entry: Any, own: tuple[Part, ...], otherwise: Callable[..., None]) -> Callable[..., None]:
    """An entry for a body with own parts, and what is done where it cannot be compiled."""
    if not own:
        return entry  # type: ignore[no-any-return]
    inside = entry_of(entry, body_class(own))

    def call(*arguments: Any) -> None:
        try:
            inside(*arguments)
        except Exception as error:  # whatever the translator stumbles over
            otherwise(error, inside, arguments)
        must_be_numbers(arguments[0], own)

    return call


def must_be_numbers(block: Any, own: tuple[Part, ...]) -> None:
    """Raise ValueError with one line where own parts have left infinity or no number in a body."""
    if np.isfinite(block.state).all():
        return
    found = [
        name
        for area, offsets in AREAS.items()
        for name, row in zip(
            offsets._fields, np.moveaxis(getattr(block, area).reshape(-1, offsets.size, LANES), 1, 0), strict=False
        )
        if not np.isfinite(row).all()
    ]
    raise ValueError(
        f"{', '.join(part.label for part in own)}: what it gives is infinite or no number, as a division by zero is; "
        f"first seen in {', '.join(found[:4])}"
    )


def blamed(error: ArithmeticError, own: tuple[Part, ...]) -> ValueError:
    """A fault of arithmetic that an own part has raised, in one line that names file and line."""
    places = [(f.f_code.co_filename, n) for f, n in traceback.walk_tb(error.__traceback__)]
    file, line = places[-1]
    names = ", ".join(part.label for part in own)
    return ValueError(f"{names}: {file.partition(' [')[0]}, line {line}: {type(error).__name__}: {error}")
