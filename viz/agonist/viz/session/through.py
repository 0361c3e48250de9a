"""One number through its whole range: a life for each of some values, and what the lesson reads from it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agonist.viz.session.protocol import Life
from agonist.viz.session.readings import readings_of
from agonist.viz.session.recipe import Recipe

if TYPE_CHECKING:
    from agonist.viz.session.controller import Controller

STEPS = range(7, 13)  # so many steps a range may have; taken is what gives the roundest
ROWS = 400
ONE = threading.Lock()  # one such life at a time on this server: a class that asks at once waits for its turn


class Wish(NamedTuple):
    """Whose life, which number with its range, and what is read."""

    recipe: Recipe
    name: str
    low: float
    high: float
    reading: str


def values_of(low: float, high: float) -> list[float]:
    """Values from end to end in the roundest steps."""
    marks = {n: f"{(high - low) / n:.6g}".replace(".", "").strip("0") for n in STEPS}
    count = min(marks, key=lambda n: (len(marks[n]), marks[n] not in ("1", "2", "5"), abs(n - 10)))
    return [float(f"{v:.4g}") for v in np.linspace(low, high, count + 1)]


def lived(make: Callable[[Recipe], Life], recipe: Recipe, reading: str) -> dict[str, float]:
    """The reading of one life of a recipe, by window. Raises ValueError."""
    life = make(recipe)
    rows = np.vstack([life.row()[None, :], life.advance(life.horizon, ROWS)])
    return readings_of(life, rows, (reading,)).get(reading, {})


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
        points: list[dict[str, float]] = []
        values = values_of(wish.low, wish.high)
        for value in values:
            with ONE:
                if self.wanted is not wish or self.controller.closed or self.controller.held:
                    return
                try:
                    found = lived(self.controller.make, wish.recipe.with_setting(wish.name, value), wish.reading)
                except ValueError:  # this value does not go with the others of the recipe
                    found = {}
            points.append({"value": value, **found})
            with self.controller.wake:
                self.controller.outbox.tell("through", name=wish.name, points=points, whole=len(values))
                self.controller.wake.notify()
