"""Connections that never finish what they began to ask, or never take the answer: they are closed, so that none is held for ever."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LOG = logging.getLogger(__name__)

UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
REQUEST_S = 20.0  # so long a request may take to arrive
ANSWER_S = 60.0  # so long nobody may take what waits of an answer: 64 KiB, as a slow phone takes in a few seconds
PIECE = 4096  # bytes that are unpacked at once: zeros are packed a thousand times
WAITS_MOST = 4 * 2**20  # bytes of messages that have come and are not heard yet
UNTAKEN_MOST = 16 * 2**20  # bytes of answers to what a page asked that it does not take


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
        missing = state is h11.SEND_BODY or (state is h11.IDLE and (bool(self.conn.trailing_data[0]) or self.is_idle()))
        if self.handed_on or not missing:
            self.quiet()
        elif self.bell is None:
            self.bell = self.loop.call_later(REQUEST_S, self.hang_up)

    def is_idle(self) -> bool:
        """Whether nobody would end a line on which nothing is asked: a body that came after its answer had ended uvicorn's clock."""
        return self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete)

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


class Ear(WebSocketsSansIOProtocol):
    """Uvicorn's websocket, which unpacks all that has come before any of it is heard, and answers every ping of who takes no answer.

    Here what has come is unpacked piece by piece, and a line is cut off where more waits than any page says or takes.
    """

    waits = 0

    def data_received(self, data: bytes) -> None:
        """Some of what a page says."""
        for place in range(0, len(data), PIECE):
            super().data_received(data[place : place + PIECE])
            if self.transport.is_closing():
                return
            if self.waits > WAITS_MOST or self.transport.get_write_buffer_size() > UNTAKEN_MOST:
                LOG.warning("a socket was closed: it says more than any page, or takes no answers")
                self.transport.abort()
                return

    def send_receive_event_to_app(self) -> None:
        """A message is whole, and waits."""
        self.waits += sum(map(len, self.frames))
        super().send_receive_event_to_app()

    async def receive(self) -> Any:
        """The next message is heard."""
        message = await super().receive()
        if self.queue.empty():
            self.waits = 0
        return message


def one_line(record: logging.LogRecord) -> bool:
    """What a visitor's socket says wrong stands on the terminal in one line, without the stack of the server below."""
    if str(record.msg).startswith("Invalid UTF-8"):
        record.exc_info = record.exc_text = None
    return True


def hush() -> None:
    """The terminal hears what its owner can use: warnings, and what visitors do wrong in one line."""
    logging.getLogger("uvicorn.error").addFilter(one_line)
    logging.getLogger("solara").setLevel(logging.WARNING)
