"""Folders of tables: their TOML files, and how one state of a folder is told from another.

What was read once is kept until a table of its folder changes; a run on tables of one's own carries their digest.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

SUFFIXES = (".csv", ".toml")

State = tuple[tuple[str, int, int, int], ...]


def state(folder: Path) -> State:
    """Name, time, size and place on the disk of every table of a folder, sorted; empty where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            found = [(e.name, e.stat()) for e in entries if e.name.endswith(SUFFIXES) and not e.name.startswith(".")]
    except OSError:
        return ()
    return tuple(sorted((name, s.st_mtime_ns, s.st_size, s.st_ino) for name, s in found))


def digest(folder: Path) -> str:
    """Digest of names and bytes of every table of a folder, 16 hexadecimal digits; the same wherever it lies."""
    return _digest(folder, state(folder))


@lru_cache(maxsize=64)
def _digest(folder: Path, now: State) -> str:
    found = hashlib.blake2b(digest_size=8)
    for name, *_ in now:
        content = (folder / name).read_bytes()
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of a folder of tables. Raises ValueError, with one line, for a file that is missing or broken."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a TOML file: {error}") from None
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None
