"""Messages on their way to a page: in the order in which they were written, and nobody who writes waits for them.

Solara hands each message to the thread of the network and waits until it has left. A drawing sends hundreds, every chunk of rows three:
in a class each of these waits stands behind thirty other threads, and seconds add up. Here a message goes into a box, and the
network empties the box in one go.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from types import SimpleNamespace
from typing import Any

from solara.server import app, starlette, websocket

MOST = 20_000  # messages that wait for a page which takes none: then its connection is given up, and it may come again

SWITCH_S = 0.001  # so long a thread computes while others wait: the network waits behind every patient that plays


class Mail(starlette.WebsocketWrapper):
    """The socket of one page, as Solara writes to it. Raises WebSocketDisconnect where the page is gone."""

    def __init__(self, ws: Any, portal: Any) -> None:
        super().__init__(ws, portal)
        self.box: deque[str | bytes] = deque()
        self.door = threading.Lock()
        self.leaving = self.gone = False

    def send_text(self, data: str) -> None:
        """Post a text."""
        self._post(data)

    def send_bytes(self, data: bytes) -> None:
        """Post bytes."""
        self._post(data)

    def _post(self, data: str | bytes) -> None:
        with self.door:
            self.gone = self.gone or len(self.box) >= MOST
            if self.gone:
                self.box.clear()
                raise websocket.WebSocketDisconnect
            self.box.append(data)
            idle, self.leaving = not self.leaving, True
        if idle:
            try:
                self.event_loop.call_soon_threadsafe(self._set_out)
            except RuntimeError:  # the server has stopped
                raise websocket.WebSocketDisconnect from None

    def _set_out(self) -> None:
        task = self.event_loop.create_task(self._deliver())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _next(self) -> str | bytes | None:
        with self.door:
            if self.box:
                return self.box.popleft()
            self.leaving = False
            return None

    async def _deliver(self) -> None:
        try:
            while (data := self._next()) is not None:
                await (self._send_text_exc(data) if isinstance(data, str) else self._send_bytes_exc(data))
                await asyncio.sleep(0)  # others are served in between
        except websocket.WebSocketDisconnect:
            with self.door:
                self.gone = True
                self.box.clear()


class Quiet:
    """The events of a notebook, which nobody hears here: Solara makes a mock of them for every message, an eighth of its time."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def carry() -> None:
    """From now on every page's messages go this way."""
    sys.setswitchinterval(SWITCH_S)
    starlette.WebsocketWrapper = Mail  # type: ignore[misc]
    app.patch.mock = SimpleNamespace(MagicMock=Quiet)  # type: ignore[assignment]
