"""Keys of readings: what tells the numbers of one text apart, in words that are read back as the same reading."""

from __future__ import annotations

from agonist.model.plan import seconds_of

DIGITS = range(6, 18)


def key_of(text: str, at: str) -> str:
    """The key of one of several numbers: the text, its moment or trial in place of all of them, and what it is held against."""
    first, mark, held = text.partition(" against ")
    head = first if f" {first}".partition(" over ")[1] else first.partition("@")[0]
    return f"{head.strip()} @ {at}{mark}{held}"


def day_text(day: float) -> str:
    """A day in as few digits as name its second."""
    return next(t for n in DIGITS if seconds_of(float(t := f"{day:.{n}g}")) == seconds_of(day))


def number_text(value: float) -> str:
    """A number in as few digits as name it."""
    return next(t for n in DIGITS if float(t := f"{value:.{n}g}") == value)
