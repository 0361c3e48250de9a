"""The memory of the C library: one heap for all threads, and what former visitors have freed goes back to the system.

glibc gives every few threads a heap of their own, and each keeps its gaps: with a thread for each visitor the server grows for hours.
Where the library knows no such wishes (musl, macOS, Windows) nothing is done.
"""

from __future__ import annotations

import contextlib
import ctypes

ARENA_MAX = -8  # of malloc.h
UNKNOWN = (AttributeError, OSError, TypeError)


def one_heap() -> None:
    """From now on no thread begins a heap of its own; to be said before there are threads."""
    with contextlib.suppress(*UNKNOWN):
        ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def give_back() -> None:
    """Give the memory that former visitors have freed back to the system."""
    with contextlib.suppress(*UNKNOWN):
        ctypes.CDLL(None).malloc_trim(0)
