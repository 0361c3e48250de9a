"""Moments in which Ctrl-C has to wait."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def ignore_sigint() -> Iterator[None]:
    """Ignore Ctrl-C for a moment, in the main thread. A child that is born now ignores it for life."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
