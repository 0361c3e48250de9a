"""Messages that no page sends, to a real server: one line each, no stack, and nothing of them is done."""

from __future__ import annotations

import asyncio
import importlib
import logging
import struct
import sys
import time

import pytest
from page_server import app_words, copied_package, free_port, running, solara_words
from pupils import Pupil

from agonist.viz import hearing, messages

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
WRONG = ["x", {}, [[]], [1], 1e300, 10**400, float("nan"), "\ud800"]
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
        if message["header"]["msg_type"] == "comm_close":
            self.states.pop(content["comm_id"], None)
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


async def set_wrongly(address: str) -> tuple[int, list[str]]:
    """Every widget of every tab is set to what no hand can set it to; how often, and which widgets stand there at the end."""
    page, sent = Attacker(address), 0
    living = await page.come()

    async def tab(place: object) -> None:
        tabs = next(name for name, state in page.states.items() if state.get("_model_name") == "TabsModel")
        await page._tell(tabs, {"method": "update", "state": {"v_model": place}, "buffer_paths": []})
        await asyncio.sleep(1.0)

    for place in range(6):
        await tab(place)
        settable = [
            name for name, state in page.states.items() if state.get("v_model", "!!disabled!!") != "!!disabled!!"
        ]
        for name in settable:
            for value in WRONG:
                await page._tell(name, {"method": "update", "state": {"v_model": value}, "buffer_paths": []})
                sent += 1
    await tab(99)  # a number, as a tab has one; there are six
    known = set(page.states)
    await tab(3)
    living.cancel()
    return sent, [str(state.get("_model_name")) for name, state in page.states.items() if name not in known]


def never(name: str) -> None:
    return None


@pytest.mark.parametrize("words", [app_words, solara_words])
def test_a_widget_that_is_set_to_what_no_hand_sets_leaves_the_page_as_it_was(words, tmp_path):
    """The page was gone, and in its place stood the server's stack with the paths of its files."""
    port = free_port()
    with running(words(port), port, copied_package(tmp_path), tmp_path / "log"):
        sent, new = asyncio.run(set_wrongly(f"http://localhost:{port}/"))
    told = (tmp_path / "log").read_text(errors="replace")
    assert sent > 100 and "a hand sets " in told and "Traceback" not in told
    assert "a wish of a page was not carried out: IndexError" in told  # of tab 99
    assert "TextFieldModel" in new and "HTMLModel" not in new


class Widget:
    def __init__(self, v_model: object, items: object = None) -> None:
        self.v_model, self.items = v_model, items


@pytest.mark.parametrize(
    ("stood", "offered", "right", "wrong"),
    [
        ("a", ["a", "b"], ["b", None], ["c", "", 0, [], {}, ["a"], True]),
        ("1", None, ["", "2", None], [2, True, [], {}, 1.0]),
        (3, None, [0, 1.5, -4, None], ["3", float("nan"), float("inf"), 10**400, 1e300, [], {}]),
        (0.5, None, [0, 1.5, None], ["3", float("nan"), 10**400, []]),
        (None, None, [1, "x", True, None], [[], {}, float("nan"), 10**400]),
        (True, None, [False, None], ["x", 1, [], 2.0]),
        ("!!disabled!!", None, [], [None, "x", 1]),
    ],
)
def test_a_hand_sets_what_is_offered_or_like_what_stands(stood, offered, right, wrong):
    assert [value for value in right if not hearing.fits(value, Widget(stood, offered))] == []
    assert [value for value in wrong if hearing.fits(value, Widget(stood, offered))] == []


def test_a_wish_that_fails_is_one_line_with_its_place(caplog):
    hearing.borne(lambda value: {}[value])("x" * 5000)
    hearing.borne(messages.chosen)(10**400)
    first, second = [record.getMessage() for record in caplog.records]
    assert first.startswith("a wish of a page was not carried out: KeyError") and len(first) < 200
    assert second.endswith(f"(messages.py:{messages.chosen.__code__.co_firstlineno + 2})") and "\n" not in second


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


def frame(words: bytes, *parts: bytes, count: int | None = None, first: int | None = None, step: int = 1) -> bytes:
    """A message with bytes as a page packs it, or with other numbers in its head."""
    ends, place = [], 4 * (len(parts) + 2) if first is None else first
    for part in (words, *parts):
        ends.append(place)
        place += len(part) * step
    return struct.pack(f"!{1 + len(ends)}I", len(ends) if count is None else count, *ends) + words + b"".join(parts)


def test_a_message_with_bytes_is_what_the_server_makes_of_it():
    theirs = importlib.import_module("solara.server.kernel")
    for parts in ((), (b"abc",), (b"", b"x" * 1000)):
        said = frame(b'{"a": 1}', *parts)
        assert hearing.unpacked(said) == {"a": 1, "buffers": list(parts)}
        assert hearing.unpacked(said) == theirs.deserialize_binary_message(said)


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\0\0\0", struct.pack("!i", 0), struct.pack("!i", -1), struct.pack("!i", 2**31 - 1), struct.pack("!iI", 1, 2**32 - 1),
        frame(b"{}", b"ab", count=3), frame(b"{}", first=0), frame(b"{}", b"ab", step=-1), frame(b"[]"), frame(b"x"),
        frame(b"{}", *[b"x"] * hearing.PARTS_MOST), frame(b"{}", b"ab", step=100),
    ],
)  # fmt: skip
def test_parts_that_a_message_does_not_hold_are_not_looked_for(said):
    """Two million parts that each begin anew at the first byte would be terabytes of copies."""
    with pytest.raises(ValueError):
        hearing.unpacked(said)


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
