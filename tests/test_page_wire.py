"""What can be said on the wire to the page of `agonist app`: paths, methods, lengths, heads, frames, and many lines at once."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import struct
import time
import uuid

import pytest
from page_server import Answer, app_words, ask, copied_package, exchange, free_port, parsed, running

SCRIPT = "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1/dist/solara-vuetify-app8.min.js"
UP = (
    "..",
    "%2e%2e",
    "%252e%252e",
    "..;",
    "..%00",
    "%c0%ae%c0%ae",
    "..\\",
    "%5c..",
    "....//",
    ".%2e",
    "%u002e%u002e",
    "..%ff",
    "\uff0e\uff0e",
)
GOALS = ("etc/passwd", "guard.py", "pyproject.toml", "proc/self/environ")
ROOTS = (
    "/static",
    "/static/public",
    "/static/assets",
    "/static/nbextensions",
    "/_solara/cdn",
    "/jupyter/nbextensions",
    "",
)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """A server of its own, and at the end nothing but lines on its terminal."""
    folder, door = tmp_path_factory.mktemp("wire"), free_port()
    with running(app_words(door), door, copied_package(folder), folder / "log"):
        yield door
    assert "Traceback" not in (folder / "log").read_text(errors="replace")


def said(port: int, raw: bytes, wait: float = 10) -> Answer:
    """The answer to these bytes, which must come before the wait is over."""
    started = time.monotonic()
    heard = exchange(port, raw, wait)
    assert time.monotonic() - started < wait
    return parsed(heard)


@pytest.mark.parametrize("root", ROOTS)
def test_no_path_leads_out_of_what_ships(port, root):
    for up in UP:
        for goal in GOALS:
            for depth in (1, 4, 12):
                raw = f"GET {root}/{'/'.join([up] * depth)}/{goal} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
                answer = said(port, raw.encode())
                assert answer.status in (400, 404) or not root, (
                    root,
                    up,
                    goal,
                )  # beside the roots there is the page alone
                assert b"root:x:0" not in answer.body and b"class Guard" not in answer.body


@pytest.mark.parametrize(
    "path", ["/%00", "/static/%00", "//etc/passwd", "/static//etc/passwd", "/static/C:%5cwindows%5cwin.ini", "/static/%5c%5chost%5cshare",
             "/%72esourcez", "/resourcez;x", "/resourcez%2f", "/_solara/api/%65vict/x", "/%5fsolara/cdn/@widgetti",
             "/_solara%2fcdn/@widgetti", "/_solara/cdn;x/@widgetti", "/static/" + "a" * 5000, "/" + "../" * 3000],
)  # fmt: skip
def test_a_path_that_is_written_otherwise_is_the_same_path(port, path):
    assert ask(port, path).status == 404


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "BREW", "get", "CONNECT", "G" * 60_000]
)
def test_the_page_is_got_and_nothing_else_is_done_to_it(port, method):
    assert ask(port, "/", method=method).status in (400, 404, 405)


def test_a_body_of_any_size_is_not_kept(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 50000000\r\n\r\n".encode())
        line.sendall(bytes(50_000_000))
        assert line.recv(4096).startswith(b"HTTP/1.1 405 ")
    assert ask(port, "/", wait=10).status == 200


LENGTHS = [
    ("Content-Length: 4", "Content-Length: 5"), ("Content-Length: -1",), ("Content-Length: +4",), ("Content-Length: 4_0",),
    ("Content-Length: " + "9" * 6000,), ("Transfer-Encoding: identity",), ("Transfer-Encoding: xchunked", "Content-Length: 4"),
    ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), ("Transfer-Encoding: chunked, identity",),
    ("Transfer-Encoding : chunked", "Content-Length: 4"), ("Transfer-Encoding: \x0bchunked", "Content-Length: 4"),
    ("Transfer-Encoding: chunked", "Content-Length: 4"), ("X: a\0b",), ("X: a\rHost: b",), (" X: folded first",),
]  # fmt: skip


@pytest.mark.parametrize("lines", LENGTHS, ids=lambda lines: repr(lines)[:40])
def test_a_request_whose_end_is_not_sure_is_no_request(port, lines):
    """And what comes behind it is not taken for the next one."""
    head = "\r\n".join(["POST / HTTP/1.1", *lines, f"Host: localhost:{port}", "", ""])
    heard = exchange(port, f"{head}0\r\n\r\nGET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode("latin-1"), 10)
    assert heard.startswith(b"HTTP/1.1 400 ") and heard.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("chunk", [b"f" * 40 + b"\r\nabc", b"-1\r\nabc", b"0x1\r\na\r\n", b"1\nab", b"zz\r\n"])
def test_a_chunk_that_is_none_ends_the_line(port, chunk):
    head = f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert said(port, head + chunk).status in (400, 405)


HEADS = {
    "many": "".join(f"x{n}: y\r\n" for n in range(9000)), "long": "x: " + "y" * 1_000_000 + "\r\n", "cookies": "Cookie: " + "a=b; " * 12_000 + "\r\n",
    "odd cookie": 'Cookie: solara-session-id="a\\"b; ;;; =; x="; $Version=1\r\n', "languages": "Accept-Language: " + "de;q=0.1," * 6000 + "\r\n",
    "packing": "Accept-Encoding: gzip;q=0, br, *;q=nan\r\n", "upgrade": "Connection: Upgrade\r\nUpgrade: h2c\r\n",
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_a_head_that_is_a_bomb_is_answered_at_once(port, head):
    raw = f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\n{HEADS[head]}Connection: close\r\n\r\n"
    assert said(port, raw.encode()).status in (200, 400)


@pytest.mark.parametrize(
    "query", ["a" * 60_000, "a=b&" * 12_000, "lang=" + "%00" * 9000, "lesson=" + "%ff" * 9000, "a" * 200_000]
)
def test_a_query_of_any_size_is_answered(port, query):
    assert ask(port, f"/?{query}", wait=10).status in (200, 400)


@pytest.mark.parametrize(
    "given", ["0-1", "-1", "99999999999-", "5-1", "a-b", "0-1," * 5000 + "1-2", "-" + "9" * 4000, "0-" + "9" * 5000]
)
def test_no_range_costs_more_than_the_file(port, given):
    answer = ask(port, SCRIPT, f"Range: bytes={given}")
    assert answer.status in (200, 206, 400, 416) and len(answer.body) < 3_000_000


# -- frames ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def page_socket(port: int):
    """The socket of a page of one's own, for bytes as they are."""
    cookie = ask(port, "/").headers["set-cookie"].partition(";")[0]
    target = f"/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4().hex}"
    key = base64.b64encode(os.urandom(16)).decode()
    head = [
        f"GET {target} HTTP/1.1",
        f"Host: localhost:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        f"Cookie: {cookie}",
    ]
    head += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", f"Origin: http://localhost:{port}", "", ""]
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall("\r\n".join(head).encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 101 ")
        yield line


def frame(
    payload: bytes, op: int = 1, fin: int = 1, reserved: int = 0, masked: bool = True, length: int | None = None
) -> bytes:
    """A frame of a websocket, right or wrong; the mask is of zeros."""
    size, mask = len(payload) if length is None else length, 0x80 if masked else 0
    long = (
        bytes([mask | size])
        if size < 126
        else bytes([mask | 126]) + struct.pack("!H", size)
        if size < 65536
        else bytes([mask | 127]) + struct.pack("!Q", size)
    )
    return bytes([fin << 7 | reserved << 4 | op]) + long + bytes(4 if masked else 0) + payload


FALSE = {
    "no mask": frame(b"{}", masked=False), "a piece of nothing": frame(b"x", op=0), "a start within": frame(b"x", fin=0) + frame(b"x"),
    "half a ping": frame(b"x", op=9, fin=0), "a long ping": frame(b"x" * 126, op=9), "a wrong end": frame(struct.pack("!H", 999), op=8),
    "2**63 bytes": frame(b"x", length=2**63), "2**62 bytes": frame(b"x", length=2**62), "2 MiB": frame(b"x" * 2**21), "2 MiB in pieces": b"".join(
        frame(b"x" * 2**16, op=int(n == 0), fin=0) for n in range(33)), "no UTF-8": frame(b"\xff"),
    **{f"kind {op}": frame(b"x", op=op) for op in (3, 7, 11, 15)}, **{f"reserved {bits}": frame(b"x", reserved=bits) for bits in (1, 2, 4, 7)},
    **{f"text {text[:12]!r}": frame(text) for text in (b"", b"x", b"[]", b"null", b"NaN", b"1" * 5000, b"[" * 100_000, b'"\\ud800"')},
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_a_false_frame_ends_its_own_line_alone(port, name):
    with page_socket(port) as line:
        line.settimeout(10)
        with contextlib.suppress(ConnectionError):
            line.sendall(FALSE[name])
            heard = b""
            while piece := line.recv(65536):
                heard += piece
                if heard[:1] == b"\x88":
                    break  # it is told to go
            assert heard[:1] in (b"", b"\x88")
    assert ask(port, "/", wait=5).status == 200


def test_pings_and_pieces_without_end_stop_nobody(port):
    with page_socket(port) as line, page_socket(port) as other:
        line.sendall(frame(b"x" * 100, op=9) * 5000)
        other.sendall(frame(b"[", fin=0) + frame(b"[", op=0, fin=0) * 50_000)
        started = time.monotonic()
        assert ask(port, "/", wait=20).status == 200 and time.monotonic() - started < 20


def test_four_hundred_half_requests_leave_room_for_a_visitor(port):
    with contextlib.ExitStack() as lines:
        for _ in range(400):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        assert ask(port, "/", wait=10).status == 200
