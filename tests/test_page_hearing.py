"""Messages that no page sends, to a real server: one line each, no stack, and nothing of them is done."""

from __future__ import annotations

import asyncio
import logging
import sys
import time

import pytest
from page_server import app_words, copied_package, free_port, running, solara_words
from pupils import Pupil

from agonist.viz import hearing

OWNED = "wsgiref.simple_server"  # a module that no server of ours has loaded
VALUES = [None, -1, 10**400, "x", "\ud800", [[]], {"a": {}}, "IPY_MODEL_x", "a" * 5000]
SAID = [
    {}, [], None, "x", {"method": []}, {"method": "__del__"}, {"method": "update"}, {"method": "update", "state": []},
    {"method": "update", "state": {}, "buffer_paths": [["x"]]}, {"method": "request_state", "x": 1},
]  # fmt: skip
TOLD = [
    None, "x", {"event": "click"}, {"event": []}, {"event": "change", "data": [{}]}, {"event": "__init__"}, {"k": []}, {"name": 1},
    {"create_widget": [OWNED, "x"], "props": {}, "id": "x"}, {"update_ref": {"functionRef": "close_all"}, "prop": "x", "id": "x"},
    {"kind": "anywidget-command", "id": 1, "name": "x", "msg": {}},
]  # fmt: skip
WHOLE = [
    ("comm_open", {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {}}}), ("comm_open", {}), ("comm_msg", {}),
    ("comm_open", {"comm_id": "b", "target_name": "jupyter.widget.control", "data": {}}), ("comm_info_request", []),
    ("comm_close", {"comm_id": []}), ("comm_close", {"comm_id": "none"}), ("execute_request", {"code": "1/0"}),
]  # fmt: skip
RUNS = [{"method": "run"}, {"method": "run", "args": {"appName": "x"}}, {"method": "run", "args": {"path": []}}]


class Attacker(Pupil):
    """A page that comes in like any other, and then says what no page says."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.states: dict[str, dict] = {}

    async def _hear(self, message):
        content = message.get("content", {})
        if message["header"]["msg_type"] == "comm_open":
            self.states[content["comm_id"]] = content["data"].get("state", {})
        await super()._hear(message)

    async def come(self) -> asyncio.Task:
        living = asyncio.create_task(self.live())
        until = time.monotonic() + 120
        while not self.rows_at:
            assert time.monotonic() < until and not living.done(), self.fault
            await asyncio.sleep(0.05)
        return living


async def attack(address: str) -> int:
    """Every kind of widget of the page is told everything, each by a page of its own; how many messages that were."""
    first, sent = Attacker(address), 0
    living = await first.come()
    names = [state.get("_model_name") for state in first.states.values()]
    for place in sorted({names.index(name) for name in names}):
        living.cancel()
        page = Attacker(address)
        living = await page.come()
        widget, state = list(page.states.items())[min(place, len(page.states) - 1)]
        sent += await hurl(page, widget, list(state))
    for said in RUNS:
        await page._tell(page.control, said)
    for kind, content in WHOLE:
        await page._say(kind, content)
    await asyncio.sleep(1.0)
    assert not page.fault and not living.done()  # the page is still there
    living.cancel()
    return sent + len(WHOLE) + len(RUNS)


async def hurl(page: Attacker, widget: str, traits: list[str]) -> int:
    """All that can be said to one widget."""
    told = [{"method": "update", "state": {name: value}, "buffer_paths": []} for name in traits for value in VALUES]
    told += [*SAID, *({"method": "custom", "content": content} for content in TOLD)]
    for data in told:
        await page._tell(widget, data)
    return len(told)


@pytest.mark.slow
@pytest.mark.parametrize("words", [app_words, solara_words])
def test_a_message_that_no_page_sends_leaves_one_line(words, tmp_path):
    port = free_port()
    with running(words(port), port, copied_package(tmp_path), tmp_path / "log"):
        sent = asyncio.run(attack(f"http://localhost:{port}/"))
        time.sleep(1.0)
    told = (tmp_path / "log").read_text(errors="replace")
    assert sent > 1000 and told.count("a message of a page was refused") > sent / 4
    assert "Traceback" not in told and "has no attribute" not in told  # the module was not looked into


def never(name: str) -> bool:
    return False


@pytest.mark.parametrize(
    "content", [{"create_widget": ["this", "x"]}, {"event": "x", "update_ref": 1}, {"k": "hello"}, {}]
)
def test_a_widget_of_others_hears_events_alone(content):
    message = {
        "header": {"msg_type": "comm_msg"},
        "content": {"comm_id": "x", "data": {"method": "custom", "content": content}},
    }
    assert "an event" in hearing.fault(message, never)
    message["content"]["data"]["content"] = {"event": "click", "data": {}}
    assert hearing.fault(message, never) == ""


def test_what_is_refused_is_not_handed_on(caplog):
    taken: list[object] = []
    hear = hearing.heard(lambda kernel, message: bool(taken.append(message)))
    for message in ({}, {"header": {}}, {"header": {"msg_type": "comm_msg"}, "content": {"comm_id": "x"}}):
        assert hear(None, message) is True  # and the page goes on
    assert not taken and len(caplog.records) == 3
    hear(None, {"header": {"msg_type": "kernel_info_request"}, "content": {}})
    assert len(taken) == 1
    with pytest.raises(ValueError, match="a message is a table"):
        hear(None, [])  # and its socket is closed


def test_a_defect_of_ours_keeps_its_stack():
    def told(act):
        try:
            act()
        except Exception:
            record = logging.LogRecord("Comm", logging.ERROR, __file__, 1, "told", (), sys.exc_info())
            assert hearing.one_line(record)
            return record.exc_info

    assert told(lambda: int("x")) is None
    assert (
        told(
            lambda: hearing.fault({"header": {"msg_type": "comm_msg"}, "content": {"comm_id": "x"}}, lambda name: 1 / 0)
        )
        is not None
    )
