"""A page of its own for a test, and requests as an attacker would write them, byte by byte."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMMAND = "from agonist.experiments.cli import main; raise SystemExit(main())"
DEAD = "http://127.0.0.1:9"  # a proxy that is not there: whatever the server fetched itself would fail


class Answer(NamedTuple):
    """Status, headers (small letters; a name that comes twice holds both lines) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def copied_package(folder: Path) -> Path:
    """A copy of the page's package that a test may see destroyed; the folder that goes first on the path."""
    import agonist.viz

    source = Path(agonist.viz.__file__).parent
    shutil.copytree(source, folder / "agonist" / "viz", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@contextlib.contextmanager
def running(words: list[str], port: int, package: Path, log: Path) -> Iterator[int]:
    """A server of the copied package, with every way out of this machine closed; its port."""
    environment = {**os.environ, "HTTP_PROXY": DEAD, "HTTPS_PROXY": DEAD, "NO_PROXY": "localhost,127.0.0.1"}
    environment |= {"PYTHONPATH": str(package), "MPLBACKEND": "Agg"}
    with log.open("wb") as said:
        process = subprocess.Popen(words, env=environment, stdout=said, stderr=said)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
                break
            assert process.poll() is None, log.read_text(errors="replace")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def app_words(port: int, *more: str) -> list[str]:
    """The words that start `agonist app` for a test."""
    return [sys.executable, "-c", COMMAND, "app", "--no-open", "--port", str(port), *more]


def solara_words(port: int) -> list[str]:
    """The words that start the same page with `solara run`."""
    command = "import sys; sys.argv[0] = 'solara'; from solara.__main__ import main; main()"
    options = ["run", "agonist.viz.page", "--no-open", "--port", str(port), "--host", "127.0.0.1", "--production"]
    return [sys.executable, "-c", command, *options]


def ask(port: int, target: str, *lines: str, method: str = "GET", host: str | None = "", wait: float = 30) -> Answer:
    """One request, its target and header lines as they are; `host` None leaves the Host line out."""
    first = [] if host is None else [f"Host: {host or f'localhost:{port}'}"]
    head = "\r\n".join([f"{method} {target} HTTP/1.1", *first, "Connection: close", *lines, "", ""])
    return parsed(exchange(port, head.encode("latin-1"), wait))


def exchange(port: int, sent: bytes, wait: float) -> bytes:
    """What the server says to these bytes until it hangs up, or for so many seconds."""
    with socket.create_connection(("127.0.0.1", port), wait) as line:
        line.sendall(sent)
        line.settimeout(wait)
        heard = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while piece := line.recv(65536):
                heard += piece
                if heard.startswith(b"HTTP/1.1 101") and b"\r\n\r\n" in heard:
                    break
        return heard


def parsed(heard: bytes) -> Answer:
    """An answer by its parts."""
    head, _, body = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers[name.lower()] = f"{headers[name.lower()]}\n{value}" if name.lower() in headers else value
    return Answer(int(first.split(" ")[1]) if first else 0, headers, body)


def knock(port: int, *lines: str, host: str = "", wait: float = 30) -> int:
    """Status of an attempt to open the page's socket: 101 is open."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    target = "/jupyter/api/kernels/0f0f0f0f-0000-4000-8000-000000000000/channels?session_id=0f0f"
    head = [f"GET {target} HTTP/1.1", f"Host: {host or f'localhost:{port}'}", "Connection: Upgrade"]
    head += ["Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", *lines, "", ""]
    return parsed(exchange(port, "\r\n".join(head).encode("latin-1"), wait)).status
