"""Many lives at once: one number through its whole range, or all that a lesson proposes side by side, and what the lesson reads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from agonist.viz.session.history import Rows
from agonist.viz.session.messages import STRANGE
from agonist.viz.session.protocol import Life
from agonist.viz.session.readings import column_of, readings_of
from agonist.viz.session.recipe import Recipe

if TYPE_CHECKING:
    from agonist.viz.session.controller import Controller

STEPS = range(7, 13)  # so many steps a range may have; taken is what gives the roundest
ROWS = 400
PARTS = 90  # of the days of a curve
ONE = threading.Lock()  # one such life at a time on this server: a class that asks at once waits for its turn


class Wish(NamedTuple):
    """What the page calls it, and of what; the lives, each with its value or place; what is read, and whether day by day."""

    kind: str
    name: str
    lives: tuple[tuple[float, Recipe], ...]
    reading: str
    curve: bool = False


def ranging(recipe: Recipe, name: str, low: float, high: float, reading: str) -> Wish:
    """One number of a recipe through its range."""
    lives = tuple((value, recipe.with_setting(name, value)) for value in values_of(low, high))
    return Wish("through", name, lives, reading)


def values_of(low: float, high: float) -> list[float]:
    """Values from end to end in the roundest steps."""
    marks = {n: f"{(high - low) / n:.6g}".replace(".", "").strip("0") for n in STEPS}
    count = min(marks, key=lambda n: (len(marks[n]), marks[n] not in ("1", "2", "5"), abs(n - 10)))
    return [float(f"{v:.4g}") for v in np.linspace(low, high, count + 1)]


def lived(make: Callable[[Recipe], Life], recipe: Recipe, reading: str, curve: bool = False) -> dict[str, Any]:
    """The reading of one life of a recipe, by window; with `curve` also day by day. Raises ValueError."""
    life = make(recipe)
    rows = np.vstack([life.row()[None, :], life.advance(life.horizon, ROWS)])
    found: dict[str, object] = dict(readings_of(life, rows, (reading,)).get(reading, {}))
    column = column_of(life.topology(), reading, life.task)
    if curve and column is not None:
        found["marks"] = [[m["day"], m["until"] or m["day"]] for m in life.marks()]
        found["curve"] = means_by_day(rows, column, life.horizon, reading.startswith("torque_max"))
    return found


def means_by_day(rows: Rows, column: int, horizon: float, relative: bool) -> list[float]:
    """Means of a column over equal parts of the days, the newest known one where a part has none."""
    days, values = rows[:, 0], rows[:, column] / (rows[~np.isnan(rows[:, column])][0, column] if relative else 1.0)
    part = np.clip((days / horizon * PARTS).astype(int), 0, PARTS - 1)
    known = ~np.isnan(values) & (days > 0.0)
    sums, counts = (np.bincount(part[known], w, PARTS) for w in (values[known], None))
    means, newest = [], float(values[~np.isnan(values)][0])
    for total, count in zip(sums.tolist(), counts.tolist(), strict=True):
        newest = total / count if count else newest
        means.append(round(newest, 5))
    return means


class Through:
    """Lives what a page asks for beside its patient, in a thread of its own, and tells each point as it is known."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller
        self.lock = threading.Lock()
        self.wanted: Wish | None = None
        self.thread: threading.Thread | None = None

    def ask(self, wish: Wish) -> None:
        """From now on this; what was asked for before is let go."""
        with self.lock:
            self.wanted = wish
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="agonist-through", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            with self.lock:
                wish = self.wanted
                if wish is None:
                    self.thread = None
                    return
            self._all(wish)
            with self.lock:
                if self.wanted is wish:
                    self.wanted = None

    def _all(self, wish: Wish) -> None:
        points: list[dict[str, object]] = []
        for value, recipe in wish.lives:
            with ONE:
                if self.wanted is not wish or self.controller.closed or self.controller.held:
                    return
                try:
                    found = lived(self.controller.make, recipe, wish.reading, wish.curve)
                except STRANGE:  # this value does not go with the others of the recipe
                    found = {}
            points.append({"value": value, **found})
            with self.controller.wake:
                self.controller.outbox.tell(wish.kind, name=wish.name, points=points, whole=len(wish.lives))
                self.controller.wake.notify()
