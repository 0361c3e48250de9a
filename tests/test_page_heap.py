"""The heap of a server with a thread for each visitor."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest
from solara.server import kernel_context

from agonist.viz import heap

HEAPS = """
import ctypes, sys, threading
from agonist.viz import heap
if sys.argv[1] == "one":
    heap.one_heap()
kept, there = [], threading.Barrier(4)
def live():
    kept.append([bytes(600 + k) for k in range(2000)])
    there.wait()
threads = [threading.Thread(target=live) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
heap.give_back()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = libc.fdopen(1, b"w")
libc.malloc_info(0, ctypes.c_void_p(out))
libc.fflush(ctypes.c_void_p(out))
"""


def heaps(how: str) -> int:
    """How many heaps a process has after four threads have used memory."""
    found = subprocess.run([sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True)
    return len(re.findall(r"<heap nr=", found.stdout))


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_info"), reason="another C library"
)
def test_threads_of_visitors_share_one_heap():
    assert heaps("one") == 1 < heaps("as it is")


class Left:
    """A visitor's patient, as the server keeps it."""

    def __init__(self, *pages: str) -> None:
        self.page_status = {str(n): kernel_context.PageStatus(page) for n, page in enumerate(pages)}
        self.closed: list[str] = []

    def close(self, reason: str) -> None:
        self.closed.append(reason)


def test_of_those_who_left_the_newest_are_remembered_and_nobody_who_is_here_is_forgotten(monkeypatch):
    """Whoever opened and dropped sockets filled the memory for ten minutes, a thread and 1.3 MB each."""
    monkeypatch.setattr(heap, "GONE_MOST", 2)
    coming, here, again = Left(), Left("connected"), Left("disconnected", "connected")
    gone = [Left("disconnected") for _ in range(5)]
    monkeypatch.setattr(kernel_context, "contexts", dict(enumerate([coming, gone[0], here, *gone[1:], again])))
    heap.forget()
    assert [one.closed for one in gone] == [["cull"]] * 3 + [[]] * 2
    assert not (coming.closed or here.closed or again.closed)
