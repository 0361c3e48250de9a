"""Connections that never finish what they began to ask, or never take the answer: they are closed, so that none is held for ever."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
REQUEST_S = 20.0  # so long a request may take to arrive
ANSWER_S = 60.0  # so long nobody may take what waits of an answer: 64 KiB, as a slow phone takes in a few seconds


class Patience(H11Protocol):
    """Uvicorn's HTTP, which waits without end for the rest of a request, and until its answer is taken; here it has a bell for both."""

    bell: asyncio.TimerHandle | None = None
    untaken: asyncio.TimerHandle | None = None
    handed_on = False  # to the websocket's protocol, which has a pulse of its own

    def connection_made(self, transport: Any) -> None:
        """Somebody knocks: the first request is waited for."""
        super().connection_made(transport)
        self.bell = self.loop.call_later(REQUEST_S, self.hang_up)

    def data_received(self, data: bytes) -> None:
        """A piece of a request: the bell goes on as long as the rest of it is missing."""
        super().data_received(data)
        state = self.conn.their_state
        missing = state is h11.SEND_BODY or (state is h11.IDLE and bool(self.conn.trailing_data[0]))
        if self.handed_on or not missing:
            self.quiet()
        elif self.bell is None:
            self.bell = self.loop.call_later(REQUEST_S, self.hang_up)

    def pause_writing(self) -> None:
        """The other side takes nothing more for now."""
        super().pause_writing()
        self.wait_for_taker()

    def resume_writing(self) -> None:
        """It has taken what waited."""
        super().resume_writing()
        self.stop_waiting()

    def on_response_complete(self) -> None:
        """The answer is written; its end may still wait for the other side, whatever closes the connection meanwhile."""
        super().on_response_complete()
        if not self.handed_on and self.transport.get_write_buffer_size() > 0:
            self.wait_for_taker()

    def wait_for_taker(self) -> None:
        """The bell for what has been written begins anew."""
        self.stop_waiting()
        self.untaken = self.loop.call_later(ANSWER_S, self.give_up)

    def stop_waiting(self) -> None:
        """What has been written is taken."""
        if self.untaken is not None:
            self.untaken.cancel()
        self.untaken = None

    def give_up(self) -> None:
        """Nobody takes the answer: the connection ends with what waits."""
        self.untaken = None
        if not self.handed_on and self.transport.get_write_buffer_size() > 0:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """The rest of a request was none and is told so; whoever is still answering its beginning is not heard any more."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        super().send_400_response(msg)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The request is whole and its connection somebody else's: a page stays as long as it likes."""
        super().handle_websocket_upgrade(event)
        self.handed_on = True
        if not getattr(self.transport.get_protocol(), "handshake_initiated", True):
            self.transport.write(UNREADABLE)  # a line that is too long: the socket's protocol says nothing, and waits
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self.quiet()
        self.stop_waiting()
        super().connection_lost(exc)

    def quiet(self) -> None:
        """No bell: the request is there, or nobody waits for one."""
        if self.bell is not None:
            self.bell.cancel()
        self.bell = None

    def hang_up(self) -> None:
        """The request has taken too long."""
        self.bell = None
        self.transport.close()


def one_line(record: logging.LogRecord) -> bool:
    """What a visitor's socket says wrong stands on the terminal in one line, without the stack of the server below."""
    if str(record.msg).startswith("Invalid UTF-8"):
        record.exc_info = record.exc_text = None
    return True


def hush() -> None:
    """The terminal hears what its owner can use: warnings, and what visitors do wrong in one line."""
    logging.getLogger("uvicorn.error").addFilter(one_line)
    logging.getLogger("solara").setLevel(logging.WARNING)
