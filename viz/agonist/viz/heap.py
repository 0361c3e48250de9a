"""Memory: one heap for all threads, what former visitors have freed goes back to the system, and those who left are not all remembered.

glibc gives every few threads a heap of their own, and each keeps its gaps: with a thread for each visitor the server grows for hours.
Where the library knows no such wishes (musl, macOS, Windows) nothing is done.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
from typing import Any

ARENA_MAX = -8  # of malloc.h
GONE_MOST = 250  # patients that wait for visitors whose connection broke, 1.3 MB each: a whole class of sleeping phones
DOOR = threading.Lock()
UNKNOWN = (AttributeError, OSError, TypeError)


def one_heap() -> None:
    """From now on no thread begins a heap of its own; to be said before there are threads."""
    with contextlib.suppress(*UNKNOWN):
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def give_back() -> None:
    """Give the memory that former visitors have freed back to the system."""
    with contextlib.suppress(*UNKNOWN):
        ctypes.CDLL(None).malloc_trim(0)


def forget() -> None:
    """Of visitors whose connection broke and who may come back, the newest `GONE_MOST` are remembered; nobody who is here is forgotten."""
    server: Any = sys.modules.get("solara.server.kernel_context")
    if server is None:
        return
    here = server.PageStatus.CONNECTED
    with DOOR:  # two who come at once
        there = list(server.contexts.values())
        gone = [one for one in there if one.page_status and here not in one.page_status.values()]
        for one in gone[: max(0, len(gone) - GONE_MOST)]:
            one.close(reason="cull")
