"""The heap of a server with a thread for each visitor."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys

import pytest

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
