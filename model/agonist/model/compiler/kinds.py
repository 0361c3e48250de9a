"""What compiled code works on: numbers, arrays and named tuples, and the source of the functions to compile."""

from __future__ import annotations

import ast
import functools
import inspect
import struct
import textwrap
from collections.abc import Callable
from typing import Any, NamedTuple

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


class Unwritable(NotImplementedError):
    """A statement outside the part of Python that can be compiled."""


class Value(NamedTuple):
    """A number in a register: its text, kind (f float, i whole, b truth), and whether it holds all lanes."""

    text: str
    kind: str
    wide: bool = False


def literal(constant: Any) -> Value:
    """A constant."""
    if isinstance(constant, bool):
        return Value("true" if constant else "false", "b")
    if isinstance(constant, float):
        return Value(f"0x{struct.unpack('<Q', struct.pack('<d', constant))[0]:016X}", "f")
    return Value(str(int(constant)), "i")


class Flat(NamedTuple):
    """An array: kind of its elements, number of dimensions, address of its first element and of its extents."""

    kind: str
    axes: int
    start: str
    place: str


class Bundle(NamedTuple):
    """A named tuple: kinds of its fields by name, and where it lies."""

    fields: tuple[tuple[str, Any], ...]
    place: str


def kind_of(value: Any) -> Any:
    """The kind of an argument: f, i, (kind, axes) of an array, or the fields of a named tuple."""
    if hasattr(value, "_fields"):
        return tuple((name, kind_of(item)) for name, item in zip(value._fields, value, strict=True))
    if hasattr(value, "dtype") and hasattr(value, "ndim") and value.ndim:
        return {"<f8": "f", "<i8": "i"}[value.dtype.str], value.ndim
    return "f" if isinstance(value, float) else "i"


@functools.cache
def syntax(function: Callable[..., Any]) -> ast.FunctionDef:
    """The source of a function as a tree."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def body_of(tree: ast.FunctionDef) -> list[ast.stmt]:
    """Statements without the docstring."""
    first = tree.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return tree.body[1:] if told else tree.body
