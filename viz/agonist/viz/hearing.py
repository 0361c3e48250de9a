"""What a page may say: everything else is refused with one line in the log, and nothing of it is done.

The server below hands a message of a page to the widget that it names, and its widgets take more than any page of ours says: a
template makes whatever class of whatever module it is asked for, and calls what it is told to. So a message is read here first. What
is well-formed and yet does not fit (a text for a number) ends in an error of that server; of this too one line is enough.
"""

from __future__ import annotations

import itertools
import json
import logging
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agonist.model.reading import quoted

LOG = logging.getLogger(__name__)
OURS = str(Path(__file__).parent)
BARE = ("kernel_info_request", "comm_info_request", "shutdown_request")  # of these only the kind is read
TARGETS = ("solara.control", "jupyter.widget.control")  # what a page opens; widgets are made by the server alone
EVENT = {"event", "data"}  # all that a widget which is not ours may be told
TELLING = (  # who tells of errors with a stack
    "Comm", "ipykernel.comm", "reacton", "solara.server.app", "solara.server.kernel", "solara.server.patch",
)  # fmt: skip
VALUE, DISABLED = "v_model", "!!disabled!!"  # of a widget: what a hand sets, and what stands there where none can
NUMBER_MOST = 1e12
PARTS_MOST = 8  # of a message with bytes: its words, and the files that a hand has brought
Take = Callable[[Any, dict[str, Any]], bool]


def fault(message: Any, found: Callable[[str], Any]) -> str:
    """Why a message is none that a page of ours sends; empty where it is one. `found`: the widget of a name."""
    kind = _within(message, "header", "msg_type")
    content = _within(message, "content")
    if not isinstance(kind, str) or not isinstance(content, dict):
        return "it has no kind or no content"
    if kind in BARE:
        return ""
    name = content.get("comm_id")
    if kind not in ("comm_open", "comm_msg", "comm_close") or not isinstance(name, str):
        return f"{quoted(kind)} is no kind of message that names its widget"
    if kind == "comm_open" and content.get("target_name") not in TARGETS:
        return f"a page opens no {quoted(content.get('target_name'))}"
    return _unread(content.get("data"), found(name)) if kind == "comm_msg" else ""


def _within(message: Any, *path: str) -> Any:
    for name in path:
        message = message.get(name) if isinstance(message, dict) else None
    return message


def _unread(data: Any, widget: Any) -> str:
    """What is wrong with what a widget is told; a widget of ours checks by itself what it is told beyond its state."""
    method, said = _within(data, "method"), _within(data, "content")
    if not isinstance(method, str):
        return "it says nothing to do"
    if method == "update" and not isinstance(data.get("state"), dict):
        return "a state is a table of names and values"
    if method == "update" and VALUE in data["state"] and not fits(data["state"][VALUE], widget):
        return f"a hand sets {type(widget).__name__} to no {quoted(data['state'][VALUE])}"
    ours = type(widget).__module__.startswith("agonist.")
    if method != "custom" or (ours and isinstance(said, dict)):
        return ""
    if not isinstance(said, dict) or not isinstance(said.get("event"), str) or not set(said) <= EVENT:
        return f"a widget is told of an event, not {quoted(said)}"
    return ""


def heard(take: Take) -> Take:
    """How messages are taken from now on: `take` is the server's own way, which gets those that a page may send.

    Whoever sends no message at all is no page: ValueError, and the socket is closed.
    """

    def hear(kernel: Any, message: dict[str, Any]) -> bool:
        if not isinstance(message, dict):
            raise ValueError(f"a message is a table, not {quoted(message)}")
        try:
            if why := fault(message, _widget):
                LOG.warning("a message of a page was refused: %s", why)
                return True
            return take(kernel, message)
        except Exception as error:
            LOG.warning("a message of a page was refused: %s", _short(error))
            return True

    return hear


def fits(value: Any, widget: Any) -> bool:
    """Whether a hand can set a widget to a value: one of what it offers, else nothing or what is like what stands there."""
    stood, offered = getattr(widget, VALUE, None), getattr(widget, "items", None)
    if stood == DISABLED:
        return False
    if value is None:
        return True
    if offered:
        return isinstance(value, str | int | float) and value in offered
    numbers = (int, float)
    if type(value) in numbers and (type(stood) in numbers or stood is None):
        return bool(abs(value) <= NUMBER_MOST)  # false for what is no number
    return isinstance(value, type(stood)) or (stood is None and isinstance(value, str | bool))


def unpacked(frame: bytes) -> Any:
    """A message that carries bytes: how many parts, where each begins, its words, its bytes. Raises ValueError.

    The server's own way makes room for as many parts as the frame says there are, 2**31 of them, before it looks for the first.
    """
    count = struct.unpack_from("!I", frame)[0] if len(frame) >= 4 else 0
    if not 1 <= count <= PARTS_MOST or len(frame) < 4 * (count + 1):
        raise ValueError(f"a message of {len(frame)} bytes has no {count} parts")
    ends = [*struct.unpack_from(f"!{count}I", frame, 4), len(frame)]
    if ends[0] < 4 * (count + 1) or ends != sorted(ends):
        raise ValueError("the parts of a message stand one after another")
    words, *parts = (frame[a:b] for a, b in itertools.pairwise(ends))
    message = json.loads(words)
    if not isinstance(message, dict):
        raise ValueError(f"a message is a table, not {quoted(message)}")
    return {**message, "buffers": parts}


def _widget(name: str) -> Any:
    import anywidget

    widgets: Any = anywidget.AnyWidget.widgets  # this visitor's alone: Solara has seen to it
    return widgets.get(name)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {quoted(str(error))}"


def borne(act: Callable[..., Any]) -> Callable[..., None]:
    """What a hand on a widget does; where it cannot be done it is told in one line, and the page stays as it was.

    The framework's own way puts the error, with its stack, in the place of the whole page.
    """

    def carry_out(*values: Any, **named: Any) -> None:
        try:
            act(*values, **named)
        except Exception as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__)[1:] if f.filename.startswith(OURS)]
            where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
            LOG.warning("a wish of a page was not carried out: %s%s", _short(error), where)

    return carry_out


def one_line(record: logging.LogRecord) -> bool:
    """A filter of a log: an error that no line of ours stands in was a message's, and is told without its stack."""
    error = record.exc_info[1] if record.exc_info else None
    if error and not any(frame.filename.startswith(OURS) for frame in traceback.extract_tb(error.__traceback__)):
        record.msg, record.args = "a message of a page was refused: %s", (_short(error),)
        record.exc_info = record.exc_text = None
    return True


def listen() -> None:
    """Hear the messages of all pages of this process; once, whoever opens the first."""
    server: Any = sys.modules.get("solara.server.server")
    drawing: Any = sys.modules.get("reacton.core")
    if server is None or getattr(server, "heard", False):
        return
    server.heard = True
    server.process_kernel_messages = heard(server.process_kernel_messages)
    server.deserialize_binary_message = unpacked
    drawing._event_handler_exception_wrapper = borne
    for name in TELLING:
        logging.getLogger(name).addFilter(one_line)
