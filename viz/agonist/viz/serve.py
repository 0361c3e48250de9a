"""The server of the page: one process, this machine only unless asked otherwise, nothing fetched from anywhere."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agonist.viz import guard, offline

LOCAL = "127.0.0.1"
WEBSOCKET: dict[str, Any] = {
    "ws_ping_interval": 30.0,
    "ws_ping_timeout": 120.0,
    "ws_max_size": 2**20,
}  # a phone that sleeps for a minute is not gone, s; a page says at most one scenario at once, bytes
PATIENCE = 20.0  # seconds that the end waits for a compilation that has begun


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one of the hundred after it. Raises ValueError where none is free."""
    try:
        family = socket.getaddrinfo(host, wanted, type=socket.SOCK_STREAM)[0][0]
    except OSError:
        raise ValueError(f"--host {host}: no such name or address; 0.0.0.0 lets a room in") from None
    for port in range(wanted, wanted + 100):
        with socket.socket(family) as door, contextlib.suppress(OSError):
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((host, port))
            return port
    raise ValueError(f"no free port between {wanted} and {wanted + 99}; choose another with --port")


def warm_up() -> None:
    """Compile the model before the first visitor needs it; the first time on a machine this takes some seconds."""
    from agonist.viz.session.patient_life import PatientLife
    from agonist.viz.session.recipe import Recipe
    from agonist.viz.session.visitor import lessons

    PatientLife(Recipe(next(iter(lessons())))).advance(2.0, 1)


def _open_when_ready(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.05)
    webbrowser.open(address)


def shown_host(host: str) -> str:
    """The host as it stands in an address that works on this machine."""
    if host in (LOCAL, "0.0.0.0", "::", "::1"):
        return "localhost" if host != "::1" else "[::1]"
    return f"[{host}]" if ":" in host else host


def own_names(host: str) -> list[str]:
    """The names under which a server at `host` is met, beside those of the machine's own loop."""
    return [host.lower()] if own_machine(host) else [host.lower(), *guard.machine_names()]


def own_machine(host: str) -> bool:
    """Whether nobody but this machine reaches a server at `host`."""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def known_names(names: Iterable[str]) -> list[str]:
    """The further names of this server, without ports. Raises ValueError where one is no name."""
    found = [(name, guard.authority(name)) for name in names]
    for name, part in found:
        if part is None:
            raise ValueError(f"--allow-host {name}: no host name; it needs one like class.example.org")
    return [part[0] for _, part in found if part]


def room_address(host: str) -> str:
    """The address of this machine in its local network, as other machines meet it; no packet is sent to find it."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, contextlib.suppress(OSError):
        asked.connect(("10.255.255.255", 1))
        return str(asked.getsockname()[0])
    return socket.gethostname()


def address_for_others(host: str, port: int) -> str:
    """The address under which other machines meet this server."""
    met = room_address(host)
    return f"http://{f'[{met}]' if ':' in met else met}:{port}/"


def where(host: str, port: int, address: str) -> str:
    """The line that says where the page is: for other machines too, where a room is let in by no address of its own."""
    others = f", for other machines {address_for_others(host, port)}" if host in ("0.0.0.0", "::") else ""
    return f"agonist: the page is at {address}{others} (stop with Ctrl-C)"


def open_class(host: str, port: int, address: str) -> str:
    """Open the class and say where pupils and teacher come in; the teacher's address."""
    from agonist.viz.session.classroom import CLASS, Classroom

    pupils = address_for_others(host, port)
    key = secrets.token_urlsafe(12)
    CLASS[:] = [Classroom(key, pupils)]
    teacher = f"{address}#teacher={key}"
    print(f"agonist: pupils join at {pupils}", flush=True)
    print(f"agonist: the teacher's page is {teacher} (keep it; stop with Ctrl-C)", flush=True)
    return teacher


def serve(
    host: str = LOCAL,
    port: int = 8765,
    open_browser: bool = True,
    results: str | None = None,
    names: Iterable[str] = (),
    for_class: bool = False,
) -> int:
    """Serve the page until Ctrl-C; 0 at the end. `for_class`: pupils of the local network join, the teacher leads.

    `results` is the only folder that the sweep view reads; `names` are further names of this server, for a proxy before it.
    Raises ValueError where a host, a port, a name or the folder is none.
    """
    names = known_names(names)
    offline.prepare_environment()
    os.environ["SOLARA_APP"] = "agonist.viz.page"
    if results is not None:
        if not Path(results).is_dir():
            raise ValueError(f"{results}: no such folder; --results names the folder that holds sweeps")
        os.environ["AGONIST_RESULTS"] = str(Path(results).resolve())
    port = free_port(host, port)
    import uvicorn
    from solara.server import settings

    from agonist.viz import mail
    from agonist.viz.patience import Ear, Patience, hush

    settings.main.mode = "production"
    from solara.server.starlette import app

    offline.use_own_assets()
    offline.stand_guard(own_names(host), names)
    mail.carry()
    quiet: dict[str, Any] = {"log_level": "warning", "server_header": False, "proxy_headers": bool(names)}
    quiet["ws_per_message_deflate"] = bool(names) or not own_machine(host)  # packing takes longer than that way
    config = uvicorn.Config(app, host=host, port=port, lifespan="on", http=Patience, ws=Ear, **quiet, **WEBSOCKET)
    server = uvicorn.Server(config)
    hush()
    address = f"http://{shown_host(host)}:{port}/"
    if for_class:
        address = open_class(host, port, address)
    else:
        print(where(host, port, address), flush=True)
    warming = threading.Thread(target=warm_up, daemon=True)
    warming.start()
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(server, address), daemon=True).start()
    server.run()
    warming.join(PATIENCE)  # the compiler does not bear to be cut off
    return 0
