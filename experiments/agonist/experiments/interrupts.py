"""Signals that ask to stop: moments in which Ctrl-C has to wait, and those that stop a command as Ctrl-C does."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn, Self

ASKING = ("SIGTERM", "SIGHUP")  # of those that end a process, the ones that are asked in kindness; Windows has not all


class Stopped(KeyboardInterrupt):
    """Somebody asked to stop: Ctrl-C, or a signal of this number."""

    def __init__(self, number: int = signal.SIGINT, said: str = "") -> None:
        super().__init__(said)
        self.number = number


@contextlib.contextmanager
def signals_stop() -> Iterator[None]:
    """SIGTERM and SIGHUP (a terminal that is closed) end the block as Ctrl-C does, so that it is tidied; `nohup` holds."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in ASKING if hasattr(signal, name)]
        for number in numbers:
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(number)


class Interrupts:
    """While it is open, Ctrl-C, SIGTERM and SIGHUP only ask to stop; a second Ctrl-C is a KeyboardInterrupt."""

    def __init__(self) -> None:
        self.asked = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, *(getattr(signal, name) for name in ASKING if hasattr(signal, name))):
                if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` leaves it
                    self._before[number] = signal.signal(number, self._ask)
        return self

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.asked = number

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def stop(self, kept: bool) -> None:
        """Raise Stopped where it was asked; says that nothing is lost where what was lived is `kept`."""
        if self.asked:
            if kept:
                print("nothing is lost: the same command goes on", file=sys.stderr)
            raise Stopped(self.asked)


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
