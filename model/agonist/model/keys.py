"""Values of a file checked by kind; a mistake is one line that names the place and what would be right."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any

from agonist.model.parameters import nearest
from agonist.model.reading import CONTROL, is_number, quoted


def closed(
    place: str,
    given: Iterable[Any],
    known: Collection[str],
    needed: Collection[str] = (),
    hints: Mapping[str, str] | None = None,
) -> None:
    """Raise ValueError where a key is lacking, or for a key that a table does not have, with the nearest that it has.

    `hints` says of keys that stand elsewhere where that is.
    """
    for key in needed:
        if key not in given:
            raise ValueError(f"{place}: lacks {key!r}")
    for key in given:
        if key not in known:
            raise ValueError(
                f"{place}: unknown key {quoted(key)}; {(hints or {}).get(key) or nearest(key, sorted(known))}"
            )


def table(place: str, value: object) -> Mapping[str, Any]:
    """A table of keys. Raises ValueError for another value."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} = {quoted(value)}; it needs a table of keys")
    return value


def keyed(place: str, value: Any) -> dict[str, Any]:
    """A table of names that may be left out (None): a mapping, or a row of a pandas table. Raises ValueError for another value."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) and not _is_row(value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a table of keys")
    held = dict(value.items())
    for key in held:
        if not isinstance(key, str):
            raise ValueError(f"{place}: the key {quoted(key)} is no name")
    return held


def _is_row(value: object) -> bool:
    """Whether a value is a row of a pandas table: names on one axis, and a value for each."""
    return callable(getattr(value, "items", None)) and hasattr(value, "index") and getattr(value, "ndim", 0) == 1


def among(value: object, known: Collection[str]) -> bool:
    """Whether a value is one of these names; of what is no text (a table, a gap of pandas) nothing else is asked."""
    return isinstance(value, str) and value in known


def choice(place: str, value: object, known: Collection[str]) -> str:
    """One of these names. Raises ValueError for another value, with the nearest."""
    if not isinstance(value, str):
        raise ValueError(f"{place} = {quoted(value)}; it needs a name; {nearest('', sorted(known))}")
    if value not in known:
        raise ValueError(f"{place}: unknown name {quoted(value)}; {nearest(value, sorted(known))}")
    return value


def called(place: str, value: object) -> Any:
    """A function, or None. Raises ValueError for what cannot be called, and for a class."""
    if value is not None and (not callable(value) or isinstance(value, type)):
        raise ValueError(f"{place} = {quoted(value)}; it needs a function")
    return value


def names(place: str, value: object) -> tuple[str, ...]:
    """A name or a list of names. Raises ValueError for another value."""
    if isinstance(value, str) and value.strip():
        return (value,)
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a list of names")
    twice = next((v for v in value if value.count(v) > 1), None)
    if twice is not None:
        raise ValueError(f"{place}: {quoted(twice)} is said twice; keep one of them")
    return tuple(value)


def real(place: str, value: Any, low: float = -math.inf, high: float = math.inf) -> float:
    """A number within its range. Raises ValueError for another value."""
    if not is_number(value):
        raise ValueError(f"{place} = {quoted(value)}; it needs a number")
    if not low <= value <= high:
        right = f"{low:g} or more" if math.isinf(high) else f"{low:g} to {high:g}"
        raise ValueError(f"{place} = {value:g} is out of range; it needs {right}")
    return float(value)


def flag(place: str, value: object) -> bool:
    """A truth value, of numpy too. Raises ValueError for what Python would take for one: `"no"` is true to it."""
    if not isinstance(value, bool) and type(value).__name__ not in ("bool", "bool_"):
        raise ValueError(f"{place} = {quoted(value)}; it needs True or False")
    return bool(value)


MOST = 100_000  # lives, people, values of one question: more is a slip of the pen
MOST_SEED = 2**63 - 1


def whole(place: str, value: object, low: int = 1, high: int = MOST) -> int:
    """A whole number within its range. Raises ValueError for another value."""
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise ValueError(f"{place} = {quoted(value)}; it needs a whole number from {low} to {high}")
    return int(value)


PLAIN = (str, bytes, bytearray, Mapping)  # what can be gone through and is no list


def words(place: str, value: object) -> tuple[Any, ...]:
    """A text, or several as they stand in a list. Raises ValueError for what is neither."""
    if isinstance(value, PLAIN) or not isinstance(value, Iterable):
        return (_text(place, value),)
    return each(place, value)


def lines(place: str, value: object) -> tuple[str, ...]:
    """A text, or a list of nothing but texts. Raises ValueError for another value."""
    return tuple(_text(place, one) for one in words(place, value))


def each(place: str, value: Any) -> tuple[Any, ...]:
    """What a value holds, one by one. Raises ValueError for what says that it can be gone through and cannot."""
    try:
        if getattr(value, "ndim", 1) > 1:
            raise TypeError("a table")
        if isinstance(value, PLAIN):
            raise TypeError("no list")
        return tuple(value)
    except TypeError:
        raise ValueError(f"{place} = {quoted(value)}; it needs a text, or a list of them") from None


def _text(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{place} = {quoted(value)}; it needs a text, or a list of them")
    return value


def reals(place: str, value: object, low: float, high: float) -> tuple[float, ...]:
    """Numbers within their range, one at least. Raises ValueError for another value."""
    listed = _listed(place, value)
    if not listed:
        raise ValueError(f"{place}: it needs one number at least, {low:g} to {high:g}")
    return tuple(real(place, one, low, high) for one in listed)


def wholes(place: str, value: object, low: int, high: int) -> tuple[int, ...]:
    """Whole numbers within their range, one at least. Raises ValueError for another value."""
    listed = _listed(place, value)
    if not listed:
        raise ValueError(f"{place}: it needs one whole number at least, {low} to {high}")
    return tuple(whole(place, one, low, high) for one in listed)


def _listed(place: str, value: object) -> tuple[Any, ...]:
    """What a list holds, or the value alone."""
    several = isinstance(value, Iterable) and not isinstance(value, PLAIN) and getattr(value, "ndim", None) != 0
    return each(place, value) if several else (value,)


def file(place: str, value: object) -> str:
    """A path as text. Raises ValueError for another value."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"{place} = {quoted(value)}; it needs a path as text")
    return value


def text(place: str, value: object) -> str:
    """Text that is not empty. Raises ValueError for another value."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{place} = {quoted(value)}; it needs text")
    if CONTROL.search(value):
        raise ValueError(f"{place} = {quoted(value)}: holds a control character")
    return value


def once(name: str, values: Sequence[str]) -> tuple[str, ...]:
    """These values, one at least and each of them once. Raises ValueError with the one that is said twice."""
    if not values:
        raise ValueError(f"{name}: it needs one name at least")
    if twice := next((value for n, value in enumerate(values) if value in values[:n]), ""):
        raise ValueError(f"{name}: {twice!r} is said twice; keep one of them")
    return tuple(values)


def line(place: str, value: object) -> str:
    """Text of one line. Raises ValueError for another value."""
    if len(text(place, value).splitlines()) > 1:
        raise ValueError(f"{place} = {quoted(value)}; it needs one line")
    return str(value)
