"""Columns of a sweep as a person says and writes them: readings and measures in words, numbers in the digits they need."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from agonist.model.assessment.reading import Reading, What, parse
from agonist.viz.session.assessed import TITLES
from agonist.viz.session.readings import SAID, named

DIGITS_MOST, FIGURES = 12, 3  # after the point; and of the whole spread, beyond which a difference is none
OPERATED = {
    "change": "change of", "difference": "difference of", "ratio": "ratio of", "percent": "per cent of",
    "covariance": "covariance of", "correlation": "correlation of",
}  # fmt: skip

Say = Callable[[str], str]


def reading_of(column: str) -> Reading | None:
    """The reading that a column holds, in the words that ask for it; None for a knob or a measure of a window."""
    try:
        return parse(column)
    except ValueError:
        return None


def reading_words(reading: Reading, say: Say = str) -> str:
    """A reading such as "h_reflex_gain soleus right @ end" as a person says it: "reflex, soleus, right; at the end"."""
    title = say(TITLES.get(reading.what.name, reading.what.name.removeprefix("reading.").replace("_", " ")))
    thing, when = _thing(reading.what, say), _moment(reading.when, say)
    said = f"{say(OPERATED[reading.operation])} {title}" if reading.operation else title
    said += f", {thing}" * bool(thing) + f"; {when}" * bool(when)
    held = reading.text.partition(" against ")[2].replace("@ ", "").replace("_", " ")
    return said + (f"; {say('against')} {' '.join(map(say, held.split()))}" if held else "")


def _thing(what: What, say: Say) -> str:
    """What is measured on, with how: the muscle, the task, the side, then what the laboratory sets."""
    plain = what._replace(name="", unit="", task="", side="")
    things = [say(each.replace("_", " ")) for each in (what.unit, what.task) if each]
    return ", ".join([*things, *([say(what.side)] if what.side else []), *([str(plain)] if str(plain) else [])])


def _moment(when: str, say: Say) -> str:
    return say("at the end") if when == "end" else " ".join(map(say, when.split()))


def measure_words(column: str, say: Say = str) -> str:
    """A measure of a window such as "share.during.soleus_right" as a person says it."""
    block, _, rest = column.partition(".")
    window, _, owner = rest.partition(".")
    said = say(SAID.get(block, block.replace("_", " ")))
    if owner:
        return f"{said} {named(owner, say)}, {say(window)}"
    return f"{said.rstrip(',')}, {say(window)}" if rest else said


def digits(values: Iterable[object]) -> int:
    """Digits after the point that tell different numbers apart, at least the usual ones of their size (2, 1 or 0)."""
    known = {float(v) for v in values if isinstance(v, int | float) and math.isfinite(v)}
    if not known:
        return 0
    low, high = min(known), max(known)
    largest = max(abs(low), abs(high))
    usual = 0 if largest >= 100.0 else 1 if largest >= 10.0 else 2
    most = min(DIGITS_MOST, FIGURES - math.floor(math.log10(high - low))) if high > low else usual
    apart = {round(v, most) for v in known}
    return next((n for n in range(usual, most) if len({f"{v:.{n}f}" for v in apart}) == len(apart)), max(usual, most))
