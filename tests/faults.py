"""A disk that fails at its n-th call: for tests that let every write, sync, link, rename and folder fail in turn."""

import contextlib
import errno
import os

CALLS = ("mkdir", "open", "write", "fsync", "link", "replace", "rename", "unlink")
CHANGES = ("mkdir", "write", "fsync", "link", "replace", "rename")
KINDS = ("full", "broken", "short", "late", "kill")


class Killed(BaseException):
    """The process is gone: nothing that it would still do reaches the disk."""


class Disk:
    """The n-th changing call fails: with no room, an I/O error, half of it done, all of it done, or a kill -9."""

    def __init__(self, kind, n):
        self.kind, self.n, self.seen, self.dead = kind, n, 0, False
        self.real = {name: getattr(os, name) for name in CALLS}

    @property
    def struck(self):
        """Whether the n-th call was reached."""
        return self.seen >= self.n

    def call(self, name, *given, **keys):
        """One call of the operating system."""
        if self.dead:
            raise Killed
        self.seen += name in CHANGES
        if name in CHANGES and self.seen == self.n:
            return self.fail(name, given, keys)
        return self.real[name](*given, **keys)

    def fail(self, name, given, keys):
        """The call that fails."""
        real = self.real[name]
        if self.kind in ("short", "kill") and name == "write":
            done = real(given[0], given[1][: max(1, len(given[1]) // 2)])
            if self.kind == "short":
                return done
        if self.kind == "short":
            return real(*given, **keys)
        if self.kind == "kill":
            self.dead = True
            raise Killed
        if self.kind == "late":
            real(*given, **keys)
        code = errno.ENOSPC if self.kind == "full" else errno.EIO
        place = None if isinstance(given[0], int) else os.fspath(given[0])  # as the system names it
        raise OSError(code, os.strerror(code), place)

    @contextlib.contextmanager
    def broken(self):
        """This process writes to this disk; a kill ends the block."""
        try:
            for name in CALLS:
                setattr(os, name, lambda *given, _name=name, **keys: self.call(_name, *given, **keys))
            with contextlib.suppress(Killed):
                yield self
        finally:
            for name, real in self.real.items():
                setattr(os, name, real)


def every_fault(kinds=KINDS, most=200):
    """Disks that fail earlier and later in every way, until one was never reached."""
    for kind in kinds:
        for n in range(1, most):
            disk = Disk(kind, n)
            yield disk
            if not disk.struck:
                break
        else:
            raise AssertionError(f"more than {most} calls")
