"""A browser as a host of machine code: shared libraries in WebAssembly, written beforehand by `webassembly`."""

from __future__ import annotations

import ctypes
import tempfile
from pathlib import Path

_LIBRARIES: list[ctypes.CDLL] = []  # code stays in memory as long as its library


def name() -> str:
    """What distinguishes this machine from others."""
    return "browser"


def code(text: str) -> bytes:
    """Raises RuntimeError: a browser has no compiler; its code is written beforehand."""
    raise RuntimeError("this part of the model was not compiled for the browser; export the page again")


def address(code: bytes) -> int:
    """Where the entry lies once the library is in memory; it stays there."""
    path = Path(tempfile.mkdtemp()) / "entry.so"
    path.write_bytes(code)
    library = ctypes.CDLL(str(path))
    _LIBRARIES.append(library)
    return int(ctypes.cast(library.entry, ctypes.c_void_p).value or 0)
