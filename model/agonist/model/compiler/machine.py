"""Machine code of an entry: compiled once, kept on disk, called without the GIL."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import inspect
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from agonist.model.compiler.kinds import KINDS, LANES, WORDS, kind_of, syntax
from agonist.model.compiler.lower import Routine

llvm.initialize_native_target()
llvm.initialize_native_asmprinter()
llvm.initialize_native_asmparser()

LOCK = threading.RLock()
DECLARED = """declare double @llvm.sqrt.f64(double)
declare double @llvm.fabs.f64(double)
attributes #0 = { nounwind }
"""
WIDE = """declare <N x double> @llvm.sqrt.vNf64(<N x double>)
declare <N x double> @llvm.fabs.vNf64(<N x double>)
declare i64 @llvm.vector.reduce.or.vNi64(<N x i64>)
"""
C_TYPES = {"f": ctypes.c_double, "i": ctypes.c_int64, "b": ctypes.c_bool, "": None}
KEPT = 256  # descriptions of arguments that are remembered


class Module:
    """All functions of one entry, for blocks of `lanes` lives."""

    def __init__(self, lanes: int, stages: set[Any]) -> None:
        self.lanes, self.stages = lanes, stages
        self.names: dict[Any, str] = {}
        self.texts: list[str] = []

    def stage(self, function: Any, kinds: tuple[Any, ...]) -> str:
        """Name of a stage for arguments of these kinds, written on first use."""
        if (function, kinds) not in self.names:
            name = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}.{len(self.names)}"
            self.names[function, kinds] = name
            self.texts.append(Routine(self, function, kinds, f"define internal {{}} @{name}({{}}) #0").text)
        return self.names[function, kinds]

    def entry(self, function: Any, kinds: tuple[Any, ...], name: str) -> str:
        """The whole module with one function that can be called from outside."""
        self.texts.append(Routine(self, function, kinds, f"define {{}} @{name}({{}}) #0", outside=True).text)
        return DECLARED + (WIDE.replace("N", str(self.lanes)) if self.lanes > 1 else "") + "\n".join(self.texts)


@functools.cache
def target() -> Any:
    """The machine that this program runs on."""
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="jitdefault", jit=True
    )


def optimised(text: str) -> Any:
    """A module, read and optimised for this machine."""
    module = llvm.parse_assembly(text)
    module.triple, module.data_layout = target().triple, str(target().target_data)
    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = options.slp_vectorization = False
    builder = llvm.create_pass_builder(target(), options)
    builder.getModulePassManager().run(module, builder)
    return module


def machine_code(text: str) -> bytes:
    """A module as machine code."""
    return bytes(target().emit_object(optimised(text)))


class Entry:
    """A compiled function: one piece of machine code for each combination of kinds of arguments."""

    def __init__(self, function: Callable[..., Any], stages: set[Any], folder: Path | None) -> None:
        functools.update_wrapper(self, function)
        self.function, self.stages, self.folder = function, stages, folder
        self.kernels: dict[Any, Any] = {}
        self.places: dict[int, tuple[Any, Any]] = {}
        names = [a.arg for a in syntax(function).args.args]
        self.lanes = names.index("lanes") if "lanes" in names else None

    def __call__(self, *arguments: Any) -> Any:
        narrow = self.lanes is not None and arguments[self.lanes] == 1
        key = (narrow, *(_short(a) for a in arguments))
        kernel = self.kernels.get(key) or self.compiled(key, narrow, arguments)
        return kernel(*(self.passed(a) for a in arguments))

    def passed(self, argument: Any) -> Any:
        """An argument as the machine code takes it; arrays by their address."""
        if isinstance(argument, float | int):
            return argument
        if not hasattr(argument, "_fields"):
            return _words([argument]) if getattr(argument, "ndim", 0) else argument.item()
        known = self.places.get(id(argument))
        if known is None or known[0] is not argument:
            if len(self.places) >= KEPT:
                self.places.clear()
            known = self.places[id(argument)] = (argument, _words(argument))
        return known[1]

    def compiled(self, key: Any, narrow: bool, arguments: tuple[Any, ...]) -> Any:
        """Machine code for arguments of these kinds, from the disk or made now."""
        with LOCK:
            if key in self.kernels:
                return self.kernels[key]
            kinds = tuple(self.kind(n, a) for n, a in enumerate(arguments))
            lanes = 1 if narrow else LANES
            found = self.kept(f"{self.digest()}-{_digest(repr((kinds, lanes)))}", kinds, lanes)
            returns = KINDS.get(str(inspect.signature(self.function).return_annotation), "")
            types: list[Any] = [C_TYPES[k] if isinstance(k, str) else ctypes.c_void_p for k in kinds]
            self.kernels[key] = ctypes.CFUNCTYPE(C_TYPES[returns], *types)(_address(found))
            return self.kernels[key]

    def kind(self, n: int, argument: Any) -> Any:
        """Kind of an argument: what it is declared as, or what it is."""
        declared = syntax(self.function).args.args[n].annotation
        return KINDS.get(getattr(declared, "id", ""), None) or kind_of(argument)

    def digest(self) -> str:
        """Names the entry and its source; the folder is named after all that it calls."""
        source = inspect.getsource(inspect.getmodule(self.function) or self.function)
        return f"{self.function.__name__}-{_digest(source)}"

    def kept(self, name: str, kinds: tuple[Any, ...], lanes: int) -> bytes:
        """Machine code from the disk, or compiled and kept there if it can be."""
        path = self.folder and self.folder / f"{name}-{_digest(_host())}.o"
        if path and path.exists():
            return path.read_bytes()
        code = machine_code(Module(lanes, self.stages).entry(self.function, kinds, "entry"))
        if path:
            partial = path.with_suffix(f".{threading.get_ident()}")
            partial.write_bytes(code)
            partial.replace(path)
        return code


def _host() -> str:
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()} {llvm.llvm_version_info}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _short(argument: Any) -> Any:
    """What distinguishes the kinds of two arguments, cheaply."""
    return (argument.dtype.char, argument.ndim) if hasattr(argument, "dtype") else type(argument)


_ENGINES: list[Any] = []


def _address(code: bytes) -> int:
    """Where the entry lies once the code is in memory; it stays there."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _ENGINES.append(engine)
    return int(engine.get_function_address("entry"))


def _words(items: Any) -> Any:
    """Addresses and extents of arrays, `WORDS` numbers each."""
    words: list[int] = []
    for item in items:
        if hasattr(item, "dtype") and item.ndim:
            if not item.flags.c_contiguous:
                raise ValueError("a compiled function needs contiguous arrays")
            words += [item.__array_interface__["data"][0], *item.shape, *[0] * (WORDS - 1 - item.ndim)]
        else:
            words += [int(item), *[0] * (WORDS - 1)]
    return (ctypes.c_int64 * len(words))(*words)
