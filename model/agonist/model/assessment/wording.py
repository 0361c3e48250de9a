"""Values of assessments in words: one form for the page, the command line and whoever prints a table.

A value that has no meaning for its task or muscle is a dash; what nobody could do is said, not numbered.
"""

from __future__ import annotations

import math
from typing import Any

NONE = "–"
NOT_POSSIBLE = "not possible"
SILENT_MS = -1500.0  # who would start later than that takes no part in a lift
IN_SECONDS_MS = 300.0  # from here on a moment is said in seconds
LONGEST = "over 20 min"  # a hold that outlasts its test
ENDLESS = "endless"
NOTHING = 1e-6  # less is said as 0
RARE = 1e-5  # a chance below it is not told apart


def moment(onset_ms: float) -> str:
    """An onset, ms before the limb moves (negative: after it), in words: "25 ms early", "0.5 s late"."""
    if math.isnan(onset_ms):
        return NONE
    if onset_ms < SILENT_MS:
        return "takes no part"
    size = abs(onset_ms)
    said = f"{size:.0f} ms" if size < IN_SECONDS_MS else f"{size / 1000.0:.1f} s"
    return f"{said} {'early' if onset_ms >= 0.0 else 'late'}"


def in_words(name: str, value: Any) -> str:
    """The value of an assessment of this name, without its unit."""
    if value is None:
        return NONE
    if isinstance(value, tuple):
        return span(*(float(v) for v in value))
    number = float(value)
    if name == "onset_ms":
        return moment(number)
    if name == "effort" and number > 1.0:
        return NOT_POSSIBLE
    if name == "endurance_s" and math.isinf(number):
        return LONGEST
    return plain(number)


def span(low: float, high: float) -> str:
    """A range; an end that nothing limits is left out."""
    if math.isnan(low) or math.isnan(high):
        return (
            NONE
            if math.isnan(low) and math.isnan(high)
            else f"up to {high:.0f}"
            if math.isnan(low)
            else f"from {low:.0f}"
        )
    return f"{low:.1f} to {high:.1f}"


def plain(number: float) -> str:
    """A number of a table: three or four digits that count."""
    if not math.isfinite(number):
        return NONE if math.isnan(number) else ENDLESS
    size = abs(number)
    if size < NOTHING:
        return "0.00"
    if size >= 100.0:
        return f"{number:.0f}"
    return f"{number:.1f}" if size >= 10.0 else f"{number:.2f}" if size >= 0.1 else f"{number:.2g}"


def chance(a_day: float) -> str:
    """The chance of something in a day as one says it: "1 in 2000"."""
    if a_day < RARE:
        return f"below 1 in {1.0 / RARE:.0f}"
    return f"1 in {float(f'{1.0 / a_day:.2g}'):.0f}"


def known(value: object) -> bool:
    """Whether an assessment has a value: not where every number of it is missing."""
    numbers = value if isinstance(value, tuple) else (value,)
    return any(isinstance(v, int | float) and not math.isnan(v) for v in numbers)
