"""Pupils without a browser: they speak the page's own protocol over a websocket, so that thirty of them leave the machine to the server.

A browser draws; the server sees of it only the messages that go to and fro. Such a pupil asks for the page, opens the socket that the
page opens, says what the stage and the lesson beside it say, answers every chunk of rows, and remembers what the page would show.
"""

from __future__ import annotations

import asyncio
import json
import struct
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import websockets

LOST = ConnectionError
OPENS_S = 120.0
THEME = {"light": {"primary": "#0b6e6e"}, "dark": {"primary": "#14817a"}}


def unpacked(frame: str | bytes) -> dict[str, Any]:
    """A message of the server; of one with buffers only their sizes are kept."""
    if isinstance(frame, str):
        return dict(json.loads(frame))
    parts = struct.unpack("!i", frame[:4])[0]
    ends = [*struct.unpack(f"!{parts}I", frame[4 : 4 * (parts + 1)]), len(frame)]
    return {**json.loads(frame[ends[0] : ends[1]]), "bytes": len(frame)}


class Pupil:
    """One phone: what its page would know, and what a hand on it can do."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.kernel, self.client, self.token = (uuid.uuid4().hex for _ in range(3))
        self.control = uuid.uuid4().hex
        self.parts: dict[str, str] = {}  # of the page: which widget is the stage, which the lesson
        self.lesson: dict[str, Any] = {}
        self.held = False
        self.received = self.frames = 0
        self.ready_at = self.rows_at = self.gap_s = 0.0  # the longest time between two chunks of rows
        self.fault = ""
        self.socket: Any = None

    async def live(self) -> None:
        """Come in, and answer until the socket closes."""
        try:
            cookie = await asyncio.to_thread(self._page)
            where = (
                self.address.replace("http", "ws", 1)
                + f"jupyter/api/kernels/{self.kernel}/channels?session_id={self.client}"
            )
            head = {"Cookie": cookie, "Origin": self.address.rstrip("/")}
            async with websockets.connect(
                where, additional_headers=head, max_size=None, open_timeout=OPENS_S
            ) as self.socket:
                await self._say("kernel_info_request", {})
                await self._say("comm_open", {"comm_id": self.control, "target_name": "solara.control", "data": {}})
                await self._tell(
                    self.control,
                    {"method": "run", "args": {"path": "", "appName": "__default__", "dark": False, "themes": THEME}},
                )
                async for frame in self.socket:
                    self.received += len(frame)
                    self.frames += 1
                    await self._hear(unpacked(frame))
        except (OSError, websockets.WebSocketException) as error:
            self.fault = f"{type(error).__name__}: {error}"

    def _page(self) -> str:
        with urllib.request.urlopen(self.address, timeout=OPENS_S) as page:
            page.read()
            return str(page.headers.get("Set-Cookie", "")).partition(";")[0]

    async def _say(self, kind: str, content: dict[str, Any]) -> None:
        head = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "username": "",
            "session": self.client,
            "date": "2026-01-01T00:00:00Z",
            "version": "5.2",
        }
        await self.socket.send(
            json.dumps(
                {
                    "header": head,
                    "parent_header": {},
                    "metadata": {},
                    "content": content,
                    "channel": "shell",
                    "buffers": [],
                }
            )
        )

    async def _tell(self, comm: str, data: dict[str, Any]) -> None:
        await self._say("comm_msg", {"comm_id": comm, "data": data})

    async def say(self, part: str, message: dict[str, Any]) -> None:
        """What a part of the page (`stage`, `lesson`) says to the server."""
        await self._tell(self.parts[part], {"method": "custom", "content": message})

    async def _hear(self, message: dict[str, Any]) -> None:
        kind, content = message["header"]["msg_type"], message.get("content", {})
        data = content.get("data", {})
        if kind == "comm_open" and "part" in data.get("state", {}):
            self.parts[data["state"]["part"]] = content["comm_id"]
            self._read(data["state"])
            if data["state"]["part"] == "stage":
                await asyncio.sleep(0.05)
                await self.say(
                    "stage",
                    {"k": "hello", "dark": False, "fragment": "", "language": "en", "teacher": "", "pupil": self.token},
                )
        elif kind == "comm_msg" and data.get("method") == "update" and content["comm_id"] == self.parts.get("lesson"):
            self._read(data["state"])
        elif kind == "comm_msg" and data.get("method") == "custom":
            await self._told(data["content"])

    def _read(self, state: dict[str, Any]) -> None:
        if len(state.get("lesson", "")) > 2:
            self.lesson = json.loads(state["lesson"])

    async def _told(self, said: dict[str, Any]) -> None:
        kind = said.get("k")
        if kind == "open" and not said.get("ghost"):
            await self.say(
                "stage",
                {
                    "k": "look",
                    "muscle": said.get("chosen") or 0,
                    "task": said["task"],
                    "panel": "muscle",
                    "paint": "activation",
                },
            )
        elif kind == "rows":
            if said["seq"] % 2 == 0:
                await self.say("stage", {"k": "ack", "seq": said["seq"]})
            now = time.monotonic()
            self.gap_s = max(self.gap_s, now - (self.rows_at or now))
            self.rows_at = now
            self.ready_at = self.ready_at or now
        elif kind == "held":
            self.held = bool(said["on"])


class Class:
    """Pupils that live in a thread of their own; everything is asked from outside of it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.pupils: list[Pupil] = []
        self.tasks: list[Any] = []
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def come(self, address: str) -> Pupil:
        """One more pupil, who is on the way."""
        pupil = self.wait(self._made(address))
        self.pupils.append(pupil)
        self.tasks.append(asyncio.run_coroutine_threadsafe(pupil.live(), self.loop))
        return pupil

    async def _made(self, address: str) -> Pupil:
        return Pupil(address)

    def wait(self, act: Coroutine[Any, Any, Any], seconds: float = 60.0) -> Any:
        """What an act in the pupils' thread gives."""
        try:
            return asyncio.run_coroutine_threadsafe(act, self.loop).result(seconds)
        except websockets.WebSocketException as error:
            raise LOST(str(error)) from None

    def until(self, pupil: Pupil, true: Callable[[Pupil], bool], seconds: float) -> None:
        """Wait for something that a page would show. Raises TimeoutError, or ConnectionError where the pupil is gone."""
        end = time.monotonic() + seconds
        while not true(pupil):
            if pupil.fault:
                raise LOST(pupil.fault)
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.02)

    def leave(self, pupil: Pupil) -> None:
        """The tab is closed, as the page's last word says it."""
        close = f"{pupil.address}_solara/api/close/{pupil.kernel}?session_id={pupil.client}"
        request = urllib.request.Request(close, method="POST", headers={"Origin": pupil.address.rstrip("/")})
        urllib.request.urlopen(request, timeout=30).read()
        self.wait(pupil.socket.close())
