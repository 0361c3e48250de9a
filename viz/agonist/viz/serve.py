"""The server of the page: one process, this machine only unless asked otherwise, nothing fetched from anywhere."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
import webbrowser
from pathlib import Path
from typing import Any

from agonist.viz import offline

LOCAL = "127.0.0.1"


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one of the hundred after it. Raises ValueError where none is free."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as door, contextlib.suppress(OSError):
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


def serve(host: str = LOCAL, port: int = 8765, open_browser: bool = True, results: str | None = None) -> int:
    """Serve the page until Ctrl-C; 0 at the end. `results` is the only folder that the sweep view reads."""
    offline.prepare_environment()
    os.environ["SOLARA_APP"] = "agonist.viz.page"
    if results is not None:
        if not Path(results).is_dir():
            raise ValueError(f"{results}: no such folder; --results names the folder that holds sweeps")
        os.environ["AGONIST_RESULTS"] = str(Path(results).resolve())
    port = free_port(host, port)
    import uvicorn
    from solara.server import settings

    settings.main.mode = "production"
    config = uvicorn.Config("solara.server.starlette:app", host=host, port=port, log_level="warning", lifespan="on")
    server = uvicorn.Server(config)
    logging.getLogger("solara").setLevel(logging.WARNING)
    address = f"http://{'localhost' if host in (LOCAL, '0.0.0.0') else host}:{port}/"
    print(f"agonist: the page is at {address} (stop with Ctrl-C)", flush=True)
    threading.Thread(target=warm_up, daemon=True).start()
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(server, address), daemon=True).start()
    server.run()
    return 0
