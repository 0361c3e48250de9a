"""Attacks on the page, sent to a real server: by `agonist app` and by `solara run`."""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import socket
import struct
import time
import uuid
from functools import cache

import pytest
from page_server import app_words, ask, copied_package, exchange, free_port, knock, running, solara_words
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from agonist.viz import guard

BUNDLE = "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1"
SOCKET = "/jupyter/api/kernels/0f0f0f0f-0000-4000-8000-000000000001/channels?session_id=0f0f"
SCRIPT = f"{BUNDLE}/dist/solara-vuetify-app8.min.js"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Servers by the way in which they are started: port and folder of the copied package; in any order of tests each starts once."""
    with contextlib.ExitStack() as running_ones:

        @cache
        def of(way):
            folder, port = tmp_path_factory.mktemp("page"), free_port()
            package = copied_package(folder)
            words = app_words(port) if way == "agonist app" else solara_words(port)
            running_ones.enter_context(running(words, port, package, folder / "log"))
            return port, package

        yield of


@pytest.fixture(params=["agonist app", "solara run"])
def page(request, pages):
    """Port of a fresh server and the folder of its copied package."""
    return pages(request.param)


def files(package) -> list[str]:
    """The assets that are there."""
    return sorted(str(p) for p in (package / "agonist" / "viz" / "assets").rglob("*") if p.is_file())


def test_the_first_visitor_says_nothing_about_the_addresses_of_others(page):
    port, _ = page
    for name in ("X-Script-Name", "Script-Name", "X-Forwarded-Prefix", "X-Forwarded-Host"):
        first = ask(port, "/", f"{name}: //attacker.example")
        assert first.status == 200 and b"attacker.example" not in first.body
    assert b"attacker.example" not in ask(port, "/").body


@pytest.mark.parametrize("target", [
    BUNDLE, f"{BUNDLE}/", "/_solara/cdn", "/_solara/cdn/", f"{BUNDLE}/dist", "/_solara/cdn/@widgetti", f"{BUNDLE}/./dist",
    f"{BUNDLE}/dist/..", "/_solara/cdn/%40widgetti", "//_solara/cdn/@widgetti", "/_solara/cdn//@widgetti",
    "/_solara/./cdn/@widgetti", "/x/../_solara/cdn/@widgetti", f"{BUNDLE}%2Fdist", "/_solara/cdn/font-awesome@4.5.0",
])  # fmt: skip
def test_a_folder_is_no_file_and_nothing_is_deleted(page, target):
    port, package = page
    before = files(package)
    for method in ("GET", "HEAD"):
        ask(port, target, method=method)
    assert files(package) == before and len(before) > 20
    assert ask(port, SCRIPT).status == 200
    if target.startswith("/_solara/cdn"):
        assert ask(port, target).status == 404


@pytest.mark.parametrize(
    "name", ["anything@1.0.0/x.html", "react@18.2.0/index.js", "x", f"..{SCRIPT}", "%2e%2e/README.md"]
)
def test_nothing_is_fetched_from_elsewhere(page, name):
    port, package = page
    before = files(package)
    answer = ask(port, f"/_solara/cdn/{name}", wait=10)  # a try to fetch would take seconds and end in a 500
    assert answer.status == 404 and files(package) == before


@pytest.mark.parametrize("host", [
    "attacker.example", "attacker.example:{port}", "localhost.attacker.example:{port}", "203.0.113.7:{port}", "",
    "localhost:{port}, attacker.example", "attacker@localhost:{port}", "localhost:{port}/x", "[::1].attacker.example", "0.0.0.0",
])  # fmt: skip
def test_a_foreign_host_is_refused(page, host):
    port, _ = page
    host = host.format(port=port) or " "
    assert ask(port, "/", host=host).status in (400, 403)
    assert knock(port, host=host) in (400, 403)
    assert ask(port, SCRIPT, host=host).status in (400, 403)


def test_no_host_or_two_are_refused(page):
    port, _ = page
    assert ask(port, "/", host=None).status in (400, 403)
    assert ask(port, "/", "Host: attacker.example").status in (400, 403)


@pytest.mark.parametrize("origin", [
    "https://attacker.example", "null", "http://localhost:1", "http://localhost.attacker.example:{port}", "file://", "",
    "http://localhost:{port}.attacker.example", "http://attacker.example#localhost:{port}", "http://x@localhost:{port}",
    "chrome-extension://localhost:{port}", "http://localhost:{port} http://attacker.example", "http://[::1",
])  # fmt: skip
def test_another_sites_page_opens_no_socket(page, origin):
    port, _ = page
    line = f"Origin: {origin.format(port=port)}"
    assert knock(port, line) == 403
    assert ask(port, "/_solara/api/close/x?session_id=y", line, "Content-Length: 0", method="POST").status == 403


def test_the_page_itself_opens_its_socket(page):
    port, _ = page
    for name in ("localhost", "127.0.0.1", "LocalHost"):
        assert ask(port, "/", host=f"{name}:{port}").status == 200
        assert knock(port, f"Origin: http://{name}:{port}", host=f"{name}:{port}") == 101
    assert knock(port) == 101  # no browser: a browser always names the page it comes from


def test_every_answer_tells_the_browser_to_trust_nobody_else(page):
    port, _ = page
    for target in ("/", SCRIPT, "/nothing", "/_solara/cdn/x", "/static/highlight.css"):
        headers = ask(port, target).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "nosniff" in ask(port, "/", host="attacker.example").headers["x-content-type-options"]


def test_the_page_runs_only_the_scripts_that_stand_in_it(page):
    """Each by its digest, the same packed and unpacked; no other inline script, whatever comes into the page later."""
    port, _ = page
    for more in ((), ("Accept-Encoding: gzip",)):
        answer = ask(port, "/", *more)
        rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
        assert "unsafe-inline" not in rules["script-src"] and rules["script-src"].count("'sha256-") > 5
    assert "sha256" not in ask(port, SCRIPT).headers["content-security-policy"]


def test_a_script_is_known_by_its_digest():
    page = (
        b"<script>a = 1\r\n</script><SCRIPT type='x'>\n</SCRIPT><script src='/x.js'></script><script>a = 1\n</script >"
    )
    digest = base64.b64encode(hashlib.sha256(b"a = 1\n").digest()).decode()
    assert guard.scripts_of(page) == f"'sha256-{digest}'" and guard.scripts_of(b"<p>") == ""


def test_the_cookie_is_strict_and_out_of_reach_of_scripts(page):
    port, _ = page
    for cookie in ask(port, "/").headers["set-cookie"].splitlines():
        assert "samesite=strict" in cookie.lower() and "samesite=none" not in cookie.lower()
        assert "httponly" in cookie.lower()


@pytest.mark.parametrize(("target", "accepted", "code"), [
    ("/", "de-AT,de;q=0.9,en;q=0.8", "de"), ("/", "fr,de;q=0.5", "en"), ("/", "", "en"), ("/?lang=es", "de", "es"),
    ("/?lang=%22%3E%3Cscript%3E", "%22><script>alert(1)</script>", "en"),
])  # fmt: skip
def test_a_page_begins_in_the_language_of_its_reader(page, target, accepted, code):
    for packing in ("", "gzip"):
        answer = ask(page[0], target, f"Accept-Language: {accepted}", f"Accept-Encoding: {packing}")
        assert int(answer.headers["content-length"]) == len(answer.body)
        body = gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
        assert body.count(b"<html") == 1 and f'<html lang="{code}"'.encode() in body and b"alert(1)" not in body


@pytest.mark.parametrize("target", ["/resourcez", "/resourcez?verbose", "/resourcez/"])
def test_the_load_of_the_machine_is_nobodys_business(page, target):
    answer = ask(page[0], target)
    assert answer.status == 404 and b"memory" not in answer.body


TWO_ENDS = ("Content-Length: 4", "Transfer-Encoding: chunked")


@pytest.mark.parametrize("lines", [TWO_ENDS, TWO_ENDS[::-1]])
def test_a_request_with_two_ends_is_refused_and_what_follows_is_not_heard(page, lines):
    """A proxy before the page may believe the other end, and then the rest is the next visitor's request."""
    port, _ = page
    head = "\r\n".join(["POST / HTTP/1.1", f"Host: localhost:{port}", *lines, "", ""])
    smuggled = f"GET /static/highlight.css HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    heard = exchange(port, f"{head}0\r\n\r\n{smuggled}".encode(), 20)
    assert heard.startswith(b"HTTP/1.1 400 ") and heard.count(b"HTTP/1.1 ") == 1


PARTS = [b"", b"\0", struct.pack("!i", -1), struct.pack("!i", 2**31 - 1), struct.pack("!ii", 2**31 - 1, 8) + b"{}"]


@pytest.mark.parametrize("frame", PARTS)
def test_a_frame_of_more_parts_than_it_holds_stops_nobody(page, frame):
    """Twelve bytes made the server look for 2**31 parts: 40 s without an answer for anybody, and gigabytes of memory."""
    port, _ = page
    own = f"/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id={uuid.uuid4().hex}"
    cookie = ask(port, "/").headers["set-cookie"].partition(";")[0]
    started = time.monotonic()
    with connect(
        f"ws://localhost:{port}{own}", origin=f"http://localhost:{port}", additional_headers={"Cookie": cookie}
    ) as line:
        line.send(frame)
        with pytest.raises(ConnectionClosed):
            line.recv(10)
    assert ask(port, "/").status == 200 and time.monotonic() - started < 10


def test_a_page_that_says_nothing_of_itself_is_not_let_through(page):
    """The server below would raise an error and tell it with its whole stack on the terminal."""
    assert ask(page[0], "/_solara/api/close/x", "Content-Length: 0", method="POST").status == 404
    assert ask(page[0], "/_solara/api/close/x?session_id=y", "Content-Length: 0", method="POST").status == 200


def test_who_asks_for_the_page_of_another_or_breaks_off_leaves_no_stack_on_the_terminal(page):
    """Sockets without the cookie of the first one, and requests whose body is none once they are being answered."""
    port, folder = page
    assert [knock(port, wait=5) for _ in range(3)] == [101] * 3
    with connect(f"ws://localhost:{port}{SOCKET}", origin=f"http://localhost:{port}") as line:
        line.send("[]")
        with pytest.raises(ConnectionClosed):
            line.recv(20)
            line.recv(20)
    head = f"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b" 400 " in exchange(port, f"{head}zz\r\nab".encode(), 5).split(b"\r\n")[0]
    assert ask(port, "/").status == 200
    until, told = time.monotonic() + 30, ""
    while "a socket was closed: " not in told and time.monotonic() < until:
        told = (folder / "log").read_text(errors="replace")
        time.sleep(0.1)
    assert "a socket was closed: " in told
    assert "Traceback" not in told or "the page is at" not in told  # `solara run` has an HTTP of its own


@pytest.mark.parametrize(
    ("path", "query", "whole"),
    [
        ("/jupyter/api/kernels/0f-0f/channels", b"session_id=0f", True),
        ("/jupyter/api/kernels/0f-0f/channels", b"", False),
        ("/jupyter/api/kernels/0f-0f/channels", b"session_id=", False),
        ("/jupyter/api/kernels/\0/channels", b"session_id=0f", False),
        (f"/jupyter/api/kernels/{'a' * 5000}/channels", b"session_id=0f", False),
        ("/", b"session_id=0f", False),
    ],
)
def test_a_socket_is_of_a_page(path, query, whole):
    assert guard.is_whole({"type": "websocket", "path": path, "query_string": query}) is whole
    assert guard.is_whole({"type": "http", "path": path, "query_string": query})


def test_a_name_that_is_given_may_stand_before_the_page(tmp_path):
    port = free_port()
    words = app_words(port, "--allow-host", "class.example.org", "--allow-host", "Other.Example")
    with running(words, port, copied_package(tmp_path), tmp_path / "log"):
        for name in ("class.example.org", "other.example"):
            assert ask(port, "/", host=name).status == 200
            assert knock(port, f"Origin: https://{name}", host=name) == 101
            assert knock(port, f"Origin: https://{name}") == 101  # a proxy that puts its own Host
        assert knock(port, "Origin: https://attacker.example", host="class.example.org") == 403
        assert ask(port, "/", host="attacker.example").status == 403


def scope_of(server: str, host: str, *origins: str) -> dict:
    """A connection to an address of this machine."""
    headers = [(b"host", host.encode()), *((b"origin", each.encode()) for each in origins)]
    return {"type": "http", "headers": headers, "server": (server, 8765)}


def test_a_room_may_use_the_address_and_the_name_of_the_machine():
    none = frozenset[str]()
    name = socket.gethostname()
    for server, host in (("192.0.2.5", "192.0.2.5:8765"), ("192.0.2.5", f"{name}:8765"), ("::1", "[::1]:8765"),
                         ("2001:db8::5", "[2001:db8::5]:8765"), ("::ffff:192.0.2.5", "192.0.2.5:8765")):  # fmt: skip
        assert guard.is_ours(scope_of(server, host), none, none), host
        assert guard.is_ours(scope_of(server, host, f"http://{host}"), none, none), host
        assert not guard.is_ours(scope_of(server, host, "http://attacker.example:8765"), none, none), host
    assert not guard.is_ours(scope_of("192.0.2.5", "192.0.2.6:8765"), none, none)
