"""What tests and measurements of the page share: a chromium without a screen, a server of its own, a class on it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

COMMAND = "from agonist.experiments.cli import main; raise SystemExit(main())"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DRAWN = "window.agonistDraws > 0"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)  # fmt: skip
STARTS_S = 300.0


def chromium() -> str | None:
    """Where the browser is; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def launch(driver: Any, *more: str) -> Any:
    """A chromium without a screen."""
    return driver.chromium.launch(executable_path=chromium(), args=[*FLAGS, *more])


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[Any], seconds: float = STARTS_S) -> None:
    """Until a server answers. Raises RuntimeError where it ends or never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=2).read(1)
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server ended") from None
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within {seconds:g} s")


class Served:
    """A server of its own. As a context it ends with the block."""

    def __init__(
        self,
        words: list[str],
        environment: dict[str, str] | None = None,
        heard: bool = False,
        log: Any = subprocess.DEVNULL,
    ) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}/"
        out = subprocess.PIPE if heard else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [sys.executable, *words, "--no-open", "--port", str(self.port)],
            env={**os.environ, **(environment or {})},
            stdout=out,
            stderr=log,
            text=True,
        )

    def __enter__(self) -> Self:
        try:
            wait_for(self.address, self.process)
        except RuntimeError:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(timeout=30)

    @property
    def cpu_s(self) -> float:
        """Processor time that the server has used, s."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory_mb(self) -> float:
        """Its resident memory, MB."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def threads(self) -> int:
        """How many threads it has."""
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))


class Room(Served):
    """A class on this machine alone: the pupils' address and the teacher's, which holds a key."""

    def __init__(self) -> None:
        super().__init__(["-c", COMMAND, "app", "--class", "--host", "127.0.0.1"], heard=True)
        assert self.process.stdout
        said = [self.process.stdout.readline() for _ in range(2)]
        self.pupils, self.teacher = (found[0] for found in (re.search(r"http://\S+", line) for line in said) if found)
        self.address = self.pupils
