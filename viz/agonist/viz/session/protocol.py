"""A life as the controller sees it, what is remembered of it, and what the page wants next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from agonist.viz.session.history import History, Rows


class Life(Protocol):
    """One life as the controller sees it."""

    day: float
    horizon: float
    title: str
    width: int
    task: int

    @property
    def windows(self) -> Mapping[str, Sequence[float]]:
        """First and last day of each stretch that readings are of."""

    def topology(self) -> dict[str, Any]:
        """Muscles, joints, tasks, links and the blocks of a row, as the view reads them."""

    def advance(self, days: float, rows: int) -> Rows:
        """Live on; about `rows` rows [n, width], the last one at the end of the span."""

    def row(self) -> Rows:
        """The present row [width]; its first number is the day."""

    def marks(self) -> list[dict[str, Any]]:
        """What happens when: day, until (or None), label."""

    def panel(self, name: str, muscle: int, task: int) -> dict[str, Any]:
        """Data of the view `curve`, `portrait` or `assess` at the present moment."""


@dataclass
class Trace:
    """A life with what is remembered of it, and how much of that the page has."""

    name: str
    label: str
    life: Life | None
    history: History
    ghost: bool = False
    sent: int = 0
    fresh: bool = True
    recipe: object = None  # of a life that was left


@dataclass
class Playback:
    """What the page wants to happen next; read and changed under the lock."""

    playing: bool = False
    speed: float = 1.0
    owed: float = 0.0
    until: float | None = None
    started_at: float = 0.0
    stop: bool = False
    look: dict[str, Any] = field(default_factory=lambda: {"muscle": 0, "task": 0, "panel": ""})
    shown: float | None = None
    panel_due: bool = True
    limit: float | None = None  # no day beyond it is lived while the page plays
