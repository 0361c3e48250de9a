"""Machine code of an entry: compiled once, kept on disk, called without the GIL.

What differs between machines stands in a host of three functions: `native` on a computer, `browser` inside of one.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import inspect
import re
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, SupportsInt

import numpy as np

from agonist.model.compiler import cache, checks
from agonist.model.compiler.checks import Checks
from agonist.model.compiler.grammar import returned
from agonist.model.compiler.kinds import KINDS, LANES, WORDS, Kind, Mismatch, Source, kind_of, syntax
from agonist.model.compiler.lower import Routine
from agonist.model.compiler.verbs import Verb
from agonist.model.compiler.views import Given, View

if sys.platform == "emscripten":
    from agonist.model.compiler import browser as host
else:
    from agonist.model.compiler import native as host

LOCK = threading.RLock()
DECLARED = """declare double @llvm.sqrt.f64(double)
declare double @llvm.fabs.f64(double)
attributes #0 = { nounwind }
"""
WIDE = """declare <N x double> @llvm.sqrt.vNf64(<N x double>)
declare <N x double> @llvm.fabs.vNf64(<N x double>)
declare i64 @llvm.vector.reduce.or.vNi64(<N x i64>)
declare i1 @llvm.vector.reduce.or.vNi1(<N x i1>)
"""
type Plain = ctypes.c_double | ctypes.c_int64 | ctypes.c_bool | ctypes.c_void_p
type Kernel = Callable[..., object]  # machine code as a function of Python
type Words = ctypes.Array[ctypes.c_int64]  # addresses and extents of arrays
C_TYPES: dict[str, type[Plain]] = {"f": ctypes.c_double, "i": ctypes.c_int64, "b": ctypes.c_bool}
KEPT = 32  # arguments whose addresses are known; they are kept alive, a block of lives among them


class Module:
    """All functions of one entry, for blocks of `lanes` lives whose numbers stand `stride` apart."""

    def __init__(
        self, lanes: int, stages: Collection[Source], watched: Checks | None = None, stride: int = LANES
    ) -> None:
        self.lanes, self.stages, self.watched, self.stride = lanes, stages, watched, stride
        self.open: list[Source] = []  # functions that are being written: none may call itself
        self.names: dict[Hashable, str] = {}
        self.texts: list[str] = []

    def stage(self, function: Source, kinds: tuple[Kind, ...]) -> str:
        """Name of a stage for arguments of these kinds, written on first use."""
        if (function, kinds) not in self.names:
            name = ascii_name(f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}.{len(self.names)}")
            self.names[function, kinds] = name
            self.texts.append(Routine(self, function, kinds, f"define internal {{}} @{name}({{}}) #0").text)
        return self.names[function, kinds]

    def verb(self, function: Source, view: View, kinds: tuple[Given, ...]) -> str:
        """Name of a verb for a unit and arguments of these kinds, written on first use."""
        key = (function, view.cls, kinds)
        if function in self.open:
            raise Mismatch(f"{function.__name__} calls itself")
        if key not in self.names:
            name = self.names[key] = ascii_name(f"{view.cls.__name__}.{function.__name__}.{len(self.names)}")
            self.open.append(function)
            self.texts.append(Verb(self, function, view, kinds, name).text)
            self.open.pop()
        return self.names[key]

    def entry(self, function: Source, kinds: tuple[Kind, ...], name: str) -> str:
        """The whole module with one function that can be called from outside."""
        self.texts.append(Routine(self, function, kinds, f"define {{}} @{name}({{}}) #0", outside=True).text)
        return DECLARED + (WIDE.replace("N", str(self.lanes)) if self.lanes > 1 else "") + "\n".join(self.texts)


def ascii_name(name: str) -> str:
    """A name that LLVM takes."""
    return re.sub(r"[^A-Za-z0-9_.]", "_", name)


class Piece(NamedTuple):
    """One piece of machine code: what it is called, and for which arguments, lanes and stride of a block it is."""

    name: str
    kinds: tuple[Kind, ...]
    lanes: int
    stride: int


class Entry:
    """A compiled function: one piece of machine code for each combination of kinds of arguments."""

    def __init__(
        self,
        function: Source,
        stages: Collection[Source],
        folder: Callable[[], Path | None],
        own: bool = False,
    ) -> None:
        functools.update_wrapper(self, function)
        self.own = own  # has parts of a user's own: known by what it is, not by the model's sources
        self.function, self.stages, self.folder = function, stages, folder
        self.kernels: dict[Hashable, Kernel] = {}
        self.pieces: set[Piece] = set()
        self.places: OrderedDict[int, tuple[object, Words]] = OrderedDict()
        names = [a.arg for a in syntax(function).args.args]
        self.lanes = names.index("lanes") if "lanes" in names else None

    def __call__(self, *arguments: object) -> object:
        narrow = self.lanes is not None and arguments[self.lanes] == 1
        stride = getattr(arguments[0], "stride", LANES) if narrow else LANES
        key = (narrow, stride, *(_short(a) for a in arguments))
        kernel = self.kernels.get(key) or self.compiled(key, 1 if narrow else LANES, stride, arguments)
        return kernel(*(self.passed(a) for a in arguments))

    def passed(self, argument: object) -> float | Words:
        """An argument as the machine code takes it; arrays by their address."""
        if isinstance(argument, float | int):
            return argument
        if not isinstance(argument, tuple):
            array = np.asarray(argument)
            return _words([array]) if array.ndim else array.item()
        known = self.places.pop(id(argument), None)
        if known is None or known[0] is not argument:
            if len(self.places) >= KEPT:
                self.places.popitem(last=False)  # the one that was not asked for longest
            known = (argument, _words(argument))
        self.places[id(argument)] = known
        return known[1]

    def compiled(self, key: Hashable, lanes: int, stride: int, arguments: Sequence[object]) -> Kernel:
        """Machine code for arguments of these kinds, from the disk or made now."""
        with LOCK:
            if key in self.kernels:
                return self.kernels[key]
            kinds = tuple(self.kind(n, a) for n, a in enumerate(arguments))
            if checks.WANTED:
                return self.kernels.setdefault(key, self.watched(kinds, lanes, stride))
            piece = Piece(f"{self.digest()}-{_digest(repr((kinds, lanes, stride)))}", kinds, lanes, stride)
            text = self.written(piece) if self.own else None
            if text is not None:
                piece = piece._replace(name=f"own-{_digest(text)}")
            address = host.address(self.kept(piece, text=text))
            self.pieces.add(piece)
            self.kernels[key] = self.callable(address, kinds)
            return self.kernels[key]

    def callable(self, address: int, kinds: tuple[Kind, ...]) -> Kernel:
        """Machine code at an address as a function of Python."""
        returns = KINDS.get(returned(syntax(self.function)), "")
        types: list[type[Plain]] = [C_TYPES[k] if isinstance(k, str) else ctypes.c_void_p for k in kinds]
        return ctypes.CFUNCTYPE(C_TYPES.get(returns), *types)(address)

    def watched(self, kinds: tuple[Kind, ...], lanes: int, stride: int) -> Kernel:
        """Machine code that checks every index; a call that found one outside of its array raises IndexError."""
        noted = Checks()
        text = Module(lanes, self.stages, noted, stride).entry(self.function, kinds, "entry")
        kernel = self.callable(host.address(host.code(text)), kinds)

        def call(*given: object) -> object:
            result = kernel(*given)
            noted.report()
            return result

        return call

    def kind(self, n: int, argument: object) -> Kind:
        """Kind of an argument: what it is declared as, or what it is."""
        declared = syntax(self.function).args.args[n].annotation
        return KINDS.get(getattr(declared, "id", ""), None) or kind_of(argument)

    def digest(self) -> str:
        """Names the entry and its source; the folder is named after all that it calls."""
        source = inspect.getsource(inspect.getmodule(self.function) or self.function)
        return f"{self.function.__name__}-{_digest(source)}"

    def written(self, piece: Piece) -> str:
        """A piece in LLVM's language, the same on every machine."""
        return Module(piece.lanes, self.stages, stride=piece.stride).entry(self.function, piece.kinds, "entry")

    def kept(self, piece: Piece, machine: ModuleType = host, text: str | None = None) -> bytes:
        """Machine code of a piece for a machine, from the disk, or compiled and kept there if it can be.

        `text` is the piece in LLVM's language where that was written already.
        """
        folder = self.folder()
        path = folder and folder / file_name(piece, machine.name())
        known = path and cache.read(path)
        if known:
            return known
        text = self.written(piece) if text is None else text
        cache.say_compiling(self.own, len(text))
        code: bytes = machine.code(text)
        if path:
            cache.keep(path, code)
        return code


def file_name(piece: Piece, machine: str) -> str:
    """Name of the file that keeps a piece for a machine."""
    return f"{piece.name}-{_digest(machine)}.o"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _short(argument: object) -> tuple[str, int] | type:
    """What distinguishes the kinds of two arguments, cheaply."""
    return (argument.dtype.char, argument.ndim) if isinstance(argument, np.ndarray | np.generic) else type(argument)


def _words(items: Iterable[np.ndarray | SupportsInt]) -> Words:
    """Addresses and extents of arrays, `WORDS` numbers each."""
    words: list[int] = []
    for item in items:
        if isinstance(item, np.ndarray) and item.ndim:
            if not item.flags.c_contiguous:
                raise ValueError("a compiled function needs contiguous arrays")
            words += [item.__array_interface__["data"][0], *item.shape, *[0] * (WORDS - 1 - item.ndim)]
        else:
            words += [int(item), *[0] * (WORDS - 1)]
    return (ctypes.c_int64 * len(words))(*words)
