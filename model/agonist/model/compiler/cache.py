"""Where machine code is kept between two starts, and what is believed of it.

Code that is read is run, so it is read only from a folder and a file that belong to this user alone, and only with its
digest. A cache is a convenience: whatever is wrong with it, the code is compiled again, and the program goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

KEPT_CACHES = 16  # older builds of the compiled rules that are left on disk
MARK = b"agonist\1"
DIGEST = 32  # bytes
LARGEST = 64 << 20  # bytes of a file that is read
OLD = 3600.0  # seconds after which a file that was never finished is taken away
TOLD = "AGONIST_CACHE_TOLD"  # set once the user has been told; worker processes inherit it
NOTICE: list[str] = []  # said when something is compiled, and not before: a mistake of the user has one line
LONG = 500_000  # letters of what takes so long to compile that it is said to whoever waits, also in Python
WAITED = {  # what is said then, once in a process, by whether something of the user's own is compiled in
    False: "agonist: compiling the engine, once for this version",
    True: "agonist: compiling the body with what is your own, once for each text of it",
}
SAID = "AGONIST_WAIT_TOLD_"  # set, with what it was told of, once the user has been; worker processes inherit it
OTHERS = stat.S_IWGRP | stat.S_IWOTH
OWNERS = hasattr(os, "geteuid") and sys.platform != "emscripten"  # whether files have owners here
BINARY = getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # nor does a pipe keep anybody waiting


def sealed(path: Path, code: bytes) -> bytes:
    """Code with its digest behind it, as it is kept at `path` (the last two names count)."""
    return code + MARK + _digest(path, code)


def unsealed(path: Path, content: bytes) -> bytes | None:
    """The code of a file; None where the content is not whole, not ours, or of another file."""
    code, mark = content[: -DIGEST - len(MARK)], content[-DIGEST - len(MARK) : -DIGEST]
    whole = mark == MARK and code and content[-DIGEST:] == _digest(path, code)
    return code if whole else None


def _digest(path: Path, code: bytes) -> bytes:
    name = f"{path.parent.name}/{path.name}".encode()
    return hashlib.blake2b(name + b"\0" + code, digest_size=DIGEST).digest()


def _is_private(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user, and nobody else may write it."""
    return not OWNERS or (status.st_uid == os.geteuid() and not status.st_mode & OTHERS)


def read(path: Path) -> bytes | None:
    """The code that is kept at `path`; None where there is none that can be believed."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY | BINARY | NO_LINK)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST and _is_private(status):
                return unsealed(path, file.read(LARGEST))
    return None


def keep(path: Path, code: bytes) -> None:
    """Keep code at `path`, whole or not at all; where that fails, the user is told once."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(8)}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed(path, code))
            file.flush()
            os.fsync(handle)
        os.replace(temporary, path)
    except OSError as fault:
        tell(f"{path.parent}: {fault.strerror or fault}")
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def tell(reason: str) -> None:
    """Say once, on standard error, that compiled code is not kept."""
    if TOLD not in os.environ:
        os.environ[TOLD] = "1"
        with contextlib.suppress(OSError, ValueError, AttributeError):  # a daemon may have no standard error
            print(f"agonist: compiled code is not kept, every start compiles anew ({reason})", file=sys.stderr)


def hush() -> None:
    """Nobody wants to hear that something is compiled."""
    os.environ.update({f"{SAID}{own}": "1" for own in (*WAITED, "plain")})


def say_plain(reason: str) -> None:
    """Say once, on standard error, that nothing is compiled here, and what that means."""
    if f"{SAID}plain" not in os.environ:
        os.environ[f"{SAID}plain"] = "1"
        means = "the same numbers, some eighty times slower (AGONIST_JIT=0 says that this is wanted)"
        with contextlib.suppress(OSError, ValueError, AttributeError):
            print(
                f"agonist: nothing is compiled here ({reason}): the model runs as plain Python, {means}",
                file=sys.stderr,
            )


def say_compiling(own: bool = False, letters: int = 0) -> None:
    """Say what `NOTICE` holds, or that what takes long is compiled, once, on standard error."""
    if NOTICE:
        os.environ[f"{SAID}{False}"] = "1"
    elif letters >= LONG and f"{SAID}{own}" not in os.environ:
        os.environ[f"{SAID}{own}"] = "1"
        NOTICE.append(WAITED[own])
    while NOTICE:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            said = NOTICE.pop()
            print(f"\r{said:79}" if sys.stderr.isatty() else said, file=sys.stderr)  # over a bar of progress


def folder(name: str) -> Path | None:
    """Folder of this user's own for code that was compiled from the sources `name`; None where there can be none."""
    reasons = []
    for home in _homes():
        try:
            made = _own_folder(home, name)
        except OSError as fault:
            reasons.append(f"{home}: {fault.strerror or fault}")
            continue
        _tidy(home, made)
        return made
    tell("; ".join(reasons) or "no home and no folder for temporary files")
    return None


def _homes() -> Iterator[Path]:
    """Places for a cache, the best first: none of them needs to exist, or the user to have an account."""
    for place in (os.environ.get("XDG_CACHE_HOME", ""), os.path.join(os.path.expanduser("~"), ".cache")):
        if os.path.isabs(place):
            yield Path(place) / "agonist"
            break
    with contextlib.suppress(OSError):
        yield Path(tempfile.gettempdir()) / f"agonist-{os.geteuid() if OWNERS else 'user'}"


def _own_folder(home: Path, name: str) -> Path:
    """`home/name`, both for this user alone. Raises OSError where they are not, or cannot be written."""
    home.parent.mkdir(parents=True, exist_ok=True)
    place = home / name
    for each in (home, place):
        with contextlib.suppress(FileExistsError):
            each.mkdir(mode=0o700)
        status = os.lstat(each)
        if not stat.S_ISDIR(status.st_mode) or (OWNERS and status.st_uid != os.geteuid()):
            raise PermissionError(0, "it is no folder of this user's own")
        if not _is_private(status):  # others may have put things there: nothing in it is believed
            each.chmod(0o700)
            _clear(each)
            place.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryFile(dir=place):
        return place


def _clear(place: Path) -> None:
    """Take away what lies in a cache folder; a link is taken away, not what it leads to."""
    for each in os.scandir(place):
        if each.is_dir(follow_symlinks=False):
            shutil.rmtree(each.path)
        else:
            os.unlink(each.path)


def _tidy(home: Path, keep: Path) -> None:
    """Forget the oldest builds, and files that were never finished."""
    with contextlib.suppress(OSError):
        others = [p for p in home.iterdir() if p.is_dir() and not p.is_symlink() and p != keep]
        for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT_CACHES - 1 :]:
            shutil.rmtree(old, ignore_errors=True)
        for left in keep.glob(".*.tmp"):
            if abs(time.time() - left.lstat().st_mtime) > OLD:
                left.unlink(missing_ok=True)
