"""What stands between the network and the page: who is answered, what is given out, what is told to the browser.

A web page that somebody on this machine happens to visit can send requests here as well. It cannot choose the `Host` and
`Origin` that its browser sends, so both must be names of this server; a name that is made to point here (DNS rebinding) is
refused with the rest. The server below would fetch what it lacks from a content network, clear away a folder that it is asked
for, and take its own address from the first visitor's headers: none of these requests reaches it.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import hashlib
import ipaddress
import logging
import os
import re
import socket
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from agonist.model.reading import quoted
from agonist.viz import early

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


LOG = logging.getLogger(__name__)
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
ASSET_ROUTE = "/_solara/cdn"
CLOSED = ("/resourcez", "/_solara/api/evict")
LEAVING = "/_solara/api/close/"  # a page says that it is closed
KERNEL = re.compile(r"/jupyter/api/kernels/[\w-]{1,100}/channels")
HEARSAY = (b"forwarded", b"script-name", b"x-script-name", b"x-original-url", b"x-rewrite-url")  # and all X-Forwarded-*
ALLOWED = "AGONIST_ALLOW_HOST"  # more names of this server, separated by commas
SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
CONTENT = (  # Vue compiles its templates in the browser (unsafe-eval), the view arrives as a module of text (blob:)
    "default-src 'none'; script-src 'self' {scripts} 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self' {sockets}; "
    "base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
STRANGER = (
    "this page answers only to the names of its own machine. Behind a proxy or another name, start it with "
    "--allow-host NAME (under `solara run`: AGONIST_ALLOW_HOST=NAME)."
)


def authority(text: str) -> tuple[str, int | None] | None:
    """Name (lower case, no brackets, no last dot) and port of ``name:port``; None for what is no such thing."""
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?", text)
    if not found:
        return None
    return found[1].strip("[]").lower().removesuffix("."), int(found[2]) if found[2] else None


def more_names() -> frozenset[str]:
    """The names of this server that its owner has given."""
    parts = [authority(each.strip()) for each in os.environ.get(ALLOWED, "").split(",")]
    return frozenset(part[0] for part in parts if part)


@cache
def machine_names() -> frozenset[str]:
    """What this machine calls itself."""
    short = socket.gethostname().lower()
    return frozenset({short, f"{short.split('.')[0]}.local", socket.getfqdn().lower()}) - {"", ".local"}


def own_names(scope: Scope) -> frozenset[str]:
    """The names that this connection may use: of the machine itself, where it came in from outside its loop."""
    address = str((scope.get("server") or ("",))[0]).split("%")[0]
    try:
        met = ipaddress.ip_address(address)
    except ValueError:
        return LOCAL_NAMES
    met = getattr(met, "ipv4_mapped", None) or met
    return LOCAL_NAMES | {str(met)} | (frozenset() if met.is_loopback else machine_names())


def values(scope: Scope, name: bytes) -> list[str]:
    """All values of a header."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def is_ours(scope: Scope, own: frozenset[str], given: frozenset[str]) -> bool:
    """Whether Host is one name of this server, and Origin, where there is one, the same server or a name that was given."""
    own = own | own_names(scope)
    hosts, origins = values(scope, b"host"), values(scope, b"origin")
    host = authority(hosts[0]) if len(hosts) == 1 else None
    if host is None or host[0] not in own | given or len(origins) > 1:
        return False
    return not origins or is_same_place(origins[0], host, own, given)


def is_same_place(origin: str, host: tuple[str, int | None], own: frozenset[str], given: frozenset[str]) -> bool:
    """Whether an Origin is a page of this server: a name that was given, or a name of its own at the same port."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    came = authority(parts.netloc) if parts.scheme in ("http", "https") else None
    if came is None:
        return False
    usual = 443 if parts.scheme == "https" else 80
    return came[0] in given or (came[0] in own and (came[1] or usual) == (host[1] or usual))


class Guard:
    """The server of the page behind its door (ASGI).

    Answers 403 to a foreign Host or Origin, 400 to a request with two ends, 404 to every asset that does not lie in `assets` as a file, to the routes
    that only an operator needs and to a socket of no page; the rest goes on without what the headers claim about other addresses, and comes back with
    the headers that tell a browser to load nothing from elsewhere and to be framed by nobody. `own` are further names of
    the machine, `given` names of a proxy before it (at any port).
    """

    def __init__(self, app: ASGIApp, assets: Path, own: Iterable[str] = (), given: Iterable[str] = ()) -> None:
        self.app, self.assets = app, assets
        files = (p for p in assets.rglob("*") if p.is_file() and not p.is_symlink())
        self.shipped = frozenset(p.relative_to(assets).as_posix() for p in files)
        self.own, self.given = frozenset(own), frozenset(given) | more_names()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, one socket, or the start and end of the server."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not is_ours(scope, self.own, self.given):
            await refuse(scope, send, 403, STRANGER)
        elif has_two_ends(scope):
            await refuse(scope, send, 400, "a request has one length, or says that it comes in pieces; not both.")
        elif self.is_closed(scope["path"]) or not is_whole(scope):
            await refuse(scope, send, 404, "there is no such file.")
        else:
            with broken_off() if scope["type"] == "websocket" else contextlib.nullcontext():
                await self.app(without_hearsay(scope), receive, with_headers(scope, send))

    def is_closed(self, path: str) -> bool:
        """Whether a path is an asset that is not there, or a route that only an operator needs."""
        if path.startswith(CLOSED):
            return True
        asset = path.removeprefix(f"{ASSET_ROUTE}/")
        return path.startswith(ASSET_ROUTE) and not (asset in self.shipped and (self.assets / asset).is_file())


@contextlib.contextmanager
def broken_off() -> Iterator[None]:
    """A socket that asks for the page of another visitor, or says what no page says, is closed: one line, no stack."""
    try:
        yield
    except Exception as error:
        found: BaseException = error
        while isinstance(found, BaseExceptionGroup):
            found = found.exceptions[0]
        LOG.warning("a socket was closed: %s", quoted(found))


def is_whole(scope: Scope) -> bool:
    """Whether a socket, or a page that says that it is closed, names what it is of; the server below stumbles where not."""
    path, named = scope["path"], bool(parse_qs(scope.get("query_string", b"")).get(b"session_id"))
    if scope["type"] == "websocket":
        return named and KERNEL.fullmatch(path) is not None
    return named or not path.startswith(LEAVING)


def has_two_ends(scope: Scope) -> bool:
    """Whether a request says in two ways where it ends: a proxy before the page may believe the other one (smuggling)."""
    return bool(values(scope, b"transfer-encoding") and values(scope, b"content-length"))


def without_hearsay(scope: Scope) -> Scope:
    """The request without what it says about proxies and prefixes: the root of the page is fixed."""
    kept = [
        (k, v) for k, v in scope["headers"] if k.lower() not in HEARSAY and not k.lower().startswith(b"x-forwarded")
    ]
    return {**scope, "headers": kept, "root_path": ""}


def scripts_of(page: bytes) -> str:
    """The scripts that stand in a page itself, each by its digest: the browser runs no other (CSP level 2)."""
    texts = [text for about, text in SCRIPT.findall(page) if text.strip() and b"src=" not in about.lower()]
    digests = [hashlib.sha256(text.replace(b"\r\n", b"\n")).digest() for text in texts]
    return " ".join(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def security_headers(scope: Scope, scripts: str = "") -> list[tuple[bytes, bytes]]:
    """What the browser is told with every answer. Old browsers do not count a socket as 'self': it is named."""
    hosts = values(scope, b"host")
    host = hosts[0] if len(hosts) == 1 and authority(hosts[0]) else ""
    content = CONTENT.format(sockets=f"ws://{host} wss://{host}" if host else "", scripts=scripts)
    return [*HEADERS.items(), (b"content-security-policy", content.encode("latin-1"))]


def with_headers(scope: Scope, send: Send) -> Send:
    """`send` that adds the security headers and makes every cookie strict."""
    held: list[Message] = []  # a page is sent when it is whole: its scripts stand in its headers

    def headed(message: Message, scripts: str = "") -> Message:
        added = security_headers(scope, scripts)
        names = {name for name, _ in added}
        kept = [(k, strict(v) if k.lower() == b"set-cookie" else v) for k, v in message.get("headers", [])]
        return {**message, "headers": [pair for pair in kept if pair[0].lower() not in names] + added}

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start" and is_page(message):
            held.append(message)
        elif message["type"] in ("http.response.start", "websocket.accept"):
            await send(headed(message))
        elif held:
            held.append(message)
            if not message.get("more_body"):
                start, *bodies = held
                held.clear()
                start, body = in_language(scope, start, b"".join(b.get("body", b"") for b in bodies))
                await send(headed(start, scripts_of(unpacked(start, body))))
                await send({**bodies[-1], "body": body})
        else:
            await send(message)

    return sender


def is_page(start: Message) -> bool:
    """Whether an answer is HTML."""
    return any(k.lower() == b"content-type" and v.lower().startswith(b"text/html") for k, v in start.get("headers", []))


def unpacked(start: Message, body: bytes) -> bytes:
    """The text of a page, which may have been packed for the way."""
    packed = any(k.lower() == b"content-encoding" and v.lower() == b"gzip" for k, v in start.get("headers", []))
    return gzip.decompress(body) if packed else body


def in_language(scope: Scope, start: Message, body: bytes) -> tuple[Message, bytes]:
    """A page that says in the visitor's language what is said before anything else of it has come."""
    code = early.language(scope["query_string"].decode("latin-1"), "".join(values(scope, b"accept-language")[:1]))
    page = unpacked(start, body)
    spoken = early.spoken(page, code)
    if spoken == page:
        return start, body
    body = spoken if page is body else gzip.compress(spoken)
    kept = [(k, v) for k, v in start["headers"] if k.lower() != b"content-length"]
    return {**start, "headers": [*kept, (b"content-length", str(len(body)).encode())]}, body


def strict(cookie: bytes) -> bytes:
    """A cookie that goes with no request from another site."""
    return re.sub(rb"(?i);\s*samesite=\w+", b"", cookie) + b"; SameSite=Strict"


async def refuse(scope: Scope, send: Send, status: int, reason: str) -> None:
    """One line instead of an answer; a socket is closed before it opens."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    text = f"{status}: {reason}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    headers += [(b"connection", b"close")] * (status == 400)  # where the next request begins is not known
    await send({"type": "http.response.start", "status": status, "headers": headers + security_headers(scope)})
    await send({"type": "http.response.body", "body": b"" if scope.get("method") == "HEAD" else text})
