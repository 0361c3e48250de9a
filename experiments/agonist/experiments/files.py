"""Files are written whole or not at all: to a temporary name beside the target, synced, then renamed over it."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems cannot sync a folder; the rename stands all the same
        _sync(folder, os.O_RDONLY)


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(6)}.tmp")


def _write(path: Path, content: bytes) -> None:
    """Write all bytes to a new file; the system may take them in several pieces."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while len(rest):
            rest = rest[os.write(handle, rest) :]
    finally:
        os.close(handle)


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """An OSError in here names the file, where the system call did not, or named the one that is written beside it."""
    try:
        yield
    except OSError as error:
        if error.filename is None or str(error.filename).endswith(".tmp"):
            error.filename = str(path)
        raise


@contextlib.contextmanager
def whole(path: str | Path) -> Iterator[Path]:
    """Give a temporary path to write to; it becomes `path` when the block ends well, and vanishes when it does not.

    The folder is made where it is missing. The temporary name starts with a dot, ends in ``.tmp`` and is unique over
    hosts and processes, so two writers never meet; a writer that picks its format by the ending must be told the
    format. Raises OSError, with the name of the file, where the folder cannot be made or written.
    """
    target = Path(path)
    temporary = _temporary(target)
    try:
        with named(target):
            _replaceable(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            yield temporary
            _sync(temporary, os.O_RDWR)
            os.replace(temporary, target)
            _sync_folder(target.parent)
    finally:
        _forget(temporary)


def _replaceable(target: Path) -> None:
    """A device or a pipe is nothing that a file may take the place of: raises OSError."""
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise OSError(errno.EINVAL, "not a regular file", str(target))


def _forget(temporary: Path) -> None:
    with contextlib.suppress(OSError):  # it is renamed, or cannot be removed: the first error is the one to tell
        temporary.unlink()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[Path]:
    """A folder, made where it is missing, that no other of our writers writes to meanwhile: files of two never mix.

    Where the system or the file system knows no locks of folders, nobody waits. Raises OSError where it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = None
    with contextlib.suppress(ImportError, OSError):
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        if handle is not None:
            os.close(handle)


def writable(folder: Path) -> Path:
    """A folder that is there or can be made: a life is not lived for nothing. Raises OSError."""
    here = next(place for place in (folder, *folder.absolute().parents) if os.path.lexists(place))
    if not here.is_dir():  # a file, or a link that leads nowhere
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(here))
    if not os.access(here, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    probe = here / f".{secrets.token_hex(6)}.tmp"
    try:  # whoever may do anything still makes nothing in /proc, nor on a disk that can only be read
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        error.filename, error.strerror = str(folder), f"cannot be made or written ({error.strerror})"
        raise
    return folder


def make_room(out: str) -> None:
    """Where nothing but the place of the results can be written, Matplotlib finds room there, until this process ends."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        near = (*Path(out).absolute().parents, Path(out))
        places = [place for place in near if place.is_dir() and os.access(place, os.W_OK | os.X_OK)]
        if places and "MPLCONFIGDIR" not in os.environ:
            room = os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix=".matplotlib.", dir=places[0])
            atexit.register(shutil.rmtree, room, ignore_errors=True)


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a text (UTF-8) or bytes to `path`, whole or not at all; the path."""
    with whole(path) as temporary:
        _write(temporary, content.encode("utf-8") if isinstance(content, str) else content)
    return Path(path)


def claim(path: str | Path, content: bytes) -> bool:
    """Write a file, whole or not at all, where none of this name is yet; whether it was ours to write.

    Of several processes that claim one name at the same time exactly one gets it. Raises OSError where it cannot.
    """
    target = Path(path)
    temporary = _temporary(target)
    try:
        with named(target):
            _write(temporary, content)
            _sync(temporary, os.O_RDWR)
            _link(temporary, target, content)
            _sync_folder(target.parent)
        return True
    except FileExistsError:
        return False
    finally:
        _forget(temporary)


def _link(temporary: Path, target: Path, content: bytes) -> None:
    """Give a file its name, which must be free; some file systems know no links, there it is written under its name."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        _write(target, content)
        _sync(target, os.O_RDWR)
