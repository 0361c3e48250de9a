"""What was read of a life as a table: each reading in words, what it is of, the day, the value and its unit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from agonist.model.assessment.looking import columns
from agonist.model.plan import SECONDS_PER_DAY
from agonist.model.record import Record
from agonist.model.scenario import Resolved

AT = " @ "


class Row(NamedTuple):
    """One reading of one life: `what` is its text without the moment; `day` is NaN where it is over trials."""

    learner: str
    reading: str
    what: str
    day: float
    value: float
    unit: str


def rows_of(records: Mapping[str, Record], resolved: Resolved) -> list[Row]:
    """The readings of lives of one scenario, life after life."""
    return [row for name, record in records.items() for row in _rows(name, record, resolved)]


def _rows(name: str, record: Record, resolved: Resolved) -> list[Row]:
    texts = list(record.read)
    found = columns(texts, resolved.subject, resolved.watch, resolved.days, resolved.knobs, resolved.practices)
    days = [c.second / SECONDS_PER_DAY if isinstance(c.second, int) else math.nan for c in found]
    return [
        Row(name, text, text.partition(AT)[0], day, record.read[text], column.unit)
        for text, day, column in zip(texts, days, found, strict=True)
    ]
