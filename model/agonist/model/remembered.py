"""Results that are remembered for the very objects they were made of, without looking into them.

Bodies and views are large and never change, so that their identity says enough; hashing them costs more than the work.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

KEPT = 128  # results of a function, of the objects that are kept with them

T = TypeVar("T")


def by_identity(function: Callable[..., T]) -> Callable[..., T]:
    """The function with a memory: asked again for the same objects (texts: equal ones), it gives the same result."""
    known: dict[tuple[Any, ...], tuple[Any, T]] = {}

    @functools.wraps(function)
    def remembered(*given: object) -> T:
        key = tuple(a if isinstance(a, str) else id(a) for a in given)
        found = known.get(key)
        if found is None:
            if len(known) >= KEPT:
                known.clear()
            found = known[key] = (given, function(*given))  # what is kept alive keeps its identity
        return found[1]

    return remembered
