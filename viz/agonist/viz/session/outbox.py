"""What leaves for the page: small messages and chunks of rows, never more than the page can take."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

from agonist.viz.session.protocol import Trace

UNANSWERED = 3


def finite(value: object) -> Any:
    """The same value with None where a number is not finite: such a number is no JSON, and a page chokes on it."""
    if isinstance(value, dict):
        return {key: finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Outbox:
    """Messages to the page. They are written under the controller's lock and leave outside of it, in order."""

    def __init__(self, send: Callable[..., None] | None) -> None:
        self.send = send or (lambda message, buffers=None: None)
        self.greeted = False
        self.sequence = self.answered = 0
        self._box: deque[tuple[dict[str, Any], list[bytes]]] = deque()

    @property
    def full(self) -> bool:
        """Whether the page has too many chunks that it has not answered."""
        return self.sequence - self.answered > UNANSWERED

    @property
    def waiting(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._box)

    def greet(self) -> None:
        """The page has opened, or opened again: count from the start."""
        self.greeted = True
        self.sequence = self.answered = 0
        self._box.clear()

    def tell(self, kind: str, buffers: list[bytes] | None = None, **rest: object) -> None:
        """Put a message into the box, if anybody listens."""
        if self.greeted:
            self._box.append(({"k": kind, **finite(rest)}, buffers or []))

    def rows(self, trace: Trace) -> None:
        """The rows of a run that the page does not have yet."""
        if trace.sent >= trace.history.count:
            return
        self.sequence += 1
        rows = trace.history.rows[trace.sent :].tobytes()
        self.tell("rows", [rows], run=trace.name, **{"from": trace.sent}, seq=self.sequence)
        trace.sent = trace.history.count

    def open(self, trace: Trace, rest: dict[str, Any]) -> None:
        """Introduce a run; its rows follow from the first."""
        self.tell("open", run=trace.name, label=trace.label, ghost=trace.ghost, **rest)
        trace.fresh, trace.sent = False, 0

    def leave(self) -> None:
        """Send what is in the box; called without the lock."""
        while self._box:
            message, buffers = self._box.popleft()
            self.send(message, buffers)

    def close(self) -> None:
        """Nobody listens any more."""
        self.greeted = False
        self._box.clear()
        self.send = lambda message, buffers=None: None
