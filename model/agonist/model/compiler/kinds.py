"""What compiled code works on: numbers, arrays and named tuples, and the source of the functions to compile."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import linecache
import struct
from pathlib import Path
from types import CodeType
from typing import NamedTuple, Protocol

import numpy as np

LANES = 8  # runs side by side in a block: one cache line of doubles, two AVX2 registers
PLAIN = {"f": "double", "i": "i64", "b": "i1"}
WORDS = 5  # an array travels as its address and up to four extents
KINDS = {"float": "f", "int": "i", "bool": "b"}


def bits_of(x: float) -> int:
    """The 64 bits of a double, as a signed integer."""
    return int(struct.unpack("<q", struct.pack("<d", x))[0])


def double_of(bits: int) -> float:
    """The double with these 64 bits."""
    return float(struct.unpack("<d", struct.pack("<Q", bits & 0xFFFFFFFFFFFFFFFF))[0])


def unsigned(index: int) -> int:
    """An index that is never negative; ``for lane in range(unsigned(lanes))`` asks for a loop over lanes."""
    return index


class Source(Protocol):
    """A function that is written in Python; `FunctionType` as a checker sees it on an object that is no class."""

    __name__: str
    __qualname__: str
    __module__: str
    __code__: CodeType

    @property
    def __globals__(self) -> dict[str, object]: ...
    def __call__(self, *arguments: object) -> object: ...
    def __hash__(self) -> int: ...


class Unwritable(ValueError):
    """A line outside the part of Python that can be compiled; the message says file, line, function and why."""


def place(function: Source, node: ast.AST) -> str:
    """File, line and name of a function, where a node of its text stands."""
    code = function.__code__
    return f"{shown(code.co_filename)}:{getattr(node, 'lineno', code.co_firstlineno)}: {function.__qualname__}"


def shown(path: str) -> str:
    """A path as its reader knows it: from the present folder, where it lies there."""
    with contextlib.suppress(ValueError):
        return str(Path(path).relative_to(Path.cwd()))
    return path


class Mismatch(Exception):
    """Kinds of numbers that do not go together; whoever knows the line says where."""


class Value(NamedTuple):
    """A number in a register: its text, kind (f float, i whole, b truth), and whether it holds all lanes."""

    text: str
    kind: str
    wide: bool = False


def literal(constant: object) -> Value:
    """A constant."""
    if isinstance(constant, bool):
        return Value("true" if constant else "false", "b")
    if isinstance(constant, float):
        return Value(f"0x{struct.unpack('<Q', struct.pack('<d', constant))[0]:016X}", "f")
    if not isinstance(constant, int):
        raise Mismatch(f"{constant!r} is no number")
    if not -(2**63) <= constant < 2**63:
        raise Mismatch(f"{constant} has more than 64 bits")
    return Value(str(int(constant)), "i")


class Flat(NamedTuple):
    """An array: kind of its elements, number of dimensions, address of its first element and of its extents."""

    kind: str
    axes: int
    start: str
    place: str


class Bundle(NamedTuple):
    """A named tuple: kinds of its fields by name, and where it lies."""

    fields: tuple[tuple[str, Kind], ...]
    place: str


class ArrayKind(NamedTuple):
    """Kind of an array: that of its elements, and its number of dimensions."""

    elements: str
    axes: int


class TupleKind(NamedTuple):
    """Kind of a named tuple: those of its fields, by name."""

    fields: tuple[tuple[str, Kind], ...]


type Kind = str | ArrayKind | TupleKind  # of an argument; a number is one of PLAIN


def kind_of(value: object) -> Kind:
    """The kind of an argument. Raises ValueError for an array of other numbers."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return TupleKind(tuple((name, kind_of(item)) for name, item in zip(value._fields, value, strict=True)))
    if isinstance(value, np.ndarray) and value.ndim:
        if value.dtype.str not in ("<f8", "<i8"):
            raise ValueError(f"an array of {value.dtype}: compiled code takes float64 and int64")
        return ArrayKind({"<f8": "f", "<i8": "i"}[value.dtype.str], value.ndim)
    return "f" if isinstance(value, float) else "i"


def syntax(function: Source) -> ast.FunctionDef:
    """The source of a function as a tree, with the lines of its file. Raises Unwritable where there is none."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        raise Unwritable(f"{getattr(function, '__name__', function)} is no function in Python")
    return _tree(code, code.co_filename)  # code of two files may be equal


@functools.cache
def _tree(code: CodeType, path: str) -> ast.FunctionDef:
    where = f"{shown(code.co_filename)}:{code.co_firstlineno}: {code.co_qualname}"
    linecache.checkcache(path)
    lines = linecache.getlines(path)
    if not lines:
        raise Unwritable(f"{where}: its source cannot be read")
    try:
        trees, codes = _functions("".join(lines), path)
    except SyntaxError as error:
        raise Unwritable(f"{where}: the file has changed since it was loaded ({error.msg})") from None
    key = code.co_name, code.co_firstlineno
    if key not in trees and code.co_name == "<lambda>":
        raise Unwritable(f"{where}: a lambda is not compiled: write `def`")
    if key not in trees or key not in codes or _meant(codes[key]) != _meant(code):
        raise Unwritable(f"{where}: the file has changed since it was loaded")
    return trees[key]


def _meant(code: CodeType) -> tuple[object, ...]:
    """What a function does, whatever it says of itself."""
    return code.co_code, code.co_names, [repr(c) for c in code.co_consts if isinstance(c, int | float)]


@functools.lru_cache(maxsize=64)
def _functions(text: str, path: str) -> tuple[dict[tuple[str, int], ast.FunctionDef], dict[tuple[str, int], CodeType]]:
    """Trees and code of all functions of a file, by name and first line."""
    tree = ast.parse(text)
    trees = {
        (n.name, min([n.lineno, *(d.lineno for d in n.decorator_list)])): n
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef)
    }
    found, waiting = {}, [compile(tree, path, "exec", dont_inherit=True)]
    while waiting:
        code = waiting.pop()
        found[code.co_name, code.co_firstlineno] = code
        waiting += [c for c in code.co_consts if isinstance(c, CodeType)]
    return trees, found


def body_of(tree: ast.FunctionDef) -> list[ast.stmt]:
    """Statements without the docstring."""
    first = tree.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return tree.body[1:] if told else tree.body
