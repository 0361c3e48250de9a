"""What a visitor may not hold or fill: connections that never finish, sweeps that do not fit into memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
import struct
import threading
import time
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import uvicorn
from page_server import free_port
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from agonist.viz import patience
from agonist.viz.session import sweeps


async def answering(scope, receive, send):
    """An app that says ok, and on a socket of a page whatever it hears."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        if scope["path"] == "/deaf":
            await asyncio.sleep(15.0)
        await send({"type": "websocket.send", "text": (await receive()).get("text", "gone")})
    if scope["type"] == "http":
        body = b"ok" * (4_000_000 if scope["path"] == "/large" else 1)
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
        )
        await send({"type": "http.response.body", "body": body})


@pytest.fixture
def port(monkeypatch):
    """A server that waits a second for a request."""
    monkeypatch.setattr(patience, "REQUEST_S", 1.0)
    monkeypatch.setattr(patience, "ANSWER_S", 1.0)
    door = free_port()
    config = uvicorn.Config(
        answering,
        host="127.0.0.1",
        port=door,
        http=patience.Patience,
        ws=patience.Ear,
        log_level="error",
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield door
    server.should_exit = True
    thread.join(30)


def closes(line: socket.socket, seconds: float = 20.0) -> bool:
    """Whether the other side hangs up."""
    line.settimeout(seconds)
    with contextlib.suppress(TimeoutError):
        while line.recv(4096):
            pass
        return True
    return False


HALF = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b",
    "half a second head": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost",
    "a body after its answer": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n" + b"|abc",
    "half a body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc",
}


@pytest.mark.parametrize("how", HALF)
def test_half_a_request_is_not_waited_for_without_end(port, how):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        first, _, later = HALF[how].partition(b"|")
        line.sendall(first)
        if later:
            assert line.recv(4096).startswith(b"HTTP/1.1 200 ")
            line.sendall(later)
        assert closes(line)


def test_a_request_that_drips_is_not_waited_for_either(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        end = time.monotonic() + 20
        with pytest.raises(OSError):
            for letter in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 1000:
                assert time.monotonic() < end
                line.sendall(bytes([letter]))
                time.sleep(0.1)


def test_an_answer_that_nobody_takes_is_not_kept(port):
    """Thousands of such lines, each with an answer that waits, leave no line to anybody else."""
    lines = []
    for _ in range(20):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        lines.append(line)
    time.sleep(3.0)
    for line in lines:
        line.settimeout(20)
        taken = 0
        with contextlib.suppress(ConnectionResetError):
            while piece := line.recv(65536):
                taken += len(piece)
        line.close()
        assert taken < 8_000_000  # what had left before, and no more


def test_a_slow_visitor_who_takes_the_answer_gets_all_of_it(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        taken = 0
        while piece := line.recv(200_000):
            taken += len(piece)
            time.sleep(0.03)
    assert taken > 8_000_000


def test_a_usual_visitor_keeps_the_line(port):
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        for _ in range(4):
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            heard = b""
            while not heard.endswith(b"ok"):
                heard += line.recv(4096)
            time.sleep(0.6)


def test_the_socket_of_a_page_is_no_request_that_never_ends(port):
    with connect(f"ws://127.0.0.1:{port}/") as page:
        time.sleep(1.5)
        page.send("still here")
        assert page.recv(10) == "still here"


@pytest.mark.parametrize(("path", "more"), [("/" + "a" * 50_000, ""), ("/", "X: " + "b;" * 20_000 + "\r\n")])
def test_a_socket_whose_line_is_too_long_is_answered(port, path, more):
    """It was kept open for ever, without an answer."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(
            f"{head}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n".encode()
        )
        line.settimeout(20)
        assert line.recv(4096).startswith(b"HTTP/1.1 400 ") and closes(line)


def deaf(port: int) -> socket.socket:
    """The socket of a page that hears nothing for a while, with packed messages."""
    head = "GET /deaf HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    line = socket.create_connection(("127.0.0.1", port), 20)
    line.sendall(
        f"{head}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n".encode()
    )
    assert b"permessage-deflate" in line.recv(4096)
    return line


def packed(text: bytes) -> bytes:
    """A packed message, with a mask of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]
    return b"\xc1" + struct.pack("!BH", 0x80 | 126, len(body)) + bytes(4) + body


def test_messages_that_unpack_to_more_than_any_page_says_are_cut_off(port, caplog):
    """A thousand bytes unpack to a million: all that had come, 250 of them, was unpacked before the first was heard."""
    message = packed(b" " * 1_000_000)
    assert len(message) < 1200
    with deaf(port) as line:
        line.sendall(message * 3)
        assert not closes(line, 1.0)
    with deaf(port) as line, contextlib.suppress(OSError):
        line.sendall(message * 200)
        assert closes(line, 10.0)
    assert len([record for record in caplog.records if "more than any page" in record.getMessage()]) == 1


def test_who_asks_without_end_and_takes_no_answer_is_cut_off(port):
    """Every ping is answered, and every answer waited."""
    ping = b"\x89\xfd" + bytes(4) + b"x" * 125
    with deaf(port) as line, pytest.raises(OSError):
        line.settimeout(20)
        for _ in range(400):
            line.sendall(ping * 2000)


def test_letters_that_are_none_stand_in_the_log_without_a_stack(port, caplog):
    logging.getLogger("uvicorn.error").addFilter(patience.one_line)
    with connect(f"ws://127.0.0.1:{port}/") as page, contextlib.suppress(ConnectionClosed):
        page.send(b"\xff\xfe", text=True)
        page.recv(10)
    said = [record for record in caplog.records if "UTF-8" in record.getMessage()]
    assert len(said) == 1 and said[0].exc_info is None


def test_a_small_file_of_many_rows_is_refused_before_it_is_read(tmp_path, monkeypatch):
    folder = tmp_path / "bomb"
    (folder / "parts").mkdir(parents=True)
    manifest = {
        "sweep_id": "abc",
        "sweep": {"rows_per_part": 8},
        "columns": [],
        "model_source": "",
        "runs": 8,
        "parts": 1,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    table = pa.table({name: pa.array([0.0] * 60_000).dictionary_encode() for name in "abcdef"})
    path = folder / "parts" / "part-0000000-abc.parquet"
    pq.write_table(table, path)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(sweeps, "NUMBERS_MOST", 300_000)
    monkeypatch.setattr(sweeps, "read", lambda folder: pytest.fail("it was read"))
    with pytest.raises(ValueError, match="too many for the page"):
        sweeps.Results(folder)
    path.write_bytes(b"no parquet")
    with pytest.raises(ValueError, match="is no part of a sweep"):
        sweeps.Results(folder)
