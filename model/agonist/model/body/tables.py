"""Folders of tables: their TOML files, and how one state of a folder is told from another.

What was read once is kept until a table of its folder changes; a run on tables of one's own carries their digest.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from agonist.model.reading import read_bytes, read_toml

__all__ = ["State", "digest", "read_toml", "state"]

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
        content = read_bytes(folder / name)
        found.update(f"{name} {len(content)}\n".encode() + content)
    return found.hexdigest()
