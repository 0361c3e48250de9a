"""What befell a body by chance in a life: which muscle was strained, where pain came back, and on which day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from agonist.model.blocks import Channel
from agonist.model.body.wiring import Floats, Structure
from agonist.model.plan import SECONDS_PER_DAY, Impulse, Rows, seconds_of

COUNTS = {("muscles", "injuries"): "strained", ("joints", "episodes"): "pain came back"}


class Chance(NamedTuple):
    """One accident: what it was (``strained``, ``pain came back``), the muscle or joint, and the day of life."""

    what: str
    unit: str
    day: float


def counts(structure: Structure) -> tuple[Channel, ...]:
    """The channels that count accidents in a body."""
    units = {"muscles": structure.names.muscles, "joints": structure.names.joints}
    return tuple(Channel(area, unit, variable) for area, variable in COUNTS for unit in units[area])


def by_chance(
    channels: Iterable[Channel], rows: Rows, every: int, samples: Floats, plan: Iterable[Impulse]
) -> tuple[Chance, ...]:
    """Accidents that no word of the plan asked for, in their order.

    Chance strikes at midnight: the day is that of the first night since the sample before.

    Args:
        channels: what the samples hold; those of `counts` are looked at.
        rows: the clock of the life.
        every: one sample was taken at each k-th row.
        samples: [samples, channels].
        plan: what changes at once.
    """
    second, planned = rows.second[every - 1 :: every], list(plan)
    nights = rows.second[rows.midnight == 1]
    found: list[Chance] = []
    for n, channel in enumerate(channels):
        what = COUNTS.get((channel.area, channel.variable))
        if what is None or not samples[:, n].any():
            continue
        asked = sum(
            p.value * (second >= seconds_of(p.day))
            for p in planned
            if (p.area, p.unit, p.variable) == (channel.area, channel.unit, channel.variable)
        )
        more = np.diff(samples[:, n] - asked, prepend=0.0)
        for k in np.flatnonzero(more > 0.5):
            since = int(second[k - 1]) if k else 0
            night = next((int(s) for s in nights[np.searchsorted(nights, since, "right") :]), int(second[k]))
            found.append(Chance(what, channel.unit, night / SECONDS_PER_DAY))
    return tuple(sorted(found, key=lambda one: one.day))
