"""What is written to a page arrives in order, keeps nobody waiting, and ends where the page is gone."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from fake_life import FakeLife
from solara.server import app, starlette, websocket

from agonist.viz import mail
from agonist.viz.session import classroom
from agonist.viz.session.visitor import Session


class Line:
    """A socket that notes what it is given, as slowly as it is told; `ends_at`: the page closes at this message."""

    def __init__(self, slow_s: float = 0.0, ends_at: int | None = None) -> None:
        self.slow_s, self.ends_at, self.got = slow_s, ends_at, []

    async def send_text(self, data: str) -> None:
        await asyncio.sleep(self.slow_s)
        if len(self.got) == self.ends_at:
            raise RuntimeError('Cannot call "send" once a close message has been sent.')
        self.got.append(data)

    send_bytes = send_text


def posted(line: Line, write) -> None:
    """Let threads write to a page while the network runs."""

    async def run() -> None:
        page = mail.Mail(line, portal=object())
        await asyncio.to_thread(write, page)
        while page.leaving and not page.gone:
            await asyncio.sleep(0.005)

    asyncio.run(run())


def test_messages_arrive_in_the_order_in_which_they_were_written():
    line, took = Line(slow_s=0.001), []

    def write(page) -> None:
        start = time.monotonic()
        for k in range(100):
            page.send_text(f"{k}") if k % 3 else page.send_bytes(b"%d" % k)
        took.append(time.monotonic() - start)

    posted(line, write)
    assert [int(x) for x in line.got] == list(range(100))
    assert took[0] < 0.1, "whoever writes waits for nobody"


def test_many_threads_lose_nothing():
    line = Line()

    def write(page) -> None:
        threads = [
            threading.Thread(target=lambda k=k: [page.send_text(f"{k} {j}") for j in range(50)]) for k in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    posted(line, write)
    assert len(line.got) == 400
    assert all([x for x in line.got if x.startswith(f"{k} ")] == [f"{k} {j}" for j in range(50)] for k in range(8))


def test_a_page_that_is_gone_or_takes_nothing_ends_the_writing(monkeypatch):
    def until_it_ends(page) -> None:
        with pytest.raises(websocket.WebSocketDisconnect):
            for _ in range(1000):
                page.send_text("x")
                time.sleep(0.001)

    posted(Line(ends_at=3), until_it_ends)
    monkeypatch.setattr(mail, "MOST", 50)
    posted(Line(slow_s=0.2), until_it_ends)


def test_solara_still_has_what_is_put_in_the_place_of_its_own(monkeypatch):
    monkeypatch.setattr(starlette, "WebsocketWrapper", starlette.WebsocketWrapper)
    monkeypatch.setattr(app.patch, "mock", app.patch.mock)
    mail.carry()
    assert starlette.WebsocketWrapper is mail.Mail
    app.patch.mock.MagicMock().trigger("pre_execute")


def test_a_life_that_has_been_read_is_not_waited_for(monkeypatch):
    """A teacher's look at the class does not stand behind a pupil whose patient lives on."""
    monkeypatch.setattr(classroom, "readings_of", lambda life, rows, wanted: {"share": {"during": 0.5}})
    room, one = classroom.Classroom("key", "http://here/"), Session("?lesson=healthy", FakeLife, threaded=False)
    room.join("a", one)
    one.controller.receive({"k": "jump", "days": one.controller.main.life.horizon + 5})
    while one.controller.turn() or one.controller.playback.until is not None:
        pass
    room.standing("healthy")
    held, let = threading.Event(), threading.Event()

    def compute() -> None:
        with one.controller.lock:
            held.set()
            let.wait(10)

    threading.Thread(target=compute, daemon=True).start()
    held.wait(5)
    found = []
    look = threading.Thread(target=lambda: found.append(room.standing("healthy")), daemon=True)
    look.start()
    look.join(3)
    let.set()
    assert found and found[0]["here"] == 1
