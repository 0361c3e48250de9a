"""What the page may wish for: each kind of message, and what it changes. Called under the controller's lock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from agonist.model.plan import LONGEST_DAY
from agonist.viz.session import beside

if TYPE_CHECKING:
    from agonist.viz.session.controller import Controller

SPEED_LOW, SPEED_HIGH = 1e-3, 400.0  # days per second
BOUT_DAY = 1.0 / 16.0
STRANGE = (TypeError, ValueError, LookupError, ArithmeticError, RecursionError)  # what a strange message may end in
INDEX_HIGH = 10_000
BUFFER_S = 0.3  # seconds of the viewer that the first chunk holds


def number(said: Any, low: float, high: float) -> float:
    """A number of a message, moved into its range. Raises ValueError or TypeError for what is no finite number."""
    value = float(said)
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number to live by")
    return min(high, max(low, value))


def hello(controller: Controller, message: dict[str, object]) -> None:
    """The view has opened: it needs everything from the start."""
    controller.outbox.greet()
    if controller.held:
        controller.outbox.tell("held", on=True)
    for trace in (controller.main, *controller.ghosts):
        trace.fresh, trace.sent = True, 0


def ack(controller: Controller, message: dict[str, Any]) -> None:
    """A chunk has arrived."""
    controller.outbox.answered = max(controller.outbox.answered, min(int(message["seq"]), controller.outbox.sequence))


def missed(controller: Controller, message: dict[str, object]) -> None:
    """A chunk before the last one has not arrived: the rows of that run are sent again from where the view is."""
    for trace in (controller.main, *controller.ghosts):
        if trace.name == message["run"]:
            trace.sent = min(trace.sent, int(number(message["from"], 0.0, float(trace.history.count))))


def play(controller: Controller, message: dict[str, object]) -> None:
    """Live on, so many days a second."""
    wish = controller.playback
    until = message.get("until")
    limit = None if until is None else number(until, 0.0, LONGEST_DAY)
    wish.speed = number(message["speed"], SPEED_LOW, SPEED_HIGH)
    wish.playing, wish.shown, wish.owed, wish.limit = True, None, BUFFER_S * wish.speed, limit


def pause(controller: Controller, message: dict[str, object]) -> None:
    """Stop living, at the day that the view shows."""
    controller.playback.playing = False
    if "at" in message:
        seek(controller, message)


def seek(controller: Controller, message: dict[str, object]) -> None:
    """The view shows another day."""
    controller.playback.shown = number(message["at"], 0.0, controller.main.history.edge)
    controller.playback.panel_due = controller.stale = True


def step(controller: Controller, message: dict[str, object]) -> None:
    """One bout on."""
    _compute(controller, BOUT_DAY)


def jump(controller: Controller, message: dict[str, object]) -> None:
    """Many days on, as fast as it goes."""
    _compute(controller, number(message["days"], 0.0, LONGEST_DAY))


def _compute(controller: Controller, days: float) -> None:
    wish, edge = controller.playback, controller.main.history.edge
    wish.playing, wish.stop, wish.shown = False, False, None
    wish.started_at, wish.until = edge, edge + days


def stop(controller: Controller, message: dict[str, object]) -> None:
    """End a jump where it is."""
    controller.playback.stop = True


def look(controller: Controller, message: dict[str, object]) -> None:
    """What the view looks at: only that is computed."""
    controller.playback.look = {
        "muscle": int(number(message["muscle"], 0, INDEX_HIGH)),
        "task": int(number(message["task"], 0, INDEX_HIGH)),
        "panel": str(message.get("panel", ""))[:20],
    }
    controller.playback.panel_due = True


def branch(controller: Controller, message: dict[str, object]) -> None:
    """Another future from a day on."""
    beside.branch(controller, number(message["at"], 0.0, controller.main.history.edge))


WISHES = {f.__name__: f for f in (hello, ack, missed, play, pause, seek, step, jump, stop, look, branch)}
