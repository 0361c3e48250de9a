"""How a rule becomes machine code: two decorators, and the same source without numba.

`@rule` marks a small pure function of scalars. It is inlined by force into every loop that
calls it, so that the compiler sees plain arithmetic and can work on several runs at once.
`@stage` marks a loop over muscles and lanes that calls rules. Arithmetic is strict IEEE
double precision everywhere (no contraction, no re-association): CPython, the scalar call of an
agent and the vectorised loop of a sweep give the same bits.

Without numba, or with ``AGONIST_JIT=0``, both decorators return the plain Python function.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

LEAN = {"_nrt": False, "no_cfunc_wrapper": True}  # no reference counting, no second entry: faster to compile and to call
INNER = {"error_model": "numpy", "no_cpython_wrapper": True, **LEAN}
REAL, WHOLE, UNSIGNED = struct.Struct("<d"), struct.Struct("<q"), struct.Struct("<Q")  # 64 bits of a number
KEPT_CACHES = 4  # older builds of the compiled rules that are left on disk

try:
    if os.environ.get("AGONIST_JIT", "1") == "0":
        raise ImportError("switched off by AGONIST_JIT=0")
    import numba
    from numba.core import types
    from numba.extending import intrinsic, overload

    COMPILED = True
except ImportError:
    COMPILED = False


MODEL = Path(__file__).parent


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def source_hash() -> str:
    """Digest of every source and table of the model: part of every recipe."""
    return _digest(p.read_bytes() for p in sorted(MODEL.rglob("*")) if p.suffix in (".py", ".csv", ".toml"))


def kernel_hash() -> str:
    """Digest of all that is compiled: the files that declare rules and stages, and the order of the parameters."""
    files = sorted(MODEL.rglob("*.py"))
    compiled = (p.read_bytes() for p in files if b"agonist.model.jit" in p.read_bytes() or p.name == "jit.py")
    tables = sorted((MODEL / "tables" / "parameters").glob("*.csv"))
    names = (line.split(b",")[0] for p in tables for line in p.read_bytes().splitlines())
    return _digest([*compiled, *names])


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _forget_old_caches(home: Path, keep: Path) -> None:
    others = [p for p in home.iterdir() if p.is_dir() and p != keep]
    for old in sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[KEPT_CACHES - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def cache_folder() -> Path | None:
    """Folder for compiled code, named after what is compiled; None where nothing can be written."""
    user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agonist"
    temporary = Path(tempfile.gettempdir()) / f"agonist-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    for home in (user, temporary):
        folder = home / kernel_hash()
        if _writable(folder):
            with contextlib.suppress(OSError):
                _forget_old_caches(home, folder)
            return folder
    return None


CACHE = cache_folder() if COMPILED else None


@contextlib.contextmanager
def _numba_cache() -> Iterator[bool]:
    """Point numba at our own cache while one function is decorated, and leave its setting as it was."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = "" if CACHE is None else str(CACHE)
    try:
        yield CACHE is not None
    finally:
        numba.config.CACHE_DIR = before


def _callable_from_compiled(function: Function, **options: Any) -> Function:
    """Let compiled loops call a function that stays plain Python for everybody else."""
    if COMPILED:

        @overload(function, jit_options=INNER | options, strict=False)
        def _(*arguments: Any) -> Function:
            return function

    return function


def rule(function: Function) -> Function:
    """A pure function of scalars, inlined by force wherever a compiled loop calls it."""
    return _callable_from_compiled(function, forceinline=True)


def stage(function: Function) -> Function:
    """A loop that gathers, calls rules and scatters, part of a compiled `entry`."""
    return _callable_from_compiled(function)


def entry(function: Function) -> Function:
    """The one compiled function that Python calls; releases the GIL, so that threads run side by side."""
    if not COMPILED:
        return function
    with _numba_cache() as cached:
        return numba.njit(cache=cached, nogil=True, error_model="numpy", **LEAN)(function)


def bits_of(x: float) -> int:
    """The 64 bits of a double, as a signed integer."""
    return WHOLE.unpack(REAL.pack(x))[0]


def double_of(bits: int) -> float:
    """The double with these 64 bits."""
    return REAL.unpack(UNSIGNED.pack(bits & 0xFFFFFFFFFFFFFFFF))[0]


def unsigned(index: int) -> int:
    """An index that is never negative: spares the wrap-around check that would stop vectorising."""
    return index


if COMPILED:

    def _reinterpreted(function: Any, source: Any, target: Any) -> None:
        """Compile `function` to a reinterpretation of bits."""

        @intrinsic
        def cast(typingctx: Any, x: Any) -> Any:
            def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
                return builder.bitcast(args[0], context.get_value_type(target))

            return target(source), build

        @overload(function, jit_options=INNER | {"forceinline": True}, strict=False)
        def _(x: Any) -> Any:
            return lambda x: cast(x)

    _reinterpreted(bits_of, types.float64, types.int64)
    _reinterpreted(double_of, types.int64, types.float64)
    _reinterpreted(unsigned, types.int64, types.uint64)
