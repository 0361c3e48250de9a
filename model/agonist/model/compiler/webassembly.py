"""The same machine code for a browser: an entry as a shared library in WebAssembly.

LLVM writes an object file, which is a WebAssembly module that lacks three things a loader of shared libraries asks for:
a note of what it needs (nothing: no data, no table), the usual name of the memory, and the name of its entry. They are
put in here. Layout of a module: https://webassembly.github.io/spec/core/binary; of the note: "WebAssembly dynamic
linking" in the tool conventions.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import llvmlite.binding as llvm

from agonist.model.compiler.native import optimised

FEATURES = "+simd128,+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext"
HEAD = 8  # bytes before the first section: magic number and version
CUSTOM, TYPE, IMPORT, FUNCTION, EXPORT, CODE, DATA = 0, 1, 2, 3, 7, 10, 11
NEEDS_NOTHING = bytes([1, 4, 0, 0, 0, 0])  # of memory and table: no size, no alignment


def name() -> str:
    """What distinguishes this machine from others."""
    return f"wasm32 {FEATURES} {llvm.llvm_version_info}"


@functools.cache
def target() -> llvm.TargetMachine:
    """A browser. Raises RuntimeError where this build of LLVM does not know it."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    chosen = llvm.Target.from_triple("wasm32-unknown-emscripten")
    return chosen.create_target_machine(cpu="generic", features=FEATURES, opt=2, reloc="static")


def code(text: str) -> bytes:
    """A module as a shared library in WebAssembly. Raises ValueError for a module that needs constants in memory."""
    return shared(bytes(target().emit_object(optimised(text, target()))))


def shared(built: bytes) -> bytes:
    """An object file as a shared library whose last function is `entry`."""
    parts = dict(_sections(built))
    if DATA in parts:
        raise ValueError("constants in memory are not placed: write them into the rules")
    parts[IMPORT] = parts[IMPORT].replace(_text("__linear_memory"), _text("memory"))
    count, _ = _number(parts[FUNCTION], 0)
    parts[EXPORT] = _bytes(1) + _text("entry") + bytes([0]) + _bytes(count - 1)
    order = (TYPE, IMPORT, FUNCTION, EXPORT, CODE)
    note = _section(CUSTOM, _text("dylink.0") + NEEDS_NOTHING)
    return built[:HEAD] + note + b"".join(_section(kind, parts[kind]) for kind in order)


def _sections(built: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of every section that is not a note."""
    at = HEAD
    while at < len(built):
        kind, (size, start) = built[at], _number(built, at + 1)
        if kind != CUSTOM:
            yield kind, built[start : start + size]
        at = start + size


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A whole number in groups of seven bits, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
        if byte < 0x80:
            return value, at


def _bytes(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _text(text: str) -> bytes:
    return _bytes(len(text)) + text.encode()


def _section(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + _bytes(len(content)) + content
