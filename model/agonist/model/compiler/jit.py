"""How a rule becomes machine code: three marks, and the same source in plain Python.

`@rule` marks a small pure function of scalars, `@stage` a loop over muscles and lanes that calls rules, `@entry` the
function that Python calls. An entry is compiled with all that it calls by a small translator of our own (`lower`), a
loop over lanes as vector instructions. Arithmetic is strict IEEE double precision everywhere (no contraction, no
re-association): CPython, the scalar call of an agent and the lanes of a sweep give the same bits.

Without llvmlite (`MISSING` says why), or with ``AGONIST_JIT=0``, all three return the plain Python function.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

from agonist.model.compiler import cache
from agonist.model.compiler.kinds import bits_of, double_of, unsigned

Function = TypeVar("Function", bound=Callable[..., Any])

__all__ = ["bits_of", "double_of", "entry", "own_entry", "rule", "stage", "unsigned"]

try:
    if os.environ.get("AGONIST_JIT", "1") == "0":
        raise ImportError("switched off by AGONIST_JIT=0")
    from agonist.model.compiler.machine import Entry

    COMPILED, MISSING = True, ""
except (ImportError, OSError) as fault:  # a library may be there and not fit this system
    COMPILED, MISSING = False, str(fault)


MODEL = Path(__file__).parent.parent


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def source_hash() -> str:
    """Digest of every source and table of the model: part of every recipe."""
    return _digest(p.read_bytes() for p in sorted(MODEL.rglob("*")) if p.suffix in (".py", ".csv", ".toml"))


def kernel_hash() -> str:
    """Digest of all that may be compiled in: every source of the model, and the table of parameters."""
    tables = (MODEL / "tables" / "parameters").glob("*.csv")
    return _digest(p.read_bytes() for p in [*sorted(MODEL.rglob("*.py")), *sorted(tables)])


SOURCES = kernel_hash() if COMPILED else ""  # as they were when they were imported


@functools.cache
def cache_folder() -> Path | None:
    """Folder for compiled code, named after what is compiled; None where nothing can be kept."""
    return cache.folder(SOURCES)


STAGES: set[Any] = set()
ENTRIES: list[Any] = []  # every compiled entry of the model, as it was declared


def rule(function: Function) -> Function:
    """A pure function of scalars, written out wherever compiled code calls it."""
    return function


def stage(function: Function) -> Function:
    """A loop that gathers, calls rules and scatters, part of a compiled `entry`."""
    STAGES.add(function)
    return function


def entry(function: Function) -> Function:
    """The one compiled function that Python calls; releases the GIL, so that threads run side by side.

    Its machine code is kept under the digest of the model's sources, or, where it or a part of it is a user's own, under
    the digest of all that was written for the compiler: an edit in any file is seen.
    """
    own = not function.__module__.startswith("agonist.model.")
    if not COMPILED:
        return _plain(function)
    made: Any = Entry(function, STAGES, cache_folder, own)
    if not own:
        ENTRIES.append(made)
    return cast(Function, made)


def own_entry(function: Function) -> Function:
    """An entry of the model with parts of a user's own."""
    return Entry(function, STAGES, cache_folder, own=True) if COMPILED else _plain(function)  # type: ignore[return-value]


def _plain(function: Function) -> Function:
    """The function as it stands; its first call says that nothing is compiled, unless that is wanted."""
    if os.environ.get("AGONIST_JIT") == "0":
        return function

    @functools.wraps(function)
    def said(*given: object) -> object:
        cache.say_plain(MISSING)
        return function(*given)

    return cast(Function, said)
